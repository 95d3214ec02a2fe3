"""The course of one play with people in some seats: time passes, moves are made, chairs are handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from sim.arguments import is_among
from sim.engine.block import Block
from sim.engine.person import MoveKind, Obstacle, Person
from sim.engine.play import Play, Played
from sim.engine.record import Move
from sim.ensemble.batches import MOST_NUMBER
from sim.errors import InputError, SimError, shown, whole_number
from sim.play.clock import goal_of
from sim.play.moves import HAND_OVER, TableMove, say_obstacle
from sim.play.seats import check_seat, people_of, seats_at_table
from sim.play.sources import source_of
from sim.results.naming import Naming, say_day
from sim.results.planned import plugins_of
from sim.scenario.load import LoadedScenario, check_scenario
from sim.worlds.worlds import Worlds

__all__ = ["Course"]


class Course:
    """One play as it goes on, day by day and move by move: the base of `sim.play.table.Table`.

    Attributes
    ----------
    scenario : LoadedScenario
        The negotiation.
    world, replication, seed : int
        Which play it is: the same luck as in a run of this seed.
    moves : tuple of TableMove
        What people did, in order: with the above they are the whole truth, and make the play again.
    people : tuple of str
        The seats in which people sit today.
    """

    def __init__(
        self,
        scenario: LoadedScenario,
        *,
        world: int = 0,
        replication: int = 0,
        seed: int = 1,
        people: str | Iterable[str] | None = None,
        plugins: bool = False,
    ) -> None:
        self.scenario = scenario
        self.world = whole_number("world", world, least=0, most=MOST_NUMBER - 1)
        self.replication = whole_number("replication", replication, least=0, most=MOST_NUMBER - 1)
        self.seed = whole_number("seed", seed)
        self._plugins = plugins
        self.first_people = people_of(scenario.model, people)
        self._naming = Naming(scenario.model, scenario.packages)
        self._seats = seats_at_table(scenario.model)
        self._made: list[TableMove] = []
        self._worlds, self._play = self._start()
        self._persons = {
            name: Person(self._play.block, self._play.schedule, seat, x)
            for x, (name, seat) in enumerate(zip(self._seats, self._play.seats, strict=True))
        }
        self._people = list(self.first_people)
        for name in self._people:
            self._persons[name].sit_down()
        self._played: Played | None = None
        self._day = self._shown = 0
        self._reach(0)
        self._shown = 0  # what happened on the first day before anybody could move is news

    def _start(self) -> tuple[Worlds, Play]:
        source = source_of(self.scenario, self.seed)
        try:
            worlds = source.draw([self.world])
        except SimError:
            check_scenario(self.scenario)
            raise
        block = Block(
            self.scenario.model,
            self.scenario.packages,
            worlds,
            row=np.zeros(1, dtype=np.int64),
            replication=np.array([self.replication]),
            seed=self.seed,
            log=True,
            plugins=plugins_of(self.scenario, {}, allowed=self._plugins),
        )
        return worlds, Play(block)

    # -- time

    @property
    def day(self) -> date:
        """Today; after the end the day of the deadline."""
        return self._date(self._day)

    @property
    def deadline(self) -> date:
        """The deadline as it stands; the last possible one where chance picks it and it has not passed."""
        block = self._play.block
        known = self.deadline_is_certain or self.over
        return self._date(int(block.lanes.deadline[0]) if known else block.calendar.deadline)

    @property
    def deadline_is_certain(self) -> bool:
        """Whether everybody knows the deadline: it is one day, or the talks have been prolonged to one."""
        block = self._play.block
        return not block.calendar.is_open(int(block.lanes.phase[0]))

    @property
    def over(self) -> bool:
        """Whether the talks have ended: signed, or the deadline has passed."""
        return self._played is not None

    @property
    def moves(self) -> tuple[TableMove, ...]:
        """What people did, in order."""
        return tuple(self._made)

    @property
    def people(self) -> tuple[str, ...]:
        """The seats in which people sit today."""
        return tuple(self._people)

    def _pass(self, to: object, *, until_news: bool) -> None:
        """Let time pass."""
        last, event = goal_of(to, self._play.block, today=self._day, naming=self._naming)
        first = self._shown = len(self._log())
        while self._day < last and not self.over:
            self._reach(self._day + 1)
            happened = event is not None and self._play.block.lanes.happened[event, 0] != 0
            if happened or (until_news and len(self._log()) > first):
                break

    def _reach(self, day: int) -> None:
        """Let time pass up to the people's place in `day`; to the end where talks are over.

        People see what minds do on a day and then have their say.
        """
        self._play.advance(day)
        self._day = day
        self._end_if_over()

    def _end_if_over(self) -> None:
        lanes = self._play.block.lanes
        if not lanes.open[0]:
            self._played = self._play.finish()
            self._day = int(lanes.force_day[0] if lanes.in_force[0] else lanes.deadline[0])

    def _date(self, day: int) -> date:
        return self.scenario.model.start + timedelta(days=day)

    # -- what people do

    def _make(self, seat: str, kind: MoveKind, position: int) -> None:
        """Make a move of a person's today, at once, where the rules of the talks allow it."""
        self._made.append(self._allowed(seat, kind, position))
        self._persons[seat].do(kind, position)
        self._end_if_over()

    def _allowed(self, seat: str, kind: MoveKind, position: int) -> TableMove:
        """Return a move of a person's today, where the rules of the talks allow it."""
        obstacle = Obstacle.OVER if self.over else self._persons[seat].obstacle(kind, position)
        if obstacle is not None:
            raise InputError(self._say(obstacle, kind, seat, position))
        content: tuple[tuple[str, str], ...] | str | None = None
        if kind is MoveKind.DO:
            content = self._step_name(position)
        elif position >= 0:
            content = tuple(self.scenario.packages.package(position).items())
        return TableMove(self._day, seat, kind.value, content)

    def _step_name(self, step: int) -> str:
        return self._play.block.calendar.phases.steps[step].move

    def hand_over(self, seat: str, to: str = "mind") -> None:
        """Let the model's mind take a person's chair from today on, or a person take a mind's.

        Parameters
        ----------
        seat : str
            A seat at the table.
        to : {"mind", "person"}
            Who sits there from now on.

        Raises
        ------
        InputError
            For another seat or taker, one who sits there already, or after the end.
        """
        check_seat(self.scenario.model, seat)
        if not is_among(to, HAND_OVER):
            raise InputError(f"to: must be mind or person (found {shown(to)})")
        if self.over:
            raise InputError("hand_over: cannot be done now: the talks are over")
        if (to == "person") == (seat in self._people):
            raise InputError(f"hand_over: a {to} sits in {seat} already")
        self._made.append(TableMove(self._day, seat, to))
        if to == "mind":
            self._people.remove(seat)
            self._persons[seat].stand_up()
        else:
            self._people.append(seat)
            self._persons[seat].sit_down()

    def _check_person(self, seat: str) -> None:
        check_seat(self.scenario.model, seat)
        if seat not in self._people:
            raise InputError(
                f"seat: the model's mind sits in {seat}; hand_over({seat!r}, to='person') takes the chair"
            )

    def _say(self, obstacle: Obstacle, kind: MoveKind, seat: str, position: int) -> str:
        """Return why a move cannot be made."""
        lanes, procedure = self._play.block.lanes, self.scenario.model.procedure
        until = ""
        if obstacle is Obstacle.APART:
            until = say_day(self._date(int(lanes.suspended_until[0])))
        elif obstacle is Obstacle.NOT_ITS_TURN:
            count, turn = len(self._seats), self._day // procedure.grid_days
            wait = (self._seats.index(seat) - turn) % count
            until = say_day(self._date((turn + wait) * procedure.grid_days))
        elif obstacle is Obstacle.TOO_EARLY and (first := self._play.first_day_to_prolong()) is not None:
            until = say_day(self._date(first))
        if kind is MoveKind.DO:
            about = f"“{self._naming.move(self._step_name(position))}”"
        else:
            about = "" if position < 0 else self._naming.package(position)
        return say_obstacle(obstacle, kind, naming=self._naming, seat=seat, about=about, until=until)

    def _log(self) -> list[Move]:
        log = self._play.block.log
        return [] if log is None else log.of_lane(0)
