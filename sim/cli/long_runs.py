"""What commands of many runs share: a bar on stderr, a result saved whole or not at all, a terminal's width."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.terminal import terminal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.console import RenderableType

__all__ = ["as_json_text", "counting_bar", "print_parts", "save_result"]


@contextmanager
def counting_bar(noun: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give a bar on stderr that counts `noun` done, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TextColumn(noun), TimeRemainingColumn()
    # without a thread that draws it, workers can be forked
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(noun, total=None)
        bar.refresh()
        yield lambda done, total: bar.update(task, completed=done, total=total, refresh=True)


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Print to the width of the terminal, or to 100 columns where there is none."""
    console = terminal()
    for part in parts:
        console.print(part)


def as_json_text(result: dict[str, Any]) -> str:
    """Return a result as JSON, ending in a line break."""
    return json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def save_result(
    folder: Path, stem: str, result: dict[str, Any], draw: Callable[[], Axes], *, title: str, description: str
) -> None:
    """Write ``stem.json``, ``.svg`` and ``.png``, each whole or not at all, and say so on stderr.

    Raises
    ------
    StorageError
        If they cannot be written.
    """
    from matplotlib.figure import Figure

    from sim.errors import cannot_write
    from sim.plots.saving import save_figure

    tables = folder / f"{stem}.json"
    aside = tables.with_name(f".{tables.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_text(as_json_text(result), encoding="utf-8")
        aside.replace(tables)
        figure = draw().get_figure(root=True)
        if isinstance(figure, Figure):
            save_figure(figure, folder / stem, title=title, description=description)
    except OSError as error:
        raise cannot_write(folder, error) from None
    click.echo(f"Saved in {folder}.", err=True)
