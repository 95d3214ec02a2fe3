"""One table of a class: the play, kept move by move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sim.classroom.store import KeptMove, Store
from sim.errors import InputError
from sim.play.saved import FORMAT
from sim.play.table import Table, table
from sim.results.naming import Naming
from sim.scenario.load import LoadedScenario
from sim.version import VERSION

__all__ = ["Game"]


class Game:
    """A table at which students sit.

    Parameters
    ----------
    number : int
        Its number, from 1.
    table : Table
        The play.
    store : Store
        Where its moves are kept, each before it is made.

    Attributes
    ----------
    version : int
        Grows with whatever changes at the table.
    naming : Naming
        What the scenario's things are called.
    """

    def __init__(self, number: int, table: Table, store: Store) -> None:
        self.number, self.table, self._store = number, table, store
        self.version = 0
        self.naming = Naming(table.scenario.model, table.scenario.packages)

    @classmethod
    def new(
        cls, number: int, scenario: LoadedScenario, store: Store, *, seats: Sequence[str], seed: int, world: int
    ) -> Game:
        """Set up a table, and keep that it is there."""
        made = table(scenario, world=world, seed=seed, people=seats)
        store.add_game(number, world=world, replication=0)
        return cls(number, made, store)

    @classmethod
    def replay(
        cls, number: int, which: dict[str, Any], scenario: LoadedScenario, store: Store, *, moves: list[KeptMove]
    ) -> Game:
        """Make the play of a table again from its moves.

        Parameters
        ----------
        number : int
            The table's.
        which : dict
            ``seed``, ``world``, ``replication``, ``people``, and how far time has passed: ``day``, ``over``.
        scenario, store
            What is played, and the class's file.
        moves : list of KeptMove
            In their order.

        Raises
        ------
        InputError
            Where a move cannot be made again.
        """
        origin = {"format": FORMAT, "version": VERSION, "title": scenario.model.title, "scenario": scenario.digest}
        rows = [{name: value for name, value in move._asdict().items() if name != "game"} for move in moves]
        try:
            made = Table.replay(scenario, {**origin, **which, "moves": rows})
        except InputError as error:
            raise InputError(f"{store.path}: table {number}: {error}") from None
        return cls(number, made, store)

    def move(self, seat: str, kind: str, package: int | str | None) -> None:
        """Make a move of a student's today: check it, keep it, make it.

        Parameters
        ----------
        seat : str
            Whose.
        kind : str
            As in `Table.move`.
        package : int, str or None
            Its number among the scenario's packages; or the name of what is done.

        Raises
        ------
        InputError
            Where the rules of the talks do not allow it.
        """
        packages = self.table.scenario.packages
        if isinstance(package, int) and not 0 <= package < len(packages):
            raise InputError("package: there is no such package")
        meant = packages.package(package) if isinstance(package, int) else package
        content = self.table.check_move(seat, kind, meant)
        self._store.keep(moves=[self._kept(seat, kind, content)])
        self.table.move(seat, kind, content)
        self.version += 1

    def to_hand_over(self, seat: str, to: str) -> list[KeptMove]:
        """Return what is kept of a chair handed over today; nothing where that changes nothing."""
        sits = "person" if seat in self.table.people else "mind"
        return [] if self.table.over or sits == to else [self._kept(seat, to, None)]

    def hand_over(self, moves: Sequence[KeptMove]) -> None:
        """Hand chairs over that are kept as handed over."""
        for move in moves:
            self.table.hand_over(move.seat, to=move.move)
            self.version += 1

    def catch_up(self, day: date, *, ended: bool) -> None:
        """Let time pass up to the class's day."""
        if self.table.over or not (ended or self.table.day < day):
            return
        self.table.advance("end" if ended else day)
        self.version += 1

    def _kept(self, seat: str, kind: str, package: dict[str, str] | str | None) -> KeptMove:
        return KeptMove(self.number, self.table.day.isoformat(), seat, kind, package)
