"""The figures of scenarios/new_start/README.md; `python -m tests.new_start.document` writes its table anew."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import sim

FOLDER = Path(__file__).parents[2] / "scenarios" / "new_start"
DOCUMENT = FOLDER / "README.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
NAMES = ("baseline", "no_change_of_president", "clean_five_years", "year_and_freeze", "verification", "china")

HANGS_ON = [
    ("seats.russia.procedure_days.median=7", r"comes out at (\S+% ± \S+) where the law takes a week"),
    ("seats.russia.procedure_days.median=60", r"at (\d+\.\d%) where it takes two months"),
    (
        "seats.russia.procedure_days.median={one_of: [7, 60]}",
        r"one_of: \[7, 60\]\}'`\) it is (\S+% ± \S+) and a lapse",
    ),
    ("seats.russia.procedure_days.median={lognormal: [20, 0.65]}", r"0\.65\]\}'`\) (\S+% ± \S+), and most"),
]
"""Settings of the baseline, and where the document has the probability of clean five years under each."""


AS_OF = ("clean five years", "agreed too late", "lapsed")
"""Outcomes in the document's table of forecasts by day."""


def by_day() -> dict[str, tuple[str, ...]]:
    """Return the document's table of forecasts: cells of the outcomes `AS_OF` by day."""
    rows = re.findall(r"(?m)^\| (\d{4}-\d\d-\d\d) \|(.*)\|$", TEXT)
    return {day: tuple(cell.strip() for cell in cells.split("|")) for day, cells in rows}


def forecast_cells(day: str) -> tuple[str, ...]:
    """Return what the scenario gives for a row of the table of forecasts."""
    outcomes = sim.load(FOLDER / "baseline.yaml").run(workers=2, as_of=day)
    return tuple(percentage(outcomes, name) for name in AS_OF)


def percentage(outcomes: sim.Outcomes, outcome: str) -> str:
    """Return a probability as the document has it."""
    row = outcomes.probabilities().loc[outcome]
    margin = 100 * 1.96 * row["standard_error"]
    return f"{100 * row['probability']:.1f}%" + (f" ± {margin:.1f}" if row["probability"] > 0 else "")


def cells(outcomes: sim.Outcomes) -> dict[str, str]:
    """Return a column of the table: a cell per outcome."""
    return {name: percentage(outcomes, name) for name in outcomes.names if name != "other agreement"}


def table() -> dict[str, dict[str, str]]:
    """Return the document's table: cells by outcome and scenario."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line[:1] == "|"]
    return {
        row[0]: dict(zip(NAMES, row[1:], strict=True))
        for row in rows
        if len(row) == len(NAMES) + 1 and re.match(r"\d", row[1])
    }


def main() -> None:
    """Write the table anew, and tell the other figures."""
    columns = {name: cells(sim.load(FOLDER / f"{name}.yaml").run(workers=2)) for name in NAMES}
    text = TEXT
    for outcome in table():
        line = f"| {outcome} | " + " | ".join(columns[name][outcome] for name in NAMES) + " |"
        text = re.sub(rf"(?m)^\| {re.escape(outcome)} \| \d.*$", line, text)
    for day in by_day():
        line = f"| {day} | " + " | ".join(forecast_cells(day)) + " |"
        text = re.sub(rf"(?m)^\| {day} \|.*$", line, text)
    DOCUMENT.write_text(text, encoding="utf-8")
    for setting, _ in HANGS_ON:
        outcomes = sim.load(FOLDER / "baseline.yaml", settings=[setting]).run(workers=2)
        sys.stdout.write(f"{setting}: {percentage(outcomes, 'clean five years')}\n")


if __name__ == "__main__":
    main()
