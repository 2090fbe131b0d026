"""The redirects of w3id.org: every IRI of the project leads to what the service answers, in the format asked for."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.core.iris import BASE
from graph.rdf.catalogue import FILES

HTACCESS = (Path(__file__).parent.parent.parent / "docs" / "w3id" / ".htaccess").read_text("utf-8")
SERVICE = "https://kaifaqu.example/"
CONDITION = re.compile(r"RewriteCond %\{HTTP_ACCEPT\} (\S+)")
RULE = re.compile(r"RewriteRule (\S+) (\S+) \[([A-Z0-9=,]+)\]")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDF = {
    "text/turtle": "text/turtle; charset=utf-8",
    "application/ld+json": "application/ld+json",
    "application/rdf+xml": "application/rdf+xml",
    "application/n-triples": "application/n-triples",
}


def redirect(path, accept, query=""):
    """Where the file sends a request, by the part of Apache's mod_rewrite that it uses.

    A rule applies where the conditions since the rule before it hold, and its pattern fits the path below the folder.
    """
    conditions = []
    for line in HTACCESS.splitlines():
        if found := CONDITION.fullmatch(line):
            conditions.append(re.search(found[1], accept) is not None)
        elif found := RULE.fullmatch(line):
            pattern, target, flags = found.groups()
            if all(conditions) and (match := re.search(pattern, path)):
                assert flags.split(",")[:2] == ["R=303", "L"]
                url, _, own = target.replace("$1", match[1] if match.re.groups else "").partition("?")
                parts = [own, query] if "QSA" in flags.split(",") else [own or query]
                return url + ("?" if any(parts) else "") + "&".join(filter(None, parts))
            conditions = []
    raise AssertionError(f"No rule for {path}.")


def follow(client, path, accept, query=""):
    url = redirect(path, accept, query)
    assert url.startswith(SERVICE)
    return client.get("/" + url.removeprefix(SERVICE), headers={"accept": accept})


@pytest.mark.parametrize("media_type", RDF)
@pytest.mark.parametrize(
    "path", ["ontology", "id/zone/zhizao-new-city", "vocab/modality/ordered", "rule/absorbed-into"]
)
def test_a_client_of_one_format_gets_it_even_if_it_forgets_what_it_asked_for(client, path, media_type):
    url = redirect(path, media_type)
    response = client.get("/" + url.removeprefix(SERVICE), headers={"accept": "*/*"})
    assert response.status_code == 200
    assert response.headers["content-type"] == RDF[media_type]
    assert path.rpartition("/")[2] in response.text


@pytest.mark.parametrize(
    "path",
    ["", "ontology", "ontology/0.1.0", "id/zone/zhizao-new-city", "vocab/modality", "rule/absorbed-into", "dataset"],
)
def test_a_browser_gets_a_page(client, path):
    response = follow(client, path, BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_a_weighted_header_is_negotiated_by_the_service(client):
    response = follow(client, "id/zone/zhizao-new-city", "text/turtle;q=0.5, application/ld+json")
    assert response.headers["content-type"] == "application/ld+json"
    assert redirect("ontology", 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"').endswith(
        "jsonld"
    )


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/trig", "application/trig"),
        ("application/n-quads", "application/n-quads"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
    ],
)
def test_the_dataset_is_its_dump_or_its_description(client, accept, media_type):
    response = follow(client, "dataset", accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type


@pytest.mark.parametrize("name", FILES)
def test_each_file_of_the_catalogue_leads_to_the_dump(client, name):
    response = follow(client, name, "*/*")
    assert response.headers["content-type"] == FILES[name]
    assert redirect(name, "*/*") == f"{SERVICE}export/{name}"


def test_a_query_goes_along(client):
    assert follow(client, "sparql", "text/csv", "query=ASK%20%7B%7D").status_code == 200
    assert redirect("id/zone/zhizao-new-city", "text/turtle", "lang=en").endswith("?format=turtle&lang=en")


def test_every_kind_of_iri_in_the_graph_is_answered(client, graph):
    """One IRI of each first part of the path, so that none leads to a page that does not exist."""
    subjects = {quad.subject.value for quad in graph.match() if str(quad.subject).startswith(f"<{BASE}")}
    kinds = {urlsplit(iri).path.removeprefix("/kaifaqu/").partition("/")[0]: iri for iri in sorted(subjects)}
    assert {"id", "vocab", "rule", "ontology", "dataset"} <= set(kinds)
    for iri in kinds.values():
        path = iri.removeprefix(BASE).partition("#")[0]
        assert follow(client, path, "application/json, text/turtle;q=0.9").status_code == 200, iri


def test_each_line_is_a_directive_that_w3id_takes_and_leads_to_the_service_over_https():
    lines = [line for line in HTACCESS.splitlines() if line and not line.startswith("#")]
    assert lines[:2] == ['Header always set Access-Control-Allow-Origin "*"', "RewriteEngine on"]
    for line in lines[2:]:
        assert CONDITION.fullmatch(line) or RULE.fullmatch(line), line
    assert {urlsplit(found[2]).hostname for found in RULE.finditer(HTACCESS)} == {"kaifaqu.example"}
    assert HTACCESS.rstrip().splitlines()[-1].startswith("RewriteRule ^(.*)$")
