"""The figures of scenarios/new_start/README.md; `python -m tests.new_start.document` writes its tables anew.

Every figure the page gives of the model stands in a table, and every cell is what a run of `SIZE` prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import sim

FOLDER = Path(__file__).parents[2] / "scenarios" / "new_start"
DOCUMENT = FOLDER / "README.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
NAMES = ("baseline", "no_change_of_president", "clean_five_years", "year_and_freeze", "verification", "china")
SIZE = {"worlds": 200, "replications": 20, "workers": 2}
"""Of every run: less than the default, so that the tests have time for all of them."""

MAIN = ("clean five years", "agreed too late", "lapsed")
"""Outcomes in the tables of forecasts and of readings."""

Cells = dict[str, tuple[str, ...]]
"""Rows of a table by their first cell."""


def rows(heading: str) -> Cells:
    """Return the body of the table whose first column has that heading."""
    found = re.search(rf"(?m)^\| {re.escape(heading)} \|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", TEXT)
    assert found, heading
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]
    return {first: tuple(rest) for first, *rest in lines}


def percentage(outcomes: sim.Outcomes, outcome: str) -> str:
    """Return a probability as the page has it."""
    row = outcomes.probabilities().loc[outcome]
    margin = 100 * 1.96 * row["standard_error"]
    return f"{100 * row['probability']:.1f}%" + (f" ± {margin:.1f}" if row["probability"] > 0 else "")


def as_of(day: str) -> tuple[str, ...]:
    """Return the row of a forecast."""
    outcomes = sim.load(FOLDER / "baseline.yaml").run(**SIZE, as_of=day)
    return tuple(percentage(outcomes, name) for name in MAIN)


def reading(setting: str) -> tuple[str, ...]:
    """Return the row of a setting, a reading of what the sources leave open."""
    settings = [] if setting == "as it is" else [setting.strip("`")]
    outcomes = sim.load(FOLDER / "baseline.yaml", settings=settings).run(**SIZE)
    return tuple(percentage(outcomes, name) for name in MAIN)


def column(name: str) -> dict[str, str]:
    """Return the cells of a scenario by outcome."""
    outcomes = sim.load(FOLDER / f"{name}.yaml").run(**SIZE)
    return {outcome: percentage(outcomes, outcome) for outcome in outcomes.names if outcome != "other agreement"}


def main() -> None:
    """Write the tables anew."""
    text = TEXT
    for heading, row in (("as of", as_of), ("setting", reading)):
        text = _written(text, rows(heading), row)
    columns = [column(name) for name in NAMES]
    text = _written(text, rows("outcome"), lambda outcome: tuple(each[outcome] for each in columns))
    DOCUMENT.write_text(text, encoding="utf-8")


def _written(text: str, table: Cells, row: Callable[[str], tuple[str, ...]]) -> str:
    """Return the page with the rows of a table filled in."""
    for first in table:
        line = f"| {first} | " + " | ".join(row(first)) + " |"
        text = re.sub(rf"(?m)^\| {re.escape(first)} \|.*$", lambda _, line=line: line, text)
    return text


if __name__ == "__main__":
    main()
