"""``sim schema``: print the JSON Schema of scenario files."""

from __future__ import annotations

import click

from sim.cli.terminal import say

__all__ = ["schema"]


@click.command(short_help="Print the JSON Schema of scenario files.")
def schema() -> None:
    """Print the JSON Schema of scenario files, by which editors complete and check them.

    Name it in a file's first line: # yaml-language-server: $schema=scenario.schema.json
    """
    from sim.scenario.schema import schema_text

    say(schema_text())
