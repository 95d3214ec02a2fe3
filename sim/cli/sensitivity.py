"""``sim sensitivity``: which numbers an outcome depends on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from sim.cli.arguments import (
    Printed,
    as_of_option,
    called,
    check_outcome,
    json_option,
    load_with_remarks,
    out_folder,
    outcome_option,
    replications_option,
    scenario_file,
    seed_option,
    settings,
    weights_option,
    workers_option,
    worlds_option,
)
from sim.cli.long_runs import counting_bar, report
from sim.cli.terminal import INTERRUPTED, notice

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.influence.assumed import AssumedNumbers
    from sim.analysis.sensitivity.sobol import SobolIndices
    from sim.negotiation import Scenario
    from sim.results.outcomes import Outcomes

__all__ = ["sensitivity"]

_DRAWN_WORLDS, _ASSUMED_WORLDS, _SOBOL_WORLDS = 1000, 200, 50


@click.command(short_help="Show which numbers an outcome depends on.")
@scenario_file
@outcome_option("Which outcome; the likeliest by default.")
@click.option("--assumed", is_flag=True, help="Try each assumed number at half and at double (takes minutes).")
@click.option(
    "--sobol",
    "ranges",
    metavar="PATH=LOW:HIGH",
    multiple=True,
    help="Vary a number between two values, with all others so named: Sobol indices (needs SALib).",
)
@click.option(
    "--points",
    type=click.Choice([str(2**power) for power in range(1, 14)]),
    metavar="N",
    default="64",
    show_default=True,
    help="With --sobol, a power of two: as many runs, times two more than there are numbers.",
)
@worlds_option(
    None,
    least=2,
    text=f"Draws of what is not known: {_DRAWN_WORLDS}, or for each run {_ASSUMED_WORLDS} with --assumed, "
    f"{_SOBOL_WORLDS} with --sobol.",
)
@replications_option()
@seed_option()
@settings
@as_of_option
@weights_option(default=False)
@workers_option
@click.option("--all", "everything", is_flag=True, help="Show also what does not matter.")
@out_folder()
@json_option
def sensitivity(
    file: Path,
    outcome: str | None,
    assumed: bool,
    ranges: tuple[str, ...],
    points: str,
    settings: tuple[str, ...],
    as_of: str | None,
    everything: bool,
    out: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Show which numbers an OUTCOME of FILE depends on.

    Of everything that differs between worlds (values, beliefs, procedure times, disputed statements) it shows how
    much of what is open knowing it would settle. With --assumed, how far each fixed number that no claim carries
    moves the outcome at half and at double its value. With --sobol, how much of the variance each of several numbers
    makes, alone and together with the others, when all of them vary at once. Ctrl-C shows what is done.

    \b
    sim sensitivity FILE --sobol minds.noise=1:6 --sobol minds.floor=0:0.1
    """  # noqa: D301 - click takes a backspace for "do not wrap"
    if assumed and ranges:
        raise click.UsageError("--assumed and --sobol: give one of them.")
    scenario = load_with_remarks(file, settings, as_of=as_of)
    check_outcome(scenario, outcome)  # before the work, not after
    size["worlds"] = size["worlds"] or (_SOBOL_WORLDS if ranges else _ASSUMED_WORLDS if assumed else _DRAWN_WORLDS)
    size["as_of"] = as_of
    if ranges:
        report(_sobol(scenario, outcome, read_ranges(ranges), int(points), size), out, printed=printed)
    elif assumed:
        found = _assumed(scenario, outcome, size)
        report(found, out, printed=printed, everything=everything)
        if found.undone:
            raise SystemExit(INTERRUPTED)
    else:
        outcomes, whole = _play(scenario, size)
        report(outcomes.sensitivity(outcome), out, printed=printed, everything=everything)
        if not whole:
            notice("Interrupted: what is shown is of the worlds completed.")
            raise SystemExit(INTERRUPTED)


def read_ranges(written: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Return the bounds of each path.

    Raises
    ------
    InputError
        If one is not of the form ``PATH=LOW:HIGH``, is empty, or is given twice.

    Examples
    --------
    >>> read_ranges(("minds.noise=1:6", "chance.vote=0:0.5"))
    {'minds.noise': (1.0, 6.0), 'events.vote.chance': (0.0, 0.5)}
    """
    from sim.errors import InputError
    from sim.scenario.places import full_path

    found: dict[str, tuple[float, float]] = {}
    for each in written:
        name, _, bounds = each.partition("=")
        path = full_path(name.strip())
        try:
            low, high = map(float, bounds.split(":"))
        except ValueError:
            low = high = 0.0
        if not (path and -math.inf < low < high < math.inf):
            raise InputError(f"--sobol {each}: give a path and two numbers, the lower first, as in minds.noise=1:6")
        if path in found:
            raise InputError(f"--sobol {each}: is given twice")
        found[path] = low, high
    return found


def _play(scenario: Scenario, size: dict[str, Any]) -> tuple[Outcomes, bool]:
    """Return the run, and whether all of it was done."""
    from sim.results.planned import RunInterrupted

    with counting_bar("plays") as progress:
        try:
            return scenario.run(progress=progress, **size), True
        except RunInterrupted as interrupted:
            if interrupted.outcomes is None:
                raise
            return interrupted.outcomes, False


def _sobol(
    scenario: Scenario,
    outcome: str | None,
    ranges: dict[str, tuple[float, float]],
    points: int,
    size: dict[str, Any],
) -> SobolIndices:
    from sim.analysis.sensitivity.sobol import sobol

    with called("--sobol"), counting_bar("runs") as progress:
        return sobol(scenario, ranges, n=points, outcome=outcome, progress=progress, **size)


def _assumed(scenario: Scenario, outcome: str | None, size: dict[str, Any]) -> AssumedNumbers:
    from sim.analysis.influence.assumed import assumed_numbers

    with counting_bar("runs") as progress:
        return assumed_numbers(scenario, outcome, progress=progress, **size)
