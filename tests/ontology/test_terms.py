"""The ontology explains itself: every term and concept has labels, definitions and examples that a reader can use."""

import re
from collections import defaultdict

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from graph.core.iris import BASE, LABEL, OWL, PREF_LABEL, SKOS, TERMS, TYPE, VOCABULARY, shorten
from graph.core.resources import ONTOLOGY
from graph.schema.ontology import ontology_files, ontology_quads

HAN = re.compile(r"[\u4e00-\u9fff]")
DEFINITION, EXAMPLE, IN_SCHEME = (NamedNode(SKOS + name) for name in ("definition", "example", "inScheme"))
SCHEME, SAME_AS = NamedNode(f"{SKOS}ConceptScheme"), NamedNode(f"{OWL}sameAs")
DISJOINT = NamedNode(f"{OWL}disjointWith")
NOT = {"zh": "不是：", "en": "not: "}
LEAST = {"terms": 140, "concepts": 160, "schemes": 25}


@pytest.fixture(scope="module")
def about():
    """What the files of the ontology say, by subject and predicate."""
    subjects = defaultdict(lambda: defaultdict(list))
    for quad in ontology_quads():
        if isinstance(quad.subject, NamedNode):
            subjects[quad.subject.value][quad.predicate].append(quad.object)
    return subjects


@pytest.fixture(scope="module")
def kinds(about):
    """The IRIs of terms, concepts and schemes; a reader needs the same of all but examples of schemes."""
    return {
        "terms": [s for s, po in about.items() if s.startswith(TERMS) and po[TYPE]],
        "concepts": [s for s, po in about.items() if s.startswith(VOCABULARY) and po[IN_SCHEME]],
        "schemes": [s for s, po in about.items() if SCHEME in po[TYPE]],
    }


@pytest.fixture(scope="module")
def explained(kinds):
    return [*kinds["terms"], *kinds["concepts"], *kinds["schemes"]]


def texts(about, iri, language, *predicates):
    return [o.value for p in predicates for o in about[iri][p] if o.language == language]


def examples(about, iri, language):
    return [text for text in texts(about, iri, language, EXAMPLE) if not text.startswith(NOT[language])]


def counterexamples(about, iri, language):
    return [text for text in texts(about, iri, language, EXAMPLE) if text.startswith(NOT[language])]


def definition(about, iri, language):
    return "".join(texts(about, iri, language, DEFINITION))


def test_the_ontology_was_read(kinds):
    assert all(len(kinds[kind]) >= least for kind, least in LEAST.items())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_has_one_label_and_one_definition_in_both_languages(about, explained, language):
    assert [i for i in explained if len(texts(about, i, language, LABEL, PREF_LABEL)) != 1] == []
    assert [i for i in explained if len(texts(about, i, language, DEFINITION)) != 1] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_term_and_concept_has_an_example_in_both_languages(about, kinds, language):
    lacking = [i for i in (*kinds["terms"], *kinds["concepts"]) if not examples(about, i, language)]
    assert lacking == []


def test_counterexamples_come_in_both_languages(about, kinds):
    for iri in (*kinds["terms"], *kinds["concepts"]):
        chinese, english = (counterexamples(about, iri, language) for language in ("zh", "en"))
        assert len(chinese) == len(english), iri


def test_what_is_disjoint_is_told_apart_by_counterexamples(about, kinds):
    apart = {i for i in kinds["terms"] for other in about[i][DISJOINT] for i in (i, other.value)}
    assert {shorten(i) for i in apart} >= {"kq:Zone", "kq:Body", "kq:Plate", "kq:PlanningLabel"}
    assert [i for i in apart if not counterexamples(about, i, "en")] == []


def test_every_term_is_defined_in_one_file():
    files = defaultdict(set)
    for path in ontology_files():
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            if quad.subject.value.startswith(TERMS):
                files[quad.subject.value].add(path.name)
    assert len(files) >= LEAST["terms"]
    assert {iri: names for iri, names in files.items() if len(names) > 1} == {}


def test_the_readme_tells_what_each_file_holds():
    text = (ONTOLOGY / "README.md").read_text("utf-8")
    assert [
        path.name for path in ONTOLOGY.glob("*.*") if f"`{path.name}`" not in text and path.name != "README.md"
    ] == []


def test_chinese_definitions_are_chinese_sentences(about, explained):
    wrong = [i for i in explained if not re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*。", definition(about, i, "zh"))]
    assert wrong == []


def test_english_definitions_are_english_sentences(about, explained):
    assert [i for i in explained if not re.fullmatch(r"[A-Z][^\n]* [^\n]*\.", definition(about, i, "en"))] == []


def test_english_labels_hold_no_han(about, explained):
    labels = {i: texts(about, i, "en", LABEL, PREF_LABEL)[0] for i in explained}
    assert [label for label in labels.values() if HAN.search(label)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_things_share_a_definition(about, explained, language):
    holders = defaultdict(list)
    for iri in explained:
        holders[definition(about, iri, language)].append(shorten(iri))
    assert [names for names in holders.values() if len(names) > 1] == []


def test_no_definition_merely_repeats_its_label(about, explained):
    for iri in explained:
        for language in ("zh", "en"):
            (label,) = texts(about, iri, language, LABEL, PREF_LABEL)
            assert definition(about, iri, language).rstrip("。.").casefold() != label.casefold(), iri


@pytest.mark.parametrize("path", ontology_files(), ids=lambda path: path.name)
def test_a_file_has_no_blank_nodes_and_says_of_foreign_terms_only_how_they_are_called(path):
    quads = list(parse(path=path, format=RdfFormat.TURTLE))
    assert quads
    assert not [q for q in quads if BlankNode in (type(q.subject), type(q.object))]
    assert {q.predicate for q in quads if not q.subject.value.startswith(BASE)} <= {LABEL}


def test_nothing_is_declared_the_same_as_anything(graph):
    assert list(graph.quads(None, SAME_AS, None)) == []
