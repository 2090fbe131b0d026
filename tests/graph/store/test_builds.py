"""Damaged builds and failing disks: one sentence, exit status 2, and the current build is kept."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from graph.core.errors import BuildDamaged, BuildMissing, BuildNotWritten
from graph.store.build_lock import in_use
from graph.store.builds import current_build, publish, rollback, verify
from graph.store.store import GraphStore

QUADS = [b'<urn:s> <urn:p> "%d" <urn:g> .\n' % number for number in range(100)]


def manifest(quads):
    return {"quads": len(quads), "graphs": {"urn:g": len(quads)}, "versions": {}}


def publish_small(folder, name="small", quads=QUADS):
    return publish(folder, {"quads.nq": b"".join(quads)}, manifest(quads), name)


def cut_at_a_line_end(file):
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[: len(lines) // 2]))


def flip_a_byte(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


QUADS_DAMAGED = {
    "cut at a line end": cut_at_a_line_end,
    "empty": lambda file: file.write_bytes(b""),
    "a byte flipped": flip_a_byte,
    "gone": Path.unlink,
}
MANIFEST_DAMAGED = {
    "an empty object": lambda file: file.write_text("{}"),
    "an array": lambda file: file.write_text("[]"),
    "cut off": lambda file: file.write_text(file.read_text("utf-8")[:40], "utf-8"),
    "not UTF-8": lambda file: file.write_bytes(b"\xff\xfe"),
    "nested": lambda file: file.write_text("[" * 100_000),
    "empty": lambda file: file.write_bytes(b""),
    "gone": Path.unlink,
    "another count": lambda file: file.write_text(file.read_text("utf-8").replace('"quads": 100', '"quads": 99')),
    "another graph": lambda file: file.write_text(file.read_text("utf-8").replace("urn:g", "urn:h")),
}


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        *[("quads.nq", damage) for damage in QUADS_DAMAGED.values()],
        *[("manifest.json", damage) for damage in MANIFEST_DAMAGED.values()],
    ],
    ids=[*(f"quads {name}" for name in QUADS_DAMAGED), *(f"manifest {name}" for name in MANIFEST_DAMAGED)],
)
def test_damaged_build_is_refused_and_replaced(tmp_path, file, damage):
    sound = publish_small(tmp_path)
    content = sound.quads.read_bytes()
    damage(sound.folder / file)
    with pytest.raises(
        BuildDamaged, match=r"small is damaged: .*\. `kaifaqu build --to .*` makes it anew\.$"
    ) as raised:
        GraphStore.open(tmp_path)
    assert "--rollback" not in str(raised.value)
    assert GraphStore.load(publish_small(tmp_path)).counts().quads == 100
    assert current_build(tmp_path).quads.read_bytes() == content
    assert [path.name for path in (tmp_path / "builds").iterdir()] == ["small"]


def test_build_that_crashes_the_engine_is_one_sentence(kaifaqu, tmp_path):
    """A complete build that is nested too deeply for the engine."""
    nested = b"<urn:s> <urn:p> " + b"<<( <urn:s> <urn:p> " * 30_000 + b"<urn:o> " + b")>> " * 30_000 + b"<urn:g> .\n"
    publish_small(tmp_path, "deep", [nested])
    refused = kaifaqu("query", "-e", "ASK {}", "--in", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "The command crashed the RDF engine (SIGSEGV), most likely "
        "because data or query are nested too deeply; nest them less.\n"
    )


def test_sound_build_is_not_rewritten(tmp_path):
    file = publish_small(tmp_path).quads
    before = file.stat()
    publish_small(tmp_path)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_build_in_use_is_not_removed(tmp_path):
    def publish_some(names):
        for name in names:
            publish(tmp_path, {"quads.nq": name.encode()}, {}, name)
        return {build.name for build in (tmp_path / "builds").iterdir()}

    publish_some("a")
    with in_use(tmp_path / "builds" / "a"), in_use(tmp_path / "builds" / "a"):
        assert publish_some("bcd") == set("acd")
    assert publish_some("e") == set("de")
    assert in_use(tmp_path / "builds" / "a") is None


def test_dangling_link_is_damage(tmp_path):
    shutil.rmtree(publish_small(tmp_path).folder)
    with pytest.raises(BuildDamaged, match="No such file"):
        current_build(tmp_path)


def test_rollback_skips_damaged_builds(tmp_path):
    for number, name in enumerate(("oldest", "older", "newest")):
        folder = publish_small(tmp_path, name).folder
        os.utime(folder, (number, number))
        shutil.copytree(folder, tmp_path / name)
    shutil.copytree(tmp_path / "oldest", tmp_path / "builds/oldest", dirs_exist_ok=True)
    os.utime(tmp_path / "builds/oldest", (0, 0))
    for name in ("older", "newest"):
        cut_at_a_line_end(tmp_path / "builds" / name / "quads.nq")
    with pytest.raises(BuildDamaged, match=r"; `kaifaqu build --rollback --to .*` goes back to the one before"):
        verify(current_build(tmp_path))
    assert rollback(tmp_path).folder.name == "oldest"
    assert GraphStore.open(tmp_path).counts().quads == 100
    with pytest.raises(BuildMissing, match="to go back to"):
        rollback(tmp_path)
    assert current_build(tmp_path).folder.name == "oldest"


@pytest.fixture(scope="module")
def damaged(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged") / "builds-of-test"
    shutil.copytree(built, folder, symlinks=True)
    cut_at_a_line_end(current_build(folder).quads)
    return folder


@pytest.mark.parametrize(
    "args",
    [
        ("query", "-e", "ASK {}"),
        ("check",),
        ("lookup", "智造新城"),
        ("lineage", "智造新城"),
        ("show", "智造新城"),
        ("export", "dataset.nq", "-o", "-"),
        ("serve", "--port", "0"),
    ],
    ids=lambda args: args[0],
)
def test_commands_refuse_a_damaged_build(kaifaqu, damaged, args):
    refused = kaifaqu(*args, "--in", str(damaged))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert f"`kaifaqu build --to {damaged}` makes it anew" in refused.stderr


def test_build_command_replaces_a_damaged_build(kaifaqu, damaged, built, tmp_path):
    folder = tmp_path / "builds-of-test"
    shutil.copytree(damaged, folder, symlinks=True)
    assert kaifaqu("build", "--to", str(folder)).returncode == 0
    assert current_build(folder).quads.read_bytes() == current_build(built).quads.read_bytes()
    assert kaifaqu("query", "-e", "ASK {}", "--in", str(folder)).stdout == "yes\n"


def drafts(folder):
    """Return the files that an interrupted build leaves."""
    return [*folder.glob("builds/draft-*"), *folder.glob("current-*")]


def test_full_disk_keeps_the_old_build(tmp_path):
    old = publish_small(tmp_path, "old").folder
    command = [
        "bash",
        "-c",
        'ulimit -f 1000; exec "$@"',
        "-",
        sys.executable,
        "-m",
        "service",
        "build",
        "--to",
        tmp_path,
    ]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert (
        f"The build cannot be written to {tmp_path}: File too large. The current build is unchanged" in refused.stderr
    )
    assert current_build(tmp_path).folder == old
    assert GraphStore.open(tmp_path).counts().quads == 100
    assert drafts(tmp_path) == []
    assert [path.name for path in (tmp_path / "builds").iterdir()] == ["old"]


PUBLISH = """
import json, os, sys
from pathlib import Path
from graph.store.builds import publish
from graph.core.errors import BuildNotWritten
os.getuid() == 0 and os.setuid(65534)  # root writes where nobody may
try:
    publish(Path(sys.argv[1]), {"quads.nq": b""}, {"quads": 0, "graphs": {}}, "new")
