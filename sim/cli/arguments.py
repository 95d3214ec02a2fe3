"""Arguments that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sim.cli.terminal import notice
from sim.errors import cannot_write
from sim.paths import path_of

__all__ = ["COMPOSED", "UserPath", "check_out", "out_folder", "scenario_file", "settings", "workers_option"]


class _Composed(click.ParamType):  # type: ignore[type-arg] # has no argument in older versions
    """Text in composed letters, as names are when a file is read."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from sim.reading.names import composed

        return composed(value)


COMPOSED = _Composed()


class UserPath(click.Path):
    """A path on the command line: ``~`` is filled in; nothing, and what is not UTF-8, is refused."""

    def __init__(self, *, folder: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=not folder)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path."""
        named = param.opts[0] if isinstance(param, click.Option) else param.human_readable_name if param else "path"
        path = path_of(named, value)
        super().convert(path, param, ctx)  # whether it is of the right kind
        return path


scenario_file = click.argument("file", metavar="FILE", type=UserPath())

settings = click.option(
    "--set",
    "settings",
    metavar="PATH=VALUE",
    multiple=True,
    help="Set a value on top of the file, as in events.election.chance=0.5; may be repeated.",
)


def _all_cores() -> int:
    from sim.ensemble.cores import cores_allowed

    return cores_allowed()


def _capped(context: click.Context, parameter: click.Parameter, asked: int) -> int:
    """Return how many workers to start; say so where they are fewer than asked for."""
    from sim.ensemble.cores import cores_allowed, usable_workers

    cores = cores_allowed()
    workers = usable_workers(asked, cores=cores)
    if workers < asked and context.params.get("cluster") is None:
        notice(
            f"--workers: playing on {workers}, not {asked:,}: this program may use {cores} "
            f"core{'s' * (cores > 1)}, and more workers would wait for each other."
        )
    return workers


workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    default=_all_cores,
    show_default="all it may use",
    callback=_capped,
    help="Cores to play on; results do not change.",
)


def check_out(folder: Path) -> None:
    """Refuse a folder that cannot be written to, before the work and not after.

    Raises
    ------
    SimError
        Saying why.
    """
    from sim.results.whole_file import check_place

    try:
        check_place(folder)
    except OSError as error:
        raise cannot_write(folder, error) from None


def _checked(context: click.Context, parameter: click.Parameter, folder: Path | None) -> Path | None:
    if folder is not None:
        check_out(folder)
    return folder


def out_folder(told: str = "Save tables and picture here; nothing is written without it.") -> Callable[..., Any]:
    """Return the option ``--out`` of a command that prints a result and may save it."""
    kind = UserPath(folder=True)
    return click.option("--out", metavar="DIR", type=kind, callback=_checked, help=told)
