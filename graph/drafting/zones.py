"""From words to the zones and plates that they name, with the area, the bounds and the place told beside a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.drafting.lexicon import told_by
from graph.drafting.lists import counted, number, split_list
from graph.drafting.things import stem

if TYPE_CHECKING:
    from graph.drafting.things import Names, Thing

_BEFORE = re.compile(
    r"^(?:\d{1,2}[.．]|[①-⑳]|其中|市区|同意|原则上?|(?:调整|整合|更名)后的|撤并|拟|力争|不再|关于|继续|将(?!乐)|把|对|以|由|在|依托|组建|新建|设立|成立|做强|做大|做优|优化|壮大|打造|培育|扩大|扩建|核减|调减|规范|批准|核准|托管|申报|申请|谋划|探索|规划建设|整合|合并|撤并|推动|统筹|完成|保留|撤销|取消|新增|增加|推进|加快|做好|明确|鼓励和支持|鼓励|支持|以及|及|和(?!平|县|田|顺)|与|现状|国家级|省级)+"
)
NO_NAME = re.compile(
    r"[,、。;:等的]|各|相关|有关|部门|整合|形成|划入|并入|转型|[将由是按把]|[省市县区旗](?:以|在)|^(?:纳入|列入|进入)|^[的在为以于等]|平方公里|公顷|现有|共有|所有|全部|本次|任何"
)
_CLASS = re.compile(
    r"^(?:全[省市县区盟旗州]|各[省市县区盟旗州](?:\(市\))?|省级以上)(?:各类)?(?:省级以上)?(?:开发区\(园区\)|开发区|园区)$"
)
_GENERIC = re.compile(
    r"^(?:\d+[个家]|[一二三四五六七八九十两]+[个家]|(?:入|公|家|校|庄)园$|低效|新设|各类|相关|其他|一批|若干|我[省市县区盟旗州])"
)
_MERE_KIND = re.compile(
    r"(?:国家级?|省级?|市级|县级|乡镇|特色|重点|新的?|本|该)*(?:经济|技术|工业|产业|高新|高新技术|物流|科技)*"
    r"(?:开发区|园区?|功能区|集聚区|示范区|合作区|新城|片区|集中[区点]|区块|地块|基地)"
)
_UNITS_IN_BRACKETS = re.compile(r"\((?:[市县区旗]|园区|[市县区旗](?:、[市县区旗])+)\)")
_OTHER_NAME = re.compile(r"\((?P<other>[^()]{4,})\)$")
_AND = re.compile("以及|[与及]")
LONGEST_NAME = 30
_AREA = r"(?P<value>\d+(?:\.\d+)?)(?P<unit>平方公里|公顷)"
_PIECE = re.compile(
    rf"^(?:约?{_AREA}的?)?(?P<name>.+?)(?:约?{_AREA.replace('<value>', '<value2>').replace('<unit>', '<unit2>')})?"
    r"(?P<extent>(?:实际)?管理范围|部分区域|全部区域)?(?P<bounds>\([^()]*(?:以[东南西北]|为界)[^()]*\))?$"
)
_DISTRIBUTED = re.compile(
    r"^(?P<first>[^、]+?)(?P<rest>(?:、[^、和]+)+(?:和[^、]+)?)(?P<phrase>(?P<count>[\d一二三四五六七八九十两]+)[个块]分?(?P<end>\w+))$"
)
_SIDE = re.compile(r"^(?P<landmark>.+?)以(?P<side>[东南西北])$")
_PREPARING = re.compile(r"[〔(\[]筹[〕)\]]$")
_LIMIT = re.compile(r"^(?P<side>[东南西北])(?:至|到|起|临|以)(?P<landmark>.+)$")
_SIDES = {"东": "east", "南": "south", "西": "west", "北": "north"}
_TOWNSHIP_IN_NAME = re.compile(r"^[\u4e00-\u9fff]{1,2}[镇乡]")


class ZoneFillers:
    """Reads zones and plates in one sentence. `said` collects what is said of each thing that a slot names, by its id.

    formed: the zone that the sentence forms, which has the name of an earlier zone where that is called 现有.
    """

    def __init__(self, names: Names, county: Thing | None, admins: list[Thing]) -> None:
        self.names, self.county, self.admins = names, county, admins
        self.said: dict[str, tuple[Thing, dict[str, Any]]] = {}
        self.formed: Thing | None = None

    def say(self, thing: Thing, **properties: object) -> Thing:
        """Note that a thing is named here, and what is said of it; empty values are left out."""
        _, known = self.said.setdefault(thing.id, (thing, {}))
        for key, value in properties.items():
            if value and value not in known.get(key, []):
                known.setdefault(key, []).append(value)
        return thing

    def zones(self, text: str) -> list[Thing] | None:
        """The zones of a list; None if a member does not read as the name of a zone."""
        text = _BEFORE.sub("", text)
        spread = _DISTRIBUTED.match(text)
        if spread and told_by(self.names.lexicon.zone_ends, split_list(spread["rest"])[-1].removesuffix("等")) is None:
            return self._distributed(spread)
        text = counted(text)[0]
        if "的" in text and told_by(self.names.lexicon.zone_ends, text) is not None and not re.search(r"\d", text):
            return [self.say(self.names.get("ZoneClass", text), description=text)]
        found = [self.zone(part) for piece in split_list(text) for part in self._split_pair(piece)]
        return [zone for zone in found if zone] if found and all(found) else None

    def _split_pair(self, text: str) -> list[str]:
        """The parts of 甲园区与乙园区 if each ends as the names of zones do, else the whole."""
        parts = _AND.split(text)
        ends = self.names.lexicon.zone_ends
        return parts if all(part and told_by(ends, part) is not None for part in parts) else [text]

    def zone(self, text: str) -> Thing | None:
        """One zone, with the area and bounds that stand beside its name."""
        piece = _PIECE.match(_BEFORE.sub("", text))
        if not piece:
            return None
        if self.is_class(piece["name"]):
            return self.say(self.names.get("ZoneClass", piece["name"]), description=piece["name"])
        named = piece["name"].strip("“”")
        preparing, named = bool(_PREPARING.search(named)), _PREPARING.sub("", named)
        within = next((unit for unit in self.admins if named.startswith(unit.name)), None)
        rest = named[len(within.name) :] if within else ""
        district = within and within.name.endswith("区")
        if district and told_by(self.names.lexicon.zone_ends, rest) and not rest.endswith("地块"):
            named = rest
        name, existing = self._zone_name(named)
        if name is None:
            return None
        thing = self.names.get("Zone", name, exactly=existing)
        kind = told_by(self.names.lexicon.zone_ends, name) or ""
        state = "in-preparation" if preparing else ""
        self.say(thing, zoneKind=kind, zoneState=state, **self._whereabouts(name, within))
        value, unit = piece["value"] or piece["value2"], piece["unit"] or piece["unit2"]
        if value:
            managed = bool(piece["extent"])
            area = {"areaKind": "managed" if managed else "unspecified", "value": value}
            self.say(thing, area=area | {"unit": "km2" if unit == "平方公里" else "hectare"})
        thing.extent = (f"{value}{unit}" if value and piece["extent"] else "") + (piece["extent"] or "")
        thing.portion = "part" if (piece["extent"] or "").startswith(("实际", "部分")) else "unknown"
        if side := _SIDE.match(re.sub(r"(?:约?\d+(?:\.\d+)?公里)?范围$", "", name)):
            for bound in self.bounds(side[0]):
                self.say(thing, boundary=bound)
        if piece["bounds"]:
            for bound in self.bounds(piece["bounds"][1:-1]):
                self.say(thing, boundary=bound)
        return thing

    @staticmethod
    def is_class(name: str) -> bool:
        """Whether words such as 全市开发区 stand for all zones of a place."""
        return bool(_CLASS.match(name))

    def _zone_name(self, text: str) -> tuple[str | None, bool]:
        """The name in a piece, and whether it is that of an earlier zone, marked by 原 or 现有; None if it is none."""
        text = text.strip("“”")
        other = _OTHER_NAME.search(text)
        if other and told_by(self.names.lexicon.zone_ends, other["other"]) is not None:
            text = text[: other.start()]
        bare = re.sub(r"^(?:原有?|现有?)", "", text)
        if self.names.find("Zone", bare) and bare == text and len(bare) > 1:
            return bare, False
        if (
            len(text) > LONGEST_NAME
            or NO_NAME.search(bare)
            or _GENERIC.match(bare)
            or _MERE_KIND.fullmatch(bare)
            or _UNITS_IN_BRACKETS.search(bare)
            or len(self._split_pair(bare)) > 1
            or re.fullmatch(self.names.lexicon.pronouns, bare)
        ):
            return None, False
        if told_by(self.names.lexicon.zone_ends, bare) is None and not self.names.find("Zone", bare):
            return None, False
        earlier = bare != text and (self._is_formed(bare) if text.startswith("现") else self._is_former(bare))
        return (text, True) if earlier else (bare, False)

    def _is_former(self, name: str) -> bool:
        """Whether 原 before a name tells another zone from the one that is called so now, or is said of no other."""
        return self._is_formed(name) or not re.search(
            rf"(?<![原\u4e00-\u9fff]){name}|[将撤销留]{name}", self.names.text
        )

    def _is_formed(self, name: str) -> bool:
        """Whether a name is that of the zone that the sentence forms, with or without the province before it."""
        formed = self.formed
        return formed is not None and (formed.name.endswith(name) or self.names.find("Zone", name) is formed)

    def _whereabouts(self, name: str, within: Thing | None) -> dict[str, Any]:
        """What the name, the unit before it and the clause tell of the place of a zone."""
        bare = re.sub(r"^(?:原有?|现有?)", "", name)
        if within:
            return {"locatedIn": self.say(within).id, "nameMentions": self._township_in(bare.removeprefix(within.name))}
        if self.county:
            rest = bare.removeprefix(stem(self.county.name))
            return {"locatedIn": self.county.id, "nameMentions": self._township_in(rest) if rest != bare else ""}
        return {}

    def _township_in(self, rest: str) -> str:
        """The id of the township with which the rest of a name begins, empty without one."""
        for township in self.names.all("Township"):
            if rest.startswith(stem(township.name)):
                return township.id
        if found := _TOWNSHIP_IN_NAME.match(rest):
            township = self.names.get("Township", found[0])
            return self.say(township, locatedIn=self.county.id if self.county else "").id
        return ""

    def _distributed(self, spread: re.Match[str]) -> list[Thing] | None:
        """A list whose members share the beginning and the end of their names: 集聚区龙游、江山两个分片区."""
        first, end = _BEFORE.sub("", spread["first"]), spread["end"]
        heads = sorted((m.end() for e, _ in self.names.lexicon.zone_ends for m in re.finditer(e.pattern[:-1], first)))
        members = split_list(spread["rest"])
        head = first[: heads[-1]] if heads else ""
        if not head or told_by(self.names.lexicon.zone_ends, end) is None:
            return None
        found = [self.zone(f"{head}{member}{end}") for member in (first[len(head) :], *members)]
        zones = [zone for zone in found if zone]
        if len(zones) != int(number(spread["count"])):
            return None
        whole = self.names.find("Zone", head)
        for zone in zones:
            self.say(zone, subAreaOf=whole.id if whole else "")
        return zones

    def parts(self, text: str) -> list[Thing] | None:
        """The zones of a list that are counted within another, so that their place is not told again."""
        county, self.county = self.county, None
        zones = self.zones(text)
        self.county = county
        return zones

    def plates(self, text: str) -> list[Thing] | None:
        """The plates of a list, each with the zone of the same name if there is one."""
        found = []
        for piece in split_list(text):
            name, _ = self._zone_name(_BEFORE.sub("", piece))
            if name is None:
                return None
            plate = self.names.get("Plate", name, exactly=True)
            families = [kind for end, kind in self.names.lexicon.plate_families if re.search(end.pattern[:-1], name)]
            self.say(plate, plateFamily=families[0] if families else "")
            plate.zone = self.names.find("Zone", name)
            found.append(plate)
        return found or None

    def bearers(self, text: str) -> list[Thing] | None:
        """The plates of a list, each with its zone, which is spoken of too."""
        plates = self.plates(text)
        for plate in plates or ():
            plate.zone = self.zone(plate.name)
        return plates

    def bounds(self, text: str) -> list[dict[str, Any]]:
        """The bounds of a zone: 常山江以南, or 东至某路; two landmarks may share one side."""
        found: list[dict[str, Any]] = []
        shared: list[str] = []
        for piece in re.split("[,、;]", text):
            match = _SIDE.match(piece) or _LIMIT.match(piece)
            if piece.endswith("为界"):
                found.append({"side": "along", "description": piece})
                continue
            if not match:
                shared.append(piece)
                continue
            groups = match.groupdict()
            side, ending = _SIDES[groups["side"]], "-of" if _SIDE.match(piece) else "ern-limit"
            for name in (*shared, match["landmark"]):
                kind = told_by(self.names.lexicon.landmark_ends, name)
                if kind is not None:
                    landmark = self.say(self.names.get("Landmark", name), landmarkKind=kind)
                    found.append({"side": side + ending, "landmark": landmark.id})
            shared = []
        return found
