"""How much of a paper's claims `kaifaqu draft` proposes, and how many of its proposals are right.

Without an argument it measures all papers and keeps the result in RESULTS.md. With `rules` it prints, for each rule,
how many of its proposals are right on the papers that it has not met, and on all papers.

A statement is one key with one value under `says`, without ids: `type`, `name`, and each property of a thing or of a
node within it. Things are the same if they have a name in common; events, rules and other nodes that papers do not name
are the same if they are of one class, rest on overlapping words and share more statements than any other pair. A text
is drafted as `kaifaqu draft` does it: without claims of its own, with the names that the papers of the graph
introduced, unless it is one of them. Only proposals that are sure are counted.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from results import keep, measured_with, table

from graph.core.resources import SOURCES
from graph.curation.editorial import read_editorial
from graph.curation.passages import read_passages
from graph.curation.source_folder import read_source
from graph.curation.source_model import Mapping, Sequence, Span
from graph.drafting.labels import Labels
from graph.drafting.lexicon import load_lexicon
from graph.drafting.paper import draft_source, published_passages
from graph.drafting.sentence_subjects import half_width
from graph.schema.ontology import load_ontology

PAPERS = Path(__file__).parent.parent / "papers"
OLD = (
    *("beiyuan-report", "chijiang-reply", "dongtong-draft", "fenbei-notice", "jingyang-plan", "jizhou-plan"),
    *("lanwan-opinion", "linyuan-notice", "nanpu-plan", "nanzhou-plan", "rongnan-notice", "shaquan-plan"),
    *("yingyuan-plan", "yunchuan-reply"),
)
"""The papers whose misses and wrong proposals were read while the rules were mended; others are blind."""
SEEN = {
    *("00-head.yaml", "00-preamble.yaml", "02-1-city-zones.yaml", "03-1-industries.yaml"),
    *("01-2-targets.yaml", "02-2-other-matters.yaml", "04-1-functions.yaml", "04-2-personnel.yaml"),
    *("05-finance.yaml", "06-organisation.yaml"),
}
"""The claims files of the Quzhou paper that were read while the rules were written; also the clauses below."""
SEEN_CLAUSES = ("二(三)1", "二(三)2")
RULES_HEAD = ("rule", "right, unmet", "wrong, unmet", "right, all", "wrong, all", "precision")
UNNAMED = (
    "event",
    "enumeration",
    "custody",
    "target",
    "provision",
    "supervision",
    "assignment",
    "fiscal",
    "measure",
    "problem",
)


def plain(node):
    """The value of a node of a claims file as Python values."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text


def many(value):
    return value if isinstance(value, list) else [value]


def statements(value, path=()):
    """Each key with each of its values; a node within gives its own statements, told apart by what it refers to."""
    for key, items in value.items():
        if key == "id":
            continue
        for item in many(items):
            if isinstance(item, dict):
                inner = next((many(v)[0] for v in item.values() if "/" in str(v)), "") or item.get("areaKind", "")
                yield from statements(item, (*path, key, inner))
            else:
                yield (*path, key), str(item)


class Paper:
    """The things of one set of claims, with what is said of each and where."""

    def __init__(self, said, editorial=None):
        """said: pairs of a span and a mapping."""
        self.names, self.cls, self.where = defaultdict(set), {}, defaultdict(list)
        self.labels = editorial or {}
        for span, mapping in said:
            id_ = mapping["id"]
            self.cls.setdefault(id_, "")
            if mapping.get("type"):
                self.cls[id_] = mapping["type"]
            for key in ("name", "alias", "shortName"):
                self.names[id_].update(map(half_width, many(mapping.get(key, []))))
            for path, value in statements(mapping):
                self.where[id_].append((span, path, value))
        for id_, zh in (editorial or {}).items():
            if id_ in self.cls:
                self.names[id_].add(half_width(zh))


def aligned(gold, draft):
    """The id of a proposal to the id of the claim that it means."""
    pairs = {}
    for id_ in draft.cls:
        if id_.split("/")[0] in UNNAMED:
            continue
        same = [g for g in gold.cls if gold.cls[g] == draft.cls[id_] and gold.names[g] & draft.names[id_]]
        if same:
            pairs[id_] = same[0]
    scores = []
    for id_ in (i for i in draft.cls if i.split("/")[0] in UNNAMED):
        mine = {(p, pairs.get(v, v)) for _, p, v in renamed(draft.where[id_], pairs)}
        for other in (g for g in gold.cls if gold.cls[g] == draft.cls[id_]):
            if overlap(draft.where[id_], gold.where[other]):
                shared = len(mine & {(p, v) for _, p, v in gold.where[other]})
                scores.append((shared, id_, other))
    taken = set()
    for _, id_, other in sorted(scores, key=lambda s: (-s[0], s[1], s[2])):
        if id_ not in pairs and other not in taken:
            pairs[id_] = other
            taken.add(other)
    return pairs


