"""What commands of many runs share: a bar on stderr; results saved, printed and drawn, in this order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.terminal import INTERRUPTED, notice, say, say_json, show
from sim.errors import SimError, cannot_write, in_a_line
from sim.whole_file import write_whole

if TYPE_CHECKING:
    from sim.answer import Answer
    from sim.cli.arguments import Printed
    from sim.plots.saving import Drawing

__all__ = ["counting_bar", "draw", "give", "report", "say_data"]


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


def report(answer: Answer, out: Path | None, *, printed: Printed | None, **options: Any) -> None:
    """Save an answer, print it (all, its JSON or its table), and draw it; `options` are those of its presenter."""

    def show_it() -> None:
        if printed is not None:
            say_data(answer, printed)
            return
        from sim.rendering.page import as_rich

        show([as_rich(answer.parts("full", **options))])

    give(show_it, out, answer.files, lambda: answer.drawings(**options))


def say_data(answer: Answer, printed: Printed) -> None:
    """Print an answer as JSON, or its table as CSV."""
    if printed == "json":
        say_json(answer.as_dict())
        return
    from sim.results.csv_text import csv_text

    table = answer.to_frame()
    say(csv_text(table.reset_index() if any(table.index.names) else table))


def give(
    show: Callable[[], object],
    out: Path | None,
    tables: Callable[[], Mapping[str, str]],
    drawings: Callable[[], Iterable[Drawing]],
    *,
    done: str | None = None,
) -> None:
    """Save the tables of a result, print it, and only then draw its pictures.

    Whatever fails, the rest is done: no picture takes a result with it, and neither does an output that is closed.

    Parameters
    ----------
    show : callable
        Prints the result.
    out : Path, optional
        Folder of tables and pictures; None saves nothing.
    tables : callable
        Returns the texts of the files to write by name.
    drawings : callable
        Returns the pictures, `sim.plots.saving.Drawing`.
    done : str, optional
        What to say of it at the end, on stderr; by default where it is saved.

    Raises
    ------
    SimError
        If tables cannot be written, or nothing can be printed.
    """
    failed: list[SimError] = []
    if out is not None:
        try:
            for name, text in tables().items():
                write_whole(out / name, text)
        except OSError as error:
            failed.append(cannot_write(out, error))
    saved = out is not None and not failed
    try:
        show()
    except SimError as error:
        failed.append(error)
    if out is not None and saved:
        draw(out, drawings)
        notice(done or f"Saved in {out}.")
    if failed:
        raise failed[0]


def draw(out: Path, drawings: Callable[[], Iterable[Drawing]]) -> bool:
    """Draw pictures into a folder; say in a line what is missing, and return whether nothing is."""
    try:
        from sim.answer import save_drawings  # late: loads numpy

        made = iter(drawings())
        try:
            failed = save_drawings(out, made)
        finally:
            getattr(made, "close", bool)()  # what it holds meanwhile, such as a lock, is let go
    except KeyboardInterrupt:
        notice(f"Interrupted while pictures were drawn: what is in {out} lacks some of them.")
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, the results are there and count for more
        failed = {"pictures": in_a_line(error)}
    if failed:
        notice(f"Not drawn: {', '.join(failed)} ({next(iter(failed.values()))}).")
    return not failed
