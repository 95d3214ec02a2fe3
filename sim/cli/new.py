"""``sim new``: write a scenario to start from."""

from __future__ import annotations

import os
import re

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
    from sim.paths import path_of, typed
    from sim.scenario.starter import starter_scenario

    path = path_of("NAME", name)
    if path.name in ("", "..") or name.endswith(("/", os.sep)):
        raise InputError(f"NAME: must be the name of a file (found '{name}')")
    if re.fullmatch(r"\.[A-Za-z]\w*", path.suffix) is None:
        path = path.with_name(f"{path.name}.yaml")
    elif path.suffix not in (".yaml", ".yml"):
        raise InputError(f"NAME: a scenario's name ends in .yaml or has no ending (found '{name}')")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter_scenario())
    except FileExistsError:
        raise InputError(f"{path}: exists already; choose another name") from None
    except OSError as error:
        raise cannot_write(path, error) from None
    say(f"Wrote {path}. Next: sim run {typed(path)}")
