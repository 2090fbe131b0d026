"""The source folders that introduce what a build lacks."""

import shutil

from graph.core.resources import SOURCES
from graph.curation.missing_sources import introduced_outside

HEFEI, QUZHOU = SOURCES / "hefei-2018", SOURCES / "quzhou-2021"


def test_the_folder_that_introduces_a_thing_is_found():
    found = introduced_outside(["zone/zhizao-new-city", "zone/nowhere"], [SOURCES], [HEFEI])
    assert found == {"zone/zhizao-new-city": str(QUZHOU)}


def test_a_source_of_the_build_and_its_copies_are_left_out():
    assert introduced_outside(["zone/zhizao-new-city"], [SOURCES], [QUZHOU]) == {}


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path):
    shutil.copytree(QUZHOU, tmp_path / "copy")
    for path in (tmp_path / "copy/claims").glob("*.yaml"):
        path.write_text("- quote: [zone/zhizao-new-city", "utf-8")
    assert introduced_outside(["zone/zhizao-new-city"], [tmp_path], []) == {}
