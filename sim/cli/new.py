"""``sim new``: write a scenario to start from."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.terminal import say

__all__ = ["new"]


@click.command(short_help="Write a commented scenario to start from.")
@click.argument("name", metavar="NAME")
def new(name: str) -> None:
    """Write NAME.yaml, a small commented scenario that runs, to be changed into yours.

    A file that exists is left alone.
    """
    from sim.errors import InputError, cannot_write
    from sim.scenario.starter import starter_scenario

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter_scenario())
    except FileExistsError:
        raise InputError(f"{path}: exists already; choose another name") from None
    except OSError as error:
        raise cannot_write(path, error) from None
    say(f"Wrote {path}. Next: sim run {path}")
