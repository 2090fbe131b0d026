"""CSV for spreadsheets: UTF-8 is declared, and formulas are escaped."""

import csv
import io

import pytest

from graph.core.spreadsheet import csv_lines


def read(rows):
    text = "".join(csv_lines(["a", "b"], rows)).encode()
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－1+1", "=cmd|' /C calc'!A0", "-", "+"],
)
def test_formula_is_escaped(cell):
    assert read([[cell, "x"]]) == [["a", "b"], [f"'{cell}", "x"]]


@pytest.mark.parametrize(
    "cell", ["", "a=b", "-5", "+61.5", "5-6", "1e-3", "a\nb", "a\r\nb", "a\rb", 'a,"b"', "园区", "'=1", " x ", "——x"]
)
def test_other_cells_are_unchanged(cell):
    assert read([[cell, "x"]]) == [["a", "b"], [cell, "x"]]


def test_file_has_byte_order_mark_and_crlf_lines():
    text = "".join(csv_lines(["a"], [["x"], ["y\nz"]]))
    assert text == '\ufeffa\r\nx\r\n"y\nz"\r\n'
