"""A page or an answer asks its engine a few times, however much it shows: each question may be a network round trip."""

from collections import Counter
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pytest

from graph.core.iris import BASE, ENTITIES, REIFICATION, TYPE
from graph.store.engine import Pattern
from graph.store.pattern_queries import pattern_queries
from graph.store.store import GraphStore
from service.api.relation_query_files import views
from service.app import App, InProcess
from service.core.settings import Settings
from service.gateway import Gateway
from service.server_state import ServerState
from service.stages import NAMES, stage_of
from service.warm_up import exercise_names, exercise_network, exercise_pages

MOST_OF_A_PAGE, MOST_OF_AN_ANSWER = 8, 3
MOST_OF_THE_WARM_UP = 270  # it makes all indexes and exercises each route, with any number of papers
ANSWERS = (
    "/api/v1/lookup?q=智造新城",
    "/api/v1/search?q=新城&type=Zone&place=衢州市",
    "/api/v1/lineage/zone/zhizao-new-city",
    "/api/v1/state?limit=500",
    "/api/v1/paths?from=智造新城&to=智慧新城",
    "/api/v1/neighbours?of=zone/zhizao-new-city&depth=2",
    "/api/v1/similar?to=zone/zhizao-new-city",
    "/api/v1/graph?about=zone/zhizao-new-city&depth=2",
    '/reconcile?queries={"q0":{"query":"智造新城","properties":[{"pid":"locatedIn","v":"衢州市"}]}}',
    '/reconcile?extend={"ids":["zone/zhizao-new-city","zone/zhihui-new-city"],"properties":[{"id":"leadingIndustry"}]}',
    "/reconcile/properties?type=Zone",
    "/reconcile/suggest/property?prefix=a",
    "/search?q=新城",
    "/explore/zone/zhizao-new-city",
    "/class/Zone",
    "/read",
    "/sparql?query=SELECT * { ?s a kq:Zone ; ?p ?o }",
    "/sparql?query=SELECT * { VALUES ?s { zone:zhizao-new-city zone:zhihui-new-city zone:none } ?s ?p ?o, '智造新城' }",
)
EXPORTS = ("network.gexf", "lineage.svg", "network.ttl", "statements.csv", "dataset.trig", "parks-industries.graphml")
MOST_OF_AN_EXPORT = 4


class Counted:
    """A real engine that counts what it is asked."""

    def __init__(self, engine):
        self._engine, self.asked, self.name = engine, Counter(), engine.name
        self.patterns = []

    def evaluate(self, query):
        self.asked["query"] += 1
        return self._engine.evaluate(query)

    def match(self, pattern, *, every_graph):
        self.asked["match"] += 1
        self.patterns.append(pattern)
        return self._engine.match(pattern, every_graph=every_graph)

    def mentioned(self, terms):
        self.asked["mentioned"] += 1
        return self._engine.mentioned(terms)

    def in_worker(self):
        return self._engine.in_worker()

    def counts(self):
        return self._engine.counts()

    def write_nquads(self, out):
        self.asked["dump"] += 1
        self._engine.write_nquads(out)


@pytest.fixture(scope="module")
def engine(graph):
    return Counted(graph.engine)


@pytest.fixture(scope="module")
def warm(graph, engine):
    """An application whose indexes are made, and how much it asked to make them."""
    engine.asked.clear()
    app = App(GraphStore(engine, graph.build), Settings())
    exercise_pages(app)
    exercise_names(app)
    exercise_network(app)
    return Warm(app, engine.asked.total(), engine.asked["dump"], tuple(engine.patterns))


class Warm(NamedTuple):
    """An application whose indexes are made, and what it asked to make them."""

    app: App
    asked: int
    dumps: int
    patterns: tuple[Pattern, ...]


def test_the_warm_up_asks_few_questions(warm):
    assert 50 < warm.asked <= MOST_OF_THE_WARM_UP


def test_the_warm_up_reads_no_more_than_it_must(warm):
    assert warm.dumps == 0
    assert Pattern() not in warm.patterns  # all quads
    reified = [
        pattern
        for pattern in warm.patterns
        if pattern.subjects is None and REIFICATION[0] in set(pattern.predicates or ())
    ]
    assert len(reified) == 1  # the index of the provenance


