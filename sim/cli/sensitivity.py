"""``sim sensitivity``: which numbers an outcome hangs on."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import COMPOSED, out_folder, scenario_file, settings, workers_option
from sim.cli.long_runs import INTERRUPTED, counting_bar, report
from sim.cli.terminal import notice

if TYPE_CHECKING:
    from sim.negotiation import Scenario
    from sim.results.outcomes import Outcomes

__all__ = ["sensitivity"]

_DRAWN_WORLDS, _ASSUMED_WORLDS, _SOBOL_WORLDS = 1000, 200, 50


@click.command(short_help="Show which numbers an outcome hangs on.")
@scenario_file
@click.option("--outcome", metavar="NAME", type=COMPOSED, help="Which outcome; the likeliest by default.")
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
@click.option(
    "--worlds",
    type=click.IntRange(min=2),
    metavar="N",
    help=f"Draws of what is not known: {_DRAWN_WORLDS}, or for each run {_ASSUMED_WORLDS} with --assumed, "
    f"{_SOBOL_WORLDS} with --sobol.",
)
@click.option(
    "--replications", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="Plays in each."
)
@click.option("--seed", type=int, metavar="N", default=1, show_default=True, help="The same seed, the same results.")
@settings
@workers_option
@click.option("--all", "everything", is_flag=True, help="Show also what does not matter.")
@out_folder()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
def sensitivity(
    file: Path,
    outcome: str | None,
    assumed: bool,
    ranges: tuple[str, ...],
    points: str,
    worlds: int | None,
    replications: int,
    seed: int,
    settings: tuple[str, ...],
    workers: int,
    everything: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show which numbers an OUTCOME of FILE hangs on.

    Of everything that differs between worlds (values, beliefs, procedure times, disputed statements) it tells how
    much of what is open knowing it would settle. With --assumed, how far each fixed number that no claim carries
    moves the outcome at half and at double its value. With --sobol, how much of the variance each of several numbers
    makes, alone and together with the others, when all of them vary at once. Ctrl-C tells what is done.

    \b
    sim sensitivity FILE --sobol minds.noise=1:6 --sobol minds.floor=0:0.1
    """  # noqa: D301 - click takes a backspace for "do not wrap"
    import sim

    if assumed and ranges:
        raise click.UsageError("--assumed and --sobol: give one of them.")
    scenario = sim.load(file, settings=settings)
    _check_outcome(scenario, outcome)  # before the work, not after
    if ranges:
        size = {"worlds": worlds or _SOBOL_WORLDS, "replications": replications, "seed": seed, "workers": workers}
        _tell_sobol(scenario, outcome, read_ranges(ranges), int(points), size, out=out, as_json=as_json)
        return
    if assumed:
        _tell_assumed(
            scenario,
            outcome,
            worlds=worlds or _ASSUMED_WORLDS,
            replications=replications,
            seed=seed,
            workers=workers,
            everything=everything,
            out=out,
            as_json=as_json,
        )
        return
    size = {"worlds": worlds or _DRAWN_WORLDS, "replications": replications}
    outcomes, whole = _play(scenario, **size, seed=seed, workers=workers)
    _tell_drawn(outcomes, outcome, everything=everything, out=out, as_json=as_json)
    if not whole:
        notice("Interrupted: what is told is of the worlds completed.")
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


def _check_outcome(scenario: Scenario, outcome: str | None) -> None:
    from sim.errors import InputError, did_you_mean
    from sim.results.endings import Endings

    names = Endings(scenario.model, scenario.packages).names
    if outcome is not None and outcome not in names:
        known = f"allowed: {', '.join(names)}"
        raise InputError(f"--outcome: no such outcome (found {outcome!r}; {known}).{did_you_mean(outcome, names)}")


def _play(scenario: Scenario, *, worlds: int, replications: int, seed: int, workers: int) -> tuple[Outcomes, bool]:
    """Return the run, and whether all of it was done."""
    from sim.results.run import RunInterrupted

    with counting_bar("plays") as progress:
        try:
            outcomes = scenario.run(
                worlds=worlds,
                replications=replications,
                seed=seed,
                workers=workers,
                progress=progress,
            )
        except RunInterrupted as interrupted:
            if interrupted.outcomes is None:
                raise
            return interrupted.outcomes, False
    return outcomes, True


def _tell_drawn(
    outcomes: Outcomes, outcome: str | None, *, everything: bool, out: Path | None, as_json: bool
) -> None:
    from sim.analysis.sensitivity.sensitivity import sensitivity as find_hinges

    report(find_hinges(outcomes, outcome), out, as_json=as_json, everything=everything)


def _tell_sobol(
    scenario: Scenario,
    outcome: str | None,
    ranges: dict[str, tuple[float, float]],
    points: int,
    size: dict[str, int],
    *,
    out: Path | None,
    as_json: bool,
) -> None:
    from sim.analysis.sensitivity.sobol import sobol

    with counting_bar("runs") as progress:
        found = sobol(scenario, ranges, n=points, outcome=outcome, progress=progress, **size)
    report(found, out, as_json=as_json)


def _tell_assumed(
    scenario: Scenario,
    outcome: str | None,
    *,
    worlds: int,
    replications: int,
    seed: int,
    workers: int,
    everything: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    from sim.analysis.influence.assumed import assumed_numbers

    with counting_bar("runs") as progress:
        found = assumed_numbers(
            scenario,
            outcome,
            worlds=worlds,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    report(found, out, as_json=as_json, everything=everything)
    if found.undone:
        raise SystemExit(INTERRUPTED)
