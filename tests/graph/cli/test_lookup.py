"""The command `lookup`."""

import pytest


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("智造新城", 0, "zone/zhizao-new-city"),
        ("衢江经济开发区", 0, "historical"),
        ("衢州绿色产业集聚区", 1, "plate/green-cluster"),
        ("雄安新区", 1, "not in the sources"),
    ],
)
def test_lookup_of_name(kaifaqu, here, text, status, says):
    looked_up = kaifaqu("lookup", text, cwd=here)
    assert looked_up.returncode == status
    assert says in looked_up.stdout


def test_lookup_of_code_needs_its_system(kaifaqu, here):
    assert "admin/kecheng" in kaifaqu("lookup", "330802", "--system", "mca", cwd=here).stdout
    assert kaifaqu("lookup", "330802", cwd=here).returncode == 1
