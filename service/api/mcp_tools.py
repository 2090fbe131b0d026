"""The tools for language-model agents (Model Context Protocol). Answers are short and say whether they are cut."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from graph.core.errors import KaifaquError
from graph.core.iris import entity_path
from graph.core.origins import origin_of
from graph.core.terms import NamedNode, text
from graph.history.lineage import Direction, lineage
from graph.history.lookup import Wanted
from graph.history.silences import OF_FATE
from graph.store.query_analysis import outline
from service.api.relation_query_files import views
from service.api.relations import Relations
from service.core.errors import InvalidParameter
from service.sparql.limited_evaluation import QueryRequest, answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.core.terms import Quad, Term
    from graph.history.silences import Silence
    from graph.rdf.provenance import Words
    from service.api.indexes import Indexes
    from service.api.relation_rows import RelationRow

_MOST, _MOST_ROWS, _MOST_BYTES = 25, 100, 30_000
_READING = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "kaifaqu tells how official papers reorganise China's development zones. Every statement has the words that it was "
    "read from. Find things with search, then use describe or lineage; cite with evidence. What no source "
    "states is not answered."
)
Name = Annotated[str, Field(description="An IRI, a path such as zone/zhizao-new-city, or a name such as 智造新城.")]


def mcp_server(indexes: Indexes) -> MCPServer[Any]:
    """A server with all tools over one build."""
    tools = Tools(indexes)
    server: MCPServer[Any] = MCPServer(
        "kaifaqu", title="kaifaqu 开发区", instructions=_INSTRUCTIONS, version=version("kaifaqu"), log_level="ERROR"
    )
    for tool in (tools.search, tools.describe, tools.relations, tools.lineage, tools.evidence, tools.sparql):
        server.add_tool(tool, annotations=_READING)
    return server


class Tools:
    """The tools over one build. An error becomes a sentence in the answer, so that an agent can correct its call."""

    def __init__(self, indexes: Indexes) -> None:
        self.indexes = indexes

    def search(self, name: str, type: str = "") -> dict[str, Any]:
        """Find zones, plates, townships, bodies, industries, documents by name, alias, pinyin or IRI.

        outcome is found, historical, ambiguous or not_in_sources; type narrows to a class such as Zone or Plate.
        """
        answer = self.indexes.lookup.look_up(Wanted(name, type), _MOST)
        found = [
            {
                "id": entity_path(c.iri),
                "zh": c.zh,
                "en": c.en,
                "type": c.type,
                "standing": c.standing,
                "by": c.match.way,
            }
            for c in answer.candidates
        ]
        return _cut({"outcome": answer.outcome, "candidates": found}, "candidates", "Give a longer name or a type.")

    def describe(self, thing: Name) -> dict[str, Any]:
        """Tell what the graph says of a thing: each statement with its origin (stated, derived, curated, recorded)."""
        return self._answered(lambda: self._describe(thing))

    def relations(
        self,
        relation: Annotated[str, Field(description=f"One of {', '.join(views())}.")],
        where: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Ask a named relation, such as townships of a park; where narrows by column, as {"park": "智慧新城"}.

        Without rows, not_stated tells what the papers leave unsaid; where it is empty too, nothing is known.
        """
        return self._answered(lambda: self._relations(relation, where or {}))

    def lineage(self, thing: Name, direction: Direction = "both") -> dict[str, Any]:
        """Follow a zone or a plate: what it came from and what became of it, change by change, with the words."""
        return self._answered(lambda: self._lineage(thing, direction))

    def evidence(self, thing: Name) -> dict[str, Any]:
        """Give the sentences of the papers behind the statements about a thing, with clause and paper."""
        return self._answered(lambda: self._evidence(thing))

    def sparql(self, query: str) -> dict[str, Any]:
        """Ask in SPARQL 1.1, read-only and bounded. Prefixes such as kq:, zone:, plate: and skos: are known."""
        try:
            form = outline(query).form
            syntax = "json" if form in {"SELECT", "ASK", ""} else "turtle"
            found = answer(
                self.indexes.store, QueryRequest(query, syntax, most_bytes=_MOST_BYTES, most_rows=_MOST_ROWS)
            )
        except KaifaquError as error:
            return {"error": str(error), "hint": "Ask for less, or mend the query."}
        hints = [hint.en for hint in self.indexes.hints.of(query, found.rows)]
        hints += ["Add LIMIT and OFFSET, or count."] if found.cut else []
        hint = {"truncated": found.cut, **({"hint": " ".join(hints)} if hints else {})}
        if syntax == "turtle":
            return {"turtle": found.body.decode(), **hint}
        told = json.loads(found.body)
        if "boolean" in told:
            return {"answer": told["boolean"], **hint}
        rows = [{name: value["value"] for name, value in row.items()} for row in told["results"]["bindings"]]
        return {"rows": rows, **hint}

    def _answered(self, answer: Any) -> dict[str, Any]:  # noqa: ANN401  a function without arguments
        try:
            told: dict[str, Any] = answer()
        except InvalidParameter as error:
            return {"error": str(error), "hint": "Give another value in where."}
        except KaifaquError as error:
            return {"error": str(error), "hint": "Find the thing with search, and give its id."}
        return told

    def _describe(self, thing: str) -> dict[str, Any]:
        iri = self.indexes.iri_of(thing)
        quads = self._about(iri)
        ends = {text(part) for quad in quads for part in quad.triple if isinstance(part, NamedNode)}
        self.indexes.read_labels(ends)
        said = [
            {"says": self._name(quad.predicate.value), "of": self._value(quad), "origin": origin_of(quad.graph_name)}
            for quad in quads
        ]
        told = {
            "id": entity_path(iri),
            "zh": self.indexes.label(iri)[0],
            "en": self.indexes.label(iri)[1],
            "statements": said,
        }
        return _cut(told, "statements", f"SELECT * WHERE {{ <{iri}> ?p ?o }} gives all.")

    def _relations(self, relation: str, where: dict[str, str]) -> dict[str, Any]:
        if relation not in views():
            return {"error": f"There is no relation {relation}.", "hint": f"There are {', '.join(views())}."}
        view = views()[relation]
        if unknown := [name for name in where if name not in view.parameters]:
            return {
                "error": f"{relation} has no column {unknown[0]}.",
                "hint": f"There are {', '.join(view.parameters)}.",
            }
        relations = Relations(self.indexes)
        rows, silences = relations.rows(view, where), relations.silences(view, where)
        relations.read_labels(rows, silences)
        shown, unsaid = [self._row(row) for row in rows], self._unsaid(silences)
        told = {"relation": relation, "question": view.en, "rows": shown, "not_stated": unsaid}
        return _cut(told, "rows", "Narrow with where.")

    def _unsaid(self, silences: Sequence[Silence]) -> list[dict[str, Any]]:
        """What the papers do not state, with the places where they mention the thing."""
        return [
            {
                "thing": self._name(silence.thing),
                "what": self._name(silence.silence),
                "where": [f"{self._name(words.source)} {words.clause}".strip() for words in silence.words],
            }
            for silence in silences
        ]

    def _row(self, row: RelationRow) -> dict[str, Any]:
        """The values of a row, and all its evidence if there are several pieces."""

        def told(values: Mapping[str, Term]) -> dict[str, str]:
            return {name: self._name(text(value)) for name, value in values.items()}

        several = {"evidence": list(map(told, row.evidence))} if len(row.evidence) > 1 else {}
        return {**told(row.values), **several}

    def _lineage(self, thing: str, direction: Direction) -> dict[str, Any]:
        found = lineage(self.indexes.iri_of(thing), self.indexes.changes, direction)
        steps = [
            {
                "direction": step.direction,
                "change": self._name(step.change.event),
                "modality": step.change.modality,
                "manner": list(step.change.manner),
                "leads_to": [self._name(iri) for iri in step.leads_to],
                "words": [words.said for words in step.change.evidence],
            }
            for step in found.steps
        ]
        now = [{"thing": self._name(iri), "standing": self.indexes.lookup.standing(iri)} for iri in found.now]
        unsaid = self._unsaid(self.indexes.silences.of((found.start, *found.now), OF_FATE))
        told = {"start": self._name(found.start), "steps": steps, "now": now, "not_stated": unsaid}
        return _cut(told, "steps", "Ask for one direction.")

    def _evidence(self, thing: str) -> dict[str, Any]:
        iri = self.indexes.iri_of(thing)
        provenance = self.indexes.provenance
        about = self._about(iri)
        provenance.read_ahead(about, (NamedNode(iri),))
        words = [*provenance.words(about), *provenance.words_of(NamedNode(iri))]
        sentences = [self._words(word) for word in dict.fromkeys(words)]
        return _cut(
            {"id": entity_path(iri), "evidence": sentences}, "evidence", "Ask in SPARQL with kq:evidence/kq:quote."
        )

    def _words(self, words: Words) -> dict[str, str]:
        return {
            "quote": words.quote,
            **({"citation": words.citation} if words.citation else {}),
            "clause": words.clause,
            "paper": self._name(words.source),
            "id": entity_path(words.evidence),
        }

    def _about(self, iri: str) -> list[Quad]:
        quads = self.indexes.store.match(NamedNode(iri))
        return sorted(quads, key=lambda quad: (quad.predicate.value, str(quad.object)))

    def _value(self, quad: Quad) -> str:
        return self._name(text(quad.object)) if isinstance(quad.object, NamedNode) else text(quad.object)

    def _name(self, value: str) -> str:
        """The label and id of a thing; any other value as it is."""
        if not value.startswith(("http://", "https://")):
            return value
        zh, en = self.indexes.label(value)
        return f"{zh or en} ({entity_path(value)})" if zh or en else entity_path(value)


def _cut(told: dict[str, Any], key: str, hint: str) -> dict[str, Any]:
    """Limit the list under a key. The answer says whether it was cut, and then how to get the rest."""
    items = told[key]
    if len(items) <= _MOST:
        return {**told, "truncated": False}
    return {**told, key: items[:_MOST], "total": len(items), "truncated": True, "hint": hint}
