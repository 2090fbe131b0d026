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


IN_ORDER = {
    "names, then figures": (
        "示例新区总面积41.2平方公里，由东山片区和西河片区组成，面积分别为23.5平方公里、17.7平方公里",
        True,
    ),
    "one unit for all": ("东山片区、西河片区规划面积分别达到23.5、17.7平方公里，示例新区总面积41.2平方公里", True),
    "a distributed name": ("东山、西河两个片区面积分别为23.5平方公里和17.7平方公里，示例新区总面积41.2平方公里", True),
    "the whole after its parts": (
        "由东山片区和西河片区组成的示例新区总面积41.2平方公里，面积分别为23.5平方公里、17.7平方公里",
        True,
    ),
    "two kinds of one zone": (
        "示例新区总面积、东山片区面积分别为41.2平方公里、23.5平方公里，西河片区17.7平方公里",
        False,
    ),
}


@pytest.mark.parametrize("case", IN_ORDER)
def test_figures_of_a_list_belong_to_its_things_in_order(tmp_path, case, source_that_says, zone, warnings_of):
    quote, paired = IN_ORDER[case]
    east, west = ("东山片区", "西河片区") if "东山片区" in quote else ("东山…片区", "西河…片区")
    right = [("xinqu", "示例新区", 41.2, "total"), ("dongshan", east, 23.5), ("xihe", west, 17.7)]
    swapped = [right[0], (*right[1][:2], 17.7), (*right[2][:2], 23.5)]
    assert warnings_of(source_that_says(tmp_path / "right", quote, *(zone(*it) for it in right))) == []
    if paired:
        assert warnings_of(source_that_says(tmp_path / "swapped", quote, *(zone(*it) for it in swapped))) == [
            "The figure 17.7 of zone/dongshan has the place of zone/xihe in a list (分别).",
            "The figure 23.5 of zone/xihe has the place of zone/dongshan in a list (分别).",
        ]
