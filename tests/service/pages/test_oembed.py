"""oEmbed: what other sites are told of a page, in JSON and XML, and where the page says so."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from graph.core.iris import shorten
from service.pages.oembed import describe_widget, frame_size, write_json, write_xml

PAGES = [
    "/id/zone/zhizao-new-city",
    "/id/plate/green-cluster",
    "/explore/zone/zhizao-new-city?when=after",
    "/lineage",
    "/lineage?of=智造新城&what=zones",
    "/lineage?event=form-zhizao-new-city",
    "/compare?of=zone/zhizao-new-city,zone/longyou-edz&lang=en",
    "/compare?what=platforms",
    "/read/quzhou-2021?at=2029-2055",
]
NOT_FOUND = [
    "/",
    "/read/quzhou-2021",
    "/id/zone/nothing",
    "/explore/zone/nothing",
    "/lineage?of=nothing",
    "/lineage?step=nothing",
    "/lineage?event=nothing",
    "/compare?of=plate/green-cluster",
    "/compare?what=nothing",
    "/explore/zone/zhizao-new-city?when=nothing",
    "/read/nothing?at=1-2",
    "/read/quzhou-2021?at=2-1",
    "/read/quzhou-2021?at=99999990-99999999",
    "/read/zhejiang-2022-10?at=1-2",
    "https://example.com/lineage",
    "javascript:alert(1)",
    "https://w3id.org/kaifaqu/vocab/modality/ordered",
]
REQUIRED = {"version", "type", "html", "width", "height"}
"""What an answer of the type `rich` must have (oEmbed 1.0, 2.3.4)."""


class Frames(HTMLParser):
    """The elements of an HTML text, with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.texts.append(data)


def frame_of(html):
    """The attributes of the one element that there is, a frame."""
    read = Frames(html)
    ((tag, attributes),) = read.elements
    assert (tag, read.texts) == ("iframe", [])
    return attributes


def ask(client, url, **parameters):
    return client.get("/oembed", params={"url": url, **parameters})


@pytest.mark.parametrize("page", PAGES)
def test_an_answer_is_rich_and_the_same_in_json_and_xml(client, service, page):
    answer = ask(client, f"{service}{page}").raise_for_status()
    told = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert told.keys() >= REQUIRED
    assert (told["version"], told["type"], told["provider_url"]) == ("1.0", "rich", f"{service}/")
    in_xml = ask(client, f"{service}{page}", format="xml").raise_for_status()
    assert in_xml.headers["content-type"].startswith("text/xml")
    root = ET.fromstring(in_xml.content)  # noqa: S314  of our own service
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in told.items()}
    frame = frame_of(told["html"])
    assert (frame["width"], frame["height"]) == (str(told["width"]), str(told["height"]))
    assert frame["title"] == told["title"]
    assert "allow-scripts" not in frame["sandbox"]
    widget = httpx.get(frame["src"]).raise_for_status()
    assert "frame-ancestors *" in widget.headers["content-security-policy"]


@pytest.mark.parametrize("url", NOT_FOUND)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_has_no_widget_is_not_found(client, url, form):
    answer = ask(client, url, format=form)
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("/unknown-entity")


def test_a_format_that_is_not_written_is_not_implemented(client):
    answer = ask(client, "/lineage", format="yaml")
    assert answer.status_code == 501
    assert answer.json()["detail"] == "format is yaml; give json or xml."


@pytest.mark.parametrize(
    "parameters", [{}, {"url": "/lineage", "maxwidth": "0"}, {"url": "/lineage", "maxheight": "a"}]
)
def test_a_parameter_that_is_missing_or_wrong_is_told(client, parameters):
    assert client.get("/oembed", params=parameters).status_code == 422


@pytest.mark.parametrize(("width", "height"), [(200, 100), (400, 10_000), (10_000, 300)])
def test_no_frame_is_larger_than_the_room_for_it(client, width, height):
    told = ask(client, "/lineage", maxwidth=width, maxheight=height).json()
    assert (told["width"] <= width, told["height"] <= height) == (True, True)
    frame = frame_of(told["html"])
    assert (frame["width"], frame["height"]) == (str(told["width"]), str(told["height"]))


def test_a_frame_is_as_high_as_its_content_within_bounds():
    heights = [frame_size(lines).height for lines in (0, 10, 15, 1000)]
    assert heights == sorted(heights)
    assert len(set(heights)) == len(heights)
    assert heights[-1] < 1000


def test_the_language_and_the_choices_of_the_page_go_along(client, service):
    told = ask(client, f"{service}/lineage?of=zone/zhizao-new-city&lang=en&what=zones&edge=1&print=1").json()
    src = urlsplit(frame_of(told["html"])["src"])
    assert src.path == "/embed/lineage/zone/zhizao-new-city"
    assert parse_qs(src.query) == {"what": ["zones"], "lang": ["en"]}
    assert told["title"] == "Quzhou Intelligent-Manufacturing New City · Lineage"


def test_a_permanent_identifier_can_be_asked(client, service):
    told = ask(client, "https://w3id.org/kaifaqu/id/zone/zhizao-new-city").json()
    assert frame_of(told["html"])["src"] == f"{service}/embed/card/zone/zhizao-new-city"


