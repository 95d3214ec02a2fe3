"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["scenario_file", "settings"]

scenario_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))

settings = click.option(
    "--set",
    "settings",
    metavar="PATH=VALUE",
    multiple=True,
    help="Set a value on top of the file, as in events.election.chance=0.5; may be repeated.",
)
