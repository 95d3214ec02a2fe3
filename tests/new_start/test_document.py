"""The New START document says what the scenarios give."""

import re
from pathlib import Path

import pytest

import sim

FOLDER = Path(__file__).parents[2] / "scenarios" / "new_start"
TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")
CLOSE = 1.5
"""Points: where numpy, scipy or the processor round otherwise, pools hold other models, as of another seed."""


def table() -> dict[str, dict[str, float]]:
    """Percentages of the document's table, by scenario and outcome."""
    rows = [line.strip("|").split("|") for line in TEXT.splitlines() if line.startswith("|") and "`baseline`" in line]
    names = [cell.strip(" `") for cell in rows[0][1:]]
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(names) + 1 and re.fullmatch(r"[\d.]+%.*", cells[1]):
            for name, cell in zip(names, cells[1:], strict=True):
                found[name][cells[0]] = float(cell.split("%")[0])
    return found


@pytest.mark.parametrize("name", table())
def test_the_table_is_what_the_scenario_gives(name):
    outcomes = sim.load(FOLDER / f"{name}.yaml").run(workers=2)
    given = 100 * outcomes.probabilities()["probability"]
    told = table()[name]
    assert set(told) == set(given.index) - {"other agreement"}
    for outcome, percent in told.items():
        assert percent == pytest.approx(given[outcome], abs=CLOSE), outcome


def test_without_a_change_of_president_clean_five_years_is_not_the_likeliest():
    assert max(table()["baseline"], key=table()["baseline"].get) == "clean five years"
    assert max(table()["no_change_of_president"], key=table()["no_change_of_president"].get) == "lapsed"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("seats.russia.procedure_days.median=7", r"(\d+\.\d)% ± 1.0 where the law takes a week"),
        ("seats.russia.procedure_days.median=60", r"at (\d+\.\d)% where it takes two months"),
        ("seats.russia.procedure_days.median={one_of: [7, 60]}", r"it is (\d+\.\d)% ± 2.9 and a lapse is"),
        ("seats.russia.procedure_days.median={lognormal: [20, 0.65]}", r"\n?.*\]\}'`\) (\d+\.\d)% ± 2.0, and most"),
    ],
)
def test_what_it_hangs_on(setting, told):
    outcomes = sim.load(FOLDER / "baseline.yaml", settings=[setting]).run(workers=2)
    found = re.search(told, TEXT.replace("\n", " "))
    assert found, told
    given = 100 * outcomes.probabilities()["probability"]["clean five years"]
    assert float(found[1]) == pytest.approx(given, abs=CLOSE)
