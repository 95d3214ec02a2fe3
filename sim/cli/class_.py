"""``sim class``: students in a room negotiate by their phones; pool what came of it, or delete it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import Printed, ScenarioPath, UserPath, check_out, json_option, load_with_remarks, settings
from sim.cli.long_runs import say_data
from sim.cli.terminal import notice, say, show
from sim.cli.typed import WholeNumber

if TYPE_CHECKING:
    from sim.classroom.serve import ClassSettings

__all__ = ["class_"]


@click.command("class", short_help="A class plays it: students on phones, a teacher's page, what came of it.")
@click.argument("file", metavar="[FILE]", type=ScenarioPath(), required=False)
@click.option(
    "--seat",
    "seats",
    metavar="SEAT",
    multiple=True,
    help="In which students sit at each table; may be repeated: they then play each other.  "
    "[default: the first principal's, against the model]",
)
@click.option(
    "--world", type=WholeNumber(0), metavar="W", help="All tables play this world.  [default: each its own]"
)
@click.option("--seed", type=WholeNumber(), metavar="N", help="The same seed gives the same plays.  [default: 1]")
@settings
@click.option(
    "--class",
    "path",
    type=UserPath(),
    metavar="PATH",
    help="The class's own file; one that is there goes on.  [default: FILE's name with .class, in this folder]",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen: an address of this machine in the room's network lets phones in.",
)
@click.option("--port", type=WholeNumber(0, 65535), default=8000, show_default=True, metavar="N", help="Its port.")
@click.option(
    "--names",
    type=UserPath(),
    metavar="PATH",
    help="A file with a name in each line, from which students choose; without it they type any.",
)
@click.option(
    "--away",
    type=WholeNumber(5),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="After so long without a sign the model's mind takes a student's chair, until the student returns.",
)
@click.option(
    "--pool",
    type=UserPath(),
    metavar="PATH",
    multiple=True,
    help="Instead: make a forecast of how classes ended, from their files or endings.csv; may be repeated.",
)
@click.option("--forget", type=UserPath(), metavar="PATH", help="Instead: delete a class's file.")
@json_option
def class_(
    file: Path | None,
    seats: tuple[str, ...],
    world: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    path: Path | None,
    host: str,
    port: int,
    names: Path | None,
    away: int,
    pool: tuple[Path, ...],
    forget: Path | None,
    printed: Printed | None,
) -> None:
    """Let a class play a scenario: every student at a table, by phone, against the model or each other.

    Prints a link for the teacher and one for students, and serves both until Ctrl-C. The teacher's page lets the
    calendar run, by weeks, to the next event or by itself, shows who is away, and at the end opens the debrief: each
    deal among 1,000 plays of the same world, the model in the same chair, turning points, forecasts with their
    scores, the class's signing days over the model's. Every move is on the disk before it is made; the same command
    goes on where it was stopped. Nothing leaves this machine. It needs the extra: pip install
    'negotiation-sim[class]'

    --pool makes a forecast of how classes ended, with its error, beside the model's. --forget deletes a class.
    """
    from sim.errors import InputError

    if forget is not None:
        _forget(forget, alone=file is None and not pool)
        return
    if file is None:
        raise InputError("FILE: give a scenario")
    if printed and not pool:
        raise InputError(f"--{printed}: goes with --pool")
    if pool:
        _pool(file, settings, pool, printed=printed)
        return
    from sim.classroom.serve import ClassSettings, check_extra

    check_extra()
    chosen = ClassSettings(
        path=path or Path(f"{file.stem}.class"),
        seats=seats or None,
        world=world,
        seed=seed,
        host=host,
        port=port,
        away_after=float(away),
        labels=_labels(names),
    )
    _serve(file, settings, chosen)


def _serve(file: Path, settings: tuple[str, ...], chosen: ClassSettings) -> None:
    from sim.classroom.serve import serve
    from sim.errors import InputError
    from sim.play.seats import check_seat

    if str(file) == "-":
        raise InputError("FILE: a class that is stopped could not go on from standard input; give a file")
    check_out(chosen.path.absolute().parent)
    scenario = load_with_remarks(file, settings, as_of=None)
    for seat in chosen.seats or ():
        check_seat(scenario.model, seat, "--seat")
    serve(scenario, chosen, say=say)
    notice("Stopped.")


def _labels(names: Path | None) -> tuple[str, ...]:
    """Return the names to choose from."""
    from sim.classroom.names import student_name
    from sim.errors import InputError, StorageError

    if names is None:
        return ()
    try:
        lines = names.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InputError(f"--names: {names} must be text in UTF-8") from None
    except OSError as error:
        raise StorageError(f"--names: {names} cannot be read ({error.strerror})") from None
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(student_name(line))
            except InputError as error:
                raise InputError(f"--names: {names}:{number}: {error}") from None
    if not found or len({*found}) < len(found):
        raise InputError(f"--names: {names} {'holds no names' if not found else 'holds a name twice'}")
    return tuple(found)


def _forget(path: Path, *, alone: bool) -> None:
    from sim.classroom.store import forget
    from sim.errors import InputError

    if not alone:
        raise InputError("--forget: goes without a scenario and --pool")
    for gone in forget(path):
        say(f"Deleted {gone}.")


def _pool(file: Path, settings: tuple[str, ...], paths: tuple[Path, ...], *, printed: Printed | None) -> None:
    from sim.classroom.pooling import pool_files
    from sim.rendering.page import as_rich

    found = pool_files(load_with_remarks(file, settings), paths, say=notice)
    if printed is not None:
        say_data(found, printed)
    else:
        show([as_rich(found.parts("full" if sys.stdout.isatty() else "short"))])
