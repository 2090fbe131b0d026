"""The curator's mistakes, each said with its file and line. One file with many mistakes tells them all at once."""

import shutil

import pytest

from graph.build import build_store
from graph.core.errors import CurationError
from graph.core.resources import SOURCES

AREA = "新平台总面积121平方公里,新增面积61.5平方公里"
COVERS = "范围涉及柯城区黄家街道、新新街道、衢化街道、花园街道、石室乡,衢江区樟潭街道、廿里镇、高家镇"

# What is written, and the sentence that answers it.
MISTAKES = {
    "quote not in the text": (
        "- quote: 新平台总面积122平方公里\n  says: [{id: zone/zhizao-new-city}]",
        (
            "1: The quote is not in the text: 「新平台总面积122平方公里」. "
            "The nearest passage is 「新平台总面积121平方公里」."
        ),
    ),
    "quote in two places": (
        "- quote: 范围涉及柯城区\n  says: [{id: zone/zhizao-new-city}]",
        "1: The quote stands in 2 places (二(一)1@2056、二(一)2@2235); name its clause or occurrence.",
    ),
    "no quote": ("- says: [{id: zone/zhizao-new-city}]", "1: The passage has no quote; copy the words of the paper"),
    "white space after a quote": (
        f"- quote: |\n    {AREA}\n  says: [{{id: zone/zhizao-new-city}}]",
        f"1: White space begins or ends the quote 「{AREA}」; remove it.",
    ),
    "says is no list": (f"- quote: {AREA}\n  says: yes", "1: `says:` must be a list of mappings"),
    "unknown key of a passage": (
        f"- quote: {AREA}\n  where: here\n  says: [{{id: zone/zhizao-new-city}}]",
        "2: A passage has no key where; its keys are quote, clause, occurrence, citation, implied, drafted, says.",
    ),
    "unknown term": (
        f"- quote: {AREA}\n  says:\n    - id: zone/zhizao-new-city\n      zoneKnd: block",
        "4: There is no term (for a Zone) zoneKnd; do you mean zoneKind?",
    ),
    "derived term": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, absorbs: zone/green-cluster}}]",
        "2: There is no term (for a Zone) absorbs;",
    ),
    "unknown class": (
        f"- quote: {AREA}\n  says: [{{id: zone/a, type: Zoon}}]",
        "2: There is no class Zoon; do you mean Zone?",
    ),
    **{
        f"a thing of {cls}": (
            f"- quote: {AREA}\n  says:\n    - {{id: {path}/a, type: {cls}}}",
            f"3: No claim introduces a thing of {cls}: {reason}",
        )
        for cls, path, reason in (
            ("Oddity", "oddity", "an oddity is an entry of oddities.yaml."),
            ("Evidence", "evidence", "the build makes it from the text and the quotes."),
            ("Clause", "clause", "the build makes it from the text and the quotes."),
            ("Inference", "inference", "the build makes it from the rules."),
        )
    },
    "unknown concept": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, area: {{areaKind: totl, value: 121, unit: km2}}}}]",
        "2: There is no area-kind (for areaKind) totl; do you mean total?",
    ),
    "wrong kind of thing": (
        f"- quote: {COVERS}\n  says: [{{id: zone/zhizao-new-city, coversTownship: zone/baisha-area}}]",
        "2: coversTownship takes the id of a Township; zone/baisha-area is a Zone.",
    ),
    "wrong kind of thing, one of several": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, locatedIn: zone/zhizao-new-city}}]",
        "2: locatedIn takes the id of an AdminUnit or Region; zone/zhizao-new-city is a Zone.",
    ),
    "wrong kind of literal": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, area: {{areaKind: total, value: much, unit: km2}}}}]",
        "2: value takes a number such as 61.5; 「much」 is not.",
    ),
    "a literal where a thing is due": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, area: 121}}]",
        "2: 121 is mentioned but never introduced;",
    ),
    "a mapping where a word is due": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, zoneKind: {{a: b}}}}]",
        "2: zoneKind takes a word of zone-kind, not a mapping.",
    ),
    "property of another class": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, plateRank: national}}]",
        "2: A Zone has no plateRank; that is said of Plate.",
    ),
    "mentioned but never introduced": (
        f"- quote: {COVERS}\n  says: [{{id: zone/zhizao-new-city, coversTownship: township/huangja}}]",
        "2: township/huangja is mentioned but never introduced; do you mean township/huangjia?",
    ),
    "described but never introduced": (
        f"- quote: {COVERS}\n  says: [{{id: zone/nowhere, coversTownship: township/huangjia}}]",
        (
            "2: zone/nowhere is never introduced; give its type where the paper first speaks of it, "
            "or build the source together with the one that introduces it."
        ),
    ),
    "introduced twice": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, type: Zone}}]",
        "2: zone/zhizao-new-city is introduced twice, first at 01-2-targets.yaml:",
    ),
    "number not in the quote": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, area: {{areaKind: total, value: 12, unit: km2}}}}]",
        "2: The number 12 of value is not in the quote.",
    ),
    "date whose parts are swapped": (
        "- quote: 发布时间:2021-12-06 12:20:16\n  says: [{id: document/quzhou-2021, issuedOn: 2021-06-12}]",
        "2: The quote has the numbers of 2021-06-12, but not as this date.",
    ),
    "words not in the quote": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, alias: 智造城}}]",
        "2: alias must be words of the quote; 「智造城」 is not in it.",
    ),
    "pieces not in the order of the quote": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, alias: 新增…新平台}}]",
        "2: alias must be words of the quote; 「新增…新平台」 is not in it.",
    ),
    "words split by a comma": (
        f"- quote: {AREA}\n  says:\n    - id: zone/zhizao-new-city\n      alias: [新平台总面积121平方公里,新增面积]",
        '4: The comma before 「新增面积」 splits the words; write one item a line, or: alias: ["新平台总面积',
    ),
    "id of the wrong form": (
        f"- quote: {AREA}\n  says: [{{id: plate/Foo, type: Zone}}]",
        "2: The id of a Zone is zone/ and small-letter-words; not plate/Foo.",
    ),
    "id on what has none": (
        f"- quote: {AREA}\n  says: [{{id: area/a, type: AreaStatement}}]",
        "2: The class AreaStatement takes its name from its content; leave out the id.",
    ),
    "key twice": (
        f"- quote: {AREA}\n  says:\n    - id: zone/zhizao-new-city\n      area: {{areaKind: total, areaKind: added}}",
        "4: The key areaKind stands twice, first on line 4; write a list.",
    ),
    "words of a mapping split by a comma": (
        f"- quote: {AREA}\n  says:\n    - {{id: zone/a, alias: 新平台,新增}}",
        '3: The comma before 「新增」 splits the words; write one item a line, or: - {id: zone/a, alias: "新平台,新',
    ),
    "full-width colon": (
        f"- quote：{AREA}\n  says: [{{id: zone/zhizao-new-city}}]",
        f"1: The colon after the key is full-width (：); write: - quote: {AREA}",
    ),
    "full-width colon and comma in brackets": (
        f"- quote: {AREA}\n  says: [{{id：zone/zhizao-new-city，alias: 新平台}}]",
        "2: The colon after the key is full-width (：); write: says: [{id: zone/zhizao-new-city, alias: 新平台}]",
    ),
    "tab": (f"- quote: {AREA}\n\tsays: [{{id: zone/zhizao-new-city}}]", "2: A tab indents this line, and YAML takes"),
    "no space after the colon": (
        f"- quote: {AREA}\n  says:\n    - id:zone/zhizao-new-city",
        "3: A space is missing after the colon; write: - id: zone/zhizao-new-city",
    ),
    "concept in Chinese": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, area: {{areaKind: 总面积, value: 121, unit: km2}}}}]",
        "2: There is no area-kind (for areaKind) 总面积; write total.",
    ),
    "concept of another vocabulary": (
        f"- quote: {AREA}\n  says: [{{id: zone/zhizao-new-city, area: {{areaKind: hectare, value: 121, unit: km2}}}}]",
        "hectare is a word of unit.",
    ),
    "name for an id": (
        f"- quote: {COVERS}\n  says: [{{id: zone/zhizao-new-city, coversTownship: 黄家街道}}]",
        "2: 黄家街道 is mentioned but never introduced; write its id, township/huangjia.",
    ),
    "id of another class is no hint": (
        f"- quote: {COVERS}\n  says: [{{id: zone/zhizao-new-city, coversTownship: zone/fushi-are}}]",
        "2: zone/fushi-are is mentioned but never introduced; give its type",
    ),
    "not YAML": ("- quote: [", "2: This is not YAML:"),
    "a control character": (
        "- quote: 新平台\x0c总面积\n  says: []",
        "1: The character U+000C is none that YAML accepts; remove it.",
    ),
    "not a list": ("quote: a", "1: A claims file is a list of passages"),
}


