"""What `/api/v1` answers, in values that OpenAPI describes. Within v1 members are added, none is taken away."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from graph.core.names import ENTITIES
from graph.history.lineage import Way  # noqa: TC001  pydantic reads the annotations
from graph.history.lookup import Outcome  # noqa: TC001  as above
from graph.history.name_index import Way as MatchWay  # noqa: TC001  as above
from graph.history.names_in_graph import NameKind  # noqa: TC001  as above
from graph.history.status import Standing  # noqa: TC001  as above


class Model(BaseModel):
    """A value that is not changed and has no other members."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Thing(Model):
    """A thing of the graph: its IRI, where its page is, and its labels, empty where it has none."""

    iri: str = Field(examples=[f"{ENTITIES}zone/zhizao-new-city"])
    url: str
    zh: str
    en: str


class Quote(Model):
    """The words behind a statement: the quote, the clause and the paper, and where they stand.

    Of a paper whose text is not at hand the quote is empty, and `citation` tells what is cited.
    """

    quote: str
    citation: str
    clause: str
    source: Thing
    url: str


class SilenceOut(Model):
    """What a paper leaves unsaid of a thing: the gap, the property that has no value, where it speaks of the thing."""

    thing: Thing
    silence: Thing
    property: str
    papers: list[Thing]
    evidence: list[Quote]


class MatchOut(Model):
    """Why a thing is offered: the name that fits, of which kind it is, in which way it fits, and how well, to 100."""

    name: str
    kind: NameKind
    way: MatchWay
    score: float
    system: str = ""


class CandidateOut(Model):
    """A thing that may be meant, and whether it stands after the changes."""

    thing: Thing
    type: str
    standing: Standing
    match: MatchOut


class LookupOut(Model):
    """The outcome of a look-up. Where it is `found` or `historical`, the first candidate is meant."""

    text: str
    outcome: Outcome
    candidates: list[CandidateOut]


class WantedIn(Model):
    """A name, a code (with its system) or an IRI, of a class and in a place if that is known."""

    text: str = Field(min_length=1, max_length=400, examples=["智造新城"])
    type: str = Field("", examples=["Zone"])
    place: str = Field("", description="A place by IRI, by its path such as admin/quzhou, or by name.")
    system: str = Field("", description="The system of a code: mca or nbs.")


class LookupIn(Model):
    """Up to 5,000 look-ups."""

    queries: list[WantedIn] = Field(
        min_length=1, max_length=5000, examples=[[{"text": "智造新城"}, {"text": "330800", "system": "mca"}]]
    )


class LookupsOut(Model):
    """The outcomes, in the order of what was asked."""

    answers: list[LookupOut]


class SearchOut(Model):
    """Everything that a text could mean, the likeliest first."""

    text: str
    candidates: list[CandidateOut]


class PartOut(Model):
    """What takes part in a change: the effect on it, how much of it is touched, what it becomes (one of several?)."""

    thing: Thing
    effect: str
    portion: str
    recipient: Thing | None
    becomes: list[str]
    one_of: bool
    name_before: str
    name_after: str


class ChangeOut(Model):
    """A change of zones or of a plate: the force with which the paper says it, how it is to be done, and the words."""

    event: Thing
    type: str
    modality: str
    manner: list[str]
    parts: list[PartOut]
    plate: Thing | None
    action: str
    hung_on: Thing | None
    evidence: list[Quote]


class StepOut(Model):
    """A change on the way: its direction, how far it is from the start, from where it is reached, where it leads."""

    direction: Way
    depth: int
    reached_from: Thing
    leads_to: list[Thing]
    change: ChangeOut


class StateOut(Model):
    """Whether a thing stands, why, and by which change that is known."""

    thing: Thing
    standing: Standing
    reason: str
    name: str
    change: Thing | None


class LineageOut(Model):
    """What a thing came from and what became of it.

    `not_stated` tells what the papers leave unsaid of the fate of the thing and of those that it leads to; `cut` says
    that a way was longer than was asked for.
    """

    start: Thing
    steps: list[StepOut]
    origins: list[StateOut]
    now: list[StateOut]
    plates: list[ChangeOut]
    not_stated: list[SilenceOut]
    cut: bool


class StatesOut(Model):
    """The zones and plates with their state at a time."""

    when: str
    total: int
    states: list[StateOut]
    next: str | None


class EdgeOut(Model):
    """A relation between two things, with its words; origin: stated, derived, curated or recorded."""

    source: Thing
    relation: str
    target: Thing
    origin: str
    told: dict[str, list[str]]
    rules: list[str]
    evidence: list[Quote]


class PathsOut(Model):
    """The ways between two things, the shortest first; `cut` says that there are more."""

    start: Thing
    end: Thing
    paths: list[list[EdgeOut]]
    cut: bool


class NeighboursOut(Model):
    """What lies around a thing; `cut` says that there is more."""

    things: list[Thing]
    relations: list[EdgeOut]
    cut: bool


class AlikeOut(Model):
    """A thing that shares neighbours with another: what they share, and the Jaccard index."""

    thing: Thing
    shared: list[Thing]
    jaccard: float


class SimilarOut(Model):
    """Things that are alike, the most alike first."""

    thing: Thing
    similar: list[AlikeOut]
