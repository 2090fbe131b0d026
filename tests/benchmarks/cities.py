"""Imaginary cities with the structure of the Quzhou plan: a graph of any size that is right, deterministic by seed.

    python tests/benchmarks/cities.py --cities 32 --to .bench/32-cities

Every city has every thing of the real graph under a name of its own; industries, vocabularies and terms are shared. The
text of its paper is that of the real one, for what is quoted must stand in it. Thirty-two cities are a million triples.
"""

import argparse
import random
import re
import tempfile
from collections.abc import Iterator
from itertools import groupby, product
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from graph.build import build_store
from graph.core.iris import BASE, ENTITIES, ONTOLOGY_GRAPH, PREF_LABEL, RDF, SKOS, term
from graph.core.quad_source import GrowingDataset
from graph.core.terms import Term
from graph.store.builds import publish
from graph.store.manifest import QUADS
from graph.store.repeated_triples import read_lines

SEED = 20211206
PER_MILLION = 32  # cities in a million quads
SHARED = (f"{ENTITIES}industry/",)
_OF_A_SOURCE = re.compile(rf"{BASE}graph/(source|editorial)/")
_OWN = re.compile(rf"{ENTITIES}([\w-]+)/")
_NAMES = {PREF_LABEL, NamedNode(f"{SKOS}altLabel"), term("documentNumber"), term("code")}
_SUBJECT, _PREDICATE, _OBJECT = (NamedNode(f"{RDF}{name}") for name in ("subject", "predicate", "object"))
_FIRST, _SECOND = "东西南北上下前后内外新古大小高平", "山河江湖海溪泉岭峰谷原州阳阴林石"
_FIRST_EN = tuple(re.findall("[A-Z][a-z]+", "DongXiNanBeiShangXiaQianHouNeiWaiXinGuDaXiaoGaoPing"))
_SECOND_EN = tuple(re.findall(r"\w+", "shan he jiang hu hai xi quan ling feng gu yuan zhou yang yin lin shi"))


def city_names(number: int, seed: int = SEED) -> list[tuple[str, str]]:
    """Return distinct Chinese and English names of synthetic cities: of two syllables up to 256, else of three."""
    more = number > len(_FIRST) * len(_SECOND)
    zh = ["".join(parts) for parts in product(_FIRST, _SECOND, *[_SECOND] * more)]
    en = ["".join(parts) for parts in product(_FIRST_EN, _SECOND_EN, *[_SECOND_EN] * more)]
    return random.Random(seed).sample(list(zip(zh, en, strict=True)), number)  # noqa: S311  a fixed choice, no secret


def city_lines(number: int, seed: int = SEED, real: GrowingDataset | None = None) -> Iterator[bytes]:
    """Yield the sorted N-Quads of a number of cities, some lines at a time, with what they share once.

    The lines of the real graph become templates. Those whose text begins alike as far as the first mark belong
    together: they are filled in for one city after the other, so no line has to be sorted again.

    Args:
        number: how many cities.
        seed: what decides their names.
        real: the dataset that they are made of; by default, that of the curated papers.
    """
    cities = [
        _Names(f"c{city:0{max(3, len(str(number - 1)))}}", zh, en, str(city + 100))
        for city, (zh, en) in enumerate(city_names(number, seed))
    ]
    templates = _templates(build_store() if real is None else real, cities[0])
    for _, lines in groupby(templates, _before_mark):
        template = b"".join(lines)
        if _MARK in template:
            yield from (city.fill(template) for city in cities)
        else:
            yield template


def _naming(real: GrowingDataset) -> Iterator[Quad]:
    """The quads whose object is the name of one thing of a city: its labels and numbers, and the claims of them."""
    for quad in real:
        if quad.predicate in _NAMES and _OWN.match(quad.subject.value) and not quad.subject.value.startswith(SHARED):
            yield quad
        if quad.predicate == _PREDICATE and quad.object in _NAMES:
            ((about,), said) = (real.quads_for_pattern(quad.subject, p, None) for p in (_SUBJECT, _OBJECT))
            if not about.object.value.startswith(SHARED):
                yield from said


class _Names(NamedTuple):
    """What is different in each city. The fields of `_MARKS` are the marks that stand for it in a template."""

    code: str
    zh: str
    en: str
    number: str

    def fill(self, template: bytes) -> bytes:
        """Replace the marks of a template by the names of a city."""
        for mark, name in zip(_MARKS, self, strict=True):
            template = template.replace(mark.encode(), name.encode())
        return template


_MARKS = _Names(*(f"~{name}~" for name in _Names._fields))
_MARK = b"~"


def _before_mark(line: bytes) -> bytes:
    return line.partition(_MARK)[0]


def _templates(real: GrowingDataset, first: _Names) -> list[bytes]:
    """The lines of a dataset with marks for what is different in each city, in the order of those of the first city."""
    naming = set(_naming(real))
    marked = (quad if quad.graph_name == ONTOLOGY_GRAPH else _marked(quad, naming=quad in naming) for quad in real)
    lines = serialize(marked, format=RdfFormat.N_QUADS).splitlines(keepends=True)
    return sorted(lines, key=first.fill)


def _marked(quad: Quad, *, naming: bool) -> Quad:
    value = _marked_name(quad.object) if naming else _marked_term(quad.object)
    return Quad(_marked_term(quad.subject), _marked_term(quad.predicate), value, _marked_term(quad.graph_name))


def _marked_term(term: Term) -> Term:
    if isinstance(term, Literal) or term.value.startswith(SHARED):
        return term
    marked = _OWN.sub(rf"{ENTITIES}\1/{_MARKS.code}-", term.value, count=1)
    return NamedNode(_OF_A_SOURCE.sub(rf"{BASE}graph/\1/{_MARKS.code}-", marked, count=1))


def _marked_name(label: Literal) -> Literal:
    """A name, or a numeric code, that no other city has."""
    if label.value.isdecimal():
        return Literal(f"{_MARKS.number}{label.value[3:]}")
    city = getattr(_MARKS, label.language or "code")
    return Literal(f"{city}{'' if label.language == 'zh' else ' '}{label.value}", language=label.language)


def write_cities(to: Path, number: int, seed: int = SEED) -> int:
    """Publish a build of a number of cities, and return its number of quads."""
    with tempfile.TemporaryDirectory(prefix="cities-", dir=_made(to)) as folder:
        nquads = Path(folder, QUADS)
        with nquads.open("wb") as file:
            file.writelines(city_lines(number, seed))
        lines = read_lines(nquads)
        assert lines, "The lines are not sorted."
        quads = sum(lines.graphs.values())
        counts = {"quads": quads, "triples": quads - len(lines.repeats), "graphs": lines.graphs}
        with nquads.open("rb") as file:
            publish(to, {QUADS: file}, counts)
    return quads


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cities", type=int, default=32)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    print(f"{write_cities(given.to, given.cities, given.seed)} quads in {given.to}")  # noqa: T201  for who measures