@pytest.fixture
def sources(tmp_path):
    shutil.copytree(SOURCES / "quzhou-2021", tmp_path / "quzhou-2021")
    return tmp_path


def faults_of(sources, text):
    (sources / "quzhou-2021/claims/99-mistakes.yaml").write_text(text, "utf-8")
    with pytest.raises(CurationError) as caught:
        build_store([sources / "quzhou-2021"])
    return [str(fault) for fault in caught.value.faults if fault.file.name == "99-mistakes.yaml"]


def _readable(sentence):
    """Whether the rest of a file can be read beside the mistake."""
    unreadable = (
        "none that YAML accepts",
        "not YAML",
        "stands twice, first",
        "splits the words",
        "; write: ",
        "full-width",
        "A tab",
    )
    return not any(words in sentence for words in unreadable)


BESIDE_OTHERS = [name for name, (text, sentence) in MISTAKES.items() if text.startswith("- ") and _readable(sentence)]


@pytest.mark.parametrize("mistake", [*sorted(MISTAKES.keys() - set(BESIDE_OTHERS)), BESIDE_OTHERS[0]])
def test_a_mistake_alone_is_said_with_its_line(sources, mistake):
    text, sentence = MISTAKES[mistake]
    (fault,) = faults_of(sources, text)
    assert sentence in fault.partition("99-mistakes.yaml:")[2]