def test_the_warm_up_looks_terms_up_without_joins(graph, warm):
    asked = [query.text for pattern in warm.patterns for query in pattern_queries(pattern, graph.counts().graphs)]
    assert len(asked) <= 2 * MOST_OF_THE_WARM_UP
    assert [text for text in asked if text.count("VALUES") > 1] == []


@pytest.fixture(scope="module")
def asking(warm, engine, serve):
    """What a GET asked the engine, in a service whose indexes are made."""
    settings, app = Settings(), warm.app
    with serve(Gateway(settings, ServerState.of(settings), InProcess(app))) as client:

        def ask(target, accept="*/*"):
            engine.asked.clear()
            client.get(target, headers={"Accept": accept}).raise_for_status()
            return dict(engine.asked)

        yield ask


def one_of_each_class(graph):
    """An entity of each class, and terms, concepts, rules and texts."""
    found = {}
    for quad in sorted(graph.match(None, TYPE), key=str):
        if getattr(quad.subject, "value", "").startswith(BASE) and "#" not in quad.subject.value:
            found.setdefault((quad.object, quad.subject.value.startswith(ENTITIES)), quad.subject.value)
    return sorted(set(found.values()))


@pytest.mark.parametrize("accept", ["text/html", "application/trig"])
def test_an_entity_asks_at_most_eight_times(graph, asking, accept):
    changed = graph.rows(
        "SELECT ?thing (COUNT(?p) AS ?n) { ?p kq:participant ?thing } GROUP BY ?thing ORDER BY DESC(?n)"
    )
    iris = [*one_of_each_class(graph), *(row["thing"].value for row in changed[:10])]
    assert len(iris) > 40
    asked = {iri: asking(f"/{quote(iri.removeprefix(BASE))}", accept) for iri in iris}
    assert {iri: calls for iri, calls in asked.items() if sum(calls.values()) > MOST_OF_A_PAGE} == {}


@pytest.mark.parametrize("target", ANSWERS)
def test_an_answer_asks_at_most_three_times(asking, target):
    asked = asking(target)
    assert sum(asked.values()) <= MOST_OF_AN_ANSWER, asked


@pytest.mark.parametrize("name", sorted(views()))
def test_a_relation_asks_at_most_three_times(asking, name):
    asking(f"/api/v1/relations/{name}.csv?limit=1")  # its columns are read once for a build
    for target in (f"{name}?limit=500", f"{name}?format=jsonld&limit=400", f"{name}?{views()[name].example}"):
        asked = asking(f"/api/v1/relations/{target}")
        assert sum(asked.values()) <= MOST_OF_AN_ANSWER, (target, asked)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_asks_a_fixed_number_of_times(asking, name):
    asked = asking(f"/export/{name}")
    assert sum(asked.values()) <= MOST_OF_AN_EXPORT, asked


@pytest.mark.parametrize(
    "target",
    [
        "/explore?origin=stated&origin=derived",
        "/explore?view=network&depth=3&format=csv",
        "/lineage?step=all&format=gexf",
        "/ask?kind=Zone&where1=zoneKind&where2=area&op2=gt&is2=1&where3=plate&where4=leadingIndustry&where5=label",
        "/explore?view=network",
        "/lineage?step=all",
        "/compare?of=zone/qujiang-edz,zone/changshan-edz-tract,zone/longyou-new-strips",
        "/compare?what=platforms&of=zone/qujiang-edz,zone/anhui-chaohu-edz,zone/kaihua-edz,zone/quhua-area",
        "/embed/card/zone/jiangshan-edz",
        "/embed/explore/zone/longyou-edz",
        "/embed/lineage?step=all",
        "/embed/compare/zone/jiangshan-edz,zone/kaihua-edz?what=platforms",
        "/embed/read/quzhou-2021?at=2029-2055",
        "/oembed?url=/lineage?of=plate/green-cluster",
    ],
)
def test_a_view_asks_at_most_eight_times(asking, target):
    assert sum(asking(target).values()) <= MOST_OF_A_PAGE


def test_the_front_page_asks_no_more_than_an_entity(asking):
    assert sum(asking("/?lang=en").values()) <= MOST_OF_A_PAGE


def test_the_counter_sees_the_questions_of_a_page(asking):
    assert asking("/id/zone/zhihui-new-city", "text/html")["match"] > 1


@pytest.fixture(scope="module")
def started(graph):
    """An application after the stage of the front page and the pages of things, and its engine."""
    engine = Counted(graph.engine)
    app = App(GraphStore(engine, graph.build), Settings())
    exercise_pages(app)
    return app, engine


