"""The relations by which things of a kind can be asked for on `/ask`, each with the pattern that reads it.

Those that readers look for stand here with words of their own. `ask_catalogue` adds the others that the graph has, and
leaves out those that it has not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.core.iris import local_name

Reads = Literal["thing", "number", "date", "text"]


@dataclass(frozen=True)
class Relation:
    """A relation of the things of a kind.

    Attributes:
        key: Its name in the address.
        zh: Its name in Chinese, a noun.
        en: Its name in English, a noun.
        pattern: The SPARQL that joins `{thing}` with `{value}`.
        reads: What its values are.
        link: The triple that stands for it in a network; empty for values that are no things.
        figure: The SPARQL that gives each thing one number to be added up; empty where numbers are of several units.
    """

    key: str
    zh: str
    en: str
    pattern: str
    reads: Reads = "thing"
    link: str = ""
    figure: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether its values can be chosen from a list."""
        return self.reads == "thing"

    def joined(self, thing: str, value: str) -> str:
        """The pattern between a thing and a value, each a variable or a term."""
        return self.pattern.replace("{thing}", thing).replace("{value}", value)

    def counted(self, thing: str, value: str) -> str:
        """The pattern that gives a thing its one number."""
        return self.figure.replace("{thing}", thing).replace("{value}", value)

    def linked(self, thing: str, value: str) -> str:
        """The triple of the network."""
        return self.link.replace("{thing}", thing).replace("{value}", value)


def direct(name: str, zh: str, en: str, reads: Reads = "thing") -> Relation:
    """A relation that is one property. name: its prefixed name."""
    triple = f"{{thing}} {name} {{value}}"
    key = name.removeprefix("kq:").replace(":", "-")
    figure = _LARGEST.replace("{property}", name) if key in _COUNTS else ""
    return Relation(key, zh, en, triple, reads, triple if reads == "thing" else "", figure)


def by_path(key: str, zh: str, en: str, path: str, link: str) -> Relation:
    """A relation over a property path. link: what stands for it in a network, with its direction."""
    ends = ("{value}", "{thing}") if link.startswith("^") else ("{thing}", "{value}")
    return Relation(
        key, zh, en, f"{{thing}} {path} {{value}}", "thing", f"{ends[0]} {link.removeprefix('^')} {ends[1]}"
    )


def area_of(kind: tuple[str, str, str], unit: tuple[str, str, str]) -> Relation:
    """The area of one kind in one unit. kind, unit: the term in SPARQL, its Chinese and its English label."""
    pattern = f"{{thing}} kq:area [ kq:areaKind {kind[0]} ; kq:unit {unit[0]} ; kq:value {{value}} ]"
    key = ".".join(["area", _last(kind[0]), *([] if unit[0] == _KM2 else [_last(unit[0])])])
    zh = kind[1] if "面积" in kind[1] else f"面积：{kind[1]}"
    en = kind[2] if "area" in kind[2] else f"area, {kind[2]}"
    named = f"{zh}（{unit[1]}）", f"{en} ({'km²' if unit[0] == _KM2 else unit[2]})"
    figure = _LAST_OF_KIND.replace("{kind}", kind[0]).replace("{unit}", unit[0])
    return Relation(key, *named, pattern, "number", figure=figure)


def _last(name: str) -> str:
    """The last part of a term in SPARQL: `total` of `area-kind:total`."""
    return local_name(name.strip("<>")).rpartition(":")[2]


_KM2 = "unit:km2"
_COUNTS = frozenset({"count", "countBefore", "countAfter"})
"""Properties whose numbers count things, so that they can be added up. Other numbers have units that differ."""
_LARGEST = "{ SELECT {thing} (MAX(?number) AS {value}) WHERE { {thing} {property} ?number } GROUP BY {thing} }"
_SHOWN_FIRST = f"{{thing}} kq:areaShownFirst [ kq:unit {_KM2} ; kq:value {{value}} ] ."
"""A zone may have several figures of its area; a rule (ontology/rules/area-shown-first.rq) chooses one."""
_LAST_OF_KIND = """{ SELECT {thing} (MAX(?rank) AS ?taken) WHERE {
    {thing} kq:area ?one . ?one kq:areaKind {kind} ; kq:unit {unit} .
    OPTIONAL { {thing} kq:areaShownFirst ?first . FILTER(?first = ?one) }
    OPTIONAL {
      ?one kq:evidence/kq:source ?document .
      OPTIONAL { ?document kq:issuedOn ?issuedOn }
      OPTIONAL { ?document kq:issuedIn ?issuedIn }
      OPTIONAL { ?document kq:postedAt ?postedAt }
    }
    BIND(COALESCE(STR(?issuedOn), STR(?issuedIn), STR(?postedAt), "") AS ?date)
    BIND(CONCAT(IF(BOUND(?first), "1", "0"), ?date, " ", STR(?one)) AS ?rank)
  } GROUP BY {thing} }
  {thing} kq:area ?statement . ?statement kq:value {value} . FILTER(STRENDS(?taken, CONCAT(" ", STR(?statement))))"""
