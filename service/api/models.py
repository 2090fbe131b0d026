"""The models of `/api/v1`, which OpenAPI describes. Within v1 members are added, and none is removed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from graph.core.iris import ENTITIES
from graph.history.lineage import StepDirection  # noqa: TC001  pydantic reads the annotations
from graph.history.lookup import LookupOutcome  # noqa: TC001  as above
from graph.history.name_matching import MatchWay  # noqa: TC001  as above
from graph.history.names_in_graph import NameKind  # noqa: TC001  as above
from graph.history.status import Standing  # noqa: TC001  as above


class Model(BaseModel):
    """An immutable model without other members."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ThingOut(Model):
    """A thing of the graph: its IRI, the address of its page, and its labels, empty where it has none."""

    iri: str = Field(examples=[f"{ENTITIES}zone/zhizao-new-city"])
    url: str
    zh: str
    en: str


class QuoteOut(Model):
    """The evidence of a statement: the quote, the clause, the paper, and the address of the evidence.

    Where the text of the paper is not available, the quote is empty and `citation` cites it.
    """

    quote: str
    citation: str
    clause: str
    source: ThingOut
    url: str


class SilenceOut(Model):
    """What papers do not state of a thing: the kind of gap, the property without a value, papers and evidence."""

    thing: ThingOut
    silence: ThingOut
    property: str
    papers: list[ThingOut]
    evidence: list[QuoteOut]


class MatchOut(Model):
    """Why a thing is a candidate: the name that fits, its kind, how it fits, and the score, up to 100."""

    name: str
    kind: NameKind
    way: MatchWay
    score: float
    system: str = ""


class CandidateOut(Model):
    """A thing that may be meant, and whether it exists after the changes."""

    thing: ThingOut
    type: str
    standing: Standing
    match: MatchOut


class LookupOut(Model):
    """The outcome of a look-up. If it is `found` or `historical`, the first candidate is the thing."""

    text: str
    outcome: LookupOutcome
    candidates: list[CandidateOut]


class LookupQueryIn(Model):
    """A name, a code (with its system) or an IRI, of a class and in a place if that is known."""

    text: str = Field(min_length=1, max_length=400, examples=["智造新城"])
    type: str = Field("", examples=["Zone"])
    place: str = Field("", description="A place by IRI, by its path such as admin/quzhou, or by name.")
    system: str = Field("", description="The system of a code: mca or nbs.")


class LookupIn(Model):
    """Up to 5,000 look-ups."""

    queries: list[LookupQueryIn] = Field(
        min_length=1, max_length=5000, examples=[[{"text": "智造新城"}, {"text": "330800", "system": "mca"}]]
    )


class LookupsOut(Model):
    """The outcomes in the order of the queries."""

    answers: list[LookupOut]


class SentenceOut(Model):
    """A sentence of a paper that has the words of a search: where they are in it, and where it stands in the paper."""

    sentence: str
    found: list[tuple[int, int]] = Field(description="From which to before which character of the sentence.")
    clause: str
    source: ThingOut
    start: int
    end: int
    url: str = Field(description="The page that shows the words in the paper.")


class SearchOut(Model):
    """Everything that a text could mean, the likeliest first, and the sentences of papers that have its words."""

    text: str
    candidates: list[CandidateOut]
    sentences: list[SentenceOut] = []


class PartOut(Model):
    """A participant of a change: the effect on it, the portion that is affected, what it becomes, or one of what."""

    thing: ThingOut
    effect: str
    portion: str
    recipient: ThingOut | None
    becomes: list[str]
    one_of: bool
    name_before: str
    name_after: str


class ChangeOut(Model):
    """A change of zones or of a plate: its modality and manner, its participants, and the evidence."""

    event: ThingOut
    type: str
    modality: str
    manner: list[str]
    parts: list[PartOut]
    plate: ThingOut | None
    action: str
    hung_on: ThingOut | None
    evidence: list[QuoteOut]


class StepOut(Model):
    """A step of a lineage: its direction, its distance from the start, where it comes from, where it leads."""

    direction: StepDirection
    depth: int
    reached_from: ThingOut
    leads_to: list[ThingOut]
    change: ChangeOut


class StateOut(Model):
    """Whether a thing exists at a time, the reason, and the change that shows it."""

    thing: ThingOut
    standing: Standing
    reason: str
    name: str
    change: ThingOut | None


class LineageOut(Model):
    """What a thing came from and what became of it.

    `not_stated`: what the papers do not state about the fate of the thing and of those that it leads to. `cut`: some
    path is longer than the depth.
    """

    start: ThingOut
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
    """A relation between two things, with its evidence. `origin` is stated, derived, curated or recorded."""

    source: ThingOut
    relation: str
    target: ThingOut
    origin: str
    told: dict[str, list[str]]
    rules: list[str]
    evidence: list[QuoteOut]


class PathsOut(Model):
    """The paths between two things, the shortest first. `cut`: there are more."""

    start: ThingOut
    end: ThingOut
    paths: list[list[EdgeOut]]
    cut: bool


class NeighboursOut(Model):
    """The neighbourhood of a thing. `cut`: there is more."""

    things: list[ThingOut]
    relations: list[EdgeOut]
    cut: bool


class SimilarThingOut(Model):
    """A thing that shares neighbours with another, the shared neighbours, and the Jaccard index."""

    thing: ThingOut
    shared: list[ThingOut]
    jaccard: float


class SimilarOut(Model):
    """Similar things, the most similar first."""

    thing: ThingOut
    similar: list[SimilarThingOut]
