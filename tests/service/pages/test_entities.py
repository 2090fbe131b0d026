"""The IRIs of the project at the service's own address: every format, and pages that read well and do not break."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import urldefrag

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from graph.core.formats import formats_for
from graph.core.iris import BASE
from service.web.links import Links

PARSERS = {
    "turtle": "turtle",
    "ntriples": "nt",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "trig": "trig",
    "nquads": "nquads",
}
ZONE = "/id/zone/zhizao-new-city"
PAGES = [
    ZONE,
    "/id/plate/green-cluster-longyou",
    "/id/event/form-zhizao-new-city",
    "/id/clause/quzhou-2021/2-1-1",
    "/id/evidence/quzhou-2021/2029-2055",
    "/id/document/quzhou-2021",
    "/vocab/modality/ordered",
    "/rule/absorbed-into",
    "/ontology",
]
HTML = {"accept": "text/html"}
VOID = {"meta", "link", "input", "img", "br"}
UNKNOWN = [
    "/id/zone/nothing",
    "/id/zone/%E4%B8%8D%E5%AD%98%E5%9C%A8",
    "/id/zone/a%2Fb",
    "/id/zone/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/id/zone/%23",
    "/id/zone/%FF%FE",
    "/id/zone/../../etc/passwd",
    "/vocab/nothing",
    "/nothing",
    "/id/zone/zhizao-new-city/",
]


class Page(HTMLParser):
    """Reads a page, and fails where its tags are not nested."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def attributes(self, name):
        return [attrs[name] for _, attrs in self.tags if name in attrs]


def assert_only_ours_runs(page):
    """The scripts of a page are files of the service, or data; no element has a handler or a style of its own."""
    scripts = [attrs for tag, attrs in page.tags if tag == "script"]
    assert all(attrs.get("src", "").startswith("/static/") or "json" in attrs["type"] for attrs in scripts)
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("syntax", formats_for("graph"), ids=lambda f: f.name)
def test_an_entity_is_described_in_every_format_by_header_and_by_address(client, syntax):
    by_header = client.get(ZONE, headers={"accept": syntax.media_types[0]})
    by_address = client.get(ZONE, params={"format": syntax.name}, headers=HTML)
    assert by_header.content == by_address.content
    assert by_header.headers["content-type"] == syntax.content_type
    assert by_header.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    read = rdflib.Dataset(default_union=True).parse(data=by_header.content, format=PARSERS[syntax.name])
    labels = set(read.objects(rdflib.URIRef(BASE + ZONE[1:]), rdflib.SKOS.prefLabel))
    assert rdflib.Literal("衢州智造新城", lang="zh") in labels


def test_the_link_header_names_every_format_and_each_link_works(client):
    response = client.get(ZONE)
    links = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', response.headers["link"])
    assert [media_type for _, media_type in links] == [f.media_types[0] for f in formats_for("graph")]
    for href, media_type in links:
        assert client.get(href).headers["content-type"].startswith(media_type)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_is_well_formed_in_the_readers_language_and_runs_our_scripts_alone(client, path, language):
    response = client.get(path, headers={**HTML, "accept-language": language})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    page = Page(response.text)
    assert page.tags[0] == ("html", {"lang": language})
    assert_only_ours_runs(page)
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))


def test_the_language_of_the_address_goes_before_the_browsers(client):
    page = Page(client.get(ZONE, params={"lang": "en"}, headers={**HTML, "accept-language": "zh"}).text)
    assert page.tags[0] == ("html", {"lang": "en"})
    assert page.text.index("Quzhou Intelligent-Manufacturing New City") < page.text.index("衢州智造新城")
    assert all(
        "lang=en" in href for href in page.attributes("href") if href.startswith("/id/") and "format=" not in href
    )


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.soak)])
def test_the_links_of_the_pages_lead_somewhere(client, every):
    hrefs = set()
    for path in ("/", "/class/Plate", *PAGES[:5]):
        page = Page(client.get(path, headers=HTML).text)
        hrefs |= {urldefrag(href)[0] for href in page.attributes("href") if href.startswith("/")}
    assert len(hrefs) > 100
    statuses = {href: client.head(href, headers=HTML).status_code for href in sorted(hrefs)[::every]}
    assert {href: status for href, status in statuses.items() if status != httpx.codes.OK} == {}


