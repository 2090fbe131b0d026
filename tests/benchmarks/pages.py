"""How soon pages are painted on a first visit, and how a network of 5,000 nodes and 10,000 edges is drawn and moved.

The browser is that of the tests: run them once before, or name a Chrome in KAIFAQU_TEST_CHROME.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from threading import Thread

import httpx
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from pyoxigraph import Literal, NamedNode, Quad, Store
from results import keep, measured_with, table

from graph.build import build
from graph.core.iris import ENTITIES, PREF_LABEL, TYPE, asserted_graph, term
from graph.store.builds import current_build
from graph.store.oxigraph import OxigraphEngine
from graph.store.store import GraphStore
from service.app import create_app

UNPACKED = Path(__file__).parents[1] / "readers/node_modules/.cache/chromium"
MAIN_PAGES = {
    "front": "/",
    "search": "/search?q=新城",
    "list": "/class/Zone",
    "entity": "/id/zone/zhizao-new-city",
    "surroundings": "/explore/zone/zhizao-new-city",
    "lineage": "/lineage",
    "reader": "/read/quzhou-2021",
    "ontology": "/ontology",
    "checks": "/checks",
    "docs": "/docs",
}
SMALL, NODES, EDGES = 70, 5_000, 10_000
KINDS = ("Zone", "Body", "Industry", "Township")
PAN = """async () => {
  let frames = 0, running = true;
  const count = () => { frames += 1; if (running) requestAnimationFrame(count); };
  requestAnimationFrame(count);
  const canvas = document.querySelector("#network .canvas canvas:last-of-type").parentElement;
  const at = (x, kind) => canvas.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX: x, clientY: 500 }));
  const started = performance.now();
  at(200, "mousedown");
  for (let x = 200; x < 560; x += 3) {
    at(x, "mousemove");
    await new Promise(requestAnimationFrame);
  }
  at(560, "mouseup");
  running = false;
  return [1000 * frames / (performance.now() - started), frames];
}"""
FILTER = """async () => {
  const started = performance.now();
  document.querySelector("#network .legend button").click();
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - started;
}"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
READY = "() => performance.getEntriesByName('network-drawn')[0]?.startTime ?? null"


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser of the tests."""
    installed = os.environ.get("KAIFAQU_TEST_CHROME")
    program = Path(installed) if installed else UNPACKED / "chromium"
    libraries = {} if installed else {"LD_LIBRARY_PATH": str(UNPACKED / "lib")}
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--no-zygote"],
            env={**os.environ, **libraries},
        )
        yield launched
        launched.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class WorkTime:
    """The processor time of the processes that draw pages, which other work of the machine does not lengthen."""

    def __init__(self, chrome: Browser) -> None:
        self._session, self._before = chrome.new_browser_cdp_session(), 0.0
        self._before = self.seconds

    @property
    def seconds(self) -> float:
        """The seconds since this was made."""
        processes = self._session.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(one["cpuTime"] for one in processes if one["type"] == "renderer") - self._before


def opened(chrome: Browser, address: str) -> Page:
    """A page in a window of its own."""
    page = chrome.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    page.goto(address)
    return page


def first_paints(folder: Path, chrome: Browser) -> list[list[str]]:
    """The first paint of each page, asked for the first time since the service started, and again."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "service", "serve", "--in", str(folder), "--port", str(port)]
    rows = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"{address}/health")
            httpx.get(f"{address}/search", timeout=60).raise_for_status()  # all pages are prepared
            for name, path in MAIN_PAGES.items():
                paints = [first_paint(chrome, address + path) for _ in range(2)]
                rows.append([name, *(f"{paint:.2f}" for paint in paints)])
        finally:
            process.terminate()
    return rows


def wait_for(address: str) -> None:
    """Until a service answers."""
    for _ in range(300):
        try:
            httpx.get(address).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def first_paint(chrome: Browser, address: str) -> float:
    """The seconds until a page shows its first text."""
    page = opened(chrome, address)
    while not (paint := page.evaluate(PAINT)):
        page.wait_for_timeout(20)
    page.context.close()
    return float(paint) / 1000


