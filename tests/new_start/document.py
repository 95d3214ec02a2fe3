"""The figures of scenarios/new_start/README.md; `python -m tests.new_start.document` writes its tables anew.

Every figure the page gives of the model stands in a table, and every cell is what a run of `SIZE` prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import sim
from sim.results.explained_record import explained_moves
from sim.results.showing import say_margin

FOLDER = Path(__file__).parents[2] / "scenarios" / "new_start"
DOCUMENT = FOLDER / "README.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
NAMES = ("baseline", "no_change_of_president", "clean_five_years", "year_and_freeze", "verification", "china")
SIZE = {"worlds": 200, "replications": 20, "workers": None}
"""Of every run: less than the default, so that the tests have time for all of them."""

MAIN = ("clean five years", "agreed too late", "lapsed")
"""Outcomes in the tables of forecasts and of readings."""

RANGE = {"worlds": 60, "replications": 10, "workers": None}
"""Of every run under another reading; there are several for each date."""

MARKS = "<!-- forecasts: begin -->", "<!-- forecasts: end -->"
"""Between which the front page has forecasts by date."""

WEIGHED = {"worlds": 800, "replications": 5, "workers": None}
"""Of every run whose worlds are weighed: few of them explain the record."""

FRONT = Path(__file__).parents[2] / "README.md"

Cells = dict[str, tuple[str, ...]]
"""Rows of a table by their first cell."""


def _table(text: str, heading: str) -> re.Match[str]:
    found = re.search(rf"(?m)^\| {re.escape(heading)} \|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", text)
    assert found, heading
    return found


def rows(heading: str, text: str = TEXT) -> Cells:
    """Return the body of the table whose first column has that heading."""
    found = _table(text, heading)
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]
    return {first: tuple(rest) for first, *rest in lines}


def percentage(outcomes: sim.Outcomes, outcome: str) -> str:
    """Return a probability as the page has it."""
    share, error, low, high = outcomes.probabilities().loc[outcome, ["probability", "standard_error", "low", "high"]]
    return f"{100 * share:.1f}%" + (f" {say_margin(share, error, low, high)}" if share > 0 else "")


def as_of(day: str) -> tuple[str, ...]:
    """Return the row of a forecast."""
    outcomes = sim.load(FOLDER / "baseline.yaml").run(**SIZE, as_of=day)
    return tuple(percentage(outcomes, name) for name in MAIN)


def structural(day: str) -> tuple[str, ...]:
    """Return the row of a structural range: as coded, the least and the greatest under any reading."""
    found = sim.forecast(sim.load(FOLDER / "baseline.yaml"), dates=[day], readings=True, **RANGE)
    cells = []
    for name in MAIN:
        k = found.names.index(name)
        ((low, _), (high, _)) = found.structural_range(k)[0]
        own = float(found.probability[0][k])
        cells.append(f"{100 * own:.1f}% ({100 * low:.1f} to {100 * high:.1f})")
    return tuple(cells)


def weighed(day: str) -> tuple[str, ...]:
    """Return the row of a weighed forecast, with what the model finds hard to believe."""
    outcomes = sim.load(FOLDER / "baseline.yaml").run(**WEIGHED, as_of=day, weights=True)
    shares, weights = tuple(percentage(outcomes, name) for name in MAIN), outcomes.weights
    if weights is None:
        return (*shares, "-", "-", "-")
    hard = [
        f"{each.day.day} {each.day:%b}: {each.words} ({100 * each.chance:.1f}%)"
        for each in explained_moves(outcomes)
        if each.hard
    ]
    return (*shares, f"{weights.size():.0f}", f"{weights.log_evidence:.1f}", "; ".join(hard) or "nothing")


def front_lines(text: str = TEXT) -> str:
    """Return what the front page says of forecasts by date, from the tables of this one."""
    plain, spread, likely = (rows(heading, text) for heading in ("as of", "range, as of", "weighed, as of"))
    head = "| as of | clean five years | range | weighed | lapsed | range | weighed | ESS |"
    lines = [head, "|---" * 8 + "|"]
    for day, cells in plain.items():
        parts = []
        for k in (0, 2):
            inside = spread[day][k].partition("(")[2].rstrip(")")
            parts += [cells[k], inside, likely[day][k]]
        lines.append(f"| {day} | {' | '.join([*parts, likely[day][3]])} |")
    return "\n".join(lines) + "\n"


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
    tables = (("as of", as_of), ("range, as of", structural), ("weighed, as of", weighed), ("setting", reading))
    for heading, row in tables:
        text = _written(text, heading, row)
    columns = [column(name) for name in NAMES]
    text = _written(text, "outcome", lambda outcome: tuple(each[outcome] for each in columns))
    DOCUMENT.write_text(text, encoding="utf-8")
    write_front(text)


def write_front(text: str) -> None:
    """Write the forecasts by date of the front page anew, from the tables of the scenario's page."""
    front = FRONT.read_text(encoding="utf-8")
    begin, end = (front.index(mark) for mark in (MARKS[0], MARKS[1]))
    FRONT.write_text(f"{front[: begin + len(MARKS[0])]}\n{front_lines(text)}{front[end:]}", encoding="utf-8")


def _written(text: str, heading: str, row: Callable[[str], tuple[str, ...]]) -> str:
    """Return the page with the rows of a table filled in."""
    found = _table(text, heading)
    lines = [f"| {first} | " + " | ".join(row(first)) + " |" for first in rows(heading, text)]
    return text[: found.start(1)] + "\n".join(lines) + "\n" + text[found.end(1) :]


if __name__ == "__main__":
    main()
