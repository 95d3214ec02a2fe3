"""``sim analyse``: what could be agreed at all, and who stands in the way."""

from __future__ import annotations

import json
import os
import pathlib
from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.analysis.bargaining_set import BargainingSet

__all__ = ["analyse"]

_STEM = "bargaining_set"


@click.command()
@click.argument("file", type=click.Path(path_type=pathlib.Path))
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Set one value of the scenario.")
@click.option(
    "--worlds", type=click.IntRange(min=1), default=500, show_default=True, help="Draws of what is not known."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of the worlds.")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Value packages as signed on this day, with the clock; in force, without it, by default.",
)
@click.option(
    "--out",
    type=click.Path(path_type=pathlib.Path, file_okay=False),
    metavar="DIR",
    help=f"Save {_STEM}.json and the picture ({_STEM}.svg, .png) here; nothing is written without it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the tables as JSON, alone.")
def analyse(
    file: pathlib.Path,
    settings: tuple[str, ...],
    worlds: int,
    seed: int,
    day: datetime | None,
    out: pathlib.Path | None,
    as_json: bool,
) -> None:
    """Show the bargaining set of FILE: what could be agreed, how large the room is, and who blocks what.

    For governments that may face each other: the zone of agreement, the Pareto frontier, four bargaining solutions,
    and where named proposals stand, over worlds the evidence allows; and how the clock empties the zone.
    """
    from sim.analysis.bargaining_set import bargaining_set
    from sim.scenario.load import check_scenario, load_scenario

    scenario = load_scenario(file, settings=settings)
    check_scenario(scenario)
    found = bargaining_set(scenario, worlds=worlds, seed=seed, day=day and day.date())
    saved = _save(found, out) if out is not None else []
    if as_json:
        click.echo(_json(found), nl=False)
        return
    from rich.console import Console

    from sim.cli.analyse_view import show_bargaining_set

    console = Console(highlight=False)
    for part in show_bargaining_set(found):
        console.print(part)
    for path in saved:
        click.echo(f"Saved {path}")


def _json(found: BargainingSet) -> str:
    return json.dumps(found.as_dict(), indent=2, ensure_ascii=False) + "\n"


def _save(found: BargainingSet, folder: pathlib.Path) -> list[pathlib.Path]:
    """Write tables and picture, each whole or not at all.

    Raises
    ------
    SimError
        If they cannot be written.
    """
    from sim.errors import SimError
    from sim.plots.bargaining_set import describe, draw_bargaining_set
    from sim.plots.saving import save_figure

    tables = folder / f"{_STEM}.json"
    aside = tables.with_name(f".{tables.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_text(_json(found), encoding="utf-8")
        aside.replace(tables)
        title = f"The bargaining set: {found.scenario.model.title}"
        if not found.computed:
            return [tables]
        pictures = save_figure(draw_bargaining_set(found), folder / _STEM, title=title, description=describe(found))
    except OSError as error:
        raise SimError(f"--out: cannot write to {folder}: {error.strerror or error}") from None
    return [tables, *pictures]