def renamed(places, pairs):
    return [
        (span, tuple(pairs.get(part, part) for part in path), pairs.get(value, value)) for span, path, value in places
    ]


def overlap(some, others):
    return any(a.overlaps(b) for a, *_ in some for b, *_ in others)


def compare(gold, draft, counted=lambda _: True):
    """Statements in the claims, statements proposed, those that agree, and the proposals that do not.

    counted: whether the words at a place are measured.
    """
    pairs = aligned(gold, draft)
    known = {(i, p, half_width(v)) for i, places in gold.where.items() for _, p, v in places}
    here = {(i, p, half_width(v)) for i, places in gold.where.items() for s, p, v in places if counted(s)}
    proposed, wrong, right = set(), [], set()
    for id_, places in draft.where.items():
        for span, path, value in renamed(places, pairs):
            if not counted(span):
                continue
            statement = (pairs.get(id_, id_), path, half_width(value))
            proposed.add(statement)
            if statement in known:
                right.add(statement)
            else:
                wrong.append((id_, statement))
    return here, proposed, right, wrong


def read_gold(folder):
    """The claims of a source folder as a Paper, and the source."""
    source = read_source(folder)
    passages, faults = read_passages(source)
    assert not faults, faults
    _, editorial = read_editorial(source)
    zh = {k.text: v.get("zh").text for k, v in editorial.entries if isinstance(v, Mapping) and v.get("zh")}
    said = [(p.place, plain(m)) for p in passages for m in p.says if isinstance(p.place, Span)]
    return source, passages, Paper([*said, *introduced_elsewhere(folder, said)], zh)


@cache
def introduced_by_papers():
    """The class and the names of each thing that an invented paper introduces."""
    found = {}
    for folder in sorted(text.parent for text in PAPERS.glob("*/text.txt")):
        for passage in read_passages(read_source(folder))[0]:
            for mapping in map(plain, passage.says):
                if "type" in mapping:
                    found[mapping["id"]] = {key: mapping[key] for key in ("id", "type", "name") if key in mapping}
    return found


def introduced_elsewhere(folder, said):
    """What another invented paper introduces, at its first mention: a draft is made as if the paper stood alone."""
    own, known = {mapping["id"] for _, mapping in said if "type" in mapping}, introduced_by_papers()
    for span, mapping in said:
        for *_, value in statements(mapping):
            if folder.parent == PAPERS and value in known and value not in own:
                own.add(value)
                yield span, known[value]


def proposals_for(source):
    """The proposals for a text, with the things that the papers of the graph name unless it is one of them."""
    others = () if source.folder.parent == SOURCES else published_passages()
    return draft_source(source.text, source.id, load_ontology(), document=source.document, others=others)


def drafted(source):
    """The sure proposals for a text, as a Paper."""
    entries = [(p.span, e) for p in proposals_for(source) for e in p.entries.values() if e.sure]
    return Paper([(span, e.mapping) for span, e in entries], {e.mapping["id"]: e.label for _, e in entries if e.label})


def right_by_rule(folder):
    """For each rule, how many of the statements that it proposes for a paper are right, and how many wrong."""
    source, _, gold = read_gold(folder)
    proposals = proposals_for(source)
    entries = [(p.span, e) for p in proposals for e in p.entries.values() if e.sure]
    draft = Paper([(span, e.mapping) for span, e in entries])
    pairs, wrong = aligned(gold, draft), {statement for _, statement in compare(gold, draft)[3]}
    counts, counted = defaultdict(lambda: [0, 0]), set()
    for span, entry in entries:
        id_ = entry.mapping["id"]
        for _, path, value in renamed([(span, *each) for each in statements(entry.mapping)], pairs):
            statement = (pairs.get(id_, id_), path, half_width(value))
            if statement not in counted:
                counted.add(statement)
                counts[entry.given_by.get(path[0], entry.rules[0])][statement in wrong] += 1
    return counts


def rule_rows():
    """A row for each rule, those with the most wrong proposals on papers that they have not met first."""
    unmet, every = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
    for folder in [SOURCES / "quzhou-2021", *sorted(text.parent for text in PAPERS.glob("*/text.txt"))]:
        for rule, (right, wrong) in right_by_rule(folder).items():
            for counts in (every, unmet) if folder.parent == PAPERS and folder.name not in OLD else (every,):
                counts[rule] = [counts[rule][0] + right, counts[rule][1] + wrong]
    order = sorted(every, key=lambda rule: (-unmet[rule][1], -every[rule][1], -every[rule][0], rule))
    return [(rule, *unmet[rule], *every[rule], f"{every[rule][0] / sum(every[rule]):.0%}") for rule in order]


def names_offered(gold, draft, counted):
    """The `name` lines of the claims whose words are proposed, as a name or as a Chinese name in `editorial.yaml`."""
    here, _, right, _ = compare(gold, draft, counted)
    labels = {(g, ("name",), half_width(draft.labels[d])) for d, g in aligned(gold, draft).items() if d in draft.labels}
    names = {statement for statement in here if statement[1] == ("name",)}
    return names, names & (right | labels)


