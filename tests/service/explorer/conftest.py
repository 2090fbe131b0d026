"""A real Chromium that opens the pages of the real service, and fails on what no page may do.

Chromium comes from npm (`@sparticuz/chromium`, for Linux on x86-64) with the libraries that it needs. Elsewhere the
variable KAIFAQU_TEST_CHROME names an installed Chrome or Chromium.
"""

import asyncio
import os
import re
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import pylopdf_fonts_zh_cn
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

READERS = Path(__file__).parents[2] / "readers"
WIDE, NARROW = 1280, 390
HEIGHT = {WIDE: 800, NARROW: 844}
USUAL = {"zh": (WIDE, "light"), "en": (NARROW, "dark")}
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
<alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
<alias><family>system-ui</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chrome():
    """The browser to run, and the folder of libraries that it needs, None where the machine has them."""
    if installed := os.environ.get("KAIFAQU_TEST_CHROME"):
        return Path(installed), None
    packed = READERS / "node_modules/@sparticuz/chromium"
    assert packed.exists(), "make tests/readers/node_modules/.installed, or set KAIFAQU_TEST_CHROME to a Chrome"
    unpacked = READERS / "node_modules/.cache/chromium"
    if not unpacked.exists():
        unpacked.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=unpacked.parent) as draft:
            folder = Path(draft) / "chromium"
            subprocess.run(["node", READERS / "chromium.mjs", folder], check=True, timeout=120)
            with tarfile.open(folder / "libraries.tar") as libraries:
                libraries.extractall(folder, filter="data")
            try:
                folder.rename(unpacked)
            except OSError:
                assert unpacked.exists()  # another process of the tests was faster
    return unpacked / "chromium", unpacked / "lib"


