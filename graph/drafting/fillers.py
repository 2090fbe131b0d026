"""From the words in a slot to the things that they name. Words that are no such names fill no slot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.drafting.lexicon import told_by
from graph.drafting.lists import split_list
from graph.drafting.things import stem
from graph.drafting.zones import LONGEST_NAME, NO_NAME, ZoneFillers

if TYPE_CHECKING:
    from graph.drafting.things import Thing

_TOWNSHIP = re.compile(r"^(?P<name>[\u4e00-\u9fff]{1,5}(?:街道|镇|乡))$")
_NO_ORGAN = re.compile(
    r"^(?:坚持|加强|不再|保留|设立|新的|其|本|你|我|该|派出|统筹|加快)|[以为或与]|会同|派出|派驻|设在|挂靠|[县市省区]域内|辖区内|[县市区]商(?!务)|布局$"
)
_BODY_BEFORE = re.compile(
    "^(?:根据|按照|依据|贯彻|落实|经|报|由|交还|移交|交由|归还|划归|仍由|撤销|取消|不再保留|组建|成立|同意|明确|支持|鼓励|加强|坚持|具体|统一|授权|委托)+"
)
_NO_PLACE = re.compile(
    r"^(?:国家|省级|市级|县级|乡镇|特色|重点|新的|其|挂|以下|下简称|简称)|推进|推动|发挥|依托|打造|实行|实施|建设|深化|提升|加强|完善|抓好|充分"
    r"|落户|归属|返还|搬迁|符合|淘汰|一批|优化|包括|确保|认定|划归|力争|国家级|省级|个|块|释放|与|和|三|分片区|成为|达到|管委会|政府|部分|进入"
)
_MERE_KIND = re.compile(
    r"^(?:经济|工业|产业|高新|特色|物流|生态|小微企业|创业创新|科技|循环|数字|美丽|综合|技术)*"
    r"(?:开发区|园区?|功能区|集聚区|示范区|合作区|新城|片区|集中[区点])$"
)
_BAD = re.compile(
    r"(?:[多少小大低弱散高重差乱粗窄慢浅]|粗放|不[\u4e00-\u9fff]{1,2}|滞后|分散|重叠|重复|雷同|单一|薄弱|缺乏|短缺|突出|冗杂|交叉|偏\w)$|^(?:缺乏|缺少)"
)
_NO_NEW_BODY = re.compile("相应|专门|统一|各|由|新的|一个|本|该|独立|若干")
_INDUSTRIES_END = re.compile(
    r"(?:等(?:\d|[一二两三四五六七八九])?[大个]?(?:[\u4e00-\u9fff]{2,4}(?=产业))?|[\d二两三四五六七八九][大个])(?:主导|特色|优势|支柱|新兴|战略性新兴|重点)*(?:产业)?(?:集群)?$|等$"
)
_OF_A_TASK = re.compile("^[\u4e00-\u9fff]{0,16}(?:领导小组|工作小组|工作组|专班|联席会议)$")
_NO_PROBLEM = re.compile("的|[一二三四五六七八九十]+是|其中|部分(?!园区|开发区)")
_LEAST, _MOST = 3, 16  # characters of a problem
_TO_DO = re.compile("^(?:推进|推动|力争|争取|确保|实现|使|将|把)+")
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
_ISSUERS = re.compile(
    r"^(中共[\u4e00-\u9fff]{2,6}?委员?会?(?:办公[厅室])?)?[ 、]?"
    r"([\u4e00-\u9fff]{2,8}?人民政府(?:办公[厅室])?)?(?=关于|印发|转发)"
)


class Fillers(ZoneFillers):
    """Reads the slots of one sentence; each method has the name of a type of slot."""

    def townships(self, text: str) -> list[Thing] | None:
        """The townships of a list; a district stands for all members up to the next district."""
        found, district = [], self.county
        for piece in split_list(re.sub(r"等(?:\d+个)?(?:乡镇|街道|镇|乡)?(?:\(.*\))?$", "", text)):
            unit = next((unit for unit in self.admins if piece.startswith(unit.name)), None)
            if unit:
                district = self.say(unit)
            match = _TOWNSHIP.match(piece.removeprefix(unit.name) if unit else piece)
            if not match:
                return None
            township = self.names.get("Township", match["name"])
            found.append(self.say(township, locatedIn=district.id if district else ""))
        return found or None

    def industries(self, text: str) -> list[Thing] | None:
        """The industries of a list, with those that a bracket counts among them."""
        found = []
        pieces = split_list(_INDUSTRIES_END.sub("", text))
        if len(pieces) > 1:  # 产业 after the last belongs to all
            pieces[-1] = pieces[-1].removesuffix("产业集群").removesuffix("产业")
        for piece in pieces:
            match = re.match(r"^(?P<name>[^()]{2,15}?)(?:\((?:包括|含|如)?(?P<parts>[^()]+?)(?P<open>等)?\))?$", piece)
            if not match or re.search(r"[\d将由是]", match["name"]):
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

    def body(self, text: str) -> Thing | None:
        """A body, or a class of bodies such as 同级纪检监察机关; verbs before its name are cut off."""
        text = _BODY_BEFORE.sub("", text)
        kind = told_by(self.names.lexicon.body_ends, text)
        told = NO_NAME.search(_OF_A_TASK.sub("", text))
        if kind is None or len(text) > LONGEST_NAME or _NO_ORGAN.search(text) or told:
            return None
        if re.match(r"各|相应|同级|上级|有关|相关|所在|对应|当地|属地", text):
            return self.say(self.names.get("BodyClass", text), description=text, bodyKind=kind)
        unit = next((unit for unit in self.admins if _is_government_of(text, unit.name)), None)
        return self.say(self.names.get("Body", text), bodyKind=kind, subordinateTo=self.say(unit).id if unit else "")

    def organ(self, text: str) -> Thing | None:
        """A body whose name ends as those of governments, committees, offices or companies do."""
        return self.body(text)

    def new_body(self, text: str) -> Thing | None:
        """A body that is set up, whose name may hold what it is for: 开发区整合提升工作专班."""
        kind = told_by(self.names.lexicon.body_ends, text)
        return (
            None if kind is None or _NO_NEW_BODY.match(text) else self.say(self.names.get("Body", text), bodyKind=kind)
        )

    def problems(self, text: str) -> list[Thing] | None:
        """Problems that a list names in a few words each, such as 布局分散."""
        found = [piece for piece in split_list(text) if not piece.startswith("等")]
        if any(_NO_PROBLEM.match(piece) for piece in found):
            return None
        if not found or not all(_LEAST <= len(piece) <= _MOST and _BAD.search(piece) for piece in found):
            return None
        problems = [self.names.get("Problem", piece) for piece in found]
        for problem in problems:
            problem.named = False
        return problems

    def class_of_zones(self, text: str) -> Thing | None:
        """A class of zones that are counted, such as 全市开发区."""
        return self.zone_class(_TO_DO.sub("", text)) if _TO_DO.sub("", text) else None

    def organs(self, text: str) -> list[Thing] | None:
        """The bodies of a list."""
        found = [self.organ(piece) for piece in split_list(text)]
        return [body for body in found if body] if found and all(found) else None

    def place(self, text: str) -> Thing | None:
        """A zone outside any slot: its name begins with that of a unit, or the paper names it again."""
        if self.is_class(text):
            return None
        known = [
            zone for zone in self.names.all("Zone") if text.endswith(zone.name) and not _NO_PLACE.search(zone.name)
        ]
        if known:
            return self.say(known[0], zoneKind=told_by(self.names.lexicon.zone_ends, known[0].name) or "")
        unit = next((u for u in self.admins if text.startswith(stem(u.name))), None)
        bare = text.removeprefix(unit.name) if unit else text
        if _NO_PLACE.search(text) or _MERE_KIND.match(bare) or not (unit or self.names.text.count(text) > 1):
            return None
        found = self.parts(text)
        return found[0] if found and len(found) == 1 else None

    def admin_list(self, text: str) -> list[Thing] | None:
        """The administrative units of a list."""
        found = [self.names.find("AdminUnit", piece) for piece in split_list(text)]
        units = [self.say(unit) for unit in found if unit]
        return units if units and len(units) == len(found) else None

    def zone_class(self, text: str) -> Thing | None:
        """A class of zones that are counted and not named."""
        return self.say(self.names.get("ZoneClass", text), description=text)

    def counted_class(self, text: str) -> Thing:
        """A class of zones such as 全市开发区."""
        return self.say(self.names.get("ZoneClass", text), description=text)

    def body_class(self, text: str) -> Thing:
        """A class of bodies such as 有关部门."""
        return self.say(self.names.get("BodyClass", text), description=text)

    def landmark(self, text: str) -> Thing:
        """A road, river or the like; words before its name are cut off."""
        text = re.split("区|新增|[和与至]", text)[-1]
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
                return None
            found.append({"level": _LEVELS[match["level"]], "value": match["value"], "unit": "item"})
        return found

    def functions(self, text: str) -> list[Thing] | None:
        """The functions of a list."""
        names = [name.strip("“”") for name in split_list(text)]
        return [self.say(self.names.get("Function", name)) for name in names if len(name) > 1] or None

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


def _is_government_of(name: str, unit: str) -> bool:
    """Whether a body is the government of a city or county; that of a province is under no unit in the paper."""
    return not unit.endswith("省") and name in {f"{unit}政府", f"{unit}人民政府"}
