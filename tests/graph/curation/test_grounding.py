"""What a claim says must stand in its quote: names, cue words and figures; or the passage gives a reason."""

import re
import shutil

import pytest

from graph.build import build_store
from graph.core.errors import CurationError
from graph.core.resources import SOURCES
from graph.curation.cues import load_cues
from graph.curation.grounding import is_named
from graph.curation.passages import read_passages
from graph.curation.scaffold import new_source
from graph.curation.source_model import Mapping, Scalar, Sequence
from graph.schema.ontology import load_ontology

CITY, COUNTY = "02-1-city-zones.yaml", "02-3-county-zones.yaml"

# A claim that the words do not bear out: its file, what stands there, what is written instead, and what is answered.
WRONG = {
    "industry": (
        "03-1-industries.yaml",
        "leadingIndustry: [industry/high-end-new-materials,",
        "leadingIndustry: [industry/fashion,",
        "The leadingIndustry industry/fashion (时尚) is not named in the quote.",
    ),
    "participant": (
        CITY,
        "participant: zone/quhua-area",
        "participant: zone/baijiatang-area",
        "The participant zone/baijiatang-area (百家塘片区) is not named in the quote.",
    ),
    "retain for 撤销": (
        COUNTY,
        "plateAction: abolish",
        "plateAction: retain",
        "No word for plateAction retain is in the quote, which says abolish.",
    ),
    "national for 省级": (
        COUNTY,
        "plateRank: provincial",
        "plateRank: national",
        "No word for plateRank national is in the quote, which says provincial.",
    ),
    "planned for 总面积": (
        CITY,
        "areaKind: total, value: 121,",
        "areaKind: planned, value: 121,",
        "No word for areaKind planned is in 「新平台总面积121平方公里」, which says total.",
    ),
    "transition target": (
        COUNTY,
        "transitionTarget: small-micro-park",
        "transitionTarget: characteristic-town",
        "No word for transitionTarget characteristic-town",
    ),
    "figures of two kinds swapped": (
        CITY,
        "{areaKind: total, value: 121, unit: km2}\n        - {areaKind: added, value: 61.5,",
        "{areaKind: total, value: 61.5, unit: km2}\n        - {areaKind: added, value: 121,",
        "No word for areaKind total is in 「新增面积61.5平方公里」, which says added.",
    ),
    "figures of two zones swapped": (
        COUNTY,
        "value: 6.91,",
        "value: 3.51,",
        "The figure 3.51 of zone/longyou-industrial-park stands nearer to the name of zone/longyou-low-hills-east.",
    ),
    "county for 市": (
        "00-head.yaml",
        "adminLevel: prefecture-city",
        "adminLevel: county",
        "No word for adminLevel county is in 「衢州市」, which says county-city or prefecture-city.",
    ),
    "township": (CITY, "- township/huangjia\n", "- township/baiyun\n", "township/baiyun (白云街道) is not named"),
    "landmark": (CITY, "landmark: landmark/g320", "landmark: landmark/mohuan-creek", "(模环溪)"),
    "plate": (
        CITY,
        "plate: plate/qujiang-edz",
        "plate: plate/green-cluster",
        "plate/green-cluster (衢州绿色产业集聚区) is",
    ),
    "side": (
        CITY,
        "side: south-of, landmark: landmark/changshan-river",
        "side: east-of, landmark: landmark/g320",
        "east",
    ),
    "kind of zone": (CITY, "zoneKind: industrial-park", "zoneKind: logistics-park", "「柯城东港工业园区」"),
    "custody": ("04-1-functions.yaml", "custodyOf: township/baiyun", "custodyOf: township/shishi", "(石室乡) is not"),
}


@pytest.fixture
def paper(tmp_path):
    shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    return tmp_path / "quzhou-2021"


def rewrite(paper, file, before, after):
    """Change one place of a claims file; gives the line of the change."""
    path = paper / "claims" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return text[: text.index(before)].count("\n") + 1


def faults_of(paper):
    with pytest.raises(CurationError) as caught:
        build_store([paper])
    return caught.value.faults


