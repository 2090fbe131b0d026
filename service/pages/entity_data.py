"""The page of an entity as data: a line for each value of the tab that is shown, with its words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph.core.iris import ENTITIES, short_id
from service.pages.page_download import SOURCE, ViewData, joined, name_of
from service.web.pages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.pages.card import CardRow
    from service.pages.entity_changes import Life
    from service.web.negotiation import Language
    from service.web.view_models import Cluster, EntityView, Item, PropertyGroup, QuotedPassage

_COLUMNS = (
    *("group", "property", "value", "value_name", "of", "statement", "force", "origin", "rules", "drafted", *SOURCE),
)
_QUERY = "SELECT * WHERE { { <%s> ?property ?value } UNION { ?subject ?property <%s> } }"


def entity_data(
    entity: EntityView, tab: str, card: Iterable[CardRow], life: Life | None, language: Language
) -> ViewData:
    """The rows of a tab: overview, statements or mentions; any other tab shows no values."""
    lines = partial(_tab_lines, entity, tab, card, life, language)
    return ViewData(f"entity-{tab}", _COLUMNS, lines, _QUERY % (entity.iri, entity.iri))


def _tab_lines(
    entity: EntityView, tab: str, card: Iterable[CardRow], life: Life | None, language: Language
) -> Iterator[dict[str, str]]:
    if tab == "overview":
        yield from _life_lines(life, language) if life else ()
        for row in card:
            yield from _lines(in_language(language, row.zh, row.en), "", row.clusters, language)
    elif tab == "statements":
        for view in (entity, *entity.fragments):
            yield from _groups(view.outgoing, language)
        for view in entity.fragments:
            yield from _groups(view.incoming, language)
    elif tab == "mentions":
        yield from _groups(entity.incoming, language)


def _life_lines(life: Life, language: Language) -> Iterator[dict[str, str]]:
    """The changes of a zone or a plate."""
    for change in life.changes:
        places = change.passages
        yield {
            "group": in_language(language, "变动", "Changes"),
            "value": short_id(ENTITIES + change.event.href.partition("/id/")[2].partition("?")[0]),
            "value_name": change.event.text,
            "statement": " ".join(effect.text for effect in change.effects),
            "force": change.modality.text if change.modality else "",
            "origin": "stated",
            "paper": change.paper.text if change.paper else "",
            "date": change.date,
            "clause": joined(place.clause.text for place in places if place.clause),
            "quote": joined(place.quote for place in places),
        }


def _groups(groups: Iterable[PropertyGroup], language: Language) -> Iterator[dict[str, str]]:
    for group in groups:
        yield from _lines(name_of(group.property, language), group.property.code, group.clusters, language)


def _lines(title: str, code: str, clusters: Iterable[Cluster], language: Language) -> Iterator[dict[str, str]]:
    for cluster in clusters:
        for item in cluster.items:
            yield {"group": title, "property": code, **_item(item, language), **_origin(cluster, language)}


def _item(item: Item, language: Language) -> dict[str, str]:
    return {
        "value": item.value.code,
        "value_name": item.place.quote if item.place else name_of(item.value, language),
        "of": " | ".join(owner.code for owner in item.owners),
        "statement": " ".join(part.code for part in item.parts),
        "force": " | ".join(name_of(force, language) for force in item.modality),
    }


def _origin(cluster: Cluster, language: Language) -> dict[str, str]:
    return {
        "origin": cluster.origin,
        "rules": " ".join(rule.code for rule in cluster.rules),
        "drafted": "true" if cluster.drafted else "false",
        **_source(cluster.places, language),
    }


def _source(places: Iterable[QuotedPassage], language: Language) -> dict[str, str]:
    places = list(places)
    return {
        "paper": joined(name_of(place.source, language) for place in places if place.source),
        "clause": joined(name_of(place.clause, language) for place in places if place.clause),
        "quote": joined(place.quote for place in places),
    }
