"""``sim advise``: what a seat had better do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.arguments import (
    COMPOSED,
    Printed,
    as_of_option,
    json_option,
    load_with_remarks,
    named,
    out_folder,
    scenario_file,
    settings,
    size_options,
)
from sim.cli.long_runs import counting_bar, report
from sim.cli.terminal import INTERRUPTED

__all__ = ["advise"]


@click.command(short_help="Advise a seat: what to table when, what to wait for, whose mind to work on.")
@scenario_file
@click.option("--seat", metavar="NAME", type=COMPOSED, help="Whom to advise: a principal's seat.  [required]")
@click.option(
    "--package",
    "packages",
    metavar="NAME",
    type=COMPOSED,
    multiple=True,
    help="Try to table this: a proposal, or issue=option, ...; may be repeated. By default what promises most.",
)
@click.option(
    "--day",
    "days",
    metavar="YYYY-MM-DD",
    multiple=True,
    help="Try it on this day; may be repeated. By default the first day, those of events "
    "that matter and, where these are few, some between.",
)
@size_options(worlds=200, replications=10, least=8)
@settings
@as_of_option
@out_folder()
@json_option
def advise(
    file: Path,
    seat: str | None,
    packages: tuple[str, ...],
    days: tuple[str, ...],
    settings: tuple[str, ...],
    as_of: str | None,
    out: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Advise a seat of FILE: what to table on which day, what to wait for, which red line costs most.

    Each thing is tried by playing again with the same luck, and judged by what the end is worth to the government
    that sits there now. The others keep to their model: they do not see through a plan.
    """
    from sim.analysis.advice.advise import advise as find_advice

    scenario = load_with_remarks(file, settings, as_of=as_of)
    seat = named("--seat", seat, (name for name, chair in scenario.model.seats.items() if chair.principal))
    with counting_bar("runs") as progress:
        found = find_advice(scenario, seat, packages=packages, days=days, as_of=as_of, progress=progress, **size)
    report(found, out, printed=printed)
    if found.undone:
        raise SystemExit(INTERRUPTED)
