"""The card of an entity: what a reader asks first, each with its words. Made from the view of its description."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.web.view_models import Cluster, EntityView, PropertyGroup, Shown

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)\S*", re.ASCII)
"""A date with a time of day, of which readers see the minute."""
_FIRST_AREA = "kq:areaShownFirst"


@dataclass(frozen=True)
class Ask:
    """A row that a card may have: its title, and the properties whose values answer it.

    incoming: the properties by which others name the entity.
    """

    zh: str
    en: str
    outgoing: tuple[str, ...] = ()
    incoming: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limit:
    """What a zone ends at on one side.

    Attributes:
        side: The side, as the style sheet names it.
        words: The side in Chinese and in English.
        name: What is there, in Chinese and in English.
        href: Its address, if it has one.
    """

    side: str
    words: tuple[str, str]
    name: tuple[str, str]
    href: str | None


@dataclass(frozen=True)
class CardRow:
    """A row of a card. first: the codes of the values that are shown before the others, as the figure of an area."""

    zh: str
    en: str
    clusters: tuple[Cluster, ...]
    first: frozenset[str] = frozenset()

    @property
    def is_compass(self) -> bool:
        """Whether its values are limits, each on a side of its own, so that they can stand around a middle."""
        sides = [item.value.zh[-2:] for cluster in self.clusters for item in cluster.items]
        return bool(sides) and len({*sides}) == len(sides) and {*sides} <= _SIDES.keys()


_SIDES = {
    "东至": ("east", "east to", "eastern limit "),
    "南至": ("south", "south to", "southern limit "),
    "西至": ("west", "west to", "western limit "),
    "北至": ("north", "north to", "northern limit "),
}
"""The sides by the end of the Chinese name of a limit: the name, the words, and how the English name begins."""
_NAMES = Ask("又称", "Also called", ("skos:altLabel", "kq:renamedFrom"))
_PLACE = Ask("位于", "Located in", ("kq:locatedIn", "kq:partOf", "kq:subAreaOf"))
_SILENT = Ask("文件没有说明", "Not stated", ("kq:silentOn",))
_ODD = Ask("疑点", "Oddities", (), ("kq:about",))
ASKED: dict[str, tuple[Ask, ...]] = {
    "kq:Zone": (
        Ask("面积", "Area", ("kq:area",)),
        Ask("由来", "Came from", ("kq:formedFrom", "kq:absorbs")),
        Ask("去向", "Became", ("kq:absorbedInto", "kq:transitionedTo"), ("kq:formedFrom",)),
        Ask("牌子", "Plates", ("kq:bearsPlate", "kq:borePlate"), ("kq:borneBy",)),
        Ask("所含区域", "Zones within it", (), ("kq:partOf", "kq:subAreaOf")),
        Ask("主导产业", "Leading industries", ("kq:leadingIndustry",)),
        Ask("涉及乡级单位", "Townships", ("kq:coversTownship",)),
        Ask("四至", "Boundaries", ("kq:boundary",)),
        Ask("监督", "Supervised by", (), ("kq:supervises",)),
        Ask("托管", "Custody", (), ("kq:custodian",)),
        _PLACE,
        _NAMES,
        _SILENT,
        _ODD,
    ),
    "kq:Plate": (
        Ask("状态", "State", ("kq:plateState",)),
        Ask("级别", "Rank", ("kq:plateRank",)),
        Ask("系列", "Family", ("kq:plateFamily",)),
        Ask("挂牌区域", "Borne by", ("kq:borneBy",), ("kq:bearsPlate", "kq:borePlate")),
        _NAMES,
        _SILENT,
        _ODD,
    ),
    "kq:Township": (
        Ask("整合后所属区域", "Zone after the change", (), ("kq:coversTownship",)),
        Ask("原托管", "Custody before", (), ("kq:custodyOf",)),
        _PLACE,
        Ask("级别", "Level", ("kq:adminLevel",)),
        Ask("代码", "Codes", (), ("kq:codeOf",)),
        _NAMES,
        _SILENT,
        _ODD,
    ),
    "kq:Industry": (
        Ask("以此为主导产业的区域", "Led by it", (), ("kq:leadingIndustry",)),
        Ask("对应的大类", "Broader group", ("skos:broadMatch", "skos:broader")),
        Ask("所含产业", "Narrower industries", (), ("skos:broader",)),
        _NAMES,
        _SILENT,
        _ODD,
    ),
    "kq:Body": (
        Ask("种类", "Kind", ("kq:bodyKind",)),
        Ask("职责", "Duty", ("kq:duty", "kq:responsibleFor")),
        Ask("监督", "Supervises", ("kq:supervises",)),
        Ask("隶属于", "Subordinate to", ("kq:subordinateTo",)),
        Ask("下属机构", "Bodies below it", (), ("kq:subordinateTo",)),
        Ask("成员", "Members", ("kq:membership",)),
        Ask("所发文件", "Papers", (), ("kq:issuer",)),
        Ask("状态", "State", ("kq:bodyState",)),
        _NAMES,
        _SILENT,
        _ODD,
    ),
    "kq:ChangeEvent": (
        Ask("类型", "Type", ("kq:changeType",)),
        Ask("参与者", "Participants", ("kq:participation",)),
        Ask("解除的托管", "Ends the custody", ("kq:endsCustody",)),
        Ask("地点", "Where", ("kq:takesPlaceIn",)),
        Ask("方式和时间", "How and when", ("kq:manner", "kq:timing")),
        _SILENT,
        _ODD,
    ),
    "kq:PlateEvent": (
        Ask("牌子", "Plate", ("kq:plate",)),
        Ask("处理", "Action", ("kq:plateAction",)),
        Ask("挂牌区域", "Hung on", ("kq:hungOn",)),
        Ask("地点", "Where", ("kq:takesPlaceIn",)),
        _SILENT,
        _ODD,
    ),
    "kq:Document": (
        Ask("发文机关", "Issued by", ("kq:issuer",)),
        Ask("文号", "Number", ("kq:documentNumber",)),
        Ask("印发", "Issued", ("kq:issuedOn", "kq:issuedIn")),
        Ask("发布时间", "Posted", ("kq:postedAt",)),
        Ask("不晚于", "Not later than", ("kq:knownBy",)),
        Ask("状态", "State", ("kq:documentState",)),
        Ask("涉及区域", "Zones", ("kq:concerns",)),
        _SILENT,
        _ODD,
    ),
}
"""What the cards of the classes tell, in the order of a reader's questions."""


