"""Reports keep to the width of the terminal, or to what COLUMNS says where there is none."""

import re

import pytest

from sim.rendering.page import Rows, as_text
from tests.cli.calls import PORT, call


@pytest.mark.parametrize("columns", [70, 80, 100])
@pytest.mark.parametrize("command", [("run", "--worlds", "5"), ("tell", "--world", "3", "--replication", "1")])
def test_lines_are_no_longer_than_asked_for(command, columns):
    name, *options = command
    found = call(name, PORT, *options, columns=columns)
    assert found.exit_code == 0, found.output
    lengths = [len(line.rstrip()) for line in found.stdout.splitlines()]
    assert columns - 12 < max(lengths) <= columns


@pytest.mark.parametrize("columns", ["0", "-4", "", "wide", "9" * 30])
def test_a_width_that_is_none_is_not_taken_for_one(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    found = call("run", PORT, "--worlds", "5", columns=columns)
    assert 80 < max(len(line.rstrip()) for line in found.stdout.splitlines()) <= 100


TABLE = Rows(
    ("no", "by", "package", "today", "in force", ""),
    (
        (
            "1",
            "United States",
            "“september paper” (one year, verification enhanced, framework political)",
            "31",
            "32",
            "yours",
        ),
        ("2", "Russia", "“clean five years” (five years, nothing else)", "-1", "0", "refused"),
    ),
    words=frozenset({1, 2, 5}),
)


@pytest.mark.parametrize("columns", range(24, 110, 2))
def test_no_table_breaks_a_word_nor_is_wider_than_the_terminal(columns):
    shown = as_text([TABLE], width=columns)
    assert max(map(len, shown.splitlines())) <= columns
    words = {word for cells in (TABLE.head, *TABLE.body) for cell in cells for word in cell.split()}
    assert set(re.findall(r"[^\s─]+", shown.replace(":", ""))) == words


def test_where_words_have_no_room_beside_each_other_rows_are_paragraphs():
    assert "\nby: Russia\npackage: “clean five years” (five" in as_text([TABLE], width=40)
    assert "by: Russia" not in as_text([TABLE], width=60)
