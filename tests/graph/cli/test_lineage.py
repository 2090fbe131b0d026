"""The commands `lineage` and `show`."""

import pytest


def test_lineage_and_show_quote_the_paper(kaifaqu, here):
    lineage = kaifaqu("lineage", "原集聚区", cwd=here).stdout
    assert "→ 整合形成智造新城 [ordered] 衢州智造新城" in lineage
    assert "“在现有衢州绿色产业集聚区实际管理范围基础上" in lineage
    assert kaifaqu("lineage", "原集聚区", "--direction", "back", cwd=here).stdout.splitlines() == ["衢州绿色产业集聚区"]
    shown = kaifaqu("show", "衢江经济开发区", cwd=here).stdout
    assert "并入: 衢州智造新城  [derived]" in shown
    assert "衢江经济开发区划入,整合形成智造新城” 二(一)1" in shown


@pytest.mark.parametrize("command", ["lineage", "show"])
def test_ambiguous_name_is_refused(kaifaqu, here, command):
    for text, says in {"衢州绿色产业集聚区": "plate/green-cluster", "雄安新区": "No source speaks of 雄安新区"}.items():
        refused = kaifaqu(command, text, cwd=here)
        assert refused.returncode == 2
        assert says in refused.stderr
