"""Settings are read once, and a wrong one is told with its name."""

from dataclasses import FrozenInstanceError, fields

import pytest

from service.core.errors import SettingInvalid
from service.core.settings import PREFIX, Settings, read_settings


def test_an_empty_environment_gives_the_defaults():
    assert read_settings({}) == Settings()
    assert read_settings({"KAIFAQU_PAGE_ROWS": ""}) == Settings()


@pytest.mark.parametrize("row", fields(Settings), ids=lambda row: row.name)
def test_each_setting_is_read_from_the_environment_and_explained(row):
    others = {"yes": "no", "no": "yes"}
    value = 7 if isinstance(row.default, int) else others.get(row.default, "https://example.org/kg")
    assert getattr(read_settings({PREFIX + row.name.upper(): str(value)}), row.name) == value
    assert row.metadata["sentence"].endswith(".")


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", " 5", "٣"])
def test_a_value_that_is_no_positive_number_is_told_with_its_name(text):
    with pytest.raises(SettingInvalid, match=r"KAIFAQU_PAGE_ROWS is .*such as 500"):
        read_settings({"KAIFAQU_PAGE_ROWS": text})


@pytest.mark.parametrize("text", ["example.org", "ftp://example.org", "https://", "https://example.org/?a=1"])
def test_an_address_that_is_none_is_told_with_its_name(text):
    with pytest.raises(SettingInvalid, match=r"KAIFAQU_BASE_URL is .*such as https"):
        read_settings({"KAIFAQU_BASE_URL": text})


def test_a_switch_that_says_neither_yes_nor_no_is_told_with_its_name():
    with pytest.raises(SettingInvalid, match=r"KAIFAQU_LOG_QUERIES is 1; say yes or no"):
        read_settings({"KAIFAQU_LOG_QUERIES": "1"})


def test_settings_do_not_change():
    with pytest.raises(FrozenInstanceError):
        Settings().page_rows = 1
