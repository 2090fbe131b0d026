"""The things that a draft speaks of: names that are known, new ids for those that are not, and where they are named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graph.history.normalize import PROVINCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.drafting.lexicon import Lexicon
    from graph.schema.ontology import Ontology

_PROVINCE = re.compile(f"^(?:{'|'.join(sorted(PROVINCES, key=len, reverse=True))})")
_SHORT_ENDS = {
    "高新技术产业(?:开发区|园区)$": "高新区",
    "经济(?:技术)?开发区$": "经开区",
    "综合保税区$": "综保区",
}
_OF_SAME_LEVEL = re.compile(r"^同级|(?:[县区旗]|县\(市、区\))(?:纪委监委|纪委)$")
SHORTEST_STEM = 2
_TOO_LITTLE = 3  # characters: 新区 or 开发区 is no name of its own
TITLE = 60  # characters
_THE_ZONE = {
    "开发区": "开发区$",
    "高新区": "高新(?:区|技术产业(?:开发区|园区))$",
    "经开区": "经开区$|经济(?:技术)?开发区$",
    "综保区": "综保区$|综合保税区$",
}
"""How the name of a zone ends that a paper calls by its kind, unless it speaks of other zones of that kind."""
_MANY = "(?:[全我各][省市县区旗盟州]?|家|以上)"
"""Words before a kind of zones that tell that it means many."""

_RELATIVE_CLASSES = frozenset(("BodyClass", "ZoneClass", "Region", "Landmark", "PlanningLabel", "Enumeration"))
_RELATIVE_BODY = re.compile(
    r"^(?:中共)?(?:各|本|我|所在|属地|上级|同级|有关|相关)?"
    r"(?:省|市|州|盟|地|县|旗|区|管委会|管理委员会|管理机构|党工委|开发区|领导小组|工作)"
)


def is_relative(cls: str, name: str) -> bool:
    """Whether a name such as 市政府 or 全市开发区 means something in its paper only, as in `shapes/thing.ttl`."""
    return cls in _RELATIVE_CLASSES or (cls == "Body" and bool(_RELATIVE_BODY.match(name)))


@dataclass
class Thing:
    """Something with a name: its class, id, what is said of it where it is introduced, and marks of its mention.

    portion, extent: how it takes part in a change; zone: the zone of that name that a plate hangs on; named: whether
    the paper calls it so; role: of a plate, main or added, or office for one within a body; stated: whether a proposal
    names it, and not only a rule that was tried in vain; figure, unit: the area of a part of a zone; former: the name
    of a zone before it is renamed.
    """

    cls: str
    name: str
    id: str
    says: dict[str, Any] = field(default_factory=dict)
    known: bool = False
    portion: str = "unknown"
    extent: str = ""
    zone: Thing | None = None
    named: bool = True
    role: str = ""
    stated: bool = False
    figure: str = ""
    unit: str = ""
    former: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether its name is known to be one, from a claim or from other papers."""
        return self.known or self.stated

    @property
    def supervises(self) -> str:
        """How a body supervises, as far as its name tells: that of a county or district those of its level."""
        return "peer-supervision" if _OF_SAME_LEVEL.search(self.name) else ""

    @property
    def slug(self) -> str:
        """The last segment of the id."""
        return self.id.rpartition("/")[2]


