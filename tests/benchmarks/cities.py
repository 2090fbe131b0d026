"""Imaginary cities with the structure of the Quzhou plan: a graph of any size that is right, deterministic by seed.

    python tests/benchmarks/cities.py --cities 32 --to .bench/32-cities

Every city has every thing of the real graph under a name of its own; industries, vocabularies and terms are shared. The
text of its paper is that of the real one, for what is quoted must stand in it. Thirty-two cities are a million triples.
"""

import argparse
import hashlib
import random
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.build import build_store
from graph.core.iris import BASE, ENTITIES, ONTOLOGY_GRAPH, PREF_LABEL, RDF, SKOS, Term, term
from graph.core.quad_source import GrowingDataset
from graph.rdf.serialize import sorted_nquads
from graph.store.builds import publish
from graph.store.repeated_triples import count_triples

SEED = 20211206
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


def city_quads(number: int, seed: int = SEED, real: GrowingDataset | None = None) -> Iterator[Quad]:
    """Yield the quads of a number of cities, with the ontology once; `real` is the dataset that they are made of."""
    real = build_store() if real is None else real
    naming = set(_naming(real))
    yield from (quad for quad in real if quad.graph_name == ONTOLOGY_GRAPH)
    for city, names in enumerate(city_names(number, seed)):
        rename = _Renaming(city, names)
        for quad in real:
            if quad.graph_name != ONTOLOGY_GRAPH:
                value = rename.name(quad.object) if quad in naming else rename(quad.object)
                yield Quad(rename(quad.subject), rename(quad.predicate), value, rename(quad.graph_name))


def _naming(real: GrowingDataset) -> Iterator[Quad]:
    """The quads whose object is the name of one thing of a city: its labels and numbers, and the claims of them."""
    for quad in real:
        if quad.predicate in _NAMES and _OWN.match(quad.subject.value) and not quad.subject.value.startswith(SHARED):
            yield quad
        if quad.predicate == _PREDICATE and quad.object in _NAMES:
            ((about,), said) = (real.quads_for_pattern(quad.subject, p, None) for p in (_SUBJECT, _OBJECT))
            if not about.object.value.startswith(SHARED):
                yield from said


class _Renaming:
    """The names of one city, which replace the real ones."""

    def __init__(self, city: int, names: tuple[str, str]) -> None:
        self.city, self.code = city, f"c{city:03}"
        self.names = dict(zip(("zh", "en"), names, strict=True))
        self._renamed: dict[Term, Term] = {}

    def __call__(self, term: Term) -> Term:
        if isinstance(term, Literal):
            return term
        if term not in self._renamed:
            self._renamed[term] = self._rename(term)
        return self._renamed[term]

    def _rename(self, term: Term) -> Term:
        if term.value.startswith(SHARED):
            return term
        renamed = _OWN.sub(rf"{ENTITIES}\1/{self.code}-", term.value, count=1)
        return NamedNode(_OF_A_SOURCE.sub(rf"{BASE}graph/\1/{self.code}-", renamed, count=1))

    def name(self, label: Literal) -> Literal:
        """Return a name or a numeric code that no other city has."""
        if label.value.isdecimal():
            return Literal(f"{self.city + 100}{label.value[3:]}")  # at most 900 cities
        city = self.names.get(label.language or "", self.code)
        return Literal(f"{city}{'' if label.language == 'zh' else ' '}{label.value}", language=label.language)


def write_cities(to: Path, number: int, seed: int = SEED) -> int:
    """Publish a build of a number of cities, and return its number of quads."""
    store = Store()
    store.bulk_extend(city_quads(number, seed))
    graphs = {name.value: 0 for name in store.named_graphs()}
    for quad in store:
        graphs[quad.graph_name.value] += 1
    quads = sorted_nquads(store)
    digest = hashlib.sha256(quads).hexdigest()[:16]
    counts = {"quads": len(store), "triples": count_triples(quads.splitlines()), "graphs": graphs}
    publish(to, {"quads.nq": quads}, counts, digest)
    return len(store)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cities", type=int, default=32)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    print(f"{write_cities(given.to, given.cities, given.seed)} quads in {given.to}")  # noqa: T201  for who measures
