"""The pictures of the main pages in docs/pictures, which `make generated` takes with a real Chromium."""

from pathlib import Path
from urllib.parse import quote

import pytest

DOCS = Path(__file__).parents[3] / "docs"
PICTURES = {
    "front": "/",
    "search": "/search?q=新城",
    "entity": "/id/zone/zhizao-new-city",
    "explore": "/explore/zone/zhizao-new-city",
    "lineage": "/lineage?of=zone/zhizao-new-city",
    "compare": "/compare",
    "read": "/read/quzhou-2021",
    "ask": "/ask?kind=Zone&where1=label&is1=id/label/two-plus-four&where2=area.total-planned&show=chart",
    "sparql": "/sparql?query="
    + quote("SELECT ?zone ?fate WHERE {\n  ?zone kq:absorbedInto ?fate .\n}\nORDER BY ?fate"),
}


@pytest.mark.generated
@pytest.mark.parametrize("name", PICTURES)
def test_take_picture(visit, name):
    page = visit(PICTURES[name])
    page.wait_for_load_state("networkidle")
    (DOCS / "pictures").mkdir(exist_ok=True)
    page.screenshot(path=DOCS / "pictures" / f"{name}.png", scale="css")


def test_each_main_page_has_its_picture_in_the_docs():
    page = (DOCS / "pages.md").read_text("utf-8")
    for name in PICTURES:
        assert f"](pictures/{name}.png)" in page
        assert (DOCS / "pictures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
