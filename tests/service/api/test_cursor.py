"""The cursors of lists."""

import pytest

from service.api.cursor import read_cursor, write_cursor
from service.core.errors import MalformedRequest


def test_cursor_is_read_as_written():
    assert read_cursor(write_cursor(40, "after", "区"), "after", "区") == 40
    assert read_cursor("", "after") == 0


@pytest.mark.parametrize(
    "cursor", ["nonsense", "a", "é", write_cursor(-1, "after"), write_cursor(3, "before"), "bnVsbA"]
)
def test_foreign_cursor_is_refused(cursor):
    with pytest.raises(MalformedRequest, match="leave it out"):
        read_cursor(cursor, "after")
