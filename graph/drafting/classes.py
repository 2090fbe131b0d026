"""From words to classes of zones, to problems and to functions, which papers describe more than name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph.drafting.bodies import BodyFillers
from graph.drafting.lists import split_list

if TYPE_CHECKING:
    from graph.drafting.things import Thing

_LEAST, _MOST = 3, 16  # characters of a problem


class ClassFillers(BodyFillers):
    """Reads what one sentence describes."""

    def problems(self, text: str) -> list[Thing] | None:
        """Problems that a list names in a few words each, such as 布局分散."""
        found = [piece for piece in split_list(text) if not piece.startswith("等")]
        if any(self.words["no_problem"].match(piece) for piece in found):
            return None
        if not found or not all(
            _LEAST <= len(piece) <= _MOST and self.words["problem"].search(piece) for piece in found
        ):
            return None
        return self.told_problems(text)

    def told_problems(self, text: str) -> list[Thing]:
        """The problems of a list of which the sentence says that it lists problems."""
        problems = [self.names.get("Problem", piece) for piece in split_list(text) if not piece.startswith("等")]
        for problem in problems:
            problem.named = False
        return problems

    def class_of_zones(self, text: str) -> Thing | None:
        """A class of zones that are counted, such as 全市开发区."""
        named = self._cut("before_class", text)
        return None if self.words["mere_kind"].fullmatch(named) or not named else self.zone_class(named)

    def zone_class(self, text: str) -> Thing | None:
        """A class of zones that are counted and not named."""
        return self.counted_class(text)

    def counted_class(self, text: str) -> Thing:
        """A class of zones such as 全市开发区; 我市开发区 means the same zones."""
        found = self.names.get("ZoneClass", text)
        return self.say(found, description=text) if found.name == text else self.say(found, alias=text)

    def numbered_class(self, text: str) -> Thing:
        """A class of zones that is named with its number, such as 全市10个开发区."""
        return self.counted_class(text)

    def each_zone(self, text: str) -> Thing:
        """Each zone of a class, such as 每个园区."""
        return self.counted_class(text)

    def general(self, text: str) -> Thing | None:
        """The zones that 开发区 means where it means no single zone: those of the place, if the paper names them."""
        if text.startswith("全"):
            return self.say(self.names.get("ZoneClass", text))
        longer = re.search(rf"全[省市县区旗盟州](?:各类)?{re.escape(text)}", self.names.text)
        if longer:
            return self.say(self.names.get("ZoneClass", longer[0]))
        if self.words["bare_class"].fullmatch(text):
            return self._zones_of_place(text)
        return self.say(self.names.get("ZoneClass", text))

    def _zones_of_place(self, bare: str) -> Thing | None:
        """The class of all zones of the place, such as 全市开发区 or 我市园区, or that of the bare words.

        None if the paper speaks only of those of some levels, such as 全市省级以上园区: 园区 may mean more zones.
        """
        text = re.sub("《[^》]*》", "", self.names.text)
        found = [one[0] for words in ("all_zones", "own_zones") for one in self.words[words].finditer(text)]
        every = [name for name in found if "级" not in name]
        name = next(iter(every), "" if found else bare)
        return self.say(self.names.get("ZoneClass", name)) if name else None

    def some_functions(self, text: str) -> list[Thing] | None:
        """The functions of a list without the words for the place before them, 镇内 and the like."""
        return self.functions(
            re.sub("^(?:[\u4e00-\u9fff]{0,2}[镇乡区园]|[\u4e00-\u9fff]{0,8}(?:范围|区域|辖区))内的?", "", text)
        )

    def functions(self, text: str) -> list[Thing] | None:
        """The functions of a list."""
        names = [name.strip("“”") for name in split_list(text)]
        return [self.say(self.names.get("Function", name)) for name in names if len(name) > 1] or None