def test_pages_are_answered_before_there_are_indexes_of_the_whole_graph(graph, started, warm, serve):
    app, engine = started
    engine.patterns.clear()
    things = [iri for iri in one_of_each_class(graph) if iri.startswith(ENTITIES)]
    targets = ["/", *(f"/{quote(iri.removeprefix(BASE))}" for iri in things)]
    settings, early, late = Settings(), {}, {}
    for built, answers in ((app, early), (warm.app, late)):
        with serve(Gateway(settings, ServerState.of(settings), InProcess(built))) as client:
            for target in targets:
                page = client.get(target, headers={"Accept": "text/html"}).raise_for_status().text
                answers[target] = page.replace(str(client.base_url.port), "PORT")
    assert len(targets) > 30
    assert [target for target in targets if early[target] != late[target]] == []
    read = [pattern for pattern in engine.patterns if pattern.subjects is None and pattern.values is None]
    assert [pattern for pattern in read if pattern.graph is None and REIFICATION[0] in (pattern.predicates or ())] == []
    assert Pattern() not in engine.patterns


def test_what_needs_names_is_answered_before_there_is_a_network(graph, warm, serve):
    engine = Counted(graph.engine)
    app = App(GraphStore(engine, graph.build), Settings())
    exercise_pages(app)
    exercise_names(app)
    settings, early, late, targets = Settings(), {}, {}, []
    for built, answers in ((app, early), (warm.app, late)):
        with serve(Gateway(settings, ServerState.of(settings), InProcess(built))) as client:
            targets = targets or list(_examples(client.get("/openapi.json").json(), NAMES))
            for target in targets:
                answer = client.get(target, headers={"Accept": "text/html, */*;q=0.5"}).raise_for_status().text
                answers[target] = answer.replace(str(client.base_url.port), "PORT")
    assert len(targets) > 30
    assert [target for target in targets if early[target] != late[target]] == []
    assert [p for p in engine.patterns if p.subjects is None and REIFICATION[0] in (p.predicates or ())] == []


def _examples(described, stage):
    """An address of each operation that a stage answers, with the examples of the parameters that it needs."""
    for path, methods in described["paths"].items():
        if "get" in methods and stage_of(path) == stage:
            needed = [p for p in methods["get"].get("parameters", ()) if p["required"]]
            schemas = {p["name"]: p["schema"] for p in needed}
            given = {name: of.get("example") or of["examples"][0] for name, of in schemas.items()}
            asked = urlencode({p["name"]: given[p["name"]] for p in needed if p["in"] == "query"})
            yield path.format(**{name: quote(value) for name, value in given.items()}) + (f"?{asked}" if asked else "")


def test_what_is_asked_of_the_store_is_what_the_indexes_hold(started, warm):
    early, late = started[0].indexes, warm.app.indexes
    things = sorted(late.lookup.index.types)
    assert early.kinds([*things, f"{ENTITIES}zone/none"]) == late.lookup.index.types
    changed = sorted({thing for change in late.changes for thing in change.things})
    assert len(changed) > 30
    assert {iri: early.changes_of(iri) for iri in changed} == {iri: late.changes_of(iri) for iri in changed}
    assert early.changes_of(f"{ENTITIES}zone/none") == late.changes_of(f"{ENTITIES}zone/none") == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { zone:zhizao-new-city a ?c ; kq:locatedIn|kq:coversTownship ?o }",
        "CONSTRUCT WHERE { ?area kq:areaKind area-kind:managed ; ?p ?o }",
        'SELECT * { ?o <http://purl.org/vocab/vann/preferredNamespacePrefix> "kq" }',
        "SELECT * { ?z skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }",
    ],
)
def test_an_answer_that_proves_its_terms_asks_once(asking, query):
    assert asking(f"/sparql?query={quote(query)}") == {"query": 1}


def test_an_empty_answer_asks_for_the_terms_that_it_names_unless_they_are_known(asking):
    of_concept = "SELECT * { ?t kq:noSuchProperty modality:ordered }"
    assert asking(f"/sparql?query={of_concept}") == {"query": 1, "mentioned": 1}
    assert asking("/sparql?query=SELECT * { zone:zhihui-new-city kq:noSuchProperty ?t }") == {"query": 1}
