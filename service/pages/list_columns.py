"""The columns of the lists: what matters of the things of each class, and how it is read from the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reads = Literal["values", "before", "after", "number", "date", "fate"]


@dataclass(frozen=True)
class Column:
    """A column of a list.

    properties: the local names of the properties whose values it shows, with `^` before one that leads to the thing;
    reads: the values; the standing before or after the changes; a statement of a number, which is sorted as one; the
    date of a paper, or the day by which it was there; or the values with the kinds of which it becomes one.
    """

    key: str
    zh: str
    en: str
    properties: tuple[str, ...] = ()
    reads: Reads = "values"


_LOCATED = Column("place", "所在地", "Located in", ("locatedIn",))
_LEVEL = Column("level", "级别", "Level", ("adminLevel",))
_CODES = Column("codes", "代码", "Codes", ("^codeOf",))
_FORCE = Column("force", "语气", "Force", ("modality",))
COLUMNS: dict[str, tuple[Column, ...]] = {
    "Zone": (
        Column("kind", "种类", "Kind", ("zoneKind",)),
        _LOCATED,
        Column("before", "整合前", "Before", reads="before"),
        Column("after", "整合后", "After", reads="after"),
        Column("area", "面积", "Area", ("areaShownFirst",), reads="number"),
        Column("plates", "牌子", "Plates", ("bearsPlate", "borePlate", "^borneBy")),
        Column("became", "去向", "Became", ("absorbedInto", "transitionedTo", "^formedFrom"), reads="fate"),
    ),
    "Plate": (
        Column("state", "状态", "State", ("plateState",)),
        Column("rank", "级别", "Rank", ("plateRank",)),
        Column("family", "系列", "Family", ("plateFamily",)),
        Column("bearer", "挂牌区域", "Borne by", ("borneBy", "^bearsPlate", "^borePlate")),
        Column("before", "整合前", "Before", reads="before"),
        Column("after", "整合后", "After", reads="after"),
    ),
    "Township": (
        _LOCATED,
        _LEVEL,
        Column("zone", "整合后所属区域", "Zone after the change", ("coveredBy",)),
        Column("custody", "解除托管", "Released from custody of", ("releasedFromCustodyOf",)),
    ),
    "AdminUnit": (_LEVEL, _LOCATED, _CODES),
    "ChangeEvent": (
        Column("type", "类型", "Type", ("changeType",)),
        _FORCE,
        Column("where", "地点", "Where", ("takesPlaceIn",)),
    ),
    "PlateEvent": (
        Column("plate", "牌子", "Plate", ("plate",)),
        Column("action", "处理", "Action", ("plateAction",)),
        _FORCE,
    ),
    "Document": (
        Column("issuer", "发文机关", "Issued by", ("issuer",)),
        Column("number", "文号", "Number", ("documentNumber",)),
        Column("date", "日期", "Date", ("issuedOn", "issuedIn", "postedAt", "knownBy"), reads="date"),
        Column("state", "状态", "State", ("documentState",)),
    ),
    "Body": (
        Column("kind", "种类", "Kind", ("bodyKind",)),
        Column("state", "状态", "State", ("bodyState",)),
        Column("under", "归属于", "Under", ("subordinateTo",)),
    ),
    "Target": (
        Column("subject", "目标主体", "Of", ("subject",)),
        _FORCE,
        Column("indicator", "指标", "Indicator", ("indicator",)),
        Column("value", "数值", "Value", ("value",)),
        Column("due", "期限", "Due", ("dueYear", "deadline")),
    ),
    "FiscalRule": (
        Column("kind", "种类", "Kind", ("fiscalKind",)),
        Column("platform", "平台", "Platform", ("platform",)),
        Column("counterpart", "对方", "Counterpart", ("counterpart",)),
        _FORCE,
    ),
    "SupervisionRule": (
        Column("supervisor", "监督方", "Supervisor", ("supervisor",)),
        Column("applies", "适用于", "Applies to", ("appliesTo",)),
        _FORCE,
    ),
    "Custody": (
        Column("custodian", "托管方", "Custodian", ("custodian",)),
        Column("of", "被托管单位", "In custody", ("custodyOf",)),
    ),
    "Oddity": (
        Column("kind", "种类", "Kind", ("oddityKind",)),
        Column("about", "关于", "About", ("about",)),
    ),
}
"""The columns of each class beside the name; a class that is not named has the name alone."""
