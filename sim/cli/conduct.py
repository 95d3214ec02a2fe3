"""``sim conduct``: how governments bargain in plays, beside what the record says they did."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.arguments import (
    Printed,
    json_option,
    load_with_remarks,
    out_folder,
    replications_option,
    scenario_file,
    seed_option,
    settings,
    workers_option,
    worlds_option,
)
from sim.cli.long_runs import counting_bar, report
from sim.cli.typed import WholeNumber

__all__ = ["conduct"]


@click.command(short_help="Hold how governments bargain against the record.")
@scenario_file
@worlds_option(300)
@replications_option(20)
@seed_option("The same seed gives the same plays.")
@settings
@click.option(
    "--window",
    type=WholeNumber(0, 3650),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="Days before and after a recorded move within which a play may do the same.",
)
@workers_option
@out_folder()
@json_option
def conduct(
    file: Path,
    worlds: int,
    replications: int,
    seed: int,
    settings: tuple[str, ...],
    window: int,
    workers: int,
    out: Path | None,
    printed: Printed | None,
) -> None:
    """Show how governments bargain in plays of FILE from its start, beside what its record says they did.

    For each recorded move: the share of plays in which that seat does the same around that day, with the same
    package, one of the same outcome, or any. And in general: offers and withdrawals, offers in one's own favour, when
    plays are signed, and whether they are where there is a zone of agreement. A diagnosis, not a target to fit.
    """
    from sim.analysis.conduct.conduct import conduct as find_conduct

    scenario = load_with_remarks(file, settings, as_of=None)
    with counting_bar("plays") as progress:
        found = find_conduct(
            scenario,
            worlds=worlds,
            replications=replications,
            seed=seed,
            window=window,
            workers=workers,
            progress=progress,
        )
    report(found, out, printed=printed)