def measure(name, source, gold, draft, counted=lambda _: True):
    """A row of the table: statements in the claims, proposals, how many of each agree, and names."""
    here, proposed, right, _ = compare(gold, draft, counted)
    names, offered = names_offered(gold, draft, counted)
    shares = (f"{len(right) / len(here):.0%}", f"{len(right) / max(1, len(proposed)):.0%}")
    return (name, len(here), len(proposed), *shares, f"{len(offered)} of {len(names)}", english(source))


def english(source):
    """How many of the things that a draft introduces have an English name drafted."""
    proposals = proposals_for(source)
    introduced = [e.mapping for p in proposals for e in p.entries.values() if "type" in e.mapping]
    labels = Labels(introduced, load_lexicon(), load_ontology())
    return f"{sum(bool(labels.of(mapping)['en']) for mapping in introduced)} of {len(introduced)}"


def quzhou_rows():
    """The Quzhou paper: all of it, what was read while the rules were written, and the rest."""
    source, passages, gold = read_gold(SOURCES / "quzhou-2021")
    draft = drafted(source)
    read = [p.place for p in passages if p.file.name in SEEN]
    read += [clause.span for clause in source.clauses if clause.number in SEEN_CLAUSES]

    def is_read(span):
        return any(place.overlaps(span) for place in read)

    yield measure("Quzhou", source, gold, draft)
    yield measure("Quzhou, claims read while the rules were written", source, gold, draft, is_read)
    yield measure("Quzhou, claims not read but for names", source, gold, draft, lambda span: not is_read(span))


def paper_rows(folders, mark=""):
    """A row for each of some invented papers, and one for all of them."""
    counts = [0, 0, 0]
    for folder in folders:
        source, _, gold = read_gold(folder)
        draft = drafted(source)
        here, proposed, right, _ = compare(gold, draft)
        counts = [a + len(b) for a, b in zip(counts, (here, proposed, right), strict=True)]
        yield measure(f"{mark}invented: {source.id}", source, gold, draft)
    said, offered, agreed = counts
    shares = f"{agreed / max(1, said):.0%}", f"{agreed / max(1, offered):.0%}"
    yield (f"{mark}invented papers together", said, offered, *shares, "", "")


def invented(*, is_read):
    """The folders of the invented papers that were read while the rules were mended, or of the others."""
    folders = sorted(text.parent for text in PAPERS.glob("*/text.txt"))
    return [folder for folder in folders if (folder.name in OLD) == is_read]


def kinds_of_names():
    """For each class, how many `name` lines of all papers are proposed."""
    folders = [SOURCES / "quzhou-2021", *sorted(text.parent for text in PAPERS.glob("*/text.txt"))]
    counts = defaultdict(lambda: [0, 0])
    for folder in folders:
        source, _, gold = read_gold(folder)
        names, offered = names_offered(gold, drafted(source), lambda _: True)
        for statement in names:
            count = counts[gold.cls[statement[0]]]
            count[0] += statement in offered
            count[1] += 1
    return [(cls, f"{found} of {every}") for cls, (found, every) in sorted(counts.items())]


if __name__ == "__main__":
    if sys.argv[1:] == ["rules"]:
        sys.stdout.write(table(RULES_HEAD, rule_rows()) + "\n")
        sys.exit()
    head = ("paper", "statements", "proposed", "share", "precision", "names", "English names")
    read, blind = invented(is_read=True), invented(is_read=False)
    rows = [*quzhou_rows(), *paper_rows(read, "read, "), *paper_rows(blind, "**blind**, ")]
    keep(
        "Drafts",
        f"""{table(head, rows)}

Share: right proposals of all statements in the claims. Precision: right proposals of all proposals that are sure.
Names: `name` lines of the claims whose words are proposed, as a name or, for events and provisions, as the Chinese name
in `editorial.yaml`. English names: of the things that a draft introduces.

Rows marked **blind** are papers that the rules have not met, in the usual wording of official papers: they tell what to
expect of another paper. All
other rows are of papers whose misses and wrong proposals were read while the rules were mended, so that their shares
tell what the rules can express, and not what to expect of another paper. Ten of them were blind before:
of the statements of jizhou-plan the rules proposed 28% at a precision of 89%, of those of shaquan-plan 32% at 89%, of
those of rongnan-notice 20% at 85%, of those of nanzhou-plan 33% at 89%, of those of linyuan-notice 43% at 89%, of
those of chijiang-reply 47% at 84%, of those of jingyang-plan 47% at 87%, of those of fenbei-notice 15% at 89%, of
those of lanwan-opinion 17% at 76%, and of those of yingyuan-plan 20% at 95%.

A proposal is wrong if the claims do not say it. That includes what the claims could have said as well: a name that they
leave to `editorial.yaml`, a figure that they give to the province and the draft to the zones of the province.

Names by class, of all these papers:

{table(("class", "names"), kinds_of_names())}

{measured_with("pypinyin")}""",
    )
