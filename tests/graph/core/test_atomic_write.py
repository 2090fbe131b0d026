"""A file that is written atomically."""

import pytest

from graph.core.atomic_write import write_atomically


def test_a_write_that_fails_leaves_the_old_content_and_no_draft(tmp_path):
    path = tmp_path / "x.gexf"
    write_atomically(path, b"first")
    with pytest.raises(TypeError):
        write_atomically(path, None)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_replaces_the_content_and_all_may_read_it(tmp_path):
    path = tmp_path / "x.gexf"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o777 == 0o644
