"""``sim analyse``: what could be agreed at all, and who stands in the way."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import scenario_file, settings

if TYPE_CHECKING:
    from sim.analysis.bargaining.bargaining_set import BargainingSet

__all__ = ["analyse"]

_STEM = "bargaining_set"


@click.command(short_help="Show what could be agreed at all, and who blocks what.")
@scenario_file
@click.option(
    "--worlds",
    type=click.IntRange(min=1),
    metavar="N",
    default=500,
    show_default=True,
    help="Draws of what is not known.",
)
@click.option(
    "--seed", type=click.INT, metavar="N", default=1, show_default=True, help="The same seed, the same worlds."
)
@settings
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Value packages as signed on this day, with the clock; by default as in force, without it.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Save tables and picture here; nothing is written without it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the tables alone, as JSON.")
def analyse(
    file: Path,
    worlds: int,
    seed: int,
    settings: tuple[str, ...],
    day: datetime | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show the bargaining set of FILE: what could be agreed, how large the room is, and who blocks what.

    For governments that may face each other: the zone of agreement, the Pareto frontier, four bargaining solutions,
    and where named proposals stand, over worlds the evidence allows; and how the clock empties the zone.
    """
    from sim.analysis.bargaining.bargaining_set import bargaining_set
    from sim.scenario.load import check_scenario, load_scenario

    scenario = load_scenario(file, settings=settings)
    check_scenario(scenario)
    found = bargaining_set(scenario, worlds=worlds, seed=seed, day=day and day.date())
    if out is not None:
        _save(found, out)
    if as_json:
        click.echo(_json(found), nl=False)
    else:
        _print(found)
    if out is not None:
        click.echo(f"Saved in {out}.", err=True)


def _print(found: BargainingSet) -> None:
    from sim.cli.analyse_view import show_bargaining_set
    from sim.cli.long_runs import print_parts

    print_parts(show_bargaining_set(found))


def _json(found: BargainingSet) -> str:
    return json.dumps(found.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _save(found: BargainingSet, folder: Path) -> None:
    """Write ``bargaining_set.json``, ``.svg`` and ``.png``, each whole or not at all.

    Raises
    ------
    StorageError
        If they cannot be written.
    """
    from sim.errors import cannot_write
    from sim.plots.bargaining_set import describe, draw_bargaining_set
    from sim.plots.saving import save_figure

    tables = folder / f"{_STEM}.json"
    aside = tables.with_name(f".{tables.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_text(_json(found), encoding="utf-8")
        aside.replace(tables)
        if found.computed:
            title = f"What could be agreed: {found.scenario.model.title}"
            save_figure(draw_bargaining_set(found), folder / _STEM, title=title, description=describe(found))
    except OSError as error:
        raise cannot_write(folder, error) from None
