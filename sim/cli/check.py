"""``sim check``: tell every mistake in scenario files."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["check"]


@click.command(short_help="Tell every mistake in scenario files.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Tell every mistake in scenario files, each at its file, line and column.

    Statements that cannot all hold are named, too. Exit status 2 if there is any mistake.
    """
    from sim.errors import SimError
    from sim.scenario.load import check_scenario, load_scenario

    failed = False
    for file in files:
        try:
            check_scenario(load_scenario(file))
        except SimError as error:
            failed = True
            click.echo(str(error), err=True)
        else:
            click.echo(f"{file}: ok")
    if failed:
        raise SystemExit(2)
