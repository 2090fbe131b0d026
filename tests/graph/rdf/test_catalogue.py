"""The catalogue in the build: what DCAT and schema.org ask of a dataset, its files and its papers."""

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, SDO, XSD, URIRef

from graph.build import source_folders
from graph.core.iris import CATALOGUE_GRAPH
from graph.curation.source_folder import read_source
from graph.export.dataset import write_dataset
from graph.export.statements import statement_rows
from graph.rdf.catalogue import FILES

DATASET = URIRef("https://w3id.org/kaifaqu/dataset")
PAPERS = {URIRef(f"https://w3id.org/kaifaqu/id/{read_source(folder).document}") for folder in source_folders()}


@pytest.fixture(scope="module")
def catalogue(graph):
    """The catalogue as another library reads it from the dump."""
    lines = write_dataset(graph, "dataset.nq").decode().splitlines()
    own = [line for line in lines if line.endswith(f"{CATALOGUE_GRAPH} .")]
    whole = rdflib.Dataset().parse(data="\n".join(own), format="nquads")
    return whole.graph(URIRef(CATALOGUE_GRAPH.value))


@pytest.mark.parametrize(
    ("dcat", "schema"),
    [
        (DCTERMS.title, SDO.name),
        (DCTERMS.description, SDO.description),
        (DCTERMS.license, SDO.license),
        (DCTERMS.source, SDO.isBasedOn),
        (DCAT.keyword, SDO.keywords),
        (DCAT.distribution, SDO.distribution),
    ],
)
def test_a_fact_about_the_dataset_is_the_same_in_both_vocabularies(catalogue, dcat, schema):
    values = set(catalogue.objects(DATASET, dcat))
    assert values
    assert set(catalogue.objects(DATASET, schema)) == values


def test_title_and_description_are_in_both_languages(catalogue):
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert sorted(text.language for text in catalogue.objects(DATASET, predicate)) == ["en", "zh"]


def test_every_paper_that_is_read_is_a_source_with_title_and_publisher(catalogue):
    assert set(catalogue.objects(DATASET, DCTERMS.source)) == PAPERS
    for paper in PAPERS:
        assert (paper, RDF.type, SDO.CreativeWork) in catalogue
        assert catalogue.value(paper, DCTERMS.title) == catalogue.value(paper, SDO.name)
        assert catalogue.value(paper, SDO.publisher)


def test_a_date_of_issue_is_as_precise_as_it_is_known(catalogue):
    dates = {str(paper).rpartition("/")[2]: catalogue.value(paper, DCTERMS.issued) for paper in PAPERS}
    assert dates["anhui-2018-25"] == rdflib.Literal("2018-02-08", datatype=XSD.date)
    assert dates["zhejiang-reply-2020-12"].datatype == XSD.gYearMonth
    assert dates["quzhou-2021"] is None  # it is posted on a known day, but not dated


def test_every_file_has_an_address_and_a_media_type(catalogue):
    files = set(catalogue.objects(DATASET, DCAT.distribution))
    assert {str(file).rpartition("/")[2] for file in files} == set(FILES)
    for file in files:
        assert (file, RDF.type, DCAT.Distribution) in catalogue
        assert catalogue.value(file, DCAT.downloadURL) == catalogue.value(file, SDO.contentUrl) == file
        assert str(catalogue.value(file, DCAT.mediaType)).endswith(str(catalogue.value(file, SDO.encodingFormat)))


def test_the_catalogue_is_no_statement_of_a_paper(graph):
    rows = list(statement_rows(graph))
    assert rows
    assert not [row for row in rows if row["graph"] == CATALOGUE_GRAPH.value]