def discovered(page):
    """The addresses of the descriptions that a page names, by media type."""
    found = re.findall(r'<link rel="alternate" type="([\w/]+\+oembed)" href="([^"]+)"', page.text)
    return {media_type: address.replace("&amp;", "&") for media_type, address in found}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_its_descriptions_and_has_the_button(client, page):
    answer = client.get(page, headers={"accept": "text/html"}).raise_for_status()
    found = discovered(answer)
    assert httpx.get(found["application/json+oembed"]).raise_for_status().json()["type"] == "rich"
    assert httpx.get(found["text/xml+oembed"]).raise_for_status().text.endswith("</oembed>")
    (button,) = re.findall(r'<a (?:data-embed )?href="([^"]*/embed\?url=[^"]+)"', answer.text)
    assert "<iframe" in client.get(button.replace("&amp;", "&")).raise_for_status().text


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/docs",
        "/read/quzhou-2021",
        "/read/zhejiang-2022-10?at=1-2",
        "/explore/zone/nothing",
        "/id/modality",
        "/class/Zone",
        "/id/evidence/quzhou-2021/2029-2055",
        "/lineage?of=nothing",
        "/read/quzhou-2021/claims?at=2029-2055",
    ],
)
def test_a_page_without_a_widget_names_none(client, page):
    answer = client.get(page, headers={"accept": "text/html"})
    assert "</" in answer.text
    assert discovered(answer) == {}


def test_behind_a_proxy_all_addresses_have_its_path(mounted):
    root = f"{str(mounted.base_url).rstrip('/')}/kg"
    found = discovered(mounted.get("/lineage", headers={"accept": "text/html"}))
    address = found["application/json+oembed"]
    assert address.startswith(f"{root}/oembed?url=")
    told = mounted.get(address.removeprefix(root)).raise_for_status().json()
    assert frame_of(told["html"])["src"] == f"{root}/embed/lineage"
    assert told["provider_url"] == f"{root}/"


HOSTILE = '"><script>alert(1)</script>\x00\x0b\ufffe'


def test_a_hostile_title_stays_text():
    told = describe_widget(f"https://example.org/{HOSTILE}", HOSTILE, frame_size(1), ("x", "y"))
    for html in (told["html"], httpx.Response(200, content=write_json(told)).json()["html"]):
        assert frame_of(html)["title"] == HOSTILE
    root = ET.fromstring(write_xml(told))  # noqa: S314  of our own function
    assert frame_of(root.find("html").text)["title"] == '"><script>alert(1)</script>'


def test_a_hostile_name_stays_text_in_a_widget(hostile):
    told = hostile.get("/oembed", params={"url": "/id/zone/hostile"}).raise_for_status().json()
    assert "<script>" in frame_of(told["html"])["title"]
    widget = hostile.get("/embed/card/zone/hostile").raise_for_status()
    assert "<script" not in widget.text
    assert "javascript:" not in {
        value[:11] for _, found in Frames(widget.text).elements for value in found.values() if value
    }


@pytest.mark.parametrize(
    "path",
    [
        "/embed/<script>alert(1)</script>",
        "/embed/lineage/<script>alert(1)</script>",
        "/embed/lineage?theme=<script>alert(1)</script>",
        "/embed/lineage?lang=<script>alert(1)</script>",
        "/embed/lineage?step=<script>alert(1)</script>",
        "/embed/explore/zone/zhizao-new-city?relation=<script>alert(1)</script>",
        "/embed/read/quzhou-2021?at=<script>alert(1)</script>",
        "/embed?url=<script>alert(1)</script>",
        '/embed?url=/lineage?of=zone/zhizao-new-city%26step="><script>alert(1)</script>',
        "/embed?url=javascript:alert(1)",
        '/lineage?of=zone/zhizao-new-city&step=all&edge="><script>alert(1)</script>',
    ],
)
def test_what_an_address_says_stays_text(client, path):
    answer = client.get(path, headers={"accept": "text/html"})
    assert "</html>" in answer.text
    assert "<script>alert" not in answer.text
    links = [found.get("href") or found.get("src") or "" for _, found in Frames(answer.text).elements]
    assert [link for link in links if link.startswith("javascript:")] == []


def test_a_zone_without_changes_has_a_widget_that_says_so(client, graph):
    changed = (
        "SELECT ?zone { ?zone a kq:Zone FILTER NOT EXISTS { ?any ?of ?zone . ?any a kq:Participation } } ORDER BY ?zone"
    )
    zone = shorten(next(iter(graph.rows(changed)))["zone"].value).replace(":", "/")
    told = ask(client, f"/lineage?of={zone}", lang="en").raise_for_status().json()
    widget = httpx.get(frame_of(told["html"])["src"], headers={"accept-language": "en"}).raise_for_status()
    assert "No paper tells of such a change." in widget.text


@pytest.mark.parametrize("page", ["/id/zone/hostile", "/lineage", "/compare"])
def test_other_data_have_widgets_or_pages_that_name_none(hostile, page):
    found = discovered(hostile.get(page, headers={"accept": "text/html"}).raise_for_status())
    for address in found.values():
        httpx.get(address).raise_for_status()
