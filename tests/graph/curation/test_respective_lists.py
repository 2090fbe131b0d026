"""Figures after 分别 belong to the things of the list before, in their order."""

import pytest

from graph.curation.respective_lists import figures_in_order

NAMES = {"whole": ["示例新区"], "east": ["东山片区"], "west": ["西河片区"]}


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("东山片区、西河片区面积分别为3平方公里、5平方公里", {"3": "east", "5": "west"}),
        ("东山片区和西河片区的规划面积分别达到3.5、5.25公顷", {"3.5": "east", "5.25": "west"}),
        ("东山、西河两个片区面积分别为3公顷和5公顷", {"3": "east", "5": "west"}),
        ("示例新区由东山片区与西河片区组成,面积分别为3公顷,5公顷", {"3": "east", "5": "west"}),
        ("东山片区、西河片区属示例新区,面积分别为3公顷、5公顷,共8公顷", {"3": "east", "5": "west"}),
        ("东山片区的总面积、建成面积分别为3公顷、2公顷", {"3": "", "2": ""}),
        ("东山片区3公顷,西河片区5公顷", {}),
        ("东山片区、西河片区分别由甲、乙两县管理,面积3公顷", {}),
    ],
)
def test_figures_go_to_things_in_order(quote, found):
    places = figures_in_order(quote, NAMES)
    assert {quote[start:end]: id_ for (start, end), id_ in places.items()} == found
