"""``sim report``: one HTML page about a scenario."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.arguments import (
    UserPath,
    as_of_option,
    load_with_remarks,
    replications_option,
    scenario_file,
    seed_option,
    settings,
    weights_option,
    workers_option,
    worlds_option,
)
from sim.cli.long_runs import counting_bar
from sim.cli.terminal import notice, say

__all__ = ["report"]


@click.command(short_help="Write one HTML page about a scenario.")
@scenario_file
@click.option(
    "--out",
    metavar="FILE",
    required=True,
    type=UserPath(page=True),
    help="The page to write, such as report.html.",
)
@worlds_option(500)
@replications_option()
@seed_option()
@settings
@as_of_option
@weights_option(default=False)
@workers_option
def report(
    file: Path,
    out: Path,
    worlds: int,
    replications: int,
    seed: int,
    settings: tuple[str, ...],
    as_of: str | None,
    weights: bool,
    workers: int,
) -> None:
    """Write one HTML page about a scenario, that opens anywhere, without Python or a network, and prints.

    It holds the answer with its errors, how it ends, what could be agreed, typical plays, what would have to be true,
    what it depends on, how the forecast moved by date, all the evidence, and how to run it again. The same command
    gives the same bytes.
    """
    from sim.reports.report import report as write

    scenario = load_with_remarks(file, settings, as_of=as_of)
    with counting_bar("plays") as progress:
        outcomes = scenario.run(
            worlds, replications, seed=seed, workers=workers, progress=progress, as_of=as_of, weights=weights
        )
    write(outcomes, out, workers=workers, progress=notice)
    say(f"Wrote {out} ({out.stat().st_size / 1000:,.0f} kB).")
