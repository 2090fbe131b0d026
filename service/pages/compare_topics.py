"""What the comparison of zones asks of each: its topics, in the order of a reader's questions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A row of the comparison.

    Attributes:
        key: Its name in data.
        zh: Its title in Chinese.
        en: Its title in English.
        relations: The relations of the network that answer it, `^` before one that leads to the zone.
        kinds: The classes of the things that answer it; all if there is none.
        silent: The properties whose silences answer it.
        by: The property by whose value the row is divided into several.
    """

    key: str
    zh: str
    en: str
    relations: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    by: str = ""


TOPICS = (
    Topic("kind", "种类", "Kind"),
    Topic(
        "place", "位于", "Located in", ("locatedIn", "partOf", "subAreaOf"), silent=frozenset({"locatedIn", "partOf"})
    ),
    Topic("area", "面积", "Area", ("area",), silent=frozenset({"area"})),
    Topic("townships", "涉及乡级单位", "Townships", ("coversTownship",), silent=frozenset({"coversTownship"})),
    Topic("industries", "主导产业", "Leading industries", ("leadingIndustry",), silent=frozenset({"leadingIndustry"})),
    Topic(
        "plates",
        "牌子",
        "Plates",
        ("bearsPlate", "borePlate", "^borneBy"),
        silent=frozenset({"bearsPlate", "plateRank", "plateFamily"}),
    ),
    Topic("absorbed", "由来", "Came from", ("formedFrom", "absorbs")),
    Topic("became", "去向", "Became", ("absorbedInto", "transitionedTo"), silent=frozenset({"absorbedInto"})),
    Topic("boundary", "四至", "Boundaries", ("boundary/landmark",), silent=frozenset({"boundary"})),
    Topic("custody", "托管", "Custody", ("^custodian",)),
    Topic("targets", "目标", "Targets", ("^subject",), frozenset({"Target"})),
    Topic("fiscal", "财政", "Fiscal rules", ("^platform",), frozenset({"FiscalRule"}), by="fiscalKind"),
    Topic(
        "supervision",
        "监督",
        "Supervision",
        ("^supervises", "^appliesTo"),
        frozenset({"Body", "BodyClass", "SupervisionRule"}),
        frozenset({"supervises"}),
    ),
    Topic("management", "管理", "Management", ("managementArrangement", "^responsibleFor", "entrustedTo")),
    Topic(
        "provisions",
        "其他规定",
        "Other provisions",
        ("^appliesTo", "^assignee", "^proposer"),
        frozenset({"Measure", "Rule", "FunctionAssignment"}),
    ),
    Topic("labels", "规划称谓", "Planning labels", ("^labelMember", "^labels")),
)
"""The topics. What a paper leaves open beyond them stands in a last row."""
NOTES = ("plateState", "plateRank", "ratio", "settlement")
"""The properties of a value that tell more of it beside its name."""
NAMED_NOTES = {"baseYear": "", "baseGrowth": "%"}
"""Those whose number means nothing without the name of the property, each with what stands behind the number."""