def test_all_mistakes_of_a_file_are_said_at_once_each_with_its_line(sources):
    text, said = "", {}
    for name in BESIDE_OTHERS:
        mistake, sentence = MISTAKES[name]
        line, _, words = sentence.partition(": ") if sentence[0].isdecimal() else ("", "", sentence)
        said[name] = f"99-mistakes.yaml:{text.count(chr(10)) + int(line)}: {words}" if line else words
        text += f"{mistake}\n"
    faults = faults_of(sources, text)
    assert {name: words for name, words in said.items() if sum(words in fault for fault in faults) != 1} == {}
    assert len(faults) == len(said)


ONE_TYPO = {
    "a quote": ("02-1-city-zones.yaml", "将衢化片区,柯城东港", "将衢化片区、柯城东港", "The quote is not in the text"),
    "an id where it is introduced": (
        "02-1-city-zones.yaml",
        "{id: zone/green-cluster, type",
        "{id: zone/gren-cluster, type",
        "zone/green-cluster is mentioned but never introduced; do you mean zone/gren-cluster? It is mentioned also at",
    ),
    "a class": ("02-1-city-zones.yaml", "quhua, type: Township", "quhua, type: Townshp", "There is no class Townshp"),
    "a bracket": ("02-1-city-zones.yaml", "zoneKind: industry-cluster}", "zoneKind: industry-cluster", "not YAML"),
    "a line of editorial.yaml": (
        "../editorial.yaml",
        "zone/green-cluster: ",
        "zone/gren-cluster: ",
        "zone/gren-cluster is introduced by no passage; do you mean zone/green-cluster?",
    ),
}


@pytest.mark.parametrize("typo", ONE_TYPO)
def test_one_typo_is_one_fault(sources, typo):
    name, right, wrong, sentence = ONE_TYPO[typo]
    path = sources / "quzhou-2021/claims" / name
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(CurationError) as caught:
        build_store([sources / "quzhou-2021"])
    (fault,) = caught.value.faults
    assert sentence in fault.message


def test_things_need_a_name_in_both_languages(sources):
    editorial = sources / "quzhou-2021/editorial.yaml"
    text = editorial.read_text("utf-8")
    text = text.replace("admin/longyou: Longyou County\n", "").replace(
        "{zh: 模环溪以西, en: strip west of Mohuan Creek}", "strip"
    )
    text = (
        text.replace("silentOn: destination", "silentOn: destnation", 1)
        + "zone/nothing: Nothing\nplate/green-cluster-x: {e: x}\n"
    )
    editorial.write_text(text, "utf-8")
    with pytest.raises(CurationError) as caught:
        build_store([sources / "quzhou-2021"])
    said = str(caught.value)
    for sentence in (
        "admin/longyou has no English name; add `admin/longyou: …`.",
        "zone/longyou-mohuan-west has no Chinese name in the paper; add zh.",
        "There is no silence destnation; there are added-area, admin-level, base-area, bearer,",
        "zone/nothing is introduced by no passage; correct or remove the entry.",
        "There is no key e here; the keys are en, zh, note, silentOn, group.",
    ):
        assert sentence in said
