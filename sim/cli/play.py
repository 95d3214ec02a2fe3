"""``sim play``: one person against the model, in a terminal or by piped lines."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import UserPath, check_out, load_with_remarks, scenario_file, settings
from sim.cli.terminal import INTERRUPTED, notice, say
from sim.cli.typed import WholeNumber

if TYPE_CHECKING:
    from sim.play.table import Table
    from sim.scenario.load import LoadedScenario

__all__ = ["play"]


@click.command(short_help="Negotiate yourself: one person against the model.")
@scenario_file
@click.option("--seat", metavar="SEAT", help="Whose chair you take; by default the first principal's.")
@click.option("--world", type=WholeNumber(0), metavar="W", help="Which world: what is not known.  [default: 0]")
@click.option("--replication", type=WholeNumber(0), metavar="R", help="Which luck in it.  [default: 0]")
@click.option("--seed", type=WholeNumber(), metavar="N", help="The same seed gives the same play.  [default: 1]")
@settings
@click.option(
    "--out",
    metavar="DIR",
    type=UserPath(folder=True),
    help="Keep the moves here as they are made; a play that is kept here already goes on.",
)
def play(
    file: Path,
    seat: str | None,
    world: int | None,
    replication: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    out: Path | None,
) -> None:
    """Sit down at the table in a government's chair, and negotiate with the model's governments day by day.

    You see what lies on the table, what it is worth to you and whether it can be in force in time; you offer, accept
    and refuse, let time pass, and may ask how the model would act in your chair. At the end the whole story is told,
    your end is placed among 1,000 plays of the same world, and set beside what the model would have made of your luck
    and what really happened. Type help for the commands; they may also be piped in, one a line. Ctrl-C stops, and
    with --out nothing is lost.
    """
    from sim.cli.table_session import Session
    from sim.errors import InputError
    from sim.paths import typed
    from sim.play.seats import check_seat

    if str(file) == "-":
        raise InputError("FILE: commands are read from standard input here; give a file")
    if out is not None:
        check_out(out)
    scenario = load_with_remarks(file, settings, as_of=None)
    if seat is not None:
        check_seat(scenario.model, seat, "--seat")
    table = _table(scenario, out, {"people": seat, "world": world, "replication": replication, "seed": seed})
    typed_file = " ".join([typed(file), *(f"--set {quote(each)}" for each in settings)])
    session = Session(table, out, read=_reader(), file=typed_file)
    try:
        session.play()
    except KeyboardInterrupt:
        session.save()
        notice("")
        notice(_kept(typed_file, out))
        raise SystemExit(INTERRUPTED) from None
    if not table.over:
        notice(_kept(typed_file, out))


def _table(scenario: LoadedScenario, out: Path | None, asked: dict[str, object]) -> Table:
    """Return a new table, or the one kept in a folder."""
    import sim
    from sim.errors import InputError
    from sim.play.saved import FILE

    if out is None or not (out / FILE).exists():
        given = {name: value for name, value in asked.items() if value is not None}
        return sim.table(scenario, **given)  # type: ignore[arg-type]
    table = sim.Table.load(out, scenario)
    kept = {name: getattr(table, name) for name in ("world", "replication", "seed")} | {"people": table.people[0]}
    for name, value in asked.items():
        if value is not None and value != kept[name]:
            option = "seat" if name == "people" else name
            raise InputError(
                f"--{option}: the play kept in {out} has {kept[name]} (found {value}); leave it out to go on"
            )
    notice(f"Going on with the play kept in {out}.")
    return table


def _kept(file: str, out: Path | None) -> str:
    """Say where the play is kept, and how to go on: of the same scenario, with the same values set."""
    from sim.paths import typed

    if out is None:
        return "Stopped. Nothing is kept without --out."
    return f"Stopped. The play is kept: sim play {file} --out {typed(out)} goes on."


def _reader() -> Callable[[str], str | None]:
    """Return what reads a line after a prompt: None where there are no more."""

    def typed_line(prompt: str) -> str | None:
        try:
            return input(prompt)
        except EOFError:
            say("")  # the prompt stands on a line without an end
            return None

    def piped_line(prompt: str) -> str | None:
        line = sys.stdin.readline()
        if not line:
            return None
        say(f"{prompt}{line.rstrip()}")
        return line

    if sys.stdin is not None and sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401  # arrow keys and history, where the system has it
        return typed_line
    return piped_line if sys.stdin is not None else lambda prompt: None
