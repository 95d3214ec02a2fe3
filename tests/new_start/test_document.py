"""The New START document says what the scenarios give: digits are the same everywhere, so to the last one printed."""

import re

import pytest

import sim
from tests.new_start.document import FOLDER, HANGS_ON, NAMES, TEXT, by_day, cells, forecast_cells, percentage, table


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_what_the_scenario_gives(name):
    outcomes = sim.load(FOLDER / f"{name}.yaml").run(workers=2)
    assert {row: part[name] for row, part in table().items()} == cells(outcomes)


@pytest.mark.parametrize("day", by_day())
def test_the_forecasts_are_what_the_scenario_gives_with_what_was_known(day):
    assert by_day()[day] == forecast_cells(day)


@pytest.mark.quick
def test_without_a_change_of_president_clean_five_years_is_not_the_likeliest():
    def likeliest(name):
        return max(table(), key=lambda row: float(table()[row][name].split("%")[0]))

    assert likeliest("baseline") == "clean five years"
    assert likeliest("no_change_of_president") == "lapsed"


@pytest.mark.parametrize(("setting", "pattern"), HANGS_ON)
def test_what_it_hangs_on(setting, pattern):
    outcomes = sim.load(FOLDER / "baseline.yaml", settings=[setting]).run(workers=2)
    found = re.search(pattern, TEXT.replace("\n", " "))
    assert found, pattern
    assert found[1] == percentage(outcomes, "clean five years")