class Names:
    """The things of one draft by class and name."""

    def __init__(
        self,
        ontology: Ontology,
        lexicon: Lexicon,
        text: str,
        known: Iterable[tuple[str, str, str]] = (),
        *,
        paper: str = "",
        taken: Iterable[str] = (),
    ) -> None:
        """text: the paper; known: class, name and id of what the graph and the claims of the folder name already.

        paper: the id of the paper, which the ids of relative names carry; taken: ids that are of other things.
        """
        self.text, self._paper = text, paper
        self._paths, self.lexicon = ontology.id_paths, lexicon
        self._things: dict[tuple[str, str], Thing] = {}
        self._ids = set(taken)
        provinces = sorted(set(re.findall(r"(?:中共|(?<![\u4e00-\u9fff]))([\u4e00-\u9fff]{2,3})省", text)))
        self._of_province = re.compile(f"^(?:{'|'.join(provinces)})省?") if provinces else None
        self._city = re.match(r"\s*(?:中共)?([\u4e00-\u9fff]{2,3})([市县旗])", text)
        self._shorter: dict[str, frozenset[str]] = {}
        for cls, name, id_ in known:
            self._things.setdefault((cls, name), Thing(cls, name, id_, known=True))
            self._ids.add(id_)

    def find(self, cls: str, name: str) -> Thing | None:
        """The thing that is called so, with or without its province before the name."""
        if exact := self._things.get((cls, name)):
            return exact
        if cls == "ZoneClass":
            return next((t for (c, n), t in self._things.items() if c == cls and _whole(n) == _whole(name)), None)
        same = [
            thing
            for (other, called), thing in self._things.items()
            if other == cls and (name in self._without_places(called) or (cls == "Zone" and abbreviates(name, called)))
        ]
        if cls == "Zone" and name in _THE_ZONE and not re.search(rf"{_MANY}{name}(?!党|管)", self.text):
            known = [thing for (other, _), thing in self._things.items() if other == cls and thing.is_sure]
            same = [thing for thing in known if re.search(_THE_ZONE[name], thing.name)]
        same = list({thing.id: thing for thing in same}.values())
        return same[0] if len(same) == 1 else None

    def get(self, cls: str, name: str, *, exactly: bool = False) -> Thing:
        """The thing that is called so, new if none is."""
        found = self._things.get((cls, name)) if exactly else self.find(cls, name)
        if found:
            return found
        thing = Thing(cls, name, self._new_id(cls, name))
        self._things[cls, name] = thing
        return thing

    def _without_places(self, name: str) -> frozenset[str]:
        """What a name may be called without the names of the province and the city before it."""
        if name not in self._shorter:
            self._shorter[name] = frozenset({_PROVINCE.sub("", name), self._short(name), self._bare(name)})
        return self._shorter[name]

    def _short(self, name: str) -> str:
        """A name without the province of the paper before it."""
        return self._of_province.sub("", name) if self._of_province else name

    def begins_with_province(self, name: str) -> bool:
        """Whether a name begins with that of the paper's province."""
        return self._short(name) != name

    def _bare(self, name: str) -> str:
        """The name of a zone without the name of the city before it, where the paper is of that city."""
        city = self._city
        if city is None or len(name) <= len(city[1]) + _TOO_LITTLE:
            return name
        return name.removeprefix(city[1] + city[2]) if name.startswith(city[0].strip()) else name.removeprefix(city[1])

    def known_end(self, cls: str, text: str) -> str:
        """The longest known name with which a text ends, empty if it ends with none."""
        names = (
            name
            for (other, name), thing in self._things.items()
            if other == cls and thing.is_sure and len(name) > SHORTEST_STEM and text.endswith(name)
        )
        return max(names, key=len, default="")

    def rename(self, thing: Thing, name: str) -> None:
        """Call a thing by its new name; what was known under that name becomes the same thing."""
        other = self.find(thing.cls, name) or self.find(thing.cls, self._short(name))
        for key in [key for key, value in self._things.items() if other is not None and value is other]:
            self._things[key] = thing
        self._things[thing.cls, name] = thing
        thing.name = name

    def also(self, thing: Thing, alias: str) -> None:
        """Add an alias to a thing. A thing known under that alias becomes the same thing."""
        other = self._things.get((thing.cls, alias))
        if other is not None and other is not thing:
            other.id = thing.id
        self._things[thing.cls, alias] = thing
        thing.stated = True

    def everything(self) -> list[Thing]:
        """All things, each once, in the order in which they were named."""
        return list({id(thing): thing for thing in self._things.values()}.values())

    def all(self, cls: str) -> list[Thing]:
        """The things of a class, each once, the longest names first."""
        things = {id(t): t for (c, _), t in self._things.items() if c == cls}
        return sorted(things.values(), key=lambda thing: -len(thing.name))

    def _new_id(self, cls: str, name: str) -> str:
        relative = cls in {"Body", "BodyClass", "ZoneClass"} and is_relative(cls, name)
        prefix = f"{self._paper}-" if self._paper and relative else ""
        base = f"{self._paths[cls]}/{prefix}{self.lexicon.slug(name)}"
        id_, number = base, 2
        while id_ in self._ids:
            id_, number = f"{base}-{number}", number + 1
        self._ids.add(id_)
        return id_


def abbreviates(one: str, other: str) -> bool:
    """Whether one of two names is the usual short form of the other: 甲高新区 of 甲高新技术产业开发区."""
    return one != other and (_usual(one) == other or one == _usual(other))


@lru_cache(maxsize=4096)
def _usual(name: str) -> str:
    """A name with the usual short form of its end; the name itself where there is none."""
    return next((re.sub(end, short, name) for end, short in _SHORT_ENDS.items() if re.search(end, name)), name)


def _whole(name: str) -> str:
    """The name of a class of zones, the same for 我市园区, 本市园区 and 全市园区."""
    return re.sub("^[我本](?=[省市县区盟旗州])", "全", name)


def stem(name: str) -> str:
    """The name of an administrative unit without its level: 龙游 of 龙游县; the whole if too little is left."""
    short = re.sub(r"(?:自治县|街道|[县市区旗镇乡])$", "", name)
    return short if len(short) >= SHORTEST_STEM else name
