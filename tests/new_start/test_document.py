"""The New START page says what the scenarios give: digits are the same everywhere, so to the last one printed."""

import re

import pytest

from tests.new_start.document import (
    DOCUMENT,
    FRONT,
    MAIN,
    NAMES,
    as_of,
    column,
    front_lines,
    reading,
    rows,
    structural,
    weighed,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_what_the_scenario_gives(name):
    place = NAMES.index(name)
    assert {outcome: cells[place] for outcome, cells in rows("outcome").items()} == column(name)


@pytest.mark.parametrize("day", rows("as of"))
def test_the_forecasts_are_what_the_scenario_gives_with_what_was_known(day):
    assert rows("as of")[day] == as_of(day)


@pytest.mark.parametrize(
    ("heading", "found", "row"), [("range, as of", structural, 5), ("weighed, as of", weighed, 1)]
)
def test_ranges_and_weighed_forecasts_are_what_the_scenario_gives(heading, found, row):
    """One date stands for all: each takes some seconds."""
    day = list(rows(heading))[row]
    assert rows(heading)[day] == found(day)


@pytest.mark.quick
def test_the_front_page_leads_with_the_forecasts_by_date():
    assert front_lines() in FRONT.read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", [each for each in rows("setting") if each != "as it is"])  # that one: below
def test_what_it_hangs_on(setting):
    assert rows("setting")[setting] == reading(setting)


@pytest.mark.quick
def test_the_page_has_every_scenario_and_outcome():
    assert {len(cells) for cells in rows("outcome").values()} == {len(NAMES)}
    assert rows("setting")["as it is"] == tuple(rows("outcome")[name][0] for name in rows("outcome") if name in MAIN)


def test_the_front_page_says_how_rare_what_really_happened_is():
    front = (DOCUMENT.parents[2] / "README.md").read_text(encoding="utf-8")
    share, error = map(float, re.findall(r"[\d.]+", rows("outcome")["clean five years"][0]))
    assert abs(float(re.search(r"about (\d+) of 100 plays", front)[1]) - share) < error
