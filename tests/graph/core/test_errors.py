"""Errors: one tree, listed in its module, and sentences that name the place of a fault."""

import inspect
import re
from pathlib import Path

from graph.core import errors
from graph.core.errors import CurationError, Fault, KaifaquError, QueryRejected


def test_docstring_lists_every_error():
    classes = {name for name, member in vars(errors).items() if inspect.isclass(member)}
    tree = {name for name in classes if issubclass(getattr(errors, name), KaifaquError)} - {"KaifaquError"}
    assert set(re.findall(r"^[├└]── (\w+)", errors.__doc__, re.MULTILINE)) == tree


def test_curation_error_sorts_and_counts_its_faults():
    first, second = Fault(Path("a.yaml"), 2, "No such key."), Fault(Path("b.yaml"), 1, "No such term.")
    assert str(CurationError([second, first])) == (
        "a.yaml:2: No such key.\nb.yaml:1: No such term.\n2 faults in the sources."
    )
    assert str(CurationError([first])).endswith("\n1 fault in the sources.")


def test_rejected_query_has_a_position():
    error = QueryRejected("Unexpected word.", 3, 7)
    assert str(error) == "Unexpected word. (line 3, column 7)"
    assert (error.sentence, error.line, error.column) == ("Unexpected word.", 3, 7)
    assert str(QueryRejected("Empty.")) == "Empty."
