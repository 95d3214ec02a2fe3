"""``sim show``: print a scenario as it is once everything it extends is filled in."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.arguments import scenario_file, settings
from sim.cli.terminal import say

__all__ = ["show"]


@click.command(short_help="Print the resolved scenario.")
@scenario_file
@settings
def show(file: Path, settings: tuple[str, ...]) -> None:
    """Print the scenario as YAML, with the files it extends and all defaults filled in."""
    from sim.scenario.load import load_scenario

    say(load_scenario(file, settings=settings).resolved_yaml())
