"""What a rule proposes that its sentence does not bear out: denied or conditional changes, places of a heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.drafting.things import stem

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.drafting.sentence_subjects import SentencePlace

_NEGATED = re.compile(
    r"(?:不|不再|不得|不予|不能|不宜|未|没有|无需|毋需|暂不|暂缓|停止|避免|防止|杜绝|严禁|禁止)"
    r"(?:单独|另行|再行|擅自|随意|违规|盲目|重复|变相|自行|再|新)*(?:将|把|对)?$"
)
_CONDITION = re.compile(
    r"(?:^|[,;:])[^,;:]*(?:条件(?:成熟|具备|许可)|具备条件|时机成熟|如|若|是否|一旦|凡|未经|逾期|不合格|未通过|未达|建议|研究|论证|待[^,;]*后)"
    r"[^;。]*$"
)
_EVENTS = frozenset(("ChangeEvent", "PlateEvent"))
_PLACES = ("takesPlaceIn", "locatedIn")


def is_negated(sentence: str, at: int) -> bool:
    """Whether the words before a character deny what follows, as 不再单独 before 设立某园 does."""
    return bool(_NEGATED.search(sentence[:at]))


def is_said_anew(name: str, sentence: str, at: int) -> bool:
    """Whether words from a character on form a new zone or body with the name of one that ends there.

    甲园与乙园合并,组建新的甲园 speaks of two zones that are called 甲园.
    """
    new = sentence.find(f"新的{name}", at)
    return new >= 0 and name in sentence[:new]


def is_conditional(type_: str, sentence: str, at: int) -> bool:
    """Whether an event of a class depends on words before a character, such as 条件成熟时 or 是否."""
    return type_ in _EVENTS and bool(_CONDITION.search(sentence[:at]))


def without_doubtful(
    mapping: dict[str, Any], doubtful: Collection[str], place: SentencePlace, name: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A mapping without what is not sure, and a mapping of that, empty if all is sure.

    Not sure are the properties that the rule calls doubtful, and the county or district of the clause as the place of
    an event or a thing, unless the sentence or the name of the thing names it.

    name: that of the thing, empty for events and other nodes without a name.
    """
    doubted = {
        key: value for key, value in mapping.items() if key in doubtful or _is_of_context(key, value, place, name)
    }
    if not doubted:
        return mapping, {}
    return {key: value for key, value in mapping.items() if key not in doubted}, {"id": mapping["id"], **doubted}


def _is_of_context(key: str, value: object, place: SentencePlace, name: str) -> bool:
    county = place.county
    if key not in _PLACES or county is None or value != county.id:
        return False
    return county.name not in place.sentence and stem(county.name) not in name
