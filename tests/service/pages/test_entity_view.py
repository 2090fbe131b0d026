"""What the page of an entity tells: statements by property, with origin, rule, grounds, passages and modality."""

from functools import cache

import pytest

from graph.core.iris import BASE, EVIDENCE_GRAPH, RDF, XSD, term
from graph.core.terms import Literal, NamedNode, Quad
from service.core.errors import InvalidParameter
from service.pages.description import Describer
from service.pages.entity_view import view_entity
from service.web.links import Links
from service.web.view_models import Paging

NEVER_CUT = 1000
AREA_QUOTE = "新平台总面积121平方公里,新增面积61.5平方公里"


@pytest.fixture(scope="module")
def view(graph):
    describe = cache(Describer(graph).describe)

    def view(path, most=NEVER_CUT, page=1):
        return view_entity(BASE + path, describe(BASE + path), Links(), Paging(page, most))

    return view


def group(groups, code):
    (found,) = [g for g in groups if g.property.code == code]
    return found


def values(found):
    return {item.value.code for cluster in found.clusters for item in cluster.items}


def test_an_entity_has_its_names_types_and_modality(view):
    event = view("id/event/form-zhizao-new-city")
    assert (event.name.zh, event.name.en) == ("整合形成智造新城", "formation of Zhizao New City")
    assert [t.code for t in event.types] == ["kq:ChangeEvent"]
    assert [m.code for m in event.modality] == ["modality:ordered"]


def test_names_come_first_then_what_is_stated_then_what_is_derived(view):
    outgoing = view("id/zone/zhizao-new-city").outgoing
    codes = [g.property.code for g in outgoing]
    assert codes[:2] == ["skos:prefLabel", "skos:altLabel"]
    origins = [g.clusters[0].origin for g in outgoing[2:]]
    assert origins == sorted(origins, key=["stated", "derived", "curated", "recorded"].index)
    assert codes.index("kq:coversTownship") < codes.index("kq:absorbs")
    assert "kq:evidence" not in codes


def test_values_from_one_passage_stand_together_with_it(view):
    (cluster,) = group(view("id/zone/zhizao-new-city").outgoing, "kq:coversTownship").clusters
    assert len(cluster.items) == 8
    (place,) = cluster.places
    assert place.quote.startswith("范围涉及柯城区黄家街道")
    assert cluster.origin == "stated"
    assert cluster.rules == cluster.grounds == ()


def test_a_stated_and_a_derived_value_of_one_property_stand_apart(view):
    *stated, derived = group(view("id/zone/zhizao-new-city").outgoing, "kq:area").clusters
    assert ({c.origin for c in stated}, derived.origin) == ({"stated"}, "derived")
    assert [r.code for r in derived.rules] == ["rule:implied-base-area"]
    assert {g.zh for g in derived.grounds} == {
        "衢州智造新城 总面积 121 平方公里",
        "衢州智造新城 新增面积 61.5 平方公里",
    }
    assert [p.quote for p in derived.places] == [AREA_QUOTE]


def test_what_is_read_from_a_paper_without_text_is_shown_with_its_citation(view):
    clusters = group(view("id/zone/zhizao-new-city").outgoing, "kq:area").clusters
    (place,) = [p for cluster in clusters for p in cluster.places if p.is_citation]
    assert place.quote.startswith("浙江省人民政府批复")
    assert (place.before, place.after, place.clause) == ("", "", None)
    assert place.source.code == "document:zhejiang-reply-2022-10"


def test_what_curators_added_is_marked(view):
    clusters = group(view("id/township/donggang").outgoing, "skos:editorialNote").clusters
    assert [c.origin for c in clusters] == ["curated"]
    names = group(view("id/township/donggang").outgoing, "skos:prefLabel").clusters
    assert [(c.origin, [i.value.code for i in c.items]) for c in names] == [
        ("stated", ["东港街道"]),
        ("curated", ["Donggang Subdistrict"]),
    ]


def test_a_node_without_a_name_is_unfolded_once(view):
    (cluster,) = group(view("id/event/form-zhizao-new-city").outgoing, "kq:participation").clusters
    inner = {(p.code, v.code) for item in cluster.items for p, vs in item.inner for v in vs}
    assert {
        ("kq:effect", "effect:absorbed"),
        ("kq:participant", "zone:quhua-area"),
        ("kq:portion", "portion:whole"),
    } <= inner
    (selectors,) = group(view("id/evidence/quzhou-2021/2029-2055").outgoing, "oa:hasSelector").clusters
    assert ("oa:exact", AREA_QUOTE) in {
        (p.code, v.code) for item in selectors.items for p, vs in item.inner for v in vs
    }


def test_what_names_the_entity_through_such_a_node_is_shown_with_its_owner_and_modality(view):
    (cluster,) = group(view("id/zone/zhizao-new-city").incoming, "kq:participant").clusters
    (item,) = cluster.items
    assert [o.code for o in item.owners] == ["event:form-zhizao-new-city"]
    assert [m.code for m in item.modality] == ["modality:ordered"]
    assert "zone:zhizao-new-city" not in {v.code for _, vs in item.inner for v in vs}


