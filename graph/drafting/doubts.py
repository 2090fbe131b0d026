"""What a rule proposes that its sentence does not bear out: denied or conditional changes, places of a heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.drafting.lexicon import told_by
from graph.drafting.things import stem

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.drafting.rules import Rule
    from graph.drafting.sentence_subjects import SentencePlace
    from graph.drafting.things import Names, Thing

_NEGATED = re.compile(
    r"(?:不|不再|不得|不予|不能|不宜|未|没有|无需|毋需|暂不|暂缓|停止|避免|防止|杜绝|严禁|禁止)"
    r"(?:单独|另行|再行|擅自|随意|违规|盲目|重复|变相|自行|再|新)*(?:将|把|对)?$"
)
_CONDITION = re.compile(
    r"(?:^|[,;:])[^,;:]*(?:条件(?:成熟|具备|许可)|具备条件|时机成熟|如|若|是否|一旦|凡|未经|逾期|不合格|未通过|未达|建议|研究|论证|待[^,;]*后)"
    r"[^;。]*$"
)
_OF_A_PLACE = re.compile(r"[省市县区旗盟州]|自治[区州县旗]")
_WITHOUT_PLACE = re.compile("国务院|国家|行署$|纪检监察(?:工委|组)$|(?:领导小组|专班)办公室$")
_NO_PART_OF_NAME = re.compile("^[内下新]?设|委托|会同|负责|报送|结果|方面|[由将对向把被]")
"""What the name of a body does not hold after the name of its place or zone."""
_MANAGEMENT = re.compile("(?:管委会|管理委员会|党工委|管理(?:办公室|服务中心|中心))$")
_ZONE_WITHIN = re.compile(
    "(?:开发区|高新区|经开区|保税区|合作区|示范区|工业园区?|产业园区?|科技园区?|物流园区?|集中区|集聚区|园区|新区|新城)(?!区|$)"
)
_PART_OF_ZONE = re.compile("(?:片区|区块|地块|组团|起步区|核心区|启动区|分区|小区)$|^.{1,4}园$")
_COMMITTEES = frozenset(("管委会", "党工委"))
"""What a paper of one zone calls its committees; only rules that ask for them read these words as names."""
_OFFICE = "office"  # the role of an office that a list gives within a body
_SHORT = 8  # characters of the name of a firm that does not tell its place
_TITLE = 60  # characters
_LISTS = frozenset(("zones", "plates", "bearers", "townships", "organs", "admin_list", "custodies"))
_EVENTS = frozenset(("ChangeEvent", "PlateEvent"))
_PLACES = ("takesPlaceIn", "locatedIn")
_NAMED_FREELY = frozenset(("company", "university", "leading-group", "working-group"))


def is_doubtful_name(thing: Thing, names: Names, admins: list[Thing]) -> bool:
    """Whether words that a rule took for the name of a body or zone may hold more than a name.

    The name of a body begins with its place or its zone, as 市财政局 and 甲园管委会 do, or is that of a firm, a
    university or a working body. The name of a zone holds that of another only if it is a part of that one.
    """
    if thing.known or thing.name in _COMMITTEES or thing.role == _OFFICE:
        return False
    if thing.cls == "Body":
        return _is_doubtful_body(thing.name, names, admins)
    own = next((unit.name for unit in admins if unit.name in names.text[:_TITLE]), "")
    mere = own and names.lexicon.words["mere_kind"].fullmatch(thing.name.removeprefix(own))
    if thing.cls == "Zone" and mere and names.text.count(thing.name) == 1:
        return True  # 某市工业园区 in the paper of that city
    if thing.cls == "Zone" and (within := _ZONE_WITHIN.search(thing.name)):
        return not _PART_OF_ZONE.search(thing.name[within.end() :])
    return False


def _is_doubtful_body(name: str, names: Names, admins: list[Thing]) -> bool:
    kind, name = told_by(names.lexicon.body_ends, name), name.removeprefix("中共")
    free = kind is None or kind in _NAMED_FREELY or bool(_WITHOUT_PLACE.match(name))
    if free and (kind != "company" or len(name) <= _SHORT):
        return bool(_NO_PART_OF_NAME.search(name))
    owners = [stem(unit.name) for unit in admins] + [zone.name for zone in names.all("Zone") if zone.is_sure]
    owner = max((owner for owner in owners if name.startswith(owner)), key=len, default="")
    if not owner and (place := _OF_A_PLACE.match(name)):
        owner = place[0]
    managed = _MANAGEMENT.search(name)
    if not owner and managed and told_by(names.lexicon.zone_ends, name[: managed.start()]) is not None:
        owner = "" if _NO_PART_OF_NAME.search(name) or _ZONE_WITHIN.search(name[: managed.start()]) else name
    return (not owner and not names.begins_with_province(name)) or bool(_NO_PART_OF_NAME.search(name[len(owner) :]))


def is_negated(sentence: str, at: int) -> bool:
    """Whether the words before a character deny what follows, as 不再单独 before 设立某园 does."""
    return bool(_NEGATED.search(sentence[:at]))


def is_said_anew(name: str, sentence: str, at: int) -> bool:
    """Whether words from a character on form a new zone or body with the name of one that ends there.

    甲园与乙园合并,组建新的甲园 speaks of two zones that are called 甲园.
    """
    new = sentence.find(f"新的{name}", at)
    return new >= 0 and name in sentence[:new]


def begins_within_list(rule: Rule, sentence: str, at: int) -> bool:
    """Whether the words of a rule begin with a list of which a member before them may have been no name."""
    first = next(iter(rule.slots.values()), "")
    return not rule.every and first in _LISTS and sentence[max(at - 1, 0) : at] in {"、", "和", "与"}


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
