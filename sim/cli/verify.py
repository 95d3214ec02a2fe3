"""``sim verify``: play a sealed forecast again, and tell whether every figure is the same."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.arguments import Printed, UserPath, json_option, workers_option
from sim.cli.long_runs import counting_bar, report

__all__ = ["verify"]


@click.command(short_help="Play a sealed forecast again.")
@click.argument("seal", metavar="SEAL", type=UserPath())
@workers_option
@json_option
def verify(seal: Path, workers: int, printed: Printed | None) -> None:
    """Play SEAL again, and tell whether every figure is the same to the last digit.

    Exit status 1 where one is not, and where another version of this package sealed it: then nothing is compared.
    """
    import sim

    with counting_bar("plays") as progress:
        found = sim.verify(seal, workers=workers, progress=progress)
    report(found, None, printed=printed)
    if not found.holds:
        raise SystemExit(1)
