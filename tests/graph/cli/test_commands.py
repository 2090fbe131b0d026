"""What all commands have in common: errors as a sentence, closed pipes, full disks."""

import subprocess
import sys

import pytest

KAIFAQU = [sys.executable, "-m", "service"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("query", "-e", "SELECT * { ?s a:b ?o }"), "The prefix a: is not known"),
        (("query", "-e", "ASK {}", "-f", "turtle"), "There is no format turtle for a table"),
        (("query", "-e", "ASK {}", "--in", "nowhere"), "There is no build in nowhere; make one with `kaifaqu build"),
        (
            ("export", "statements.xls"),
            "There is no export statements.xls; there are network, lineage, ",
        ),
        (("check", "--in", "nowhere"), "There is no build in nowhere"),
        (("serve", "--in", "nowhere"), "There is no build in nowhere"),
        (("query", "missing.rq"), "missing.rq"),
        (("query",), "either a file or -e"),
    ],
)
def test_bad_input_exits_with_2_and_a_sentence(kaifaqu, with_one_paper, args, sentence):
    refused = kaifaqu(*args, cwd=with_one_paper)
    assert refused.returncode == 2
    assert sentence in " ".join(refused.stderr.split())
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "args", [("query", "-e", "SELECT * { ?s ?p ?o }", "-f", "csv"), ("export", "dataset.nq", "-o-")]
)
def test_closed_pipe_ends_command_silently(with_one_paper, args):
    with subprocess.Popen(
        [*KAIFAQU, *args], cwd=with_one_paper, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.parametrize(
    "args", [("query", "-e", "ASK {}"), ("query", "-e", "ASK {}", "-f", "json"), ("show", "肥西经济开发区")]
)
def test_full_disk_is_reported(kaifaqu, with_one_paper, args):
    refused = kaifaqu(*args, cwd=with_one_paper, output="/dev/full")
    assert (refused.returncode, refused.stderr) == (2, "The answer cannot be written: No space left on device.\n")