@pytest.fixture(scope="module")
def faults_of_mistakes(tmp_path_factory):
    """The line of each mistake, and the faults of the paper that has it; one paper has all mistakes but one."""
    alone, found = {"figures of two kinds swapped"}, {}
    for mistakes in (alone, WRONG.keys() - alone):
        paper = tmp_path_factory.mktemp("wrong") / "quzhou-2021"
        shutil.copytree(SOURCES / paper.name, paper)
        lines = {mistake: rewrite(paper, *WRONG[mistake][:3]) for mistake in sorted(mistakes)}
        faults = faults_of(paper)
        found |= {mistake: (line, faults) for mistake, line in lines.items()}
    return found


@pytest.mark.parametrize("mistake", WRONG)
def test_what_the_words_do_not_bear_out_is_refused_with_both_lines(paper, mistake, faults_of_mistakes):
    file, _, after, sentence = WRONG[mistake]
    line, faults = faults_of_mistakes[mistake]
    last = line + after.count("\n")
    (fault, *_) = (f for f in faults if sentence in f.message and f.file.name == file and line <= f.line <= last)
    (text_line,) = re.findall(r"text\.txt:(\d+)", fault.message)
    quote = fault.message.partition("The quote")[2].partition("「")[2].removesuffix("」")
    assert quote in (paper / "text.txt").read_text("utf-8").splitlines()[int(text_line) - 1]


def test_a_reason_stands_for_the_words_and_a_needless_one_is_a_warning(paper, warnings_of):
    rewrite(paper, CITY, "participant: zone/quhua-area", "participant: zone/baijiatang-area")
    reasons = "{zone/baijiatang-area: a test, change-type:consolidation: another}"
    rewrite(paper, CITY, "整合形成智造新城\n  says:", f"整合形成智造新城\n  implied: {reasons}\n  says:")
    assert warnings_of(paper) == [
        "No claim of this passage needs a reason for change-type:consolidation; remove it from `implied`."
    ]


@pytest.mark.parametrize("implied", ["yes", "[a]", "{zone/quhua-area: ''}"])
def test_implied_gives_reasons(paper, implied):
    rewrite(paper, CITY, "整合形成智造新城\n  says:", f"整合形成智造新城\n  implied: {implied}\n  says:")
    assert any("`implied:` maps an id" in fault.message for fault in faults_of(paper))


def test_a_figure_nearer_to_another_zone_is_a_warning(tmp_path, source_that_says, zone):
    quote = "东山工业园、西河工业园约2平方公里,东山工业园约3平方公里"
    entries = zone("dongshan", "东山工业园", 2), zone("xihe", "西河工业园", 2)
    folder = source_that_says(tmp_path / "two-parks", quote, *entries)
    warnings = []
    assert len(build_store([folder], warnings.append)) > 0
    (warning,) = warnings
    assert warning.line == 6
    assert "The figure 2 of zone/dongshan stands nearer to the name of zone/xihe. The quote (text.txt:2)" in str(
        warning
    )


def test_a_name_may_leave_words_out(tmp_path, source_that_says, zone, warnings_of):
    event = (
        "{id: event/add-land, type: ChangeEvent, changeType: absorption, modality: ordered, participation: [%s, %s]}"
    )
    parts = (
        "{participant: zone/land, effect: absorbed, portion: whole}",
        "{participant: zone/xinqu, effect: receives, portion: whole}",
    )
    quote = "北岭镇驻地以北12.5平方公里的区域一并纳入示例新区"
    entries = zone("land", "北岭镇驻地以北…的区域", 12.5), zone("xinqu", "示例新区", ""), event % parts
    folder = source_that_says(tmp_path / "land", quote, *entries)
    with (folder / "editorial.yaml").open("a", encoding="utf-8") as file:
        file.write("event/add-land: {zh: 划入, en: adding}\n")
    editorial = (folder / "editorial.yaml").read_text("utf-8").replace("event/add-land: event/add-land\n", "")
    (folder / "editorial.yaml").write_text(editorial, "utf-8")
    assert warnings_of(folder) == []
    claims = folder / "claims/00-head.yaml"
    claims.write_text(claims.read_text("utf-8").replace("以北…的区域", "以北…的水域", 1), "utf-8")
    said = [fault.message for fault in faults_of(folder)]
    assert any("zone/land (北岭镇驻地以北…的水域) is not named in the quote." in message for message in said)


