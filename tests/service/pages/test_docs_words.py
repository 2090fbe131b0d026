"""The routes in the documentation of the API: each has a summary in both languages."""

import re

from service.pages.docs import read_operations
from service.pages.docs_words import summary_of


def test_each_route_has_a_chinese_and_an_english_summary(client):
    groups = read_operations(client.get("/openapi.json").json(), "")
    operations = [one for group in groups.values() for one in group]
    assert len(operations) > 50
    untold = [f"{one.method} {one.path}" for one in operations if not re.search("[\u4e00-\u9fff]", one.zh)]
    assert untold == [], "Write their summaries in service/pages/docs_words.py."
    assert [one.path for one in operations if not one.summary.isascii()] == []


def test_a_relation_has_its_own_chinese_summary_and_an_unknown_route_none():
    assert summary_of("GET", "/api/v1/relations/areas", "Areas", "面积") == ("面积", "Areas")
    assert summary_of("GET", "/nowhere", "Nothing", "") == ("", "Nothing")
