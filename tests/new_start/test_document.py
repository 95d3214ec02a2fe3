"""The New START page says what the scenarios give: digits are the same everywhere, so to the last one printed."""

import re

import pytest

from tests.new_start.document import DOCUMENT, MAIN, NAMES, as_of, column, reading, rows


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_what_the_scenario_gives(name):
    place = NAMES.index(name)
    assert {outcome: cells[place] for outcome, cells in rows("outcome").items()} == column(name)


@pytest.mark.parametrize("day", rows("as of"))
def test_the_forecasts_are_what_the_scenario_gives_with_what_was_known(day):
    assert rows("as of")[day] == as_of(day)


@pytest.mark.parametrize("setting", rows("setting"))
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
