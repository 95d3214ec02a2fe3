"""``sim new``: write a scenario to start from."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from sim.cli.terminal import say

__all__ = ["new"]


@click.command(short_help="Write a commented scenario to start from.")
@click.argument("name", metavar="NAME")
@click.option("--from", "origin", metavar="EXAMPLE", help="Begin from an example, or from a scenario file.")
def new(name: str, origin: str | None) -> None:
    """Write NAME.yaml, a small commented scenario that runs, to be changed into yours.

    With --from it is a copy of an example or of another scenario, with all that this one extends. The evidence it
    cites is written to a folder seeds beside it, unless there is evidence already. Files that exist are left alone.
    """
    from sim.errors import InputError
    from sim.paths import path_of, typed
    from sim.scenario.copying import copied_files
    from sim.scenario.starter import starter_scenario

    path = path_of("NAME", name)
    if path.name in ("", "..") or name.endswith(("/", os.sep)):
        raise InputError(f"NAME: must be the name of a file (found '{name}')")
    if re.fullmatch(r"\.[A-Za-z]\w*", path.suffix) is None:
        path = path.with_name(f"{path.name}.yaml")
    elif path.suffix not in (".yaml", ".yml"):
        raise InputError(f"NAME: a scenario's name ends in .yaml or has no ending (found '{name}')")
    files = {path: starter_scenario()} if origin is None else copied_files(_origin(origin), path)
    for each, text in files.items():
        _write_new(each, text)
    beside = f" and its evidence, {len(files) - 1} files in {path.parent / 'seeds'}" if len(files) > 1 else ""
    say(f"Wrote {path}{beside}. Next: sim run {typed(path)}")


def _origin(origin: str) -> Path:
    """Return the path of an example or a file."""
    from sim.bundled import examples, scenario_path

    known = examples()
    return known.get(origin) or scenario_path("--from", origin)


def _write_new(path: Path, text: str) -> None:
    from sim.errors import InputError, cannot_write

    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path}: exists already; choose another name") from None
    except OSError as error:
        raise cannot_write(path, error) from None
