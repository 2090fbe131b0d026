"""How names end, and how they are written in English and as ids, read from `ontology/drafting/names.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from graph.core.resources import ONTOLOGY
from graph.curation.yaml_nodes import read_values
from graph.history.pinyin import pinyin

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES_FILE = ONTOLOGY / "drafting" / "names.yaml"
_LONGEST_SLUG = 60
_NAMED_ENDS = (
    "经济技术开发区|经济开发区|开发区|高新技术产业园区|高新技术产业园|高新区|产业园区|产业园|工业园区|工业园|物流园区|物流园"
    "|科技园|创业园|工业集中[区点]|化工集中区|石化集中区|集聚区|新区|工业小区|经济园|加工园|生态园|化工园|经开区|合作区|保税区|示范区|新城|工业功能区|片区|园区|聚集区|集聚点|集中点|小区|示范园|度假区|试验区|先行区|综合园|农业园|孵化园|科创城|科技城|物流港|港区|工业区|经济区|产业基地|工业基地"
)
_AFTER_NAME = (
    r"[、,。;:()\d〔]|$|与|和|为|是|由|成立|设立|始建|获批|封关|调整|已|经|现|重点|实行|管辖|主攻|发展|不再|继续|予以|全部|整体|可|将|的|等|要|以|在|于|内|管委会|党工委|维持|转型|更名|升级|扩区|扩容|委托|代管|托管|退出|对|向|应|须|继续|作为|承接|实施|采取|采用|保持|作|纳入|加挂|挂|享受|位于|分布|企业|内|所|形成|突出|聚焦|着力|依托|打造|推进|加快|负责|牵头|按|因|从|具备|未|原|整体|范围|区域|核心区|部分|财政|税收|每年|每|计划|拟|力争|争取|到|完成|实现|合署|整合|合并|统称|升格|重组|建成|拥有|聚集|集聚|坚持|探索|加强|推动|支持|引进|培育|发展|不符合|不具备|(?:已|可)?(?:批准|核准|规划|总|建成|建设)"
    r"|面积|四至|范围|主导|重点|区划|(?:整体|部分)?(?:并入|划入|纳入)"
)
PLACE = rf"[\u4e00-\u9fff]{{2,20}}?(?:{_NAMED_ENDS})(?={_AFTER_NAME})"
"""A zone's name by its end and by what follows it, for rules that find names anywhere in a sentence."""

Ends = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True)
class Lexicon:
    """The ends of names with what they tell, the words that stand for a zone, and the English of words in names.

    words: what stands in and around names, by what it is for; class_nouns, class_owners: how zones are named that are
    spoken of together.
    """

    zone_ends: Ends
    plate_families: Ends
    body_ends: Ends
    landmark_ends: Ends
    measure_kinds: Ends
    pronouns: str
    class_nouns: str
    class_owners: str
    words: dict[str, re.Pattern[str]]
    english: dict[str, str]

    def english_name(self, name: str) -> str:
        """A name in English, word by word; what the lexicon does not know is in pinyin."""
        words = [self.english.get(part) or pinyin(part)[0].capitalize() for part in self._parts(name)]
        return " ".join(word for word in words if word)

    def slug(self, name: str) -> str:
        """The pinyin of a name as the last segment of an id."""
        parts = (pinyin(part)[0] for part in self._parts(name))
        words = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts]
        slug = "-".join(word for word in words if word)
        while len(slug) > _LONGEST_SLUG and "-" in slug:
            slug = slug.rpartition("-")[0]
        return slug[:_LONGEST_SLUG].strip("-") or "x"

    def _parts(self, name: str) -> list[str]:
        """A name cut at the words that the lexicon knows, the longest first, from its end: 石化 and 工业园.

        原 is former at the beginning only, because it ends the names of many places.
        """
        words = "|".join(re.escape(word[::-1]) for word in sorted(self.english, key=len, reverse=True))
        parts = [part[::-1] for part in re.split(f"({words})", name[::-1]) if part][::-1]
        joined = [parts[0]] if parts else []
        for part in parts[1:]:
            if "原" in (part, joined[-1]) and joined != ["原"]:
                joined[-1] += part
            else:
                joined.append(part)
        return joined


def told_by(ends: Ends, name: str) -> str | None:
    """The value of the first pattern that matches the end of a name, perhaps empty; None if no pattern matches."""
    return next((kind for end, kind in ends if end.search(name)), None)


def _alternatives(name: str, parts: list[str]) -> re.Pattern[str]:
    """Some words as one expression. Words before a name (`before_…`) match at its beginning, one or more times."""
    words = "|".join(parts)
    return re.compile(rf"^(?:{words})+" if name.startswith("before_") else words)


@cache
def load_lexicon() -> Lexicon:
    """Read the lexicon once."""
    content = read_values(NAMES_FILE)

    owners, nouns = content["class_owners"], content["class_nouns"]
    levels = "(?:各类|(?:国家|省|市|县)级(?:及?以上|以下)?)*"
    words = content["words"] | {
        "class": [f"(?:{owners}|(?:国家|省|市|县)级(?:及?以上|以下)){levels}{nouns}"],
        "all_zones": [f"全[省市县区旗盟州]{levels}{nouns}"],
        "own_zones": [f"[我本][省市县区旗盟州]{nouns}"],
        "bare_class": [nouns],
    }

    def ends(rows: Iterable[tuple[str, str | None]]) -> Ends:
        return tuple((re.compile(rf"(?:{end})$"), kind or "") for end, kind in rows)

    return Lexicon(
        zone_ends=ends(content["zone_ends"]),
        plate_families=ends(content["plate_families"]),
        body_ends=ends(content["body_ends"]),
        landmark_ends=ends(content["landmark_ends"]),
        measure_kinds=tuple((re.compile(words), kind) for words, kind in content["measure_kinds"]),
        pronouns=content["pronouns"],
        class_nouns=content["class_nouns"],
        class_owners=content["class_owners"],
        words={name: _alternatives(name, parts) for name, parts in words.items()},
        english=content["english"],
    )
