"""The examples of the query page: each has an answer in the real graph, and each theme has examples.

The answers of those that are questions of the collection are checked in tests/questions.
"""

import pytest

from service.sparql.examples import THEMES, examples


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_example_has_an_answer(graph, example):
    content = graph.query(example.query).content()
    assert content is True or any(True for _ in content)


def test_each_theme_has_examples():
    assert {example.theme for example in examples()} == set(THEMES)