@pytest.fixture(scope="session")
def fonts(tmp_path_factory):
    """A configuration of fontconfig with the Chinese fonts of the tests and no others."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(
        FONTS.format(fonts=Path(pylopdf_fonts_zh_cn.__file__).parent, cache=folder / "cache"), "utf-8"
    )
    return folder / "fonts.conf"


@pytest.fixture(scope="session")
def launched(chrome, fonts):
    """A browser for all tests, and the event loop of its client, which the thread runs while they use the browser."""
    program, libraries = chrome
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    if libraries:
        environment["LD_LIBRARY_PATH"] = os.pathsep.join([str(libraries), os.environ.get("LD_LIBRARY_PATH", "")])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=environment)
        loop = asyncio.get_running_loop()
        yield browser, loop
        set_running_loop(loop)
        browser.close()


def set_running_loop(loop):
    """Tell asyncio which event loop runs in this thread."""
    asyncio._set_running_loop(loop)  # noqa: SLF001  in asyncio.__all__, for who runs loops by himself


@pytest.fixture
def browser(launched):
    """The browser. Between the tests that use it the loop of its client does not run, so that others can run theirs."""
    browser, loop = launched
    set_running_loop(loop)
    yield browser
    set_running_loop(None)


@pytest.fixture(scope="session")
def idle_windows():
    """The windows that tests have used, by language and by whether they run scripts."""
    return defaultdict(list)


class Windows:
    """Windows of a browser. One that a test has used is emptied and used again: a new one costs more than a page."""

    def __init__(self, browser, idle):
        self._browser, self._idle = browser, idle

    def take(self, language, scripts, size, theme):
        """A window without history of a reader: of a language, with scripts or without, of a size and a theme."""
        idle = self._idle[language, scripts]
        page = idle.pop() if idle else self._open(language, scripts)
        page.set_viewport_size(size)
        page.emulate_media(media="null", color_scheme=theme)
        return page

    def _open(self, language, scripts):
        locale = {"zh": "zh-CN", "en": "en-GB"}[language]
        context = self._browser.new_context(locale=locale, java_script_enabled=scripts, reduced_motion="reduce")
        context.set_default_timeout(10_000)
        return context.new_page()

    def give_back(self, page, language, scripts):
        """Empty a window: what it stores, where its mouse is, what it may do, which requests a test answers.

        One that has opened others is closed.
        """
        if page.context.pages != [page]:
            page.context.close()
            return
        page.unroute_all()
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.context.clear_permissions()
        self._idle[language, scripts].append(page)


class Visits:
    """Opens pages of the service, each in a window of its own, and notes what no page may do."""

    def __init__(self, windows, base):
        self.base, self.faults, self._windows, self._opened = base, [], windows, []

    def __call__(self, path, *, width=WIDE, theme="light", language="zh", scripts=True, height=None):
        """A page of the service in a window of some width, a theme, a language, with scripts or without."""
        size = {"width": width, "height": height or HEIGHT.get(width, 800)}
        page = self._windows.take(language, scripts, size, theme)
        noted = {
            "request": self._requested,
            "console": lambda message: self._told(page, message),
            "pageerror": lambda error: self.faults.append(f"{page.url}: {error}"),
        }
        self._opened.append((page, language, scripts, noted))
        for event, note in noted.items():
            page.on(event, note)
        page.goto(f"{self.base}{path}")
        return page

    def _requested(self, request):
        if urlsplit(request.url).netloc != urlsplit(self.base).netloc and not request.url.startswith(
            ("data:", "blob:")
        ):
            self.faults.append(f"{request.url} is asked, which is not of this service")

    def _told(self, page, message):
        is_the_page = message.location.get("url") == page.url and message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not is_the_page:  # a page of status 404 is told as an error
            self.faults.append(f"{page.url}: {message.text}")

    def close(self):
        for page, language, scripts, noted in self._opened:
            self._windows.give_back(page, language, scripts)
            for event, note in noted.items():
                page.remove_listener(event, note)


@pytest.fixture
def visit(browser, idle_windows, service):
    """The way to open a page. No request leaves the origin, and the console has no error nor violation of the CSP."""
    visits = Visits(Windows(browser, idle_windows), service)
    yield visits
    visits.close()
    assert visits.faults == []


@pytest.fixture(scope="session")
def find_barriers():
    """The way to learn what keeps readers out of a page: findings of axe, each with the elements.

    Unless a page is to be read whole, it is thinned out: of elements that are alike, axe reads two. Its rule on the
    contrast of text takes half of its time; tests that call `find_faint_text` on the same page leave it out.
    """
    program = Axe().axe_script
    thin_out = (Path(__file__).parent / "thin_out.js").read_text("utf-8")

    def find(page, *, whole=False, contrast=True):
        if not whole:
            page.evaluate(thin_out)
        options = {
            "runOnly": {"type": "tag", "values": RULES},
            "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": contrast}},
            "resultTypes": ["violations"],
            "iframes": False,  # axe cannot speak to a frame in a sandbox; its page is tested by itself
        }
        page.evaluate(program)
        found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
        return {
            violation["id"]: [f"{node['target'][0]}: {node['failureSummary']}" for node in violation["nodes"][:5]]
            for violation in found
        }

    return find


@pytest.fixture(scope="session")
def find_faint_text():
    """The way to find text whose computed colour is near that of what lies behind it: below 4.5:1, or 3:1 if large."""
    script = (Path(__file__).parent / "contrast.js").read_text("utf-8")
    return lambda page: page.evaluate(script)


@pytest.fixture(scope="session")
def overflows():
    """Whether a page is wider than its window."""
    return lambda page: page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.fixture(scope="session")
def words_of():
    """The text of an element, its white space folded."""
    return lambda locator: re.sub(r"\s+", " ", locator.inner_text()).strip()


@pytest.fixture(
    params=[pytest.param(False, id="one window"), pytest.param(True, marks=pytest.mark.soak, id="all windows")]
)
def assert_no_barrier(request, visit, find_barriers, find_faint_text, overflows):
    """The check that a page keeps no reader out: axe, the computed colours, and the width of the window.

    `make test` checks each page in one language, which its address decides if the test does not: the colours in both
    themes, and by axe what is left of the page when it is thinned out, in a wide light window in Chinese, in a narrow
    dark one in English; then the colours and the width in a window of the other size. `make soak` checks the page in
    both languages, widths and themes, whole, and its contrast by axe as well.
    """

    def check_in_one_window(path, language, prepare):
        width, usual_theme = USUAL[language]
        page = visit(path, language=language, width=width)
        prepare(page)
        (other,) = {WIDE, NARROW} - {width}
        page.set_viewport_size({"width": other, "height": HEIGHT[other]})
        assert find_faint_text(page) == []
        assert not overflows(page)
        page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert find_faint_text(page) == []
            assert not overflows(page)
        page.emulate_media(color_scheme=usual_theme)
        assert find_barriers(page, contrast=False) == {}

    def check_in_all_windows(path, language, prepare):
        for width in (WIDE, NARROW):
            page = visit(path, language=language, width=width)
            prepare(page)
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                assert find_faint_text(page) == []
                assert not overflows(page)
                assert find_barriers(page, whole=True) == {}

    def check(path, language=None, prepare=lambda _page: None):
        if request.param:
            for each in [language] if language else USUAL:
                check_in_all_windows(path, each, prepare)
        else:
            check_in_one_window(path, language or list(USUAL)[crc32(path.encode()) % 2], prepare)

    return check
