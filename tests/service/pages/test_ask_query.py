"""The queries of questions that are filled in: each is read by two parsers and run, and no text ends its string."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, Store
from rdflib.plugins.sparql import prepareQuery

from graph.core.iris import VOCABULARY, XSD, asserted_graph, entity, prefixes, term
from graph.core.parsing import Table
from graph.core.terms import NamedNode, text
from graph.store.oxigraph import OxigraphEngine
from graph.store.store import GraphStore
from service.core.errors import InvalidParameter
from service.pages.ask import EXAMPLES
from service.pages.ask_catalogue import Catalogue, path_of
from service.pages.ask_patterns import AVERAGE, COUNT, SUM, comment, literal, variables
from service.pages.ask_query import choices_query, network_query, result_columns, select_query, steps_query
from service.pages.ask_question import COMPARISONS, Condition, Question, read_question
from service.pages.ask_relations import KINDS
from service.pages.ask_sum_query import figures_query, fitting_query, inexact_query, several_query
from service.pages.ask_words import question_words

MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SPITEFUL = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\"\\\n\r\t'{}#<>@^u0022")), max_size=40
)


@pytest.fixture(scope="module")
def catalogue(graph):
    return Catalogue(graph)


@pytest.fixture(scope="module")
def ask(graph, catalogue):
    """What the parameters of an address ask for, and the rows of the answer."""

    def asked(kind, **given):
        question = read_question(given, kind, list(catalogue.relations(kind)))
        return question, graph.rows(select_query(question))

    return asked


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: "&".join(example.values()))
def test_each_example_of_the_page_has_an_answer(ask, example):
    _, rows = ask(**example)
    assert len(rows) > 1


def every_condition(catalogue, kind, relation):
    """A condition of each sort that the form can make with a relation."""
    yield from (Condition(relation, op) for op in ("any", "none", "show"))
    value = text(catalogue.values(kind, relation)[0][0])
    if relation.reads == "thing":
        yield from (Condition(relation, "is", value), Condition(relation, "has", "区"))
    elif relation.reads == "text":
        yield Condition(relation, "has", "的")
    else:
        yield from (Condition(relation, op, value[:10]) for op in COMPARISONS)


def test_every_condition_of_every_kind_runs_and_its_network_too(graph, catalogue):
    ran = 0
    for kind in catalogue.kinds():
        for relation in catalogue.relations(kind):
            conditions = list(every_condition(catalogue, kind, relation))
            for condition in conditions if kind in KINDS else conditions[:1]:
                question = Question(kind, (condition,))
                table = graph.query(select_query(question)).table()
                assert table.columns == tuple(name for name, _ in result_columns(question))
                if condition.op in {"any", "is"}:
                    assert list(table), (kind, condition)
                if query := network_query(question):
                    assert graph.query(query).holds == "graph"
                ran += 1
    assert ran > 300


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.soak)])
def test_the_queries_are_sparql_to_another_parser(graph, catalogue, every):
    for kind in ("Zone", "ChangeEvent"):
        relations = list(catalogue.relations(kind))
        for first, second in list(zip(relations, relations[3:], strict=False))[
            ::every
        ]:  # rdflib takes a second for each
            all_ = [*every_condition(catalogue, kind, first), *every_condition(catalogue, kind, second)]
            question = Question(kind, tuple(all_[::2][:5]), second if second.reads == "thing" else None)
            for query in (select_query(question), choices_query(question, [0]), steps_query(question)):
                prepareQuery(query, initNs=prefixes())
                graph.query(query)
            prepareQuery(network_query(Question(kind, question.conditions)) or "ASK {}", initNs=prefixes())
    totals = [relation for relation in catalogue.relations("Zone") if relation.figure]  # the area, then kinds of area
    for total in totals if every == 1 else totals[:2]:
        for query in (select_query, figures_query, fitting_query, inexact_query, several_query):
            prepareQuery(query(Question("Zone", by=total, total=total)), initNs=prefixes())


def test_each_count_of_a_relation_and_a_value_is_what_the_choice_gives(ask, catalogue):
    for kind in ("Zone", "Plate", "PlateEvent"):
        for relation, count in catalogue.relations(kind).items():
            question, rows = ask(kind, where1=relation.key)
            thing = result_columns(question)[0][0]
            assert len({row[thing] for row in rows}) == count
            for value, having in catalogue.values(kind, relation) if relation.reads == "thing" else ():
                _, rows = ask(kind, where1=relation.key, is1=path_of(value))
                assert len(rows) == having > 0


@MANY
@given(words=SPITEFUL)
def test_a_text_in_a_string_is_that_text(graph, words):
    (row,) = graph.rows(f"SELECT ?text {{ BIND({literal(words)} AS ?text) }}")
    assert row["text"].value == words
    read = prepareQuery(f"SELECT ?text {{ BIND({literal(words)} AS ?text) }}")
    assert f"rdflib.term.Literal({words!r})" in str(read.algebra)


@MANY
@given(words=SPITEFUL)
def test_a_question_with_any_words_is_one_query_that_changes_nothing_else(graph, catalogue, words):
    question = read_question({"where1": "renamedFrom", "is1": words}, "Zone", list(catalogue.relations("Zone")))
    told = question_words(question, catalogue.kind_names(), lambda iri: (iri, iri), "zh")
    query = comment(told) + select_query(question)
    assert query.count("\n") == 1 + select_query(question).count("\n")
    table = graph.query(query).table()
    assert table.columns == ("zone", "renamedFrom")
    wanted = question.conditions[0].value.lower()
    assert all(wanted in text(former).lower() for _, former in table)


@MANY
@given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_value_is_an_iri_that_cannot_leave_its_brackets_or_is_refused(graph, catalogue, value):
    for given_ in (value, f"id/{value}", f"http://{value}", f"vocab/{value}"):
        try:
            question = read_question({"where1": "zoneKind", "is1": given_}, "Zone", list(catalogue.relations("Zone")))
        except InvalidParameter:
            continue
        assert isinstance(graph.query(select_query(question)).table(), Table)


@MANY
@given(value=st.text(st.sampled_from("0123456789.-+eE１２/,) }\n"), max_size=12))
def test_a_number_or_a_date_is_one_or_is_refused(graph, catalogue, value):
    for kind, key in (("Zone", "area"), ("ChangeEvent", "date")):
        try:
            question = read_question({"where1": key, "is1": value}, kind, list(catalogue.relations(kind)))
        except InvalidParameter:
            continue
        graph.rows(select_query(question))
        assert not question.conditions[0].value or re.fullmatch(r"[\d.-]+", question.conditions[0].value, re.ASCII)


def test_the_address_holds_the_whole_question(catalogue):
    relations = list(catalogue.relations("Zone"))
    given_ = dict(
        parse_qsl(
            "kind=Zone&where1=zoneKind&is1=vocab/zone-kind/industrial-park&where2=area&op2=ge&is2=1.5&where3=plate"
            "&is3=none&where4=leadingIndustry&is4=show&where5=renamedFrom&is5=经济 %26 开发&order=-area"
        )
    )
    question = read_question(given_, "Zone", relations)
    assert dict(parse_qsl(question.address()[1:])) == given_
    assert read_question(dict(parse_qsl(question.address()[1:])), "Zone", relations) == question


def test_the_buttons_of_the_form_add_a_condition_and_drop_one(catalogue):
    relations = list(catalogue.relations("Zone"))
    filled = {"where1": "area", "is1": "5", "where2": "plate", "drop": "1", "add": "locatedIn"}
    question = read_question(filled, "Zone", relations)
    assert [condition.relation.key for condition in question.conditions] == ["plate", "locatedIn"]
    assert question.address() == "?kind=Zone&where1=plate&where2=locatedIn"


def test_what_a_researcher_asks(ask):
    in_changshan = "where1=zoneKind&is1=vocab/zone-kind/industrial-park&where2=locatedIn&is2=id/admin/changshan"
    _, parks = ask("Zone", **dict(parse_qsl(f"{in_changshan}&where3=absorbedInto&is3=show")))
    assert NamedNode("https://w3id.org/kaifaqu/id/zone/changshan-eco-park") in {row["zone"] for row in parks}
    _, large = ask("Zone", where1="area", op1="gt", is1="100")
    assert [(text(row["zone"]).rpartition("/")[2], text(row["area"])) for row in large] == [("zhizao-new-city", "121")]
    _, plates = ask("Plate", where1="plateState", where2="bearer")
    assert {"plate", "plateState", "bearer"} == set(plates[0])
    _, late = ask("ChangeEvent", where1="date", op1="gt", is1="2018")
    _, all_ = ask("ChangeEvent", where1="date")
    assert 0 < len(late) < len(all_)
    assert all(text(row["date"]) > "2018-12" for row in late)
    question, counted = ask("Zone", by="locatedIn")
    assert [name for name, _ in result_columns(question)] == ["locatedIn", COUNT]
    counts = [int(text(row[COUNT])) for row in counted]
    assert counts == sorted(counts, reverse=True)
    _, fewest = ask("Zone", by="locatedIn", order="count")
    assert [int(text(row[COUNT])) for row in fewest] == sorted(counts)


SHOWN = """SELECT ?zone ?value WHERE {
  ?inference rdf:subject ?zone ; rdf:predicate kq:areaShownFirst ; rdf:object ?area . ?area kq:value ?value
}"""


def sum_of(rows):
    (row,) = rows
    return int(text(row[COUNT])), Decimal(text(row[SUM])), Decimal(text(row[AVERAGE]))


def test_the_sum_of_areas_takes_of_each_zone_the_figure_that_is_shown_first(ask, graph):
    shown = {text(row["zone"]): Decimal(text(row["value"])) for row in graph.rows(SHOWN)}
    _, rows = ask("Zone", sum="area")
    average = (sum(shown.values()) / len(shown)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert sum_of(rows) == (len(shown), sum(shown.values()), average)
    every_figure = graph.rows("SELECT (SUM(?value) AS ?all) WHERE { ?zone kq:area/kq:value ?value }")
    assert sum_of(rows)[1] < Decimal(text(every_figure[0]["all"]))


def test_a_sum_counts_a_thing_once_whatever_its_conditions_multiply(ask):
    _, zones = ask("Zone", where1="leadingIndustry", where2="area")
    assert len(zones) > len(areas := {text(row["zone"]): Decimal(text(row["area"])) for row in zones})
    question, rows = ask("Zone", where1="leadingIndustry", sum="area")
    assert [name for name, _ in result_columns(question)] == [COUNT, SUM, AVERAGE] == list(rows[0])
    assert sum_of(rows)[:2] == (len(areas), sum(areas.values()))


def test_a_sum_by_a_relation_has_a_row_for_each_value_and_its_order(ask):
    given_ = {"where1": "label", "is1": "id/label/two-plus-four", "by": "locatedIn", "sum": "area"}
    _, rows = ask("Zone", **given_)
    sums = [Decimal(text(row[SUM])) for row in rows]
    assert sums == sorted(sums, reverse=True)
    assert len(rows) > 3
    _, whole = ask("Zone", **{**given_, "by": ""})
    assert sum_of(whole)[1] == sum(sums)  # each of these zones is in one place
    _, smallest = ask("Zone", **given_, order="sum")
    assert [row["locatedIn"] for row in smallest] == [row["locatedIn"] for row in reversed(rows)]


def test_of_several_figures_of_one_kind_the_sum_takes_the_shown_one_else_the_one_issued_last(graph):
    """Another paper gives two zones further figures: one whose own figure is shown first, and one whose is not."""
    store, further = Store(), asserted_graph("zhejiang-2022-10")
    store.bulk_extend(graph.quads())
    bound = (term("comparator"), NamedNode(f"{VOCABULARY}comparator/at-least"))
    for zone, kind, number in (("longyou-edz", "total-planned", "999"), ("zhizao-new-city", "added", "500")):
        statement, words = entity(f"area-statement/{zone}/further"), entity(f"evidence/further/{zone}")
        value = Literal(number, datatype=NamedNode(f"{XSD}decimal"))
        told = [
            (entity(f"zone/{zone}"), term("area"), statement),
            (statement, term("areaKind"), NamedNode(f"{VOCABULARY}area-kind/{kind}")),
            (statement, term("unit"), NamedNode(f"{VOCABULARY}unit/km2")),
            (statement, term("value"), value),
            (statement, *bound),
            (statement, term("evidence"), words),
            (words, term("source"), entity("document/zhejiang-reply-2022-10")),
        ]
        store.bulk_extend(Quad(*triple, further) for triple in told)
    changed = GraphStore(OxigraphEngine.in_memory(store), graph.build)
    for key, difference in (("area.total-planned", 0), ("area.added", Decimal(500) - Decimal("61.5")), ("area", 0)):
        question = read_question({"sum": key}, "Zone", list(Catalogue(graph).relations("Zone")))
        before, after = (sum_of(one.rows(select_query(question))) for one in (graph, changed))
        assert after[:2] == (before[0], before[1] + difference), key
        inexact = [text(row["zone"]).rpartition("/")[2] for row in changed.rows(inexact_query(question))]
        assert inexact == (["zhizao-new-city"] if difference else [])


def test_only_numbers_of_one_unit_are_added_up(ask, catalogue):
    assert {r.key for r in catalogue.relations("Target") if r.reads == "number"} >= {"value", "threshold"}
    with pytest.raises(InvalidParameter, match="no number to add up called value"):
        ask("Target", sum="value")
    _, rows = ask("Enumeration", sum="count")
    assert sum_of(rows)[0] > 5


def test_a_sum_of_nothing_has_no_row(ask):
    _, rows = ask("Zone", where1="area", op1="gt", is1="100000", sum="area")
    assert rows == []


def test_a_relation_that_is_asked_for_twice_has_two_variables(ask):
    question, rows = ask("Zone", where1="leadingIndustry", where2="leadingIndustry", by="leadingIndustry")
    assert variables(question) == ("leadingIndustry", "leadingIndustry2")
    assert rows


def test_a_date_is_compared_as_far_as_it_is_given(ask):
    within = {
        op: {text(row["date"]) for row in ask("Document", where1="date", op1=op, is1="2018-02")[1]}
        for op in COMPARISONS
    }
    assert "2018-02-08" in within["eq"] & within["ge"] & within["le"]
    assert not within["eq"] & (within["gt"] | within["lt"])
    assert "2022-10" in within["gt"]


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ({"where1": "nothing"}, "no relation nothing"),
        ({"by": "nothing"}, "no relation nothing"),
        ({"sum": "leadingIndustry"}, "no number to add up called leadingIndustry"),
        ({"where1": "area", "is1": "large"}, "no number"),
        ({"where1": "area", "op1": "near", "is1": "5"}, "no comparison"),
        ({"where1": "zoneKind", "is1": "vocab/x y"}, "no IRI"),
    ],
)
def test_what_cannot_be_asked_is_told(catalogue, given_, told):
    with pytest.raises(InvalidParameter, match=told):
        read_question(given_, "Zone", list(catalogue.relations("Zone")))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_question_in_words_names_all_that_is_asked(catalogue, graph, language):
    relations = list(catalogue.relations("Zone"))
    given_ = (
        "where1=label&is1=id/label/two-plus-four&where2=area&op2=le&is2=60&where3=plate&is3=none&where4=leadingIndustry"
        "&where5=renamedFrom&is5=园&by=locatedIn"
    )
    question = read_question(dict(parse_qsl(given_)), "Zone", relations)

    def label(iri):
        return graph.labels([NamedNode(iri)])[NamedNode(iri)]

    told = question_words(question, catalogue.kind_names(), label, language)
    expected = {
        "zh": "哪些区域，规划提法为“2+4平台”，面积（平方公里）不大于 60，没有牌子，有主导产业，曾用名含“园”？"
        "按所在地各有多少？",
        "en": "How many things of the kind “zone” are there by place, whose planning label is “2+4 platforms”, "
        "whose area (km²) is at most 60, without a plate, with a leading industry, "
        "whose “renamed from” contains “园”?",
    }
    assert told == expected[language]
    summed = replace(question, conditions=question.conditions[:1], total=question.conditions[1].relation)
    assert (
        question_words(summed, catalogue.kind_names(), label, language)
        == {
            "zh": "哪些区域，规划提法为“2+4平台”？按所在地，面积（平方公里）各合计多少、平均多少？",
            "en": "What are the sum and the average of the area (km²) of things of the kind “zone”, "
            "whose planning label is “2+4 platforms”, by place?",
        }[language]
    )