def large_graph(folder: Path) -> GraphStore:
    """The real graph with a hub from which 5,000 things are reached in two steps, over 10,000 relations."""
    real, store, chance = GraphStore.open(folder), Store(), Random(7)  # noqa: S311  the same graph each time, no secret
    graph = asserted_graph("imaginary")
    things = [NamedNode(f"{ENTITIES}thing/imaginary-{number}") for number in range(NODES)]
    pairs = {(things[number], things[0]) for number in range(1, SMALL + 1)}
    pairs |= {(things[number], things[1 + number % SMALL]) for number in range(SMALL + 1, NODES)}
    while len(pairs) < EDGES:
        one, other = chance.sample(things[1:], 2)
        pairs |= {(one, other)} if (other, one) not in pairs else set()
    quads = [Quad(one, term("partOf"), other, graph) for one, other in sorted(pairs, key=str)]
    for number, thing in enumerate(things):
        name = Literal(f"想象的{KINDS[number % 4]}{number}", language="zh")
        quads += [Quad(thing, TYPE, term(KINDS[number % 4]), graph), Quad(thing, PREF_LABEL, name, graph)]
    store.bulk_extend([*real.quads(), *quads])
    return GraphStore(OxigraphEngine.in_memory(store), current_build(folder))


def large_network(folder: Path, chrome: Browser) -> list[list[str]]:
    """How long the large network takes to be ready, frames a second while it is panned, and the time of a filter."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(large_graph(folder)), port=port, log_level="critical"))
    thread = Thread(target=server.run)
    thread.start()
    address = f"http://127.0.0.1:{port}/explore/thing/imaginary-0?view=network&depth=3"
    while not server.started:
        time.sleep(0.1)
    data = httpx.get(f"{address}&format=json", timeout=120).json()  # the indexes are made
    measured = [draw_once(chrome, address) for _ in range(3)]
    server.should_exit = True
    thread.join()
    ready, work, pan, pan_work, hidden, hidden_work = (median(values) for values in zip(*measured, strict=True))
    return [
        ["nodes and edges", f"{len(data['nodes']):,} and {len(data['edges']):,}", "", ""],
        ["ready after, s", f"{ready:.2f}", f"{work:.2f}", "≤ 3"],
        ["panned, frames a second", f"{pan:.0f}", f"{1 / pan_work:.0f}", "≥ 30"],
        ["a kind hidden after, s", f"{hidden:.2f}", f"{hidden_work:.2f}", "≤ 1"],
    ]


def draw_once(chrome: Browser, address: str) -> tuple[float, float, float, float, float, float]:
    """Seconds until a network is ready, frames a second while it is panned, seconds to hide a kind: clock and work."""
    page = chrome.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
    work = WorkTime(chrome)
    page.goto(address)
    while (ready := page.evaluate(READY)) is None:
        page.wait_for_timeout(50)
    drawn = work.seconds
    pan, frames = page.evaluate(PAN)
    panned = work.seconds
    hidden = page.evaluate(FILTER)
    done = work.seconds
    page.context.close()
    return ready / 1000, drawn, pan, (panned - drawn) / frames, hidden / 1000, done - panned


def main() -> None:
    """Run all measurements and store the tables."""
    with tempfile.TemporaryDirectory() as folder, browser() as chrome:
        build(Path(folder))
        paints = table(("page", "first visit, s", "second visit, s"), first_paints(Path(folder), chrome))
        network = table(("network", "by the clock", "work of the page", "limit"), large_network(Path(folder), chrome))
    busy = f"The load of the machine was {os.getloadavg()[0]:.1f}; the work of a page is its processor time."
    explained = "First paint of each page in a Chromium without GPU, that nobody has asked for before; at most 1 s."
    keep("Pages", "\n\n".join([explained, paints, network, busy, measured_with("playwright")]))


if __name__ == "__main__":
    main()
