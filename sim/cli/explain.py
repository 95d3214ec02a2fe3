"""``sim explain``: what would have to be true for an outcome to come."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import scenario_file, settings, workers_option

if TYPE_CHECKING:
    from sim.analysis.explanation.explanation import Explanation

__all__ = ["explain"]

_STEM = "explanation"
_MANY = click.IntRange(min=1)


@click.command(short_help="Show what would have to be true for an outcome to come.")
@scenario_file
@click.option("--outcome", metavar="NAME", required=True, help="Which outcome, by its name in the file.")
@click.option("--unlikely", is_flag=True, help="Ask what makes it unlikely instead.")
@click.option(
    "--worlds", type=_MANY, metavar="N", default=1000, show_default=True, help="Draws of what is not known."
)
@click.option("--replications", type=_MANY, metavar="N", default=20, show_default=True, help="Plays in each world.")
@click.option("--seed", type=int, metavar="N", default=1, show_default=True, help="The same seed, the same results.")
@settings
@workers_option
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Save tables and picture here; nothing is written without it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
def explain(
    file: Path,
    outcome: str,
    unlikely: bool,
    worlds: int,
    replications: int,
    seed: int,
    settings: tuple[str, ...],
    workers: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show under which conditions an OUTCOME of FILE becomes likely, or unlikely.

    Conditions are ranges of what the worlds differ in (values, beliefs, procedure times) and chance events, found on
    half of the worlds and judged on the other half.
    """
    import sim
    from sim.analysis.explanation.explanation import check_question
    from sim.analysis.explanation.explanation import explain as find_conditions

    scenario = sim.load(file, settings=settings)
    check_question(scenario, outcome, worlds)  # before the work, not after
    found = find_conditions(
        scenario,
        outcome=outcome,
        unlikely=unlikely,
        worlds=worlds,
        replications=replications,
        seed=seed,
        workers=workers,
    )
    if out is not None:
        _save(found, out)
    if as_json:
        click.echo(_json(found), nl=False)
    else:
        _print(found)
    if out is not None:
        click.echo(f"Saved in {out}.", err=True)


def _print(found: Explanation) -> None:
    from sim.cli.explain_view import show_explanation
    from sim.cli.long_runs import print_parts

    print_parts(show_explanation(found))


def _json(found: Explanation) -> str:
    return json.dumps(found.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _save(found: Explanation, folder: Path) -> None:
    """Write ``explanation.json``, ``.svg`` and ``.png``, each whole or not at all.

    Raises
    ------
    StorageError
        If they cannot be written.
    """
    from sim.errors import cannot_write
    from sim.plots.explain import describe
    from sim.plots.saving import save_figure

    tables = folder / f"{_STEM}.json"
    aside = tables.with_name(f".{tables.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_text(_json(found), encoding="utf-8")
        aside.replace(tables)
        figure = found.plot().figure
        title = f"What would have to be true: {found.outcome}"
        save_figure(figure, folder / _STEM, title=title, description=describe(found))  # type: ignore[arg-type]
    except OSError as error:
        raise cannot_write(folder, error) from None
