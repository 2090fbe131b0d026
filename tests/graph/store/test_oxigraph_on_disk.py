"""The engine on disk: made once beside its build, read by jailed processes, and gone with its build."""

import json
import resource
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from pyoxigraph import RdfFormat, Store

from graph.build import build, source_folders
from graph.core.errors import BuildDamaged, EngineUnavailable
from graph.process.child import run_limited
from graph.store.builds import current_build, rollback
from graph.store.engine import DISK, Counts
from graph.store.oxigraph import OxigraphEngine
from graph.store.repeated_triples import extract_repeats, read_lines
from graph.store.store import GraphStore

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def counted(store):
    return int(store.rows(COUNT)[0]["n"].value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one build, so that a test may damage it."""
    folder = tmp_path_factory.mktemp("one")
    build(folder, source_folders()[:1])
    return folder


def test_its_index_is_made_once(folder):
    first = GraphStore.open(folder, DISK)
    index = current_build(folder).folder / "disk" / "index.json"
    made = index.stat().st_mtime_ns
    assert counted(GraphStore.open(folder, DISK)) == counted(first) == first.counts().triples
    assert index.stat().st_mtime_ns == made


def test_an_index_of_another_version_is_made_anew(folder):
    GraphStore.open(folder, DISK)
    index = current_build(folder).folder / "disk" / "index.json"
    told = json.loads(index.read_text("utf-8"))
    index.write_text(json.dumps(told | {"pyoxigraph": "0.1.0"}), "utf-8")
    GraphStore.open(folder, DISK)
    assert json.loads(index.read_text("utf-8")) == told


def remove(store):
    (store / "CURRENT").unlink()


def remove_table(store):
    next(store.glob("*.sst")).unlink()


def overwrite_table(store):
    table = next(store.glob("*.sst"))
    table.write_bytes(b"x" * table.stat().st_size)


@pytest.mark.parametrize("damage", [remove, remove_table, overwrite_table])
def test_an_index_that_is_damaged_is_told_and_made_again(folder, damage):
    GraphStore.open(folder, DISK)
    damage(current_build(folder).folder / "disk" / "store")
    with pytest.raises(BuildDamaged, match="its index cannot be opened"):
        GraphStore.open(folder, DISK)
    assert counted(GraphStore.open(folder, DISK)) > 1000


def test_an_index_that_cannot_be_opened_for_want_of_file_descriptors_is_kept(folder):
    GraphStore.open(folder, DISK)
    with pytest.raises(EngineUnavailable, match="cannot be opened: Oxigraph needs at least"), few_files():
        GraphStore.open(folder, DISK)
    assert counted(GraphStore.open(folder, DISK)) > 1000


@contextmanager
def few_files():
    """Let this process open 64 files at once."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_what_a_killed_process_left_of_an_index_is_removed(tmp_path):
    made = build(tmp_path, source_folders()[:1]).folder
    (made / "disk-draft-killed" / "store").mkdir(parents=True)
    GraphStore.open(tmp_path, DISK)
    assert {path.name for path in made.glob("disk*")} == {"disk", "disk.lock"}


def test_processes_that_start_together_make_one_index(tmp_path):
    made = build(tmp_path, source_folders()[:1]).folder
    program = "import sys; from pathlib import Path; from graph.store.store import GraphStore as Store"
    command = [sys.executable, "-c", f"{program}; Store.open(Path(sys.argv[1]), 'disk')", str(tmp_path)]
    started, drafts = [subprocess.Popen(command) for _ in range(3)], set()
    while any(process.poll() is None for process in started):
        drafts |= set(made.glob("disk-draft-*"))
        time.sleep(0.002)
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(drafts) == 1


def test_it_knows_the_repeats_of_triples(agreed, agreeing, tmp_path):
    quads = current_build(agreed).quads
    lines = read_lines(quads)
    found = set(lines.repeats)
    assert lines.graphs == current_build(agreed).manifest["graphs"]
    whole = Store()
    whole.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
    assert set(extract_repeats(whole)) == found
    unsorted = tmp_path / "unsorted.nq"
    unsorted.write_bytes(b"".join(reversed(quads.read_bytes().splitlines(keepends=True))))
    assert read_lines(unsorted) is None
    assert len(found) == agreeing.counts().quads - agreeing.counts().triples > 100
    store = GraphStore.open(agreed, DISK)
    assert store.counts() == agreeing.counts()
    assert set(store.match()) == set(agreeing.match())
    assert set(store.quads()) == set(agreeing.quads())


def test_a_jailed_child_reads_it(built):
    store = GraphStore.open(built, DISK)
    asked = run_limited(
        lambda: str(len(store.query("SELECT * { ?s ?p ?o }").table().columns) + counted(store)).encode(),
        doing="The query",
        jailed=True,
        keep=store.engine.in_worker(),
    )
    assert int(asked) == store.counts().triples + 3


def test_a_jailed_child_reads_tables_that_are_not_open_yet(graph, tmp_path):
    """RocksDB opens sixteen tables when it starts, and the others when something is read from them."""
    folder, quads = tmp_path / "store", list(graph.quads())[:60]
    growing = Store(str(folder))
    for at in range(0, len(quads), 20):  # three tables for each order of quads, too few to be merged
        growing.bulk_extend(quads[at : at + 20])
    del growing
    engine = OxigraphEngine(Store.read_only(str(folder)), Store(), Counts(len(quads), len(quads), {}), folder)
    store, needed = GraphStore(engine, graph.build), engine.in_worker()
    assert needed.more > 0
    asked = run_limited(lambda: str(counted(store)).encode(), doing="The query", jailed=True, keep=needed)
    assert int(asked) == len({quad.triple for quad in quads})


def test_it_goes_with_its_build(tmp_path):
    for papers in (source_folders()[:1], source_folders()[1:2], source_folders()[:2]):
        build(tmp_path, papers)
        GraphStore.open(tmp_path, DISK)
    assert len(list(tmp_path.glob("builds/*/disk"))) == 2
    newest = GraphStore.open(tmp_path, DISK).counts()
    rollback(tmp_path)
    assert GraphStore.open(tmp_path, DISK).counts().quads < newest.quads


def test_the_commands_use_it(kaifaqu, tmp_path):
    environment = {"KAIFAQU_ENGINE": "disk", "KAIFAQU_BUILD": str(tmp_path)}
    assert kaifaqu("build", env=environment).returncode == 0
    assert list(tmp_path.glob("builds/*/disk/index.json"))
    asked = kaifaqu("query", "-e", "ASK { zone:zhizao-new-city a kq:Zone }", env=environment)
    assert asked.stdout.strip() == "yes"
