"""What a first visit to each main page loads, compressed, has a limit: the page, its style sheets, its scripts."""

import gzip
import re

import pytest

HTML_KB, STYLES_KB, SCRIPTS_KB = 90, 12, 25
PAGES = [
    "/",
    "/search?q=新城",
    "/class/Zone",
    "/id/zone/zhizao-new-city",
    "/explore/zone/zhizao-new-city",
    "/lineage",
    "/ask?kind=Zone&where1=area&where2=leadingIndustry",
    "/compare",
    "/compare?what=platforms",
    "/read/quzhou-2021",
    "/ontology",
    "/ontology/Zone",
    "/checks",
    "/docs",
    "/embed?url=/lineage",
]


def compressed(content):
    return len(gzip.compress(content, 9)) / 1000


@pytest.mark.parametrize("path", PAGES)
def test_a_page_and_what_it_loads_is_small(client, path):
    page = client.get(path, headers={"accept": "text/html"}).raise_for_status()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"|<link rel="modulepreload" href="([^"]+)"', page.text)
    loaded = {one or other for one, other in scripts}
    assert styles
    assert loaded
    assert compressed(page.content) <= HTML_KB
    assert sum(compressed(client.get(style).raise_for_status().content) for style in styles) <= STYLES_KB
    assert sum(compressed(client.get(script).raise_for_status().content) for script in loaded) <= SCRIPTS_KB