def kind_of(view: EntityView) -> str:
    """The class of an entity by which its card is made, empty where it has none."""
    return next((shown.code for shown in view.types if shown.code in ASKED), "")


def card_of(view: EntityView) -> tuple[CardRow, ...]:
    """The rows of the card of an entity, those that have an answer."""
    by_direction = ({g.property.code: g for g in view.outgoing}, {g.property.code: g for g in view.incoming})
    first = {
        item.value.code
        for group in view.outgoing
        if group.property.code == _FIRST_AREA
        for cluster in group.clusters
        for item in cluster.items
    }
    rows = []
    for ask in ASKED.get(kind_of(view), ()):
        clusters = tuple(_clusters(ask, *by_direction, view.name))
        if clusters:
            shown_first = frozenset(item.value.code for c in clusters for item in c.items) & first
            rows.append(CardRow(ask.zh, ask.en, tuple(sorted(clusters, key=lambda c: _order(c, first))), shown_first))
    return tuple(rows)


def limits_of(cluster: Cluster) -> Iterator[Limit]:
    """The limits of a row that is a compass."""
    for value in (item.value for item in cluster.items):
        zh, name = value.zh[-2:], value.zh[:-2]
        side, en, beginning = _SIDES[zh]
        yield Limit(side, (zh, en), (name, value.en.removeprefix(beginning) if value.en else name), value.href)


def _order(cluster: Cluster, first: set[str]) -> bool:
    return not any(item.value.code in first for item in cluster.items)


def _clusters(
    ask: Ask, outgoing: dict[str, PropertyGroup], incoming: dict[str, PropertyGroup], name: Shown
) -> Iterator[Cluster]:
    """The answers to a question, each value once, without the name of the entity before it."""
    seen = set[str]()
    found = [*(outgoing.get(code) for code in ask.outgoing), *(incoming.get(code) for code in ask.incoming)]
    for cluster in (cluster for group in found if group for cluster in group.clusters):
        items = []
        for item in cluster.items:
            if item.value.code not in seen:
                seen.add(item.value.code)
                items.append(replace(item, value=_short(item.value, name)))
        if items:
            yield replace(cluster, items=tuple(items))


def _short(value: Shown, name: Shown) -> Shown:
    """A value without the name of the entity before it; a time of day without its seconds."""
    zh, en = (text.removeprefix(before).strip() for text, before in ((value.zh, name.zh), (value.en, name.en)))
    if value.plain:
        return replace(value, code=_TIME.sub(r"\1 \2", value.code))
    return replace(value, zh=zh or value.zh, en=en or value.en)
