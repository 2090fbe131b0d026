"""A number is what its words say: how papers write numbers, the value that holds, and one that does not."""

from decimal import Decimal

import pytest

from graph.curation.numerals import numbers_in, says, says_date

# words, unit of the claim, the value that they say, a value that they do not say
SAID = [
    ("二〇一八年底前", "", 2018, 18),
    ("二○一八年二月八日", "", 8, 28),
    ("撤销十五个园区", "个", 15, 5),
    ("撤销十五个园区", "个", 15, 10),
    ("设立一百零三家", "家", 103, 3),
    ("二十一个", "个", 21, 1),
    ("两个园区", "个", 2, 1),
    ("缩减百分之三十", "%", 30, 3),
    ("增长百分之十二点五", "%", "12.5", 12),
    ("共1,234.5公顷", "公顷", "1234.5", "234.5"),
    ("共１２３个", "个", 123, 12),
    ("共１２．５公顷", "公顷", "12.5", 12),
    ("共13.39万亩", "万亩", "13.39", 133900),
    ("共13.39万亩", "亩", 133900, "13.39"),
    ("总产值1476.20亿元", "亿元", "1476.2", 1476),
    ("总产值1.2万亿元", "亿元", 12000, "1.2"),
    ("1.2、3.4万亩", "万亩", "1.2", 12000),
    ("十五万亩", "万亩", 15, 150000),
    ("一亿二千万元", "万元", 12000, 2000),
    ("突破亿元", "亿元", 1, 100),
    ("长5千米", "公里", 5, 5000),
    ("面积(万亩)\t120.5", "万亩", "120.5", 120),
    ("“十四五”时期", "", 14, 45),
]


@pytest.mark.parametrize(("words", "unit", "value", "wrong"), SAID)
def test_words_say_their_number_and_no_other(words, unit, value, wrong):
    assert says(words, Decimal(value), unit)
    assert not says(words, Decimal(wrong), unit)


def test_an_indefinite_number_says_none():
    assert numbers_in("数十家企业、几百亩、百余个") == []


def test_numbers_stand_where_their_words_do():
    words = "由152.1公顷调整为八百七十九点二八公顷"
    assert [(words[n.start : n.end], str(n.value)) for n in numbers_in(words)] == [
        ("152.1", "152.1"),
        ("八百七十九点二八", "879.28"),
    ]


DATES = [
    ("2018年2月8日", [2018, 2, 8], [2018, 8, 2]),
    ("二〇二三年七月六日", [2023, 7, 6], [2023, 6, 7]),
    ("2021-12-06 12:20:16", [2021, 12, 6, 12, 20, 16], [2021, 12, 6, 20, 12, 16]),
    ("2018.2.8发布", [2018, 2, 8], [2018, 8, 2]),
    ("2018/02/08", [2018, 2, 8], [2018, 8, 2]),
    ("1994年8月经省政府批准设立,2014年升级", [1994, 8], [2014, 4]),
    ("2023年试点,9月底前完成", [2023, 9], [2023, 3]),
    ("2022年12个园区,于9月1日挂牌", [2022, 9, 1], [2022, 12, 1]),
]


@pytest.mark.parametrize(("words", "date", "wrong"), DATES)
def test_words_say_their_date_and_no_other(words, date, wrong):
    assert says_date(words, date)
    assert not says_date(words, wrong)
