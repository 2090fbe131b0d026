"""The merge of sorted lines: sorted, each once, and a count of what was left out."""

import io
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from graph.build.merging import merge_chunks

GRAPHS = ("urn:g", "urn:h")
_lines = st.builds("<urn:{}> <urn:p> <urn:o> <{}> .\n".format, st.integers(0, 30), st.sampled_from(GRAPHS))
_parts = st.lists(st.frozensets(_lines, max_size=12).map(lambda lines: sorted(line.encode() for line in lines)))


@given(_parts, st.integers(1, 5))
def test_lines_are_sorted_and_each_written_once(parts, size):
    out = io.BytesIO()
    chunked = [[part[at : at + size] for at in range(0, len(part), size)] for part in parts]
    repeated = merge_chunks(chunked, out)
    every = [line for part in parts for line in part]
    assert out.getvalue() == b"".join(sorted(set(every)))
    left_out = Counter(every) - Counter(set(every))
    expected = Counter()
    for line, times in left_out.items():
        expected[line.split()[3].decode()[1:-1]] += times
    assert repeated == expected
