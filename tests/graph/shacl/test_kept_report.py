"""The report of the checks is kept with its build, and read where nothing that decides the findings has changed."""

import json
import logging
import shutil

import pytest

from graph.build import build
from graph.core.resources import SOURCES
from graph.shacl.kept_report import checked, read_report, run_checks
from graph.shacl.reports import REPORTS, write_report
from graph.store.builds import current_build, verify
from graph.store.store import GraphStore

RAN, READ = "The checks ran.\n", "The checks ran before, and their report was read; --no-cache runs them again.\n"


@pytest.fixture(scope="module")
def two_papers(tmp_path_factory):
    """A folder with a build of two short papers, and the report of its checks, which is kept."""
    folder = tmp_path_factory.mktemp("two-papers") / "kaifaqu"
    build(folder, [SOURCES / name for name in ("anhui-2018-25", "hefei-2018")])
    return folder, run_checks(GraphStore.open(folder))


@pytest.fixture
def copied(two_papers, tmp_path):
    folder, report = two_papers
    return shutil.copytree(folder, tmp_path / "copy", symlinks=True), report


def kept_file(folder):
    (found,) = current_build(folder).folder.glob("checks-*")
    return found


def test_the_report_that_is_read_is_the_one_that_was_kept(two_papers):
    folder, ran = two_papers
    kept = read_report(current_build(folder))
    assert kept.findings == ran.findings
    assert kept.count("Violation")
    assert kept.conforms is ran.conforms is False
    for name in REPORTS:
        assert write_report(name, kept) == write_report(name, ran)


def test_the_command_says_whether_the_checks_ran(copied, kaifaqu):
    folder, _ = copied
    read = kaifaqu("check", "-f", "turtle", "--in", folder)
    again = kaifaqu("check", "-f", "turtle", "--no-cache", "--in", folder)
    assert (read.stderr, again.stderr) == (READ, RAN)
    assert read.stdout == again.stdout
    assert read.stdout.startswith("@prefix")
    assert read.returncode == again.returncode == 1


def test_a_file_that_is_damaged_or_of_another_version_is_not_read_and_written_again(copied, caplog):
    folder, report = copied
    build_, file = current_build(folder), kept_file(folder)
    content, listed = file.read_bytes(), sorted(build_.folder.iterdir())
    other = file.with_name("checks-0123456789abcdef.jsonl")
    shutil.copy(file, other)
    for damaged in (content[: len(content) // 2], content.replace(b"Warning", b"Notice!", 1), b""):
        file.write_bytes(damaged)
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert read_report(build_) is None
        assert f"{file} is ignored, and the checks run: its SHA-256 is not that of its first line" in caplog.text
    damaged = file.rename(file.with_name("damaged"))
    assert read_report(build_) is None  # where the other one is there alone
    damaged.rename(file)
    before = build_.folder.stat().st_mtime_ns
    assert checked(GraphStore.open(folder)).findings == report.findings
    assert (kept_file(folder), file.read_bytes(), other.exists()) == (file, content, False)
    assert build_.folder.stat().st_mtime_ns == before
    assert sorted(build_.folder.iterdir()) == listed
    assert current_build(folder) == build_
    verify(build_)


def test_what_cannot_be_read_or_written_is_in_the_way_of_nothing(copied, kaifaqu):
    folder, _ = copied
    file = kept_file(folder)
    expected = kaifaqu("check", "--in", folder)
    file.unlink()
    file.mkdir()
    done = kaifaqu("check", "--in", folder)
    assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout)
    assert f"The report {file} is ignored, and the checks run: Is a directory." in done.stderr
    assert f"The report of the checks is not kept in {file}: Is a directory." in done.stderr
    assert done.stderr.endswith(RAN)


def test_a_build_that_differs_from_its_manifest_is_told_as_damaged(copied, kaifaqu):
    folder, _ = copied
    build_ = current_build(folder)
    with build_.quads.open("ab") as quads:
        quads.write(b"<urn:x> <urn:x> <urn:x> <urn:x> .\n")
    assert "quads.nq" in kaifaqu("check", "--in", folder).stderr


def test_another_manifest_has_another_file(copied, kaifaqu):
    folder, _ = copied
    build_ = current_build(folder)
    told = json.dumps(build_.manifest | {"quads": build_.manifest["quads"] + 1})
    (build_.folder / "manifest.json").write_text(told, "utf-8")
    assert "the manifest gives other counts" in kaifaqu("check", "--in", folder).stderr


def test_data_of_somebody_else_have_no_kept_report(two_papers):
    foreign = GraphStore.of(GraphStore.open(two_papers[0]).match())
    assert read_report(foreign.build) is None
    assert run_checks(foreign).findings
    assert not foreign.build.folder.exists()
