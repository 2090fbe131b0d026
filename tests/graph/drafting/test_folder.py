"""`kaifaqu draft` and `kaifaqu review` on a folder: comments, accepted claims, and marks until they are reviewed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from graph.build import build, build_store
from graph.core.iris import asserted_graph, term
from graph.core.resources import SOURCES
from graph.curation.scaffold import new_source
from graph.drafting.paper import draft_folder
from graph.schema.ontology import load_ontology

TEXT = """示例市开发区整合方案

一、整合范围
(一)新区的范围。在原东山工业园3平方公里管理范围基础上,将西河工业园2平方公里划入,整合形成示例新区。新区总面积5平方公里。
(二)牌子。撤销东山工业园省级牌子。红旗镇与示例新区的托管关系解除。
二、产业和监督
示例新区以新材料、其他产业为主导产业。示例新区由同级纪检监察机关监督。由市发展改革委牵头落实。
"""


@pytest.fixture
def folder(tmp_path):
    new_source(tmp_path / "example-2024", TEXT)
    return tmp_path / "example-2024"


def claims(folder):
    return {path.name: path.read_text("utf-8") for path in sorted((folder / "claims").iterdir())}


def values(folder):
    """The passages as YAML gives them, without marks of drafts."""
    passages = [p for text in claims(folder).values() for p in yaml.safe_load(text)]
    return [{key: value for key, value in passage.items() if key != "drafted"} for passage in passages]


def test_proposals_are_comments_until_they_are_accepted(kaifaqu, folder):
    empty = values(folder)
    done = kaifaqu("draft", folder, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    assert "unsure (# ?)" in done.stdout
    assert values(folder) == empty
    text = "".join(claims(folder).values())
    assert "#~     - id: event/abolish-plate-dongshan-gongyeyuan  # plate-abolished 0.97" in text
    assert re.search(r"#~     - id: provision/lead-\S+  # \? lead 0\.6", text)
    assert "#~ zone/shili-xinqu: Shili New Area" in (folder / "editorial.yaml").read_text("utf-8")
    again = kaifaqu("draft", folder, cwd=folder.parent)
    assert "".join(claims(folder).values()) == text, again.stdout


def test_a_comment_without_its_mark_is_the_claim(kaifaqu, folder, tmp_path):
    other = tmp_path / "other" / "example-2024"
    shutil.copytree(folder, other)
    kaifaqu("draft", folder, cwd=tmp_path)
    kaifaqu("draft", other, "--accept", cwd=tmp_path)
    for path in [*(folder / "claims").iterdir(), folder / "editorial.yaml"]:
        sure = re.sub(
            r"(?m)^#~ +- id: \S+  # \?.*\n(#~ {7}.*\n)*|^#~ provision/lead.*\n|^#~ body/.*\n",
            "",
            path.read_text("utf-8"),
        )
        taken = re.sub(r"  says: \[\]\n#~ ", "#~ ", sure).replace("#~ ", "")
        path.write_text(taken, "utf-8")
    unsure = "由市发展改革委牵头落实"
    assert [p for p in values(folder) if p["quote"] != unsure] == [p for p in values(other) if p["quote"] != unsure]


def test_accepted_claims_build_are_marked_and_wait_for_review(kaifaqu, folder, tmp_path):
    done = kaifaqu("draft", folder, "--accept", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    store = build_store([SOURCES / "quzhou-2021", folder])
    drafted = {quad.subject for quad in store.quads_for_pattern(None, term("drafted"), None)}
    stated = {q.subject for q in store.quads_for_pattern(None, None, term("Claim"))}
    assert drafted
    assert drafted < stated  # the title is no draft
    waiting = kaifaqu("review", folder, cwd=tmp_path)
    assert waiting.returncode == 1
    assert "plate-abolished 0.97 -> plate/dongshan-gongyeyuan" in waiting.stdout
    for path in (folder / "claims").iterdir():
        path.write_text(re.sub(r"(?m)^  drafted: .*\n", "", path.read_text("utf-8")), "utf-8")
    reviewed = kaifaqu("review", folder, cwd=tmp_path)
    assert (reviewed.returncode, reviewed.stdout) == (0, "No drafted passage waits for review.\n")
    assert not list(build_store([SOURCES / "quzhou-2021", folder]).quads_for_pattern(None, term("drafted"), None))


PAPERS = sorted((Path(__file__).parents[2] / "papers").glob("*/text.txt"))


@pytest.mark.parametrize("papers", [PAPERS[::9], pytest.param(PAPERS, marks=pytest.mark.soak)], ids=["some", "all"])
def test_accepted_drafts_of_any_paper_build(tmp_path, papers):
    for paper in papers:
        folder = tmp_path / f"{paper.parent.name}-draft"
        new_source(folder, paper.read_text("utf-8"))
        assert draft_folder(folder, load_ontology(), accept=True).sure > 0
        made = build(tmp_path / "builds", [SOURCES / "quzhou-2021", folder])
        assert made.manifest["graphs"][asserted_graph(folder.name).value] > 0


def test_what_a_person_has_written_stays(kaifaqu, folder, tmp_path):
    path = folder / "claims/01-part-1.yaml"
    said = "  says:\n    - {id: zone/new, type: Zone, name: 新区, alias: 示例新区}\n"
    before = re.sub(r"(- quote: 新区总面积5平方公里\n)  says: \[\]\n", rf"\1{said}", path.read_text("utf-8"))
    path.write_text(before, "utf-8")
    assert kaifaqu("draft", folder, "--accept", cwd=tmp_path).returncode == 0
    assert said in path.read_text("utf-8")
    assert "participant: zone/new," in path.read_text("utf-8")  # what is named already is not named again


def test_things_of_the_graph_are_known_by_their_names(kaifaqu, folder, tmp_path):
    kaifaqu("draft", folder, "--accept", cwd=tmp_path)
    text = "".join(claims(folder).values())
    assert "industry/new-materials" in text
    assert "name: 新材料\n" not in text


DRAFTING = """
import sys
from pathlib import Path
from graph.drafting.paper import draft_folder
from graph.schema.ontology import load_ontology
draft_folder(Path(sys.argv[1]), load_ontology(), accept=False)
"""


@pytest.mark.parametrize("seeds", [["1"], pytest.param(["2", "3", "4"], marks=pytest.mark.soak)])
def test_a_draft_is_the_same_whatever_the_order_of_hashes(folder, tmp_path, seeds):
    assert os.environ.get("PYTHONHASHSEED") not in seeds  # this process has another order
    texts = set()
    for seed in (None, *seeds):
        copy = tmp_path / str(seed) / "example-2024"
        shutil.copytree(folder, copy)
        if seed is None:
            draft_folder(copy, load_ontology(), accept=False)
        else:  # an interpreter takes the seed when it starts
            environment = {"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": ":".join(sys.path)}
            subprocess.run([sys.executable, "-c", DRAFTING, copy], env=environment, timeout=60, check=True)
        texts.add(json.dumps(claims(copy)) + (copy / "editorial.yaml").read_text("utf-8"))
    assert len(texts) == 1


def test_a_folder_with_faults_is_not_drafted(kaifaqu, folder, tmp_path):
    path = folder / "claims/01-part-1.yaml"
    path.write_text(path.read_text("utf-8").replace("新区总面积5平方公里", "新区总面积6平方公里"), "utf-8")
    before = claims(folder)
    refused = kaifaqu("draft", folder, cwd=tmp_path)
    assert refused.returncode == 2
    assert "The quote is not in the text" in refused.stderr
    assert claims(folder) == before


def test_a_relative_name_is_that_of_no_other_paper(tmp_path):
    text = "白河市园区方案\n\n一、体制\n市委、市政府对本方案的实施负总责。\n"
    new_source(tmp_path / "baihe-2024", text)
    draft_folder(tmp_path / "baihe-2024", load_ontology(), accept=True)
    said = [mapping for passage in values(tmp_path / "baihe-2024") for mapping in passage["says"]]
    assert {mapping["id"]: mapping["name"] for mapping in said if mapping.get("type") == "Body"} == {
        "body/baihe-2024-shi-wei": "市委",
        "body/baihe-2024-shi-zhengfu": "市政府",
    }
