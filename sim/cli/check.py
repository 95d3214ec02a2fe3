"""``sim check``: report every mistake in scenario files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import ScenarioPath, settings
from sim.cli.terminal import notice, say

if TYPE_CHECKING:
    from sim.scenario.load import LoadedScenario

__all__ = ["check"]


@click.command(short_help="Report every mistake in scenario files.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=ScenarioPath())
@settings
def check(files: tuple[Path, ...], settings: tuple[str, ...]) -> None:
    """Report every mistake in scenario files, each at its file, line and column.

    Statements of credence 1 that cannot all hold are named, too; of those of lower credence that clash it says how
    often each is taken in. So is the folder of evidence that claims come from. Exit status 2 if
    there is any mistake.
    """
    from sim.ensemble.footprint import Footprint
    from sim.errors import SimError
    from sim.scenario.load import check_scenario, load_scenario
    from sim.scenario.remarks import beyond, clashes, hindsight, idle_entries, idle_seats, own_refusals, standoff

    status = 0
    for file in files:
        try:
            loaded = load_scenario(file, settings=settings)
            check_scenario(loaded)
        except SimError as error:
            status = max(status, error.exit_status)
            notice(str(error))
        else:
            say(f"{file}: ok{_rests_on(loaded)}")
            model = loaded.model
            remarks = [beyond(loaded), idle_entries(model), idle_seats(model), own_refusals(loaded)]
            remarks += [hindsight(loaded), standoff(model)]
            for remark in filter(None, [*remarks, *clashes(model, loaded.packages)]):
                notice(f"{file}: {remark}.")
            if announced := Footprint.of(model, loaded.packages).announcement(500, 20):
                notice(f"{file}: 500 worlds x 20 replications. {announced}")
    if status:
        raise SystemExit(status)


def _rests_on(loaded: LoadedScenario) -> str:
    """Name where the cited claims come from, if they do not stand in the scenario itself."""
    from sim.scenario.load import SAVED_CLAIMS, library_folder

    if loaded.path is None or not any(name in loaded.library for name in loaded.cited):
        return ""
    folder = loaded.path.absolute().parent
    if (folder / SAVED_CLAIMS).is_file():
        return f" (claims from {SAVED_CLAIMS} beside it)"
    seeds = library_folder(folder)
    if seeds is None:
        return ""
    near = seeds.relative_to(Path.cwd()) if seeds.is_relative_to(Path.cwd()) else seeds
    return f" (claims from {near}{os.sep})"
