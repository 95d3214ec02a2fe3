"""``sim sweep``: one or two quantities of a scenario varied over a range."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.arguments import (
    Printed,
    as_of_option,
    check_outcome,
    json_option,
    load_with_remarks,
    out_folder,
    outcome_option,
    say_beyond,
    scenario_file,
    size_options,
    weights_option,
)
from sim.cli.terminal import INTERRUPTED, notice

if TYPE_CHECKING:
    from sim.negotiation import Scenario

__all__ = ["sweep"]

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*:\s*({_NUMBER})\s*", re.ASCII)


@click.command(short_help="Vary one or two quantities over a range.")
@scenario_file
@click.option(
    "--set",
    "quantities",
    metavar="PATH=VALUES",
    multiple=True,
    required=True,
    help="What to vary: start:stop:step, both ends included where the steps reach them, or values between commas; a "
    "single value is just set. "
    "One or two may vary. PATH,PATH=VALUES moves several together.",
)
@size_options(worlds=200)
@as_of_option
@weights_option(default=False)
@outcome_option("Outcome of the map; by default the likeliest. For lines: it alone.")
@out_folder()
@json_option
def sweep(
    file: Path,
    quantities: tuple[str, ...],
    outcome: str | None,
    as_of: str | None,
    out: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Run FILE over a range of one or two of its quantities, with the same luck at every point.

    \b
    sim sweep FILE --set chance.vote=0:1:0.1
    sim sweep FILE --set "governments.us.tactic=foresight, aspiration"
    sim sweep FILE --set chance.vote=0:1:0.25 --set deadline=2024-10-01,2024-11-01

    chance.EVENT is short for events.EVENT.chance. Governments believe what the chance is, unless the file gives them
    a belief of their own, which then stays as it is. To move both:

    \b
    --set chance.vote,governments.us.beliefs.vote=0:1:0.1

    Up to eight points are played at once. Ctrl-C keeps the points that are done.
    """  # noqa: D301 - click takes a backspace for "do not wrap"
    import sim
    from sim.analysis.sweeps.sweep import SweepInterrupted
    from sim.cli.long_runs import counting_bar, report

    scenario, varied = _read(file, quantities, as_of)
    check_outcome(scenario, outcome)
    try:
        with counting_bar("plays") as progress:
            found = sim.sweep(scenario, varied, progress=progress, as_of=as_of, **size)
    except SweepInterrupted as interrupted:
        if interrupted.sweep is None:
            raise
        report(interrupted.sweep, out, printed=printed, outcome=outcome)
        notice(f"{str(interrupted).capitalize()}: what is shown{' and saved' if out else ''} is theirs.")
        raise SystemExit(INTERRUPTED) from None
    report(found, out, printed=printed, outcome=outcome)


def _read(
    file: Path, quantities: tuple[str, ...], as_of: str | None
) -> tuple[Scenario, dict[str | tuple[str, ...], list[Any]]]:
    """Return the scenario with single values set on top of it, and what is to be varied.

    Raises
    ------
    InputError
        Where nothing varies, or a quantity is given twice; `ProblemsError` where values cannot be read.
    """
    from sim.errors import InputError
    from sim.scenario.places import full_path
    from sim.scenario.vary import vary

    fixed: list[str] = []
    varied: dict[str | tuple[str, ...], list[Any]] = {}
    taken: list[str] = []
    for quantity in quantities:
        written, sign, values = quantity.partition("=")
        paths = tuple(full_path(path.strip()) for path in written.split(","))
        found = read_values(values, where=quantity) if sign else []
        if (short := _short_of_end(values, found)) is not None:
            click.echo(f"--set {quantity}: {short}", err=True)
        if len(found) <= 1:
            value = f"{found[0]:g}" if found and _RANGE.fullmatch(values) else values
            fixed += [f"{path}{sign}{value}" for path in paths]
        elif twice := set(paths) & set(taken):
            raise InputError(f"--set {quantity}: {twice.pop()} is given twice")
        else:
            varied[paths] = found
            taken += paths
    scenario = load_with_remarks(file, fixed, as_of=as_of)
    if dates := [value for value in varied.get("deadline", []) if isinstance(value, date)]:
        say_beyond(vary(scenario, f"deadline={min(dates)}"))
    if not varied:
        raise InputError("--set: nothing varies; give a range or several values, as in chance.vote=0:1:0.1")
    return scenario, varied


def read_values(written: str, *, where: str) -> list[Any]:
    """Return the values of a range, its end included where the steps reach it, or of a list in YAML.

    Raises
    ------
    ProblemsError
        Placed at the setting, where they cannot be read.

    Examples
    --------
    >>> read_values("0:0.3:0.1", where="x")
    [0.0, 0.1, 0.2, 0.3]
    >>> read_values("foresight, {aspiration: {beta: 0.5}}, 2024-10-01", where="x")
    ['foresight', {'aspiration': {'beta': 0.5}}, datetime.date(2024, 10, 1)]
    """
    from sim.analysis.sweeps.sweep import MOST_POINTS
    from sim.errors import Problem, ProblemsError
    from sim.reading import load_text

    place = f"--set {where}"
    span = _RANGE.fullmatch(written)
    if span is None:
        try:
            values: list[Any] = load_text(f"values: [{written}\n]", name=place).data["values"]
        except ProblemsError as error:
            placed = [Problem(place, 0, 0, "", problem.message) for problem in error.problems]
            raise ProblemsError(placed) from None
        return values
    start, stop, step = (Decimal(number) for number in span.groups())
    if step == 0 or (stop - start) / step < 0 or (stop - start) / step > MOST_POINTS:
        message = f"start:stop:step must lead from start to stop in at most {MOST_POINTS:,} steps"
        raise ProblemsError([Problem(place, 0, 0, "", message)])
    return [float(start + step * number) for number in range(int((stop - start) / step) + 1)]


def _short_of_end(written: str, values: list[Any]) -> str | None:
    """Say where a range stops short of the end it was given.

    Examples
    --------
    >>> _short_of_end("0:1:0.3", [0.0, 0.3, 0.6, 0.9]), _short_of_end("0:1:0.5", [0.0, 0.5, 1.0])
    ('the last point is 0.9: steps of 0.3 do not reach 1', None)
    """
    span = _RANGE.fullmatch(written)
    if span is None or float(span[2]) == values[-1]:
        return None
    return f"the last point is {values[-1]:g}: steps of {span[3]} do not reach {span[2]}"