def test_a_statement_that_names_the_entity_is_shown_with_the_force_it_is_said_with(view):
    targets = group(view("id/zone/zhizao-new-city").incoming, "kq:subject")
    modality = {i.value.code: [m.code for m in i.modality] for c in targets.clusters for i in c.items}
    assert modality["target:zhizao-strategic-2022"] == ["modality:strived"]
    assert modality["target:zhizao-strategic-2023"] == ["modality:ensured"]


def test_reifications_are_not_told_again_as_statements(view):
    properties = {g.property.code for g in view("id/zone/zhizao-new-city").incoming}
    assert properties.isdisjoint({"rdf:subject", "rdf:predicate", "rdf:object", "kq:evidence"})


def test_an_evidence_tells_what_was_read_in_it_by_claims_and_by_rules(view):
    evidence = view("id/evidence/quzhou-2021/2029-2055")
    assert evidence.is_text
    assert evidence.place.quote == AREA_QUOTE
    stated, *derived = group(evidence.incoming, "kq:evidence").clusters
    said = {tuple(part.code for part in item.parts) for item in stated.items}
    total = next(subject for subject, _, _ in said if "total-121" in subject)
    assert (total, "kq:value", "121") in said
    assert ("zone:zhizao-new-city", "kq:area", total) in said
    assert {c.origin for c in derived} == {"derived"}
    assert [r.code for c in derived for r in c.rules] == ["rule:implied-base-area", "rule:area-shown-first"]


def test_a_clause_shows_its_passages_in_the_order_of_the_text(view):
    clause = view("id/clause/quzhou-2021/2-1-1")
    assert clause.is_text
    (cluster,) = group(clause.incoming, "kq:clause").clusters
    starts = [item.place.start for item in cluster.items]
    assert starts == sorted(starts)
    assert {1973, 2029, 2056, 2087} <= set(starts)


def test_the_clauses_of_a_paper_stand_in_the_order_of_the_text(view):
    (cluster,) = group(view("id/document/quzhou-2021").incoming, "kq:clauseOf").clusters
    assert [item.value.zh[0] for item in cluster.items] == list("首一二三四五六尾")


def test_a_claim_shows_its_triple_and_its_passage(view):
    claim = view("id/claim/quzhou-2021/243be0ecd9a5")
    assert [g.property.code for g in claim.outgoing][:3] == ["rdf:subject", "rdf:predicate", "rdf:object"]
    (cluster,) = group(claim.outgoing, "kq:evidence").clusters
    assert cluster.items[0].place.quote == "撤销衢州绿色产业集聚区龙游片区省级平台牌子"


def test_a_rule_shows_what_it_derives(view):
    clusters = group(view("rule/absorbed-into").incoming, "kq:rule").clusters
    triples = {tuple(part.code for part in item.parts) for c in clusters for item in c.items}
    assert ("zone:quhua-area", "kq:absorbedInto", "zone:zhizao-new-city") in triples


def test_the_ontology_holds_its_terms_each_with_what_is_said_of_it(view):
    terms = {term.name.code: term for term in view("ontology").fragments}
    assert len(terms) > 100
    assert {"区域", "zone"} == {
        i.value.code for c in group(terms["kq:Zone"].outgoing, "rdfs:label").clusters for i in c.items
    }
    assert "kq:zoneKind" in values(group(terms["kq:Zone"].incoming, "rdfs:domain"))


def test_a_page_shows_no_more_values_of_a_property_than_the_limit_and_the_pages_show_all(view):
    ordered = "vocab/modality/ordered"
    full, first = view(ordered), view(ordered, 20)
    everything = values(group(full.incoming, "kq:modality"))
    assert (full.pages, group(full.incoming, "kq:modality").total) == (1, len(everything))
    assert first.pages == -(-len(everything) // 20) > 2
    pages = [group(view(ordered, 20, n).incoming, "kq:modality") for n in range(1, first.pages + 1)]
    assert [len(values(page)) for page in pages[:-1]] == [20] * (first.pages - 1)
    assert [page.total for page in pages] == [len(everything)] * first.pages
    assert set().union(*map(values, pages)) == everything
    assert sum(len(values(page)) for page in pages) == len(everything)
    assert "modality" in pages[0].all_values
    assert [g.property.code for g in view(ordered, 20, first.pages).outgoing] == []
    with pytest.raises(InvalidParameter, match=f"page is 99, and .*ordered has {first.pages}"):
        view(ordered, 20, 99)


def test_a_value_whose_claims_are_all_drafted_is_marked(graph):
    iri = f"{BASE}id/zone/zhizao-new-city"
    quads = list(Describer(graph).describe(iri))
    part, cls = NamedNode(f"{RDF}object"), NamedNode(f"{BASE}id/township/huangjia")
    (claim,) = {q.subject for q in quads if (q.predicate, q.object) == (part, cls) and "/claim/" in str(q.subject)}
    drafted = Quad(claim, term("drafted"), Literal("true", datatype=NamedNode(f"{XSD}boolean")), EVIDENCE_GRAPH)
    shown = view_entity(iri, [*quads, drafted], Links(), Paging(1, NEVER_CUT))
    marked = [c for g in shown.outgoing for c in g.clusters if c.drafted]
    assert [item.value.code for cluster in marked for item in cluster.items] == ["township:huangjia"]
