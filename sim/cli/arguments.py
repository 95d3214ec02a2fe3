"""Arguments that several commands take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from sim.cli.terminal import notice
from sim.cli.typed import WholeNumber
from sim.errors import cannot_write
from sim.paths import check_page, path_of

if TYPE_CHECKING:
    from sim.negotiation import Scenario
    from sim.scenario.load import LoadedScenario

__all__ = [
    "COMPOSED",
    "Printed",
    "ScenarioPath",
    "UserPath",
    "as_of_option",
    "called",
    "check_out",
    "check_outcome",
    "check_written",
    "json_option",
    "load_with_remarks",
    "named",
    "out_folder",
    "outcome_option",
    "replications_option",
    "say_beyond",
    "say_hindsight",
    "scenario_file",
    "seed_option",
    "settings",
    "size_options",
    "weights_option",
    "workers_option",
    "worlds_option",
]

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class _Composed(click.ParamType):  # type: ignore[type-arg] # has no argument in older versions
    """Text in composed letters, as names are when a file is read."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from sim.reading.names import composed

        return composed(value)


COMPOSED = _Composed()


class UserPath(click.Path):
    """A path on the command line: ``~`` is filled in; nothing, and what is not UTF-8, is refused.

    Parameters
    ----------
    folder : bool
        Whether it is one of a folder.
    written : bool
        Whether it is one of a file to be written: refused, before the work and not after, where that cannot be.
    page : bool
        Whether what is written is an HTML page.
    """

    def __init__(self, *, folder: bool = False, written: bool = False, page: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=not folder)
        self._written, self._page = written or page, page

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path."""
        named = param.opts[0] if isinstance(param, click.Option) else param.human_readable_name if param else "path"
        path = path_of(named, value)
        super().convert(path, param, ctx)  # whether it is of the right kind
        if self._page:
            check_page(named, path)
        if self._written:
            check_written(path)
        return path


class ScenarioPath(UserPath):
    """The path of a scenario file, or ``example:`` and the name of an example."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path."""
        from sim.bundled import PREFIX, check_not_bundled, scenario_path

        named = isinstance(value, str) and value.startswith(PREFIX)
        if isinstance(value, str) and not named:
            check_not_bundled(value)
        return super().convert(scenario_path("FILE", value) if named else value, param, ctx)


scenario_file = click.argument("file", metavar="FILE", type=ScenarioPath())

settings = click.option(
    "--set",
    "settings",
    metavar="PATH=VALUE",
    multiple=True,
    help="Set a value on top of the file, as in events.election.chance=0.5; may be repeated.",
)


as_of_option = click.option(
    "--as-of",
    metavar="YYYY-MM-DD",
    help="With what was known on this day: later claims, and what rests on them alone, are left out, and the record "
    "up to then is fixed.",
)


def weights_option(*, default: bool, given: str = "With --as-of: worlds") -> Decorator:
    """Return the option that says whether worlds are weighed by the record, and by what of it."""
    return click.option(
        "--weights/--no-weights",
        "weights",
        default=default,
        help=f"{given} count for more the better they explain what the record says was done.",
    )


def load_with_remarks(file: Path, chosen: Sequence[str], *, as_of: str | Literal[False] | None = False) -> Scenario:
    """Read a scenario with values set on top, and say what lies beyond its deadline.

    Where it is to be played, as of a day or (None) of none, it says too what of it is hindsight.
    """
    import sim

    scenario = sim.load(file, settings=chosen)
    say_beyond(scenario)
    if as_of is not False:
        say_hindsight(scenario, as_of)
    return scenario


def say_hindsight(scenario: LoadedScenario, as_of: str | None) -> None:
    """Say what of a scenario became known after its start, or as of a day cannot be left out."""
    from sim.scenario.as_of import read_as_of
    from sim.scenario.remarks import hindsight, undated

    context = click.get_current_context()
    has_option = any(each.name == "as_of" for each in context.command.params)
    option = "--as-of" if has_option else "sim run --as-of"
    remark = hindsight(scenario, option) if as_of is None else undated(scenario, read_as_of(scenario.model, as_of))
    if remark:
        notice(f"{remark}.")


def say_beyond(scenario: LoadedScenario) -> None:
    """Say what of a scenario lies beyond its deadline, and what of its record and its seats is without effect."""
    from sim.scenario.remarks import beyond, idle_entries, idle_seats

    for remark in (beyond(scenario), idle_entries(scenario.model), idle_seats(scenario.model)):
        if remark:
            notice(f"{remark}.")


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
    type=WholeNumber(1),
    metavar="N",
    default=_all_cores,
    show_default="all it may use",
    callback=_capped,
    help="Cores to play on; results do not change.",
)