def test_a_zone_shows_the_words_of_the_paper_beside_what_it_states(client):
    for tab in ("overview", "statements"):
        response = client.get(ZONE, params={"tab": tab}, headers=HTML)
        text = Page(response.text).text
        assert (
            '<blockquote lang="zh"><mark>新平台总面积121平方公里,新增面积61.5平方公里</mark>。</blockquote>'
            in response.text
        )
        assert 'href="/read/quzhou-2021?at=2029-2055"' in response.text
        for words in ("总面积 121 平方公里", "2029–2055", "涉及乡级单位", "高家镇", "整理者补充"):
            assert words in text


def test_a_derived_value_is_marked_with_its_rule_and_its_grounds(client):
    response = client.get("/id/plate/green-cluster-longyou", params={"tab": "statements"}, headers=HTML)
    assert '<a class="code" href="/rule/plate-states">rule:plate-states</a>' in response.text
    assert "推导" in Page(response.text).text
    assert "撤销衢州绿色产业集聚区龙游片区省级平台牌子" in response.text


def test_an_event_shows_its_modality_and_what_it_does_to_whom(client):
    text = Page(client.get("/id/event/form-zhizao-new-city?tab=statements", headers=HTML).text).text
    assert "整合形成智造新城 formation of Zhizao New City 要求" in text
    assert "作用 作为基础 涉及范围原文 实际管理范围" in text


def test_of_a_piece_of_text_the_page_tells_first_what_was_read_in_it(client):
    for path in ("/id/clause/quzhou-2021/2-1-1", "/id/evidence/quzhou-2021/2029-2055"):
        text = Page(client.get(path, headers=HTML).text).text
        assert text.index("由此读出的内容") < text.index("关于它的陈述")
    text = Page(client.get(ZONE, headers=HTML).text).text
    assert text.index("关于它的陈述") < text.index("提到它的陈述")


def test_a_term_of_the_ontology_has_its_place_on_the_page_of_all_terms(client):
    page = Page(client.get("/ontology", params={"lang": "en"}, headers=HTML).text)
    assert {"Zone", "absorbedInto", "AreaStatement"} <= set(page.attributes("id"))
    assert "A zone is a piece of territory" in page.text


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_the_graph_does_not_know_is_told_with_a_sentence(client, path):
    url = httpx.URL(str(client.base_url)).copy_with(raw_path=path.encode())
    response = client.get(url)
    assert response.status_code == 404
    assert response.json()["detail"].endswith(".")
    page = client.get(url, headers=HTML)
    assert page.status_code == 404
    assert_only_ours_runs(Page(page.text))


@pytest.mark.parametrize("parameters", [{"format": "exe"}, {"format": "tsv"}, {"format": "gexf"}])
def test_a_format_that_there_is_not_is_a_bad_request(client, parameters):
    response = client.get(ZONE, params=parameters)
    assert response.status_code == 400
    assert "turtle, ntriples, rdfxml, jsonld, trig, nquads" in response.json()["detail"]


