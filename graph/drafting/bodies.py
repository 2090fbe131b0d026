"""From words to the bodies that they name: governments, committees, offices, firms, and classes of bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.drafting.lexicon import told_by
from graph.drafting.lists import split_list
from graph.drafting.zones import LONGEST_NAME, ZoneFillers

if TYPE_CHECKING:
    from graph.drafting.things import Thing

_NO_NAME_ALONE = frozenset(
    f"{whose}{body}"
    for whose in ("", "开发区", "园区", "新区", "高新区", "经开区", "各园区", "各开发区")
    for body in ("管委会", "管理委员会", "党工委", "委员会", "领导小组", "人民政府", "政府")
)
"""Words that alone are no name of a body."""
_FEWEST, _LEAST = 2, 3  # working groups of a list, characters of the name of one
_KINDS_OF_CLASSES = frozenset(("government", "management-committee"))
_RELATIVE = re.compile("[省市县区旗盟州]人民政府")
_SEVERAL = re.compile("[两三四五六七八九十]+[省市县区旗盟州]")
"""How the names of several bodies begin, such as 三市人民政府."""
_OF_A_TASK = re.compile("^[\u4e00-\u9fff]{0,16}(?:领导小组|工作小组|工作组|专班|联席会议)$")


class BodyFillers(ZoneFillers):
    """Reads the bodies of one sentence."""

    def body(self, text: str) -> Thing | None:
        """A body, or a class of bodies such as 同级纪检监察机关; verbs before its name are cut off."""
        text = self._cut("before_body", text)
        kind = told_by(self.names.lexicon.body_ends, text)
        parts = re.split("[和与及]", text)
        if (text in _NO_NAME_ALONE and not self._of_known_zone(text)) or (
            len(parts) > 1 and all(told_by(self.names.lexicon.body_ends, p) for p in parts)
        ):
            return None
        told = self.words["no_zone"].search(_OF_A_TASK.sub("", text))
        if kind is None or "的" in text or len(text) > LONGEST_NAME or self.words["no_body"].search(text) or told:
            return None
        if _SEVERAL.match(text) or re.match(
            r"各|(?:县区|市县|区县|旗县)(?!.*(?:小组|专班|会议)$)|相应|同级|上级|有关|相关|所在|对应|当地|属地", text
        ):
            return self.say(self.names.get("BodyClass", text), description=text, bodyKind=kind)
        if _RELATIVE.fullmatch(text) and (issuer := self._issuer(text)):
            return self.say(issuer, alias=text)
        unit = next((unit for unit in self.admins if _is_government_of(text, unit.name)), None)
        return self.say(self.names.get("Body", text), bodyKind=kind, subordinateTo=self.say(unit).id if unit else "")

    def _of_known_zone(self, text: str) -> bool:
        """Whether words such as 高新区管委会 name the committee of a zone that the paper calls 高新区."""
        zone = re.sub("(?:管委会|管理委员会|党工委)$", "", text)
        return bool(zone) and zone != text and self.names.find("Zone", zone) is not None

    def _issuer(self, text: str) -> Thing | None:
        """The one body that the paper names in full, such as 某省人民政府, where it writes 省人民政府."""
        found = set(
            re.findall(
                rf"(?<![\u4e00-\u9fff])(?:(?![报由经须应将在向送请受])[\u4e00-\u9fff]){{2,4}}{text}(?!办公)",
                self.names.text,
            )
        )
        return self.names.get("Body", found.pop()) if len(found) == 1 else None

    def organ(self, text: str) -> Thing | None:
        """A body whose name ends as those of governments, committees, offices or companies do."""
        return self.body(text)

    def new_body(self, text: str) -> Thing | None:
        """A body that is set up, whose name may hold what it is for: 开发区整合提升工作专班."""
        kind = told_by(self.names.lexicon.body_ends, text)
        several = "、" in text and not _OF_A_TASK.match(text.replace("、", ""))
        if kind is None or several or text in _NO_NAME_ALONE or self.words["no_new_body"].match(text):
            return None
        return self.say(self.names.get("Body", text), bodyKind=kind)

    def groups(self, text: str) -> list[Thing] | None:
        """The working groups of a list that names each by its task: 综合协调、政策研究."""
        names = text.removesuffix("等").split("、")
        if len(names) < _FEWEST or not all(_LEAST <= len(name) <= LONGEST_NAME for name in names):
            return None
        return [self.say(self.names.get("Body", name), bodyKind="working-group") for name in names]

    def committee(self, text: str) -> Thing:
        """The management committee or party committee that a paper calls by these words alone."""
        kind = told_by(self.names.lexicon.body_ends, text) or ""
        return self.say(self.names.get("Body", text), bodyKind=kind)

    def offices(self, text: str) -> list[Thing] | None:
        """The offices of a list within a body, such as 综合办公室、经济发展局."""
        names = split_list(text.removesuffix("等"))
        kinds = {told_by(self.names.lexicon.body_ends, re.sub("(?:部|处|科|室|中心)$", "局", name)) for name in names}
        if len(names) < _FEWEST or kinds != {"department"}:
            return None
        found = [self.say(self.names.get("Body", name), bodyKind="department") for name in names]
        for office in found:
            office.role = "office"
        return found

    def organs(self, text: str) -> list[Thing] | None:
        """The bodies of a list."""
        pieces = split_list(text)
        shared = pieces[0].removesuffix("党工委") if pieces and pieces[0].endswith("党工委") else ""
        found = [self.organ(f"{shared}{p}" if p in _NO_NAME_ALONE and shared else p) for p in pieces]
        return [body for body in found if body] if found and all(found) else None

    def merged_bodies(self, text: str) -> list[Thing] | None:
        """The bodies of a list, each of which has a name that tells its kind."""
        found = [self.body(piece) for piece in split_list(text)]
        return [body for body in found if body] if found and all(found) else None

    def body_class(self, text: str) -> Thing:
        """A class of bodies such as 有关部门; its kind where its members are governments or management committees."""
        kind = told_by(self.names.lexicon.body_ends, text)
        told = kind if kind in _KINDS_OF_CLASSES or text.endswith("纪委监委") else ""
        return self.say(self.names.get("BodyClass", text), description=text, bodyKind=told)

    def home_units(self, text: str) -> Thing:
        """The counties or towns of a place as a class of bodies: 所在县区."""
        return self.body_class(text)

    def addressees(self, text: str) -> list[Thing] | None:
        """The bodies to which a paper is sent, between commas: classes such as 省政府各部门, or single bodies."""
        found = []
        for piece in re.split(",|、(?=各)", text):
            if re.search("各|有关", piece):
                kind = "department" if piece.endswith("部门") else told_by(self.names.lexicon.body_ends, piece)
                found.append(self.say(self.names.get("BodyClass", piece), description=piece, bodyKind=kind or ""))
            elif body := self.body(piece):
                found.append(body)
        return found or None


def _is_government_of(name: str, unit: str) -> bool:
    """Whether a body is the government of a unit below the province."""
    return not unit.endswith("省") and bool(
        re.fullmatch(rf"(?:[\u4e00-\u9fff]{{2,4}}[市盟州])?{unit}(?:人民)?政府", name)
    )
