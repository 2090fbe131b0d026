"""The rules from words to claims, read from `ontology/drafting/rules.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graph.core.resources import ONTOLOGY
from graph.curation.cues import Cues, load_cues
from graph.curation.yaml_nodes import read_values
from graph.drafting.lexicon import PLACE, Lexicon, load_lexicon

RULES_FILE = ONTOLOGY / "drafting" / "rules.yaml"
_SLOT = re.compile(r"<(?P<name>\w+):(?P<type>[\w-]+)>")
_LETTER = (
    "(?:(?!会同|评审|并报|报经|报请|上报|派出|派驻|设在|负责|牵头|移交|交还|配合|及时|报|成立|组建|设立|印发|由)"
    r"[\u4e00-\u9fff])"
)
"""A character of the name of a body. Verbs between two names, such as 会同, are no part of a name."""
_LEVEL = r"(?:国家级(?:[、和及]省级)?|(?:省级|市级|县级)(?:及?以上|以下)?)"
_NOT_BEFORE = {"unit": "(?![元美])"}
"""What may not follow the cue words of a scheme: 亿 of 亿元 is no unit."""
_WORDS = {
    "renamed_zones": (
        r"[\u4e00-\u9fff、和与]{4,80}?(?:依次|分别|相应)(?:更名|改名|改称)(?:为|成)?[\u4e00-\u9fff、和与]{4,80}?"
    ),
    "unit_named": r"[\u4e00-\u9fff]{1,8}?[省市县区旗盟州]",
    "own_parts": r"[\u4e00-\u9fff、和]{4,40}?",
    "committee": r"(?:管委会|党工委)",
    "offices": r"[\u4e00-\u9fff、和]{4,120}?等?",
    "zones": r"(?![,、])[^。;:]+?",
    "plates": r"(?![,、])[^。;:]+?",
    "bearers": r"(?![,、])[^。;:]+?",
    "addressees": r"[^。;:]*各[^。;:]*",
    "new_name": r"[^。;:,、]{2,30}?",
    "general": r"(?:«owners»)?(?:各类)?(?:«levels»)*«nouns»",
    "holders": r"[^,。;]{2,30}?",
    "merged_bodies": r"[\u4e00-\u9fff、和]{4,60}?",
    "parts": r"[^。;:]+?",
    "home_units": (
        r"(?:原?所在|属地|当地|各|相关|有关)(?:县市区|县区|市县|区县|旗县区?|县|区|市|乡镇|地方)(?:\([市县区旗街道、]+\))?(?:人民政府|政府)?"
    ),
    "numbered_class": r"全[省市县区旗盟州](?:现有|原有)?的?[^,。;:]{1,4}?[个家](?:各类)?«nouns»",
    "each_zone": r"(?:每个|每家)(?:«levels»)?«nouns»",
    "sub_areas": r"[^。;:]+?",
    "admin_list": r"[^。;:,]+?",
    "zone_class": r"[^,。;:\d]{2,20}?",
    "bracketed": r"[^。]+",
    "levels": (
        r"(?:(?:(?:国家|自治区|省|市|旗县|市县|县区|县|乡镇)级(?:开发区|园区)?|[\u4e00-\u9fff]{3,10}?)"
        r"\d+[个家][、,和]?)+"
    ),
    "some_functions": r"[^。;:,]{2,40}?",
    "issuers": (
        r"(?:中共)?[\u4e00-\u9fff]{2,12}?(?:人民政府|委员?会?)(?:办公[厅室])?"
        r"(?:[ 、][\u4e00-\u9fff]{2,12}?人民政府(?:办公[厅室])?)?"
    ),
    "functions": r"[^。;:]+?",
    "bounds": r"[东南西北](?:至|到|起|临|靠|接|抵|邻)[^。;]+?",
    "title": r"[^《》]{4,80}",
    "townships": r"[^。;:]+?",
    "industries": r"[^。;:]+?",
    "custodies": r"[^。;:]+?",
    "body": r"[^。;:,]+?",
    "new_body": (
        r"[\u4e00-\u9fff()、]{2,30}?"
        r"(?:领导小组|工作小组|专项小组|专责小组|工作组|专班|联席会议|指挥部|委员会|公司|集团|管委会)"
    ),
    "groups": r"[^,。;:]{6,160}?",
    "problems": r"[^,。;:]{3,40}?",
    "told_problems": r"[^,。;:的]{2,12}?(?:、[^,。;:、的]{2,12}?)+",
    "class_of_zones": r"[^,。;:\d]{0,12}?(?:«nouns»|工业区|平台)",
    "words": r"[^。;:,]{2,30}?",
    "organ": (
        rf"(?:中共)?{_LETTER}{{0,14}}?(?:人民政府|国务院|[省市县区旗盟州]人大常委会|[省市县区旗盟州]政府|[省市县区旗盟州](?:纪委监委|纪委|委)|纪检监察工委|纪检监察组|行署|管委会|管理委员会|管理办公室|管理(?:服务)?中心|领导小组|党工委|专班|联席会议"
        rf"|[省市县区州](?:本?级)?财政(?![局厅部收支所补资])|(?:委员会|[省市县区旗盟州](?:{_LETTER}{{1,10}}(?:[厅局]|督查室|研究室)|{_LETTER}{{2,6}}(?<!管)委(?!员|会(?!同)))|集团|公司))"
        r"(?:办公[厅室]|编办|政法委|组织部|宣传部|统战部)?"
    ),
    "counted_class": (
        r"(?:(?:«owners»|(?:省级|市级|县级)(?:及?以上|以下)|各|各类|县区所属|市县自行设立|市县自办|各县\(市、区\)"
        r"|被(?:撤并|整合|撤销|托管|合并|取缔|兼并|清理)的?)(?:各类)?(?:«levels»)*«nouns»"
        r"|(?:相关|被整合|未整合纳入的|低效)(?:区块|园区|乡镇(?:工业)?功能区)|乡镇(?:工业)?功能区(?:\(园区\))?)"
    ),
    "body_class": (
        r"(?:(?:原?所在|有关|相关|属地)(?:县|市|乡镇|区)(?:\([市县区旗街道、]+\)(?:人民政府|政府)?|人民政府|政府)(?![级属])|(?:各?相关|有关|区级|市级|县级|省级|主要|相应)[\u4e00-\u9fff]{0,6}?(?:部门|单位)|各级(?:人大|政府|党委)|各[市州盟](?:行政公署)?(?:、(?:自治州|州|盟|省直管市|省管县|市))+(?:人民政府)?|各(?:县市区|市县区|县区|市县|区县|市州|地市|盟市|旗县区|旗县|州市|乡镇)(?:人民政府|政府|党委)?(?!(?:级|所属|的?开发区|的?园区))|(?:接收|属地|用人|实施)单位|所在地(?:人民)?政府|各?(?:园区|开发区)管委会|各设区的?市(?:人民政府|政府|党委)?|[县市]区(?:纪委监委|政府|党委)|各(?:[市县区旗]|旗县)(?:\([市县区旗、]+\))?(?:人民政府|党委)?"
        r"|(?:主管|责任|成员|牵头)单位|所在乡镇(?:\(街道\))?|(?:平台)?管理(?:主体|机构)|(?:对应的)?纪委监委|纪检监察(?:机构|组|工委)|机关纪委"
        r"|县\(市、区\)委)"
    ),
    "landmark": r"[\u4e00-\u9fff\d]{1,6}?(?:铁路|国道|省道|大道|高速|路|江|河|溪|渠|山)",
    "label": r"(?:“[\d+＋]+”[\u4e00-\u9fff]{0,9}(?:平台|体系)|一区[一二两三四五六多][园片区块])",
    "project": r"[\u4e00-\u9fff]{2,14}?(?:实验室|研究院|研究生院|研究中心)",
    "organs": r"[\u4e00-\u9fff、和]{2,40}?",
    "place": PLACE,
    "number": (
        r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
        r"|[〇零一二三四五六七八九十百千两]+(?:点[〇零一二三四五六七八九]+)?)"
    ),
}


@dataclass(frozen=True)
class Rule:
    """A rule: what it matches, the types of its slots, and the claims that it proposes.

    unless: the rule that takes precedence where the words of both overlap; after: words that must stand before;
    only: what the matched words must hold; under: what the clause must hold before or in the sentence;
    never: what the sentence may not hold; not_after: how the words before may not end, for rules with `every`;
    last: only for words that no other rule has used; every: for each match, wherever it begins; in_heading: also
    for the sentence with which a clause of several begins; doubtful: properties that are never sure; cue, ask: what a
    model must find for it, and the slots that it fills.
    """

    name: str
    pattern: re.Pattern[str]
    slots: dict[str, str]
    confidence: float
    says: tuple[dict[str, Any], ...]
    unless: str = ""
    after: str = ""
    only: str = ""
    under: str = ""
    never: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    last: bool = False
    every: bool = False
    in_heading: bool = True
    doubtful: tuple[str, ...] = ()
    cue: re.Pattern[str] | None = None
    ask: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """All rules in order. sure: the confidence from which a proposal is sure; model: that of what a model proposes."""

    rules: tuple[Rule, ...]
    sure: float
    model: float


@cache
def load_rules() -> Rules:
    """Read the rules once."""
    content = read_values(RULES_FILE)
    cues, lexicon = load_cues(), load_lexicon()
    also = content["also"]
    rules = tuple(_rule(row, also, cues, lexicon) for row in content["rules"])
    return Rules(rules, content["sure"], content["model"])


def _rule(row: dict[str, Any], also: dict[str, dict[str, Any]], cues: Cues, lexicon: Lexicon) -> Rule:
    slots = {slot["name"]: slot["type"] for slot in _SLOT.finditer(row["pattern"])}
    return Rule(
        name=row["rule"],
        pattern=re.compile(_SLOT.sub(lambda slot: _group(slot, cues, lexicon), row["pattern"])),
        slots=slots,
        confidence=row["confidence"],
        says=tuple(template | _besides(template, also) for template in row["says"]),
        unless=row.get("unless", ""),
        after=row.get("after", ""),
        only=row.get("if", ""),
        under=row.get("under", ""),
        cue=re.compile(row["cue"]) if "cue" in row else None,
        ask=row.get("ask", {}),
        never=re.compile(row["never"]) if "never" in row else None,
        not_after=re.compile(row["not-after"]) if "not-after" in row else None,
        last=row.get("last", False),
        every=row.get("every", False),
        in_heading=row.get("in-heading", True),
        doubtful=tuple(row.get("doubtful", ())),
    )


def _besides(template: dict[str, Any], also: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The keys that `also` adds to a template of its class and that it lacks; none for past events (`eventYear`)."""
    keys = {} if "eventYear" in template else also.get(template.get("type", ""), {})
    return {key: value for key, value in keys.items() if key not in template}


def _group(slot: re.Match[str], cues: Cues, lexicon: Lexicon) -> str:
    """The group of a slot: words of its type, or the cue words of a vocabulary."""
    type_ = slot["type"]
    if type_ in cues.concepts:
        words = "|".join(pattern.pattern for pattern in cues.concepts[type_].values())
        return f"(?P<{slot['name']}>{words}){_NOT_BEFORE.get(type_, '')}"
    if type_ == "topic":
        return f"(?P<{slot['name']}>(?:(?<=[,。;:(、])|^)(?:{lexicon.pronouns}|[^,。;:、]{{0,30}}?))"
    if type_ == "zone":
        ends = "|".join(end.pattern.removesuffix("$") for end, _ in lexicon.zone_ends)
        return f"(?P<{slot['name']}>[^。;:,、]+?(?:{ends})(?:\\(园区\\))?)"
    words = _WORDS[type_].replace("«nouns»", lexicon.class_nouns).replace("«owners»", lexicon.class_owners)
    return f"(?P<{slot['name']}>{words.replace('«levels»', _LEVEL)})"
