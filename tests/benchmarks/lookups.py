"""How long lookups among 100,000 names take: one and a thousand, exact, in pinyin, and with a typing error."""

import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from pyoxigraph import Literal, NamedNode, Quad, Store
from results import keep, measured_with, table

from graph.build import build
from graph.core.iris import ENTITIES, PREF_LABEL, TYPE, asserted_graph, term
from graph.history.lookup import Lookup, Wanted
from graph.history.pinyin import pinyin
from graph.store.builds import current_build
from graph.store.oxigraph import OxigraphEngine
from graph.store.store import GraphStore

ENTITIES_ADDED, AT_ONCE = 100_000, 1_000
PLACES, WORDS, KINDS = (
    "衢江海山湖城江河湾岭",
    "东西南北中新老上下大小高",
    ("经济开发区", "高新技术产业园区", "工业园区", "产业集聚区"),
)


def many_names(folder: Path) -> GraphStore:
    """Return the real graph with a number of synthetic zones."""
    build(folder)
    real = GraphStore.open(folder)
    store, chance = Store(), random.Random(7)  # noqa: S311  the same names each time, no secret
    store.bulk_extend(real.quads())
    graph = asserted_graph("imaginary")
    quads = []
    for number in range(ENTITIES_ADDED):
        name = "".join(chance.choices(PLACES, k=2) + chance.choices(WORDS, k=3)) + chance.choice(KINDS)
        zone = NamedNode(f"{ENTITIES}zone/imaginary-{number}")
        quads += [Quad(zone, TYPE, term("Zone"), graph), Quad(zone, PREF_LABEL, Literal(name, language="zh"), graph)]
    store.bulk_extend(quads)
    return GraphStore(OxigraphEngine.in_memory(store), current_build(folder))


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Return the median milliseconds of one lookup, and the seconds of all."""
    spent = []
    for text in texts:
        started = perf_counter()
        ask(text)
        spent.append(perf_counter() - started)
    return 1000 * median(spent), sum(spent)


def main() -> None:
    """Run all measurements and store the table."""
    with tempfile.TemporaryDirectory() as folder:
        lookup = Lookup(many_names(Path(folder)))
        started = perf_counter()
        names = [name.text for name in lookup.index.names if not name.text.isascii()]
        ready = perf_counter() - started
        started = perf_counter()
        lookup.search(Wanted("x"))
        spelt = perf_counter() - started
        chosen = random.Random(8).sample(names, AT_ONCE)  # noqa: S311  as above
        kinds = {
            "exact": (lambda text: lookup.look_up(Wanted(text)), chosen),
            "with a slip": (lambda text: lookup.look_up(Wanted(text)), [f"{text[:-1]}程" for text in chosen]),
            "in pinyin": (lambda text: lookup.look_up(Wanted(text)), [pinyin(text)[0] for text in chosen]),
            "search": (lambda text: lookup.search(Wanted(text)), [text[:4] for text in chosen]),
        }
        rows = []
        for kind, (ask, texts) in kinds.items():
            one, all_ = timed(ask, texts)
            rows.append([kind, f"{one:.2f}", f"{all_:.2f}"])
        about = f"{len(lookup.index.types):,} things. Names ready in {ready:.1f} s, pinyin in {spelt:.1f} s more."
        keep(
            "Look-ups",
            "\n\n".join(
                [about, table(("look-up", "p50 ms", f"{AT_ONCE:,} at once, s"), rows), measured_with("rapidfuzz")]
            ),
        )


if __name__ == "__main__":
    main()