def worlds_option(default: int | None, *, least: int = 1, text: str = "Draws of what is not known.") -> Decorator:
    """Return the option ``--worlds``."""
    return _number_option("--worlds", WholeNumber(least), default, text)


def replications_option(default: int | None = 20, *, text: str = "Plays of chance in each world.") -> Decorator:
    """Return the option ``--replications``."""
    return _number_option("--replications", WholeNumber(1), default, text)


def seed_option(text: str = "The same seed gives the same results.") -> Decorator:
    """Return the option ``--seed``."""
    return _number_option("--seed", WholeNumber(), 1, text)


def _number_option(name: str, kind: click.ParamType[int], default: int | None, text: str) -> Decorator:
    return click.option(name, type=kind, metavar="N", default=default, show_default=True, help=text)


def size_options(worlds: int, replications: int = 20, *, least: int = 1) -> Decorator:
    """Return the options that say how much to play, and on how many cores; `worlds` and `replications` by default."""

    def declare(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            workers_option,
            seed_option(),
            replications_option(replications),
            worlds_option(worlds, least=least),
        ):
            command = option(command)  # the last applied is the first in the help
        return command

    return declare


Printed = Literal["json", "csv"]
"""How a result is printed, where it is not in words and tables for a reader."""


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options ``--json`` and ``--csv``; both give the argument `printed`."""
    for form, what in (("csv", "the result's table as CSV"), ("json", "the result as JSON")):
        option = click.option(
            f"--{form}",
            f"as_{form}",
            is_flag=True,
            callback=_printed,
            expose_value=False,
            help=f"Print {what}, and nothing else.",
        )
        command = option(command)
    return command


def _printed(context: click.Context, option: click.Parameter, given: bool) -> None:
    """Give the command the form asked for, or none."""
    before: Printed | None = context.params.setdefault("printed", None)
    if given and before:
        raise click.UsageError("--json and --csv: give one of them.", context)
    if given:
        context.params["printed"] = "json" if option.name == "as_json" else "csv"


@contextmanager
def called(option: str) -> Iterator[None]:
    """Let mistakes in settings name the option they were given with, which is not ``--set``."""
    from sim.errors import ProblemsError

    try:
        yield
    except ProblemsError as error:
        raise ProblemsError(
            replace(problem, file=re.sub("^--set ", f"{option} ", problem.file)) for problem in error.problems
        ) from None


def outcome_option(text: str) -> Decorator:
    """Return the option ``--outcome``."""
    return click.option("--outcome", metavar="NAME", type=COMPOSED, help=text)


def named(option: str, name: str | None, allowed: Iterable[str]) -> str:
    """Return the name that an option needs, of those that a scenario has.

    Raises
    ------
    InputError
        If none is given, with those there are.
    """
    if name is None:
        from sim.errors import InputError

        raise InputError(f"{option}: must be given (allowed {', '.join(allowed)})")
    return name


def check_outcome(scenario: LoadedScenario, outcome: str | None) -> None:
    """Refuse an outcome that the scenario does not have, before anything is played.

    Raises
    ------
    InputError
        With those it has.
    """
    from sim.arguments import outcome_place
    from sim.results.endings import Endings

    if outcome is not None:
        outcome_place(outcome, Endings(scenario.model, scenario.packages).names, argument="--outcome")


def check_written(path: Path) -> None:
    """Refuse a file that cannot be written, before the work and not after.

    Raises
    ------
    SimError
        Saying why.
    """
    from sim.whole_file import check_file

    try:
        check_file(path)
    except OSError as error:
        raise cannot_write(path, error) from None


def check_out(folder: Path) -> None:
    """Refuse a folder that cannot be written to, before the work and not after.

    Raises
    ------
    SimError
        Saying why.
    """
    from sim.whole_file import check_place

    try:
        check_place(folder)
    except OSError as error:
        raise cannot_write(folder, error) from None


def _checked(context: click.Context, parameter: click.Parameter, folder: Path | None) -> Path | None:
    if folder is not None:
        check_out(folder)
    return folder


def out_folder(text: str = "Save tables and pictures here; nothing is written without it.") -> Decorator:
    """Return the option ``--out`` of a command that prints a result and may save it."""
    kind = UserPath(folder=True)
    return click.option("--out", metavar="DIR", type=kind, callback=_checked, help=text)