except BuildNotWritten as error:
    sys.exit(str(error))
"""


def test_read_only_folder_keeps_the_old_build():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish_small(folder, "old")
        places = (folder / "builds/old", folder / "builds", folder)
        (folder / "lock").chmod(0o444)
        for place in places:
            place.chmod(0o555)
        refused = subprocess.run([sys.executable, "-c", PUBLISH, name], capture_output=True, text=True, check=False)
        assert refused.returncode == 1
        assert "cannot be written" in refused.stderr
        assert "Permission denied" in refused.stderr
        assert GraphStore.open(folder).counts().quads == 100
        for place in places:
            place.chmod(0o755)


def test_target_must_be_a_folder(kaifaqu, tmp_path):
    (tmp_path / "file").touch()
    refused = kaifaqu("build", "--to", str(tmp_path / "file/below"))
    assert refused.returncode == 2
    assert "Not a directory" in refused.stderr
    with pytest.raises(BuildNotWritten, match="cannot be written"):
        publish_small(tmp_path / "file")


WRITERS = """
import sys
from pathlib import Path
from graph.store.builds import publish
print('begun', flush=True)
for number in range(20):
    line = b'<urn:s> <urn:p> "%s %d" <urn:g> .\\n' % (sys.argv[2].encode(), number)
    publish(Path(sys.argv[1]), {"quads.nq": line}, {"quads": 1, "graphs": {"urn:g": 1}}, f"{sys.argv[2]}-{number}")
"""


def test_concurrent_builds_are_serialised(tmp_path):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITERS, tmp_path, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for name in "abc"
    ]
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [(b"", 0)] * 3
    last = max((tmp_path / "builds").iterdir(), key=lambda build: build.stat().st_mtime_ns)
    assert current_build(tmp_path).folder == last
    assert last.name.endswith("-19")
    assert GraphStore.open(tmp_path).counts().quads == 1
    assert len(list((tmp_path / "builds").iterdir())) == 2
    assert drafts(tmp_path) == []


def test_killed_publication_leaves_old_or_new_build(tmp_path):
    publish_small(tmp_path)
    for hundredths in range(0, 8, 2):
        writer = subprocess.Popen([sys.executable, "-c", WRITERS, tmp_path, str(hundredths)], stdout=subprocess.PIPE)
        writer.stdout.readline()  # it has begun
        time.sleep(hundredths / 100)
        writer.kill()
        writer.communicate()
        assert GraphStore.open(tmp_path).counts().quads in (1, 100)
    assert publish_small(tmp_path, "last").folder == current_build(tmp_path).folder
    assert drafts(tmp_path) == []


def test_waiting_for_another_build_times_out(tmp_path, monkeypatch):
    publish_small(tmp_path)
    monkeypatch.setattr("graph.store.build_lock._MOST_SECONDS", 0.1)
    with (tmp_path / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildNotWritten, match="Another build has been writing"):
            publish_small(tmp_path)
    assert publish_small(tmp_path).folder.name == "small"


def test_manifest_digests_match_the_files(tmp_path):
    build = publish_small(tmp_path)
    assert json.loads((build.folder / "manifest.json").read_text("utf-8")) == build.manifest
    verify(build)