def test_a_client_that_takes_nothing_of_ours_is_told_what_there_is(client):
    response = client.get(ZONE, headers={"accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["detail"]


def test_hostile_labels_are_text_and_hostile_iris_are_no_links(hostile):
    response = hostile.get("/id/zone/hostile", params={"tab": "statements"}, headers=HTML)
    page = Page(response.text)
    assert "img" not in {tag for tag, _ in page.tags}
    assert_only_ours_runs(page)
    assert """<script>alert(1)</script> "新区" & '园'""" in page.text
    hrefs = page.attributes("href")
    assert not [href for href in hrefs if href.lower().startswith(("javascript", "data"))]
    assert "None" not in hrefs
    assert "javascript:alert(1)" in page.text
    assert {"http://example.org/page", "/id/zone/%E9%BE%99%E6%B8%B8", "/id/zone/a%2Fb", "/id/zone/a/b"} <= set(hrefs)


def test_an_encoded_slash_is_another_entity_than_a_slash(hostile):
    labels = {path: hostile.get(path).text for path in ("/id/zone/a%2Fb", "/id/zone/a/b")}
    assert "escaped slash" in labels["/id/zone/a%2Fb"]
    assert "real slash" not in labels["/id/zone/a%2Fb"]
    assert "real slash" in labels["/id/zone/a/b"]


def test_an_entity_may_be_named_in_chinese(hostile):
    assert '"龙游"@zh' in hostile.get("/id/zone/龙游").text
    assert "龙游" in Page(hostile.get("/id/zone/%E9%BE%99%E6%B8%B8", headers=HTML).text).text


@pytest.mark.parametrize("path", ["/id/zone/plain", "/id/claim/bare"])
def test_an_entity_of_which_little_is_said_has_a_page(hostile, path):
    assert hostile.get(path, headers=HTML).status_code == 200
    response = hostile.get(path, params={"tab": "data"}, headers=HTML)
    assert response.status_code == 200
    assert BASE + path[1:] in Page(response.text).text


def test_all_links_stay_under_the_path_where_a_proxy_has_the_service(mounted):
    response = mounted.get(ZONE, headers=HTML)
    hrefs = [href for href in Page(response.text).attributes("href") if not href.startswith(("http", "?", "#"))]
    assert len(hrefs) > 50
    assert [href for href in hrefs if not href.startswith("/kg/")] == []
    assert all(link.startswith("</kg/id/") for link in response.headers["link"].split(", "))
    for href in ("/kg/static/style.css", f"/kg{ZONE}?format=turtle"):
        assert mounted.get(href.removeprefix("/kg")).status_code == 200


@pytest.mark.parametrize(
    "path", ["id/zone/zhizao-new-city", "id/event/form-zhizao-new-city", "ontology", "vocab/modality"]
)
def test_json_ld_is_in_the_words_of_our_context_and_says_the_same(client, path):
    linked, plain = (client.get(f"/{path}", params={"format": name}) for name in ("jsonld", "ntriples"))
    said = {quad.triple for quad in parse(plain.content, format=RdfFormat.N_TRIPLES)}
    assert {quad.triple for quad in parse(linked.content, format=RdfFormat.JSON_LD)} == said
    if path == "id/zone/zhizao-new-city":
        (zone,) = [node for node in linked.json()["@graph"] if node["id"].endswith("/id/zone/zhizao-new-city")]
        assert zone["type"] == "Zone"
        assert zone["name"] == "衢州智造新城"
        assert any(end.endswith("/township/huangjia") for end in zone["coversTownship"])


def test_what_has_many_incoming_links_has_pages_that_lead_on(client):
    seen, address = set(), "/vocab/modality/ordered?tab=mentions&lang=en"
    for number in range(1, 10):
        page = client.get(address, headers=HTML)
        assert page.status_code == 200
        seen |= set(re.findall(r'href="(/id/[^"]+)"', page.text))
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        assert (number == 1) == ('rel="prev"' not in page.text)
        if not following:
            break
        address = html.unescape(following[1])
    assert number > 1
    query = "SELECT DISTINCT ?s { ?s kq:modality modality:ordered . ?s a kq:ChangeEvent }"
    rows = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    assert rows
    assert {row["s"]["value"].removeprefix(BASE) for row in rows} <= {link[1:].partition("?")[0] for link in seen}


@pytest.mark.parametrize("page", ["0", "x", "-1", "99", "9" * 5000, "²"])
def test_a_page_that_is_not_there_is_refused(client, page):
    response = client.get("/vocab/modality/ordered", params={"page": page}, headers={"accept": "text/html"})
    assert response.status_code == 422


@pytest.mark.parametrize(("label", "iri"), [("encoded letter", "%E8%8B%8F"), ("question mark", "a?b")])
def test_the_link_of_an_awkward_iri_opens_its_page(hostile, label, iri):
    page = hostile.get(Links().of(f"{BASE}id/zone/{iri}"), headers={"accept": "text/html"})
    assert page.status_code == 200
    assert label in page.text


@pytest.mark.parametrize(
    ("path", "buttons"),
    [
        ("zone/zhizao-new-city", ["explore", "lineage", "compare"]),
        ("plate/green-cluster", ["explore", "lineage"]),
        ("township/baiyun", ["explore"]),
        ("document/quzhou-2021", ["read", "explore"]),
    ],
)
def test_a_page_leads_to_the_views_that_its_thing_has(client, path, buttons):
    ways = re.search(r'<p class="ways">(.*?)</p>', client.get(f"/id/{path}", headers=HTML).text, re.DOTALL)[1]
    leading = [re.split(r"[/?]", href)[1] for href in re.findall(r'href="([^"]+)"', ways)]
    assert [name for name in leading if name != "embed"] == buttons
