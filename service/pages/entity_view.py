"""A description as its page shows it. Pure: quads in, view out; nothing is asked of the store."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.core.iris import REIFICATION, SKOS, TYPE, shorten, term
from graph.core.labels import NAMING
from graph.core.origins import ORIGINS, Origin, origin_of
from graph.core.terms import Literal, NamedNode
from service.pages.description import BECAUSE, EVIDENCE, MODALITY
from service.pages.description_index import PASSAGE, Facts
from service.web.view_models import Cluster, EntityView, Item, Paging, PropertyGroup, QuotedPassage, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.core.terms import Quad, Term
    from service.web.links import Links

_RULE = term("rule")
_FIRST = (*NAMING, NamedNode(f"{SKOS}altLabel"), *REIFICATION)
_NOT_UNFOLDED = frozenset({TYPE, EVIDENCE, BECAUSE, *NAMING})
_FOLDED_BACK = frozenset({*REIFICATION, BECAUSE})


def view_entity(
    iri: str, quads: Iterable[Quad], links: Links, paging: Paging, totals: Mapping[NamedNode, int] | None = None
) -> EntityView:
    """A page of the view of an entity from its description. Raises InvalidParameter where there is no such page.

    totals: those of a description that has only this page of what names the entity.
    """
    facts, entity, inside = Facts(quads, links), NamedNode(iri), f"{iri}#"
    found = [node for node in facts.about if isinstance(node, NamedNode) and node.value.startswith(inside)]
    apart = [] if facts.place(entity) else sorted(found, key=str)  # a passage shows its selectors where it names them
    views = [_Reader(facts, entity, links, paging, frozenset(apart), totals=totals or {}).view()]
    views += [_Reader(facts, node, links, paging, frozenset(apart), totals={}).view() for node in apart]
    pages = max(view.pages for view in views)
    paging.refuse_beyond(pages, iri)
    fragments = tuple(view for view in views[1:] if paging.number == 1 or view.outgoing or view.incoming)
    return replace(views[0], pages=pages, fragments=fragments)


class _Reader:
    """Reads one entity from the facts of a description."""

    def __init__(
        self,
        facts: Facts,
        entity: NamedNode,
        links: Links,
        paging: Paging,
        apart: frozenset[NamedNode],
        *,
        totals: Mapping[NamedNode, int],
    ) -> None:
        self.facts, self.entity, self.links, self.paging = facts, entity, links, paging
        self.apart, self.totals = apart, totals

    def view(self) -> EntityView:
        """The entity without what lives under its address."""
        facts, entity = self.facts, self.entity
        place = facts.place(entity)
        outgoing = self._groups(self._outgoing(told=PASSAGE if place else frozenset()), incoming=False)
        incoming = self._groups(self._incoming(), incoming=True)
        return EntityView(
            iri=entity.value,
            name=facts.shown(entity),
            types=tuple(
                sorted(facts.all_shown(facts.values(entity, TYPE)), key=lambda one: not one.code.startswith("kq:"))
            ),
            modality=facts.all_shown(facts.values(entity, MODALITY)),
            place=place,
            outgoing=tuple(group for group in outgoing if group.clusters),
            incoming=tuple(group for group in incoming if group.clusters),
            pages=max((self.paging.pages(group.total) for group in (*outgoing, *incoming)), default=1),
        )

    def _outgoing(self, told: frozenset[NamedNode]) -> Iterator[Quad]:
        """What the page says of the entity: evidence stands beside each statement, so it is no statement itself."""
        statement = self.facts.is_statement(self.entity)
        for quad in self.facts.about.get(self.entity, ()):
            if quad.predicate not in told and (statement or quad.predicate != EVIDENCE):
                yield quad

    def _incoming(self) -> Iterator[Quad]:
        """What else names the entity: of an evidence only the statements read there, and no statement twice.

        How the label of an unnamed node was put together is told in the data but is no news to a reader.
        """
        for quad in self.facts.naming.get(self.entity, ()):
            triple = self.facts.triple_of(quad.subject)
            if quad.predicate in REIFICATION or (quad.predicate == EVIDENCE and not triple):
                continue
            if not (triple and triple[1] in NAMING and origin_of(quad.graph_name) == "derived"):
                yield quad

    def _groups(self, quads: Iterable[Quad], *, incoming: bool) -> tuple[PropertyGroup, ...]:
        by_property: dict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in quads:
            by_property[quad.predicate].append(quad)
        groups = [(self._rank(p, found), self._group(p, found, incoming=incoming)) for p, found in by_property.items()]
        return tuple(group for _, group in sorted(groups, key=lambda pair: pair[0]))

    def _origin(self, quad: Quad) -> Origin:
        """Where a triple comes from; what is recorded about a claim or inference has the origin of that."""
        kinds = self.facts.values(quad.subject, TYPE) if quad.subject != self.entity else []
        return "stated" if term("Claim") in kinds else origin_of(quad.graph_name)

    def _origin_rank(self, quad: Quad) -> int:
        return ORIGINS.index(self._origin(quad))

    def _rank(self, predicate: NamedNode, quads: list[Quad]) -> tuple[int, int, str]:
        """Names first, then by origin, then by the property's name."""
        place = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
        return place, min(self._origin_rank(q) for q in quads), shorten(predicate.value)

    def _group(self, predicate: NamedNode, quads: list[Quad], *, incoming: bool) -> PropertyGroup:
        quads = sorted(quads, key=lambda quad: self._order(quad, quad.subject if incoming else quad.object))
        total = self.totals.get(predicate) if incoming else None
        shown = quads[self.paging.shown] if total is None else quads
        items = [(self._item(quad, incoming=incoming), quad) for quad in shown]
        clusters: dict[tuple[Origin, tuple[Shown, ...], tuple[QuotedPassage, ...], bool], list[tuple[Item, Quad]]]
        clusters = defaultdict(list)
        for item, quad in items:
            rules, places = self._rules(quad), self._places(quad)
            clusters[self._origin(quad), rules, places, self._is_drafted(quad)].append((item, quad))
        return PropertyGroup(
            property=self.facts.shown(predicate),
            clusters=tuple(
                Cluster(
                    tuple(item for item, _ in found), origin, rules, self._grounds(q for _, q in found), places, drafted
                )
                for (origin, rules, places, drafted), found in clusters.items()
            ),
            total=len(quads) if total is None else total,
            all_values=self.links.sparql(self._query_for_all(predicate, incoming=incoming)),
        )

    def _order(self, quad: Quad, value: Term) -> tuple[int, int, tuple[str, str]]:
        """By origin, then in the order of the text, then by name."""
        return self._origin_rank(quad), self.facts.position(value), self.facts.shown(value).order

    def _query_for_all(self, predicate: NamedNode, *, incoming: bool) -> str:
        ends = ("?subject", str(self.entity)) if incoming else (str(self.entity), "?value")
        return f"SELECT * WHERE {{ {ends[0]} {predicate} {ends[1]} }}"

    def _item(self, quad: Quad, *, incoming: bool) -> Item:
        node = quad.subject if incoming else quad.object
        facts = self.facts
        owners = self._owners(node) if incoming else []
        speakers = [node, *owners] if incoming else []
        return Item(
            value=facts.shown(node),
            parts=tuple(facts.shown(part) for part in facts.triple_of(node)),
            owners=facts.all_shown(owners),
            inner=tuple(self._inner(node)),
            modality=facts.all_shown({m for speaker in speakers for m in facts.values(speaker, MODALITY)}),
            place=facts.place(node),
        )

    def _is_unfolded(self, node: Term) -> bool:
        """Whether the description holds a node whole because it has no page worth opening."""
        known = self.facts.is_statement(node) or self.facts.place(node) or node in {self.entity, *self.apart}
        return not known and TYPE in self._properties(node)

    def _properties(self, node: Term) -> set[NamedNode]:
        return {quad.predicate for quad in self.facts.about.get(node, ())}

    def _owners(self, node: Term) -> list[Term]:
        if not self._is_unfolded(node):
            return []
        quads = [q for q in self.facts.naming.get(node, ()) if q.predicate not in _FOLDED_BACK]
        return sorted({quad.subject for quad in quads}, key=str)

    def _inner(self, node: Term) -> Iterator[tuple[Shown, tuple[Shown, ...]]]:
        if isinstance(node, Literal) or not self._is_unfolded(node):
            return
        for predicate in sorted(self._properties(node) - _NOT_UNFOLDED, key=str):
            values = [value for value in self.facts.values(node, predicate) if value != self.entity]
            if values:
                yield self.facts.shown(predicate), self.facts.all_shown(values)

    def _carriers(self, quad: Quad) -> list[Term]:
        """The nodes that tell where a triple is from: its subject if that is a statement, else what stands for it."""
        if quad.subject == self.entity and self.facts.is_statement(self.entity):
            return []
        if self.facts.is_statement(quad.subject):
            return [quad.subject]
        wanted = term("Inference") if origin_of(quad.graph_name) == "derived" else term("Claim")
        return [n for n in self.facts.standing_for(quad) if wanted in self.facts.values(n, TYPE)]

    def _is_drafted(self, quad: Quad) -> bool:
        """Whether all claims of a triple were drafted and none is reviewed."""
        carriers = self._carriers(quad)
        return bool(carriers) and all(self.facts.values(node, term("drafted")) for node in carriers)

    def _rules(self, quad: Quad) -> tuple[Shown, ...]:
        rules = {rule for node in self._carriers(quad) for rule in self.facts.values(node, _RULE)}
        return self.facts.all_shown(rules - {self.entity})

    def _grounds(self, quads: Iterable[Quad]) -> tuple[Shown, ...]:
        grounds = {g for quad in quads for node in self._carriers(quad) for g in self.facts.values(node, BECAUSE)}
        return self.facts.all_shown(grounds - {self.entity})

    def _places(self, quad: Quad) -> tuple[QuotedPassage, ...]:
        evidence = {e for node in self._carriers(quad) for e in self.facts.values(node, EVIDENCE)}
        places = filter(None, map(self.facts.place, evidence - {self.entity}))
        return tuple(sorted(places, key=lambda place: (place.start, place.end)))
