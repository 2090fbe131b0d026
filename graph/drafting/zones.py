"""Reads words as the names of zones, with the area, the bounds and the place that stand beside a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graph.drafting.bounds import SIDE, BoundFillers
from graph.drafting.lexicon import told_by
from graph.drafting.lists import counted, number, split_list
from graph.drafting.things import abbreviates, stem

if TYPE_CHECKING:
    from graph.drafting.things import Thing

_UNITS_IN_BRACKETS = re.compile(r"\((?:[市县区旗]|园区|[市县区旗](?:、[市县区旗])+)\)")
_OTHER_NAME = re.compile(r"\((?P<other>[^()]{4,})\)$")
_AND = re.compile("以及|[与及和]")
LONGEST_NAME = 30
_AREA = r"(?P<value>\d+(?:\.\d+)?)(?P<unit>平方公里|公顷)"
_PIECE = re.compile(
    rf"^(?:约?{_AREA}的?)?(?P<name>.+?)(?:约?{_AREA.replace('<value>', '<value2>').replace('<unit>', '<unit2>')})?"
    r"(?P<extent>(?:实际)?管理范围|部分区域|全部区域)?(?P<bounds>\([^()]*(?:以[东南西北]|为界)[^()]*\))?$"
)
_PART = re.compile(
    r"(?P<name>[^\d]{2,20}?)(?:规划|核准|批准|用地)?(?:面积)?(?:为|约|占)?(?P<value>\d+(?:\.\d+)?)(?P<unit>平方公里|公顷|亩)"
)
_PART_NAME = re.compile("(?![各其该本])[\u4e00-\u9fff]{1,6}(?:园|园区|片区|区块|组团|核心区|起步区|分园|分区)")
_AREA_UNITS = {"平方公里": "km2", "公顷": "hectare", "亩": "mu"}
_DISTRIBUTED = re.compile(
    r"^(?P<first>[^、]+?)(?P<rest>(?:、[^、和]+)+(?:和[^、]+)?)(?P<phrase>(?P<count>[\d一二三四五六七八九十两]+)[个块]分?(?P<end>\w+))$"
)
_PREPARING = re.compile(r"[〔(\[]筹[〕)\]]$")
_CONDITION = re.compile("其|符合|具备|满足|不|未|达到|位于|部分|剩余")
"""How words begin that tell which part of a zone or which zones of many are meant."""
_NAMED_AFTER = re.compile(r"^[\u4e00-\u9fff]{2}(?=(?:镇|乡)?(?:工业)?功能区|工业区块)")
_TOWNSHIP_IN_NAME = re.compile(r"^[\u4e00-\u9fff]{1,2}[镇乡]")


class ZoneFillers(BoundFillers):
    """Reads zones and plates in one sentence."""

    def kind_from_name(self, zone: Thing) -> None:
        """Take the kind of a zone that is renamed here from its new name."""
        kind = told_by(self.names.lexicon.zone_ends, zone.name)
        if zone.id in self.said:
            self.said[zone.id][1]["zoneKind"] = [kind] if kind else []

    def zones(self, text: str) -> list[Thing] | None:
        """The zones of a list; None if a member does not read as the name of a zone."""
        text = self._cut("before_zone", text)
        spread = _DISTRIBUTED.match(text)
        if spread and told_by(self.names.lexicon.zone_ends, split_list(spread["rest"])[-1].removesuffix("等")) is None:
            return self._distributed(spread)
        text = counted(text)[0]
        if placed := self._of_units(text):
            return placed
        if (
            "的" in text[1:]
            and not re.search("[,;]", text)
            and not text.startswith("的")
            and not _CONDITION.match(text)
            and told_by(self.names.lexicon.zone_ends, text) is not None
            and not re.search(r"\d", text)
        ):
            return [self.say(self.names.get("ZoneClass", text), description=text)]
        found = [self.zone(part) for piece in split_list(text) for part in self._split_pair(piece)]
        return [zone for zone in found if zone] if found and all(found) else None

    def _of_units(self, text: str) -> list[Thing] | None:
        """The zones of a list that tells their counties: 甲县的一园、二园同乙区的三园; None for another list."""
        units = {unit.name: unit for unit in self.admins}
        of_unit = re.compile(rf"(?P<unit>{'|'.join(map(re.escape, units)) or '(?!)'})的")
        if not of_unit.match(text):
            return None
        found, unit = [], ""
        for piece in split_list(re.sub(rf"[同与](?={of_unit.pattern.replace('?P<unit>', '?:')})", "、", text)):
            named = of_unit.match(piece)
            unit = named["unit"] if named else unit
            zone = self.zone(piece[named.end() :] if named else piece)
            if zone is None or zone.cls != "Zone":
                return None
            found.append(self.say(zone, locatedIn=self.say(units[unit]).id))
        return found

    def _split_pair(self, text: str) -> list[str]:
        """The parts of 甲园区与乙园区 if each ends as the names of zones do, else the whole."""
        parts = _AND.split(text)
        ends = self.names.lexicon.zone_ends
        return parts if all(part and told_by(ends, part) is not None for part in parts) else [text]

    def zone(self, text: str) -> Thing | None:
        """One zone, with the area and bounds that stand beside its name."""
        piece = _PIECE.match(self._cut("before_zone", text))
        if not piece:
            return None
        if self.is_class(piece["name"]):
            return self.say(self.names.get("ZoneClass", piece["name"]), description=piece["name"])
        named = piece["name"].strip("“”")
        preparing, named = bool(_PREPARING.search(named)), _PREPARING.sub("", named)
        within, named = self._within(named)
        name, existing = self._zone_name(named)
        if name is None:
            return None
        thing = self.names.get("Zone", name, exactly=existing)
        if not thing.known and abbreviates(name, thing.name):
            self.say(thing, alias=name)
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
        if side := SIDE.match(re.sub(r"(?:约?\d+(?:\.\d+)?公里)?范围$", "", name)):
            for bound in self.bounds(side[0]):
                self.say(thing, boundary=bound)
        if piece["bounds"]:
            for bound in self.bounds(piece["bounds"][1:-1]):
                self.say(thing, boundary=bound)
        return thing

    def _within(self, text: str) -> tuple[Thing | None, str]:
        """The unit with which the name of a zone begins, and the name, without the unit where it is the place only."""
        unit = next((unit for unit in self.admins if text.startswith(unit.name)), None)
        if unit is None:
            return None, text
        rest = text.removeprefix(unit.name)
        if self.words["before_zone"].match(rest):  # 某县撤销某园: the unit is where it happens
            return unit, self._cut("before_zone", rest)
        named = told_by(self.names.lexicon.zone_ends, rest) and not rest.endswith("地块")
        return unit, rest if named and unit.name.endswith("区") else text

    def is_class(self, name: str) -> bool:
        """Whether words such as 全市开发区 stand for all zones of a place."""
        return bool(self.words["class"].fullmatch(name))

    def _zone_name(self, text: str) -> tuple[str | None, bool]:
        """The name in a piece, and whether it is that of an earlier zone, marked by 原 or 现有; None if it is none."""
        text = text.strip("“”")
        other = _OTHER_NAME.search(text)
        if other and told_by(self.names.lexicon.zone_ends, other["other"]) is not None:
            text = text[: other.start()]
        bare = re.sub(r"^(?:原有?|现有?)", "", text)
        if self.names.find("Zone", bare) and bare == text and len(bare) > 1:
            return bare, False
        known = self.names.known_end("Zone", text)
        before = text.removesuffix(known)
        if known and (self.words["junk"].fullmatch(before) or self.names.find("Zone", before)):  # 甲园区中心片区
            return known, False
        if any(unit.name == bare for unit in self.admins):  # 沙港区, which ends as 港区 does
            return None, False
        if (
            len(text) > LONGEST_NAME
            or self.words["no_zone"].search(bare)
            or self.words["generic_zone"].match(bare)
            or self.words["mere_kind"].fullmatch(bare)
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
        """Whether 原 before a name distinguishes a former zone from the one now called so, or no other is called so."""
        return self._is_formed(name) or not re.search(
            rf"(?<![原\u4e00-\u9fff]){name}|[将撤销留]{name}", self.names.text
        )

    def _is_formed(self, name: str) -> bool:
        """Whether a name is that of the zone that the sentence forms, with or without the province before it."""
        formed = self.formed
        return formed is not None and (formed.name.endswith(name) or self.names.find("Zone", name) is formed)

    def _whereabouts(self, name: str, within: Thing | None) -> dict[str, Any]:
        """The place of a zone, from the unit before its name, from its clause and from its name."""
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
            if rest.startswith(stem(township.name)) and township.name in self.names.text:
                return township.id
        if found := _TOWNSHIP_IN_NAME.match(rest) or _NAMED_AFTER.match(rest):
            township = self.names.get("Township", found[0])
            return self.say(township, locatedIn=self.county.id if self.county else "").id
        return ""

    def _distributed(self, spread: re.Match[str]) -> list[Thing] | None:
        """A list whose members share the beginning and the end of their names: 集聚区龙游、江山两个分片区."""
        first, end = self._cut("before_zone", spread["first"]), spread["end"]
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

    def _part_of_zone(self, name: str) -> Thing | None:
        """A part of a zone that a list gives with its area, where the name tells little more than that: 主园区."""
        kind = told_by(self.names.lexicon.zone_ends, name)
        if kind is None or not _PART_NAME.fullmatch(name) or self.words["no_zone"].search(name):
            return None
        return self.say(self.names.get("Zone", name), zoneKind=kind)

    def own_parts(self, text: str) -> list[Thing] | None:
        """The parts of a zone in a list, the names of which may tell little: 核心园、物流园."""
        found = [self.zone(piece) or self._part_of_zone(piece) for piece in split_list(text)]
        zones = [zone for zone in found if zone and zone.cls == "Zone"]
        return zones if len(zones) == len(found) > 1 else None

    def sub_areas(self, text: str) -> list[Thing] | None:
        """The parts of a zone with their areas, such as 制造片区33.7平方公里; None if a part has no area."""
        found = []
        for piece in re.split("[,、]|(?<=[里顷亩])[和与]", text):
            match = _PART.fullmatch(piece)
            zone = self.zone(match["name"]) or self._part_of_zone(match["name"]) if match else None
            if not match or not zone:
                return None
            zone.figure, zone.unit = match["value"], _AREA_UNITS[match["unit"]]
            found.append(zone)
        return found
