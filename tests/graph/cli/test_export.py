"""The command `export`."""

import csv
import json


def test_export_of_statements(kaifaqu, here):
    assert kaifaqu("export", "statements.csv", cwd=here).returncode == 0
    with (here / "statements.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) > 2000
    first = kaifaqu("export", "statements.jsonl", "--paper", "hefei-2018", "-o", "-", cwd=here).stdout.partition("\n")[
        0
    ]
    assert set(json.loads(first)) >= {"graph", "subject_label", "quote", "rule"}


def test_query_of_network_export_is_checked(kaifaqu, with_one_paper):
    (with_one_paper / "wrong.rq").write_text("CONSTRUCT { ?a b:c ?d } { ?a ?b ?d }", "utf-8")
    (with_one_paper / "table.rq").write_text("SELECT ?a { ?a ?b ?c }", "utf-8")
    assert (
        "The prefix b: is not known"
        in kaifaqu("export", "network.dot", "--query", "wrong.rq", cwd=with_one_paper).stderr
    )
    assert (
        "A drawing needs CONSTRUCT"
        in kaifaqu("export", "network.dot", "--query", "table.rq", cwd=with_one_paper).stderr
    )


def test_unwritable_export_is_reported(kaifaqu, with_one_paper):
    refused = kaifaqu("export", "network.gexf", "-o", "nowhere/network.gexf", cwd=with_one_paper)
    assert refused.returncode == 2
    assert "cannot be written: No such file or directory" in refused.stderr
    assert "Traceback" not in refused.stderr
