"""``sim run``: simulate a scenario, print its outcomes, and save them if asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from sim.cli.arguments import scenario_file, settings

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["run"]

Command = TypeVar("Command", bound=Callable[..., object])

_PIPED_COLUMNS = 100


def _number(
    name: str, default: int, told: str, *, at_least_one: bool = True, shown: str | bool = True
) -> Callable[[Command], Command]:
    """Return an option that takes a whole number."""
    kind = click.IntRange(min=1) if at_least_one else click.INT
    return click.option(name, type=kind, metavar="N", default=default, show_default=shown, help=told)


@click.command(short_help="Simulate a scenario and print its outcomes.")
@scenario_file
@_number("--worlds", 500, "Draws of what is not known.")
@_number("--replications", 20, "Plays of chance in each world.")
@_number("--seed", 1, "The same seed gives the same results.", at_least_one=False)
@settings
@click.option("--as-of", metavar="DATE", help="Fix what the record says by this day, and simulate the rest.")
@click.option("--plugins", is_flag=True, help="Let the scenario run tactics of its own code. Only if you trust it.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Save tables, summary and pictures here.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary alone, as JSON.")
@_number("--workers", os.cpu_count() or 1, "Cores to play on; results do not change.", shown="all")
def run(
    file: Path,
    worlds: int,
    replications: int,
    seed: int,
    settings: tuple[str, ...],
    as_of: str | None,
    plugins: bool,
    out: Path | None,
    as_json: bool,
    workers: int,
) -> None:
    """Simulate a scenario and print the probability of each outcome.

    Nothing is written without --out, but for pools of preference models, which later runs read again: they stay in
    your cache folder, at most 200 MB of them. NEGOTIATION_SIM_CACHE names another folder, or is "off". Ctrl-C keeps
    the worlds that are complete.
    """
    import sim
    from sim.results.run import Interrupted
    from sim.results.saving import check_folder

    scenario = sim.load(file, settings=settings)
    if out is not None:
        check_folder(out)  # before the work, not after
    try:
        with _progress() as progress:
            outcomes = scenario.run(
                worlds=worlds,
                replications=replications,
                seed=seed,
                workers=workers,
                progress=progress,
                as_of=as_of,
                plugins=plugins,
            )
    except Interrupted as interrupted:
        if interrupted.outcomes is None:
            raise
        _report(interrupted.outcomes, out, as_json=as_json)
        click.echo(f"{str(interrupted).capitalize()}: what is told{' and saved' if out else ''} is theirs.", err=True)
        raise SystemExit(130) from None
    _report(outcomes, out, as_json=as_json)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Give a bar on stderr to run along, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("playing"), BarColumn(), MofNCompleteColumn(), TextColumn("plays"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("playing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _report(outcomes: Outcomes, out: Path | None, *, as_json: bool) -> None:
    """Print the outcomes, and save them with their pictures."""
    if as_json:
        import json

        click.echo(json.dumps(outcomes.summary(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        from rich.console import Console

        # rich takes 80 columns where there is no terminal
        Console(width=None if sys.stdout.isatty() else _PIPED_COLUMNS).print(outcomes)
    if out is not None:
        from sim.cli.pictures import draw_pictures
        from sim.results.saving import save

        save(outcomes, out, draw=lambda folder: draw_pictures(outcomes, folder))
        click.echo(f"Saved in {out}.", err=True)