def test_a_long_quote_is_told_once_and_in_short(tmp_path):
    rows = "\\n".join(f"{n}\\t示例{n}号经济开发区\\t省级\\t{n}.5" for n in range(1, 30))
    folder = tmp_path / "table"
    new_source(folder, ("两个园区\n" + rows + "\n").replace("\\n", "\n").replace("\\t", "\t"), english="Two")
    (folder / "claims/00-head.yaml").write_text(
        f"""- quote: 两个园区
  says:
    - {{id: document/table, type: Document, name: 两个园区}}
- quote: "{rows}"
  says:
    - {{id: zone/park, type: Zone, name: 示例29号经济开发区, zoneState: in-preparation}}
""",
        "utf-8",
    )
    (folder / "editorial.yaml").write_text("document/table: Two\nzone/park: Park\n", "utf-8")
    (fault,) = faults_of(folder)
    assert fault.message.startswith("No word for zoneState in-preparation is in the quote. Correct it")
    assert fault.message.endswith("29 示例29号经济开发区 省级 29.5」")
    assert fault.message.count("示例1号经济开发区") == 1
    assert len(fault.message) < 300


def test_the_real_papers_have_no_fault_and_give_no_warning():
    warnings = []
    assert len(build_store(None, warnings.append)) > 0
    assert warnings == []


@pytest.mark.parametrize(
    ("name", "quote", "named"),
    [
        ("集聚区龙游片区", "集聚区龙游、江山、常山三个片区", True),
        ("集聚区龙游片区", "集聚区江山、常山两个片区", False),
        ("柯城区", "柯城新区", False),
        ("智造新城", "智造新城", True),
        ("北岭镇驻地以北…的区域", "北岭镇驻地以北12.5平方公里的区域一并纳入", True),
        ("的区域…北岭镇驻地以北", "北岭镇驻地以北12.5平方公里的区域一并纳入", False),
        ("北岭镇驻地以北……地块", "北岭镇驻地以北12.5平方公里的区域一并纳入", False),
    ],
)
def test_a_name_may_be_distributed_over_a_list(name, quote, named):
    assert is_named(name, quote) is named


def test_cues_are_those_of_concepts_and_properties_that_there_are():
    cues, ontology = load_cues(), load_ontology()
    for scheme, concepts in cues.concepts.items():
        assert set(concepts) <= set(ontology.schemes[scheme])
    assert set(cues.within) <= set(cues.concepts)
    assert cues.named <= set(ontology.claimable())


WITHOUT_WORDS = {
    *("area-kind/unspecified", "document-state/issued", "modality/ordered", "portion/whole", "portion/unknown"),
    *("portion/part", "comparator/exactly", "body-state/existing", "body-kind/party-committee", "body-kind/department"),
    *("body-kind/township-authority", "zone-kind/development-zone", "zone-kind/industry-park"),
    *("zone-kind/township-functional-zone",),
}
"""Concepts that papers use without words of their own: the unmarked case, or the curator's classification."""


@pytest.mark.parametrize(
    ("scheme", "words", "found"),
    [
        ("plate-action", "不再保留省级牌子", ["abolish"]),
        ("plate-action", "省级牌子予以保留", ["retain"]),
        ("change-type", "交还汀南区政府", ["handover"]),
        ("area-kind", "核定面积76.9平方公里", ["approved"]),
    ],
)
def test_words_tell_the_concepts_that_they_express(scheme, words, found):
    assert load_cues().found(scheme, words) == found


def test_the_concepts_of_the_real_claims_have_their_words(quzhou):
    cues, properties = load_cues(), load_ontology().claimable()
    free = {"measure-kind", "project-state", "fiscal-kind", "supervision-kind"}  # what the curator classifies

    def used(node):
        if isinstance(node, Sequence):
            for item in node.items:
                yield from used(item)
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                prop = properties.get(key.text)
                items = value.items if isinstance(value, Sequence) else (value,)
                yield from (
                    (prop.scheme, i.text) for i in items if prop and prop.kind == "concept" and isinstance(i, Scalar)
                )
                yield from used(value)

    for passage in read_passages(quzhou)[0]:
        for said in passage.says:
            for scheme, concept in used(said):
                known = cues.pattern(scheme, concept) or scheme in free or f"{scheme}/{concept}" in WITHOUT_WORDS
                assert known, f"{scheme}/{concept}"
