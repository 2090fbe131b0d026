"""Reads the words in a slot as the things that they name; None if they are no valid names."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from graph.drafting.classes import ClassFillers
from graph.drafting.lexicon import told_by
from graph.drafting.lists import split_list
from graph.drafting.things import stem

if TYPE_CHECKING:
    from graph.drafting.things import Thing

_BEFORE_TOWNSHIP = re.compile("^.*(?:的|撤销|取消|设立|新设|并入|划入|划归|改设为|更名为)(?=.{2})")
_TOWNSHIP = re.compile(
    r"^(?!(?:各|所在|属地|当地|相关|有关|本|该|全|特色|美丽|新型|重点|中心)*(?:[城乡小集古名强重]|建制|街道|乡镇)?[镇乡]$)(?!.*小镇$)(?!.*[由的将])"
    r"(?P<name>(?![的将把由在以对与及含])[\u4e00-\u9fff]{1,5}(?:街道|镇|乡))(?:街道)?办?事?处?$"
)
"""The name of a township; words such as 乡镇, 特色小镇 and 所在镇 are none."""
_OF_DISTRICT = re.compile(
    r"^(?P<unit>(?!的|[市城老县]区|全)[\u4e00-\u9fff]{2,3}?[县区旗])(?=[\u4e00-\u9fff]{1,4}(?:街道|镇|乡)$)"
)
_LEVELS = {
    "自治区": "provincial",
    "旗县": "county",
    "市县": "county",
    "县区": "county",
    "国家": "national",
    "省": "provincial",
    "市": "municipal",
    "县": "county",
    "乡镇": "township",
}
_BESIDES = re.compile(
    "(?:特色|支柱|新兴|优势|主导|未来|辅助)产业(?:为|是|:)|配套|适度|积极|兼顾|协同|辅以|延伸|培育|发展|聚焦|重点|突出|打造|做[大强优精特]"
)
"""How words begin that end a list of leading industries: 主导产业为医药、食品,配套发展物流."""
_ADJECTIVE = re.compile("^.{0,2}产业|(?:智慧|特色|新兴|服务|文化|数字|绿色|时尚)产业$")
"""Words that are no name of an industry without 产业 after them."""
_IN_ORDER = re.compile("(?:依次|分别|相应)(?:更名|改名|改称)(?:为|成)?")
_ISSUERS = re.compile(
    r"^(中共[\u4e00-\u9fff]{2,6}?委员?会?(?:办公[厅室])?)?[ 、]?"
    r"((?:[\u4e00-\u9fff]{2,8}?人民政府|国务院)(?:办公[厅室])?)?(?=\s*(?:关于|印发|转发|批转))"
)


class Fillers(ClassFillers):
    """Reads the slots of one sentence; each method has the name of a type of slot."""

    def plates(self, text: str) -> list[Thing] | None:
        """The plates of a list, each with the zone of the same name if there is one."""
        found = []
        for piece in split_list(text):
            name, _ = self._zone_name(self._cut("before_zone", piece))
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

    def townships(self, text: str) -> list[Thing] | None:
        """The townships of a list; a district stands for all members up to the next district."""
        found, district = [], self.county
        for listed in split_list(re.sub(r"[等共](?:\d+个)?(?:乡镇|街道|镇|乡)?(?:\(.*\))?$", "", text)):
            piece = listed
            unit = next((unit for unit in self.admins if piece.startswith(unit.name)), None)
            if not unit and (within := _OF_DISTRICT.match(piece)):
                unit = self.names.get("AdminUnit", within["unit"])
            if unit and unit.name.endswith("市"):  # 甲市乙区丙镇
                rest = piece.removeprefix(unit.name)
                if within_city := next((u for u in self.admins if rest.startswith(u.name)), None):
                    piece, unit = rest, within_city
            if unit:
                district = self.say(unit)
            name = _BEFORE_TOWNSHIP.sub("", piece)  # 周边的某镇, 其行政区域并入某镇
            match = _TOWNSHIP.match(name.removeprefix(unit.name) if unit else name)
            if not match:
                return None
            township = self.names.get("Township", match["name"])
            found.append(self.say(township, locatedIn=district.id if district else ""))
        return found or None

    def industries(self, text: str) -> list[Thing] | None:
        """The industries of a list, with those that a bracket counts among them."""
        found = []
        pieces = split_list(self._cut("after_industries", text))
        if pieces and not _ADJECTIVE.search(pieces[-1]):  # 产业 after the last belongs to all
            pieces[-1] = pieces[-1].removesuffix("产业集群").removesuffix("产业")
        pieces = list(takewhile(lambda piece: piece is pieces[0] or not _BESIDES.match(piece), pieces))
        for piece in pieces:
            match = re.match(r"^(?P<name>[^()]{2,15}?)(?:\((?:包括|含|如)?(?P<parts>[^()]+?)(?P<open>等)?\))?$", piece)
            if not match or re.search(r"[\d将由是]|(?<=.)(?:产业)?[为以](?=.)", match["name"]):
                return None
            industry = self.say(self.names.get("Industry", match["name"]), openList="true" if match["open"] else "")
            for part in split_list(match["parts"] or ""):
                self.say(self.names.get("Industry", part), broader=industry.id)
            found.append(industry)
        return found or None

    def custodies(self, text: str) -> list[Thing] | None:
        """The custodies in pairs such as 甲街道、乙乡与某新城,丙镇与某园区."""
        found = []
        for pair in re.split(r",(?=[^,]*与)", text):
            held, _, holder = pair.rpartition("与")
            townships, zone = self.townships(held), self.zone(holder)
            if not townships or not zone:
                return None
            for township in townships:
                custody = self.names.get("Custody", f"{township.name}托管")
                custody.id, custody.named = f"custody/{township.slug}", False
                found.append(self.say(custody, custodian=zone.id, custodyOf=township.id))
        return found or None

    def place(self, text: str) -> Thing | None:
        """A zone outside any slot: its name begins with that of a unit, or the paper names it again."""
        if self.is_class(text):
            return None
        known = [
            zone
            for zone in self.names.all("Zone")
            if zone.is_sure and text.endswith(zone.name) and not self.words["no_mention"].search(zone.name)
        ]
        if known:
            return self.say(known[0], zoneKind=told_by(self.names.lexicon.zone_ends, known[0].name) or "")
        unit = next((u for u in self.admins if text.startswith(stem(u.name))), None)
        bare = text.removeprefix(unit.name) if unit else text
        if (
            self.words["no_mention"].search(text)
            or self.words["mere_kind_mentioned"].match(bare)
            or not (unit or self.names.text.count(text) > 1 or self.words["own_name"].fullmatch(text))
        ):
            return None
        found = self.parts(text)
        return found[0] if found and len(found) == 1 else None

    def admin_list(self, text: str) -> list[Thing] | None:
        """The administrative units of a list."""
        pieces = split_list(text)
        cities = "|".join(unit.name for unit in self.admins if unit.name.endswith("市")) or "(?!)"
        found = [self.names.find("AdminUnit", re.sub(f"^(?:{cities})(?=.)", "", piece)) for piece in pieces]
        units = [self.say(unit) for unit in found if unit]
        return units if units and len(units) == len(found) else None

    def unit_named(self, text: str) -> Thing | None:
        """One administrative unit of those that the paper names, by exactly its name."""
        unit = next((unit for unit in self.admins if unit.name == text), None)
        return self.say(unit) if unit and not text.endswith("省") else None

    def holders(self, text: str) -> list[str]:
        """The holders of a post, as a list."""
        return split_list(text)

    def renamed_zones(self, text: str) -> list[Thing] | None:
        """The zones of a list that take the names of another list in its order: 甲园、乙园分别更名为丙园、丁园."""
        lists = _IN_ORDER.split(text, maxsplit=1)
        before, after = (split_list(part) for part in lists)
        zones = [self.zone(name) for name in before]
        if len(before) != len(after) or not all(zones) or not all(self.new_name(name) for name in after):
            return None
        found = [zone for zone in zones if zone and zone.cls == "Zone"]
        for zone, name in zip(found, after, strict=False):
            zone.former = zone.name
            self.names.rename(zone, name)
            self.kind_from_name(zone)
        return found or None

    def new_name(self, text: str) -> str | None:
        """The new name of a zone."""
        return text if told_by(self.names.lexicon.zone_ends, text) is not None else None

    def landmark(self, text: str) -> Thing:
        """A road, river or the like; words before its name are cut off."""
        text = re.split("区|新增|以?其|[和与至]", text)[-1]
        kind = told_by(self.names.lexicon.landmark_ends, text)
        return self.say(self.names.get("Landmark", text), landmarkKind=kind or "")

    def label(self, text: str) -> Thing:
        """A name that a paper gives to a scheme, such as 一区两片."""
        return self.say(self.names.get("PlanningLabel", text))

    def project(self, text: str) -> Thing:
        """A project that a paper names; words before its name are cut off."""
        text = re.split("共建|建设", text)[-1]
        return self.say(self.names.get("Project", text))

    def bracketed(self, text: str) -> list[Thing] | None:
        """The plates of zones as 主牌子(加挂牌子); None if a member has not this form."""
        found = []
        for piece in re.split("[、;,]", text):
            if not re.search(r"\((?!筹\))", piece) and self.zone(piece):
                continue
            match = re.fullmatch(r"(?P<main>[^()]+)\((?P<added>[^()]+)\)", piece)
            mains, added = (self.plates(match[key]) for key in ("main", "added")) if match else (None, None)
            zone = self.zone(match["main"]) if match else None
            if not mains or not added or not zone:
                return None
            for plate, role in ((mains[0], "main"), (added[0], "added")):
                plate.zone, plate.role = zone, role
                found.append(plate)
        return found or None

    def levels(self, text: str) -> list[dict[str, str]] | None:
        """The parts of a number by level: 国家级11个、省级17个."""
        found = []
        for piece in split_list(text):
            match = re.fullmatch(
                r"(?P<level>国家|自治区|省|市|旗县|市县|县区|县|乡镇)级(?:开发区)?(?P<value>\d+)[个家]", piece
            )
            if not match:
                other = re.fullmatch(r"(?P<statistic>[\u4e00-\u9fff]{3,12}?)(?P<value>\d+)[个家]", piece)
                if not other:
                    return None
                found.append({**other.groupdict(), "unit": "firm" if other["statistic"].endswith("企业") else "item"})
                continue
            found.append({"level": _LEVELS[match["level"]], "value": match["value"], "unit": "item"})
        return found

    def issuers(self, text: str) -> list[Thing] | None:
        """The bodies with which the title of a paper begins."""
        found = [self.body(name) for name in re.split("[ 、]", text)]
        return [body for body in found if body] if all(found) else None

    def title(self, text: str) -> Thing | None:
        """A document by its title, with the document that it transmits and the bodies that issue it."""
        document = self.names.get("Document", text)
        inner = re.search(r"〈(.+?)〉", text)
        transmitted = self.say(self.names.get("Document", inner[1])) if inner else None
        issuers = _ISSUERS.match(text)
        bodies = [body for name in issuers.groups() if name and (body := self.body(name))] if issuers else []
        return self.say(
            document, transmits=transmitted.id if transmitted else "", issuer=[body.id for body in bodies] or ""
        )