"""Of figures of one kind the one that the rule shows first, else the one that the rule would choose among them."""
_DATES = "kq:issuedOn|kq:issuedIn|kq:postedAt|kq:knownBy"
_PAPER = by_path("paper", "出自文件", "paper", "kq:evidence/kq:source", "kq:source")
_PAPER_DATE = Relation(
    "date", "文件日期", "date of the paper", f"{{thing}} kq:evidence/kq:source/({_DATES}) {{value}}", "date"
)
_PLACE = direct("kq:locatedIn", "所在地", "place")
_WHERE = direct("kq:takesPlaceIn", "地点", "place")
_FORCE = direct("kq:modality", "语气", "force")
RELATIONS: dict[str, tuple[Relation, ...]] = {
    "Zone": (
        direct("kq:zoneKind", "种类", "kind"),
        _PLACE,
        Relation(
            "area",
            "面积（平方公里）",
            "area (km²)",
            _SHOWN_FIRST.removesuffix(" ."),
            "number",
            figure=_SHOWN_FIRST,
        ),
        direct("kq:leadingIndustry", "主导产业", "leading industry"),
        by_path("label", "规划提法", "planning label", "^kq:labelMember", "^kq:labelMember"),
        direct("kq:coversTownship", "涉及乡镇（街道）", "township"),
        by_path("plate", "牌子", "plate", "(kq:bearsPlate|kq:borePlate|^kq:borneBy)", "kq:plate"),
        by_path("effect", "整合中的变化", "effect of a change", "^kq:participant/kq:effect", "kq:effect"),
        direct("kq:absorbedInto", "并入的区域", "absorbing zone"),
        direct("kq:formedFrom", "整合前的区域", "former zone"),
        direct("kq:partOf", "所属区域", "larger zone"),
        direct("kq:transitionedTo", "转型去向", "transition"),
        by_path("supervisor", "监督方", "supervisor", "^kq:supervises", "^kq:supervises"),
        _PAPER,
    ),
    "Plate": (
        direct("kq:plateState", "状态", "state"),
        direct("kq:plateRank", "级别", "rank"),
        direct("kq:plateFamily", "系列", "family"),
        by_path("bearer", "挂牌区域", "bearer", "(kq:borneBy|^kq:bearsPlate|^kq:borePlate)", "^kq:plate"),
        by_path("place", "挂牌区域所在地", "place of the bearer", "kq:borneBy/kq:locatedIn", "kq:locatedIn"),
        by_path("action", "处理", "action", "^kq:plate/kq:plateAction", "kq:plateAction"),
        _PAPER,
    ),
    "Township": (
        _PLACE,
        direct("kq:adminLevel", "级别", "level"),
        direct("kq:coveredBy", "整合后所属区域", "zone after the change"),
        direct("kq:releasedFromCustodyOf", "解除托管的区域", "former custodian"),
        _PAPER,
    ),
    "Industry": (
        by_path("zone", "以此为主导产业的区域", "zone", "^kq:leadingIndustry", "^kq:leadingIndustry"),
        by_path("place", "区域所在地", "place of the zone", "^kq:leadingIndustry/kq:locatedIn", "kq:locatedIn"),
        direct("skos:broadMatch", "对应的大类", "industry group"),
        direct("skos:broader", "上位产业", "broader industry"),
        _PAPER,
    ),
    "Body": (
        direct("kq:bodyKind", "种类", "kind"),
        direct("kq:bodyState", "状态", "state"),
        direct("kq:subordinateTo", "上级机构", "superior body"),
        direct("kq:supervises", "监督对象", "supervised body or zone"),
        direct("kq:responsibleFor", "负责对象", "responsibility"),
        direct("kq:duty", "职责原文", "duty as written", "text"),
        by_path("document", "所发文件", "paper that it issued", "^kq:issuer", "^kq:issuer"),
        _PAPER,
    ),
    "ChangeEvent": (
        direct("kq:changeType", "类型", "type"),
        _WHERE,
        by_path("participant", "参与者", "participant", "kq:participation/kq:participant", "kq:participant"),
        by_path("effect", "对参与者的影响", "effect", "kq:participation/kq:effect", "kq:effect"),
        _PAPER,
        _PAPER_DATE,
        _FORCE,
        direct("kq:manner", "方式", "manner"),
    ),
    "PlateEvent": (
        direct("kq:plateAction", "处理", "action"),
        direct("kq:plate", "牌子", "plate"),
        by_path("rank", "牌子级别", "rank of the plate", "kq:plate/kq:plateRank", "kq:plateRank"),
        direct("kq:hungOn", "挂牌区域", "bearer"),
        _WHERE,
        _PAPER,
        _PAPER_DATE,
        _FORCE,
    ),
    "Document": (
        direct("kq:issuer", "发文机关", "issuer"),
        direct("kq:documentState", "状态", "state"),
        Relation("date", "日期", "date", f"{{thing}} {_DATES} {{value}}", "date"),
        direct("kq:documentNumber", "文号", "number", "text"),
        direct("kq:concerns", "涉及区域", "zone that it concerns"),
    ),
}
"""The relations of the kinds that readers ask for, in the order in which they are offered."""
OTHER = (_PAPER,)
"""Those of any other kind."""
KINDS = ("Zone", "Plate", "Township", "Industry", "Body", "ChangeEvent", "PlateEvent", "Document")
"""The kinds that are offered first."""
NOT_OFFERED = frozenset(
    {
        *("area", "areaShownFirst", "participation", "evidence", "boundary", "bearsPlate", "borePlate", "borneBy"),
        *("partOfTransitive", "componentOf", "idPath", "abolishesPlate", "retainsPlate", "hangsPlate", "membership"),
        *("issuedOn", "issuedIn", "postedAt", "knownBy", "prefLabel", "editorialNote"),
    }
)
"""Properties that are no relation by themselves, or that a relation above covers; by their local names."""
