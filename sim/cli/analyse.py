"""``sim analyse``: what could be agreed at all, and who stands in the way."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.arguments import (
    Printed,
    as_of_option,
    json_option,
    load_with_remarks,
    out_folder,
    scenario_file,
    seed_option,
    settings,
    weights_option,
    worlds_option,
)
from sim.cli.long_runs import report

__all__ = ["analyse"]


@click.command(short_help="Show what could be agreed at all, and who blocks what.")
@scenario_file
@worlds_option(500)
@seed_option("The same seed gives the same worlds.")
@settings
@as_of_option
@weights_option(default=False)
@click.option(
    "--day",
    metavar="YYYY-MM-DD",
    help="Value packages as signed on this day, with the clock; by default as in force, without it.",
)
@out_folder()
@json_option
def analyse(
    file: Path,
    worlds: int,
    seed: int,
    settings: tuple[str, ...],
    as_of: str | None,
    weights: bool,
    day: str | None,
    out: Path | None,
    printed: Printed | None,
) -> None:
    """Show the bargaining set of FILE: what could be agreed, how large the room is, and who blocks what.

    For governments that may face each other: the zone of agreement, the Pareto frontier, four bargaining solutions,
    and where named proposals stand, over worlds the evidence allows; and how the clock empties the zone.
    """
    from sim.analysis.bargaining.bargaining_set import bargaining_set
    from sim.scenario.load import check_scenario

    scenario = load_with_remarks(file, settings, as_of=as_of)
    check_scenario(scenario)
    found = bargaining_set(scenario, worlds=worlds, seed=seed, day=day, as_of=as_of, weights=weights)
    report(found, out, printed=printed)
