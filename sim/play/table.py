"""A table: one play, advanced day by day, with people in some seats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arguments import check_type, day_of, flag_of, name_of
from sim.engine.person import MoveKind
from sim.engine.record import Move
from sim.errors import InputError, did_you_mean, number_in, shown, whole_number
from sim.figures import counted, joined
from sim.paths import path_of
from sim.play import saved
from sim.play.advice import Advice
from sim.play.brief import Brief, brief_of
from sim.play.course import Course
from sim.play.moves import HAND_OVER, kind_of
from sim.play.news import News, public
from sim.play.odds import odds_of
from sim.play.offers import Offers
from sim.play.placement import Placement, placement_of
from sim.play.seats import check_seat
from sim.play.view import PackageWorth, View
from sim.results.naming import Naming, sentence
from sim.results.narrative import Ending, Story, ending_of, story_of, tell, terms_of
from sim.results.outcomes import Outcomes
from sim.results.planned import plugins_of
from sim.results.telling import narrate_moves
from sim.results.titles import the
from sim.scenario.load import LoadedScenario
from sim.scenario.named_package import package_of
from sim.whole_file import NOT_AS_WRITTEN

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Table", "table"]


class Table(Course):
    """One play of a scenario with people in some seats; see `table`.

    Attributes
    ----------
    scenario : LoadedScenario
        The negotiation.
    world, replication, seed : int
        Which play it is: the same luck as in a run of this seed.
    """

    def advance(self, to: date | int | str = 1, *, until_news: bool = False) -> News:
        """Let time pass, and return what happened meanwhile.

        Parameters
        ----------
        to : date, int or str
            A day; a number of days; the name of an event, up to the day on which it comes up; or ``"end"``. Time
            stops where the talks end: what is signed is then followed into force, or to the deadline.
        until_news : bool
            Whether to stop on the first day on which something happens.

        Raises
        ------
        InputError
            For a day that is past or after the last possible deadline, and an event there is not.
        """
        self._pass(to, until_news=flag_of("until_news", until_news))
        return self.news()

    def move(self, seat: str, kind: str, package: Mapping[str, str] | str | int | None = None) -> Offers:
        """Make a move today, at once, and return the table after it.

        Parameters
        ----------
        seat : str
            Whose; a person must sit there.
        kind : str
            ``"offer"`` or ``"withdraw"`` a package, ``"accept"`` or ``"refuse"`` one of the others'; ``"prolong"``:
            be for a later deadline, where the scenario knows one; ``"do"`` what the scenario's ``moves`` let the seat
            do by itself, such as walking out. There may be several a day, or none.
        package : mapping, str or int
            Options by issue (those left out are the first); a proposal's name; ``"issue=option, ..."``; or the number
            of an offer in `offers`. To ``"do"`` something: its name (`what_to_do`).

        Raises
        ------
        InputError
            Where the rules of the talks do not allow it, with the reason.
        """
        self._make(seat, *self._meant(seat, kind, package))
        return self.offers(seat)

    def check_move(
        self, seat: str, kind: str, package: Mapping[str, str] | str | int | None = None
    ) -> dict[str, str] | str | None:
        """Return what a move that `move` would make today is about, without making it; None for nothing.

        Raises
        ------
        InputError
            As `move` does.
        """
        content = self._allowed(seat, *self._meant(seat, kind, package)).package
        return dict(content) if isinstance(content, tuple) else content

    def what_to_do(self, seat: str | None = None) -> dict[str, str]:
        """Return what a seat can do today by itself, such as walking out: name and title of each of its moves."""
        person, found = self._persons[self.seat_of(seat)], {}
        for name in {} if self.over else self.scenario.model.moves:
            step = person.step_of(name)
            if step is not None and person.obstacle(MoveKind.DO, step) is None:
                found[name] = self._naming.move(name)
        return found

    def _meant(self, seat: str, kind: str, package: Any) -> tuple[MoveKind, int]:
        """Return the kind of a person's move and the number of its package, -1 for none."""
        self._check_person(seat)
        chosen = kind_of(kind)
        if chosen is MoveKind.DO:
            return chosen, self._step(seat, package)
        return chosen, -1 if chosen is MoveKind.PROLONG else self._position(seat, package, chosen)

    def _called(self, kind: MoveKind) -> Mapping[str, Any]:
        """Return the proposals that a text names where it could be the number of an offer, too."""
        return self.scenario.model.proposals if kind is MoveKind.OFFER else {}

    def _step(self, seat: str, name: Any) -> int:
        """Return the number of a seat's step in one of the scenario's moves."""
        steps = {each: self._persons[seat].step_of(each) for each in self.scenario.model.moves}
        own = [each for each, step in steps.items() if step is not None]
        called = {self._naming.move(each).casefold(): each for each in own}
        step = steps.get(called.get(name.strip().casefold(), name_of(name))) if isinstance(name, str) else None
        if step is None:
            allowed = ", ".join(own) or "none: the scenario lets it do nothing without the others"
            raise InputError(
                f"do: no such move of {seat} (found {shown(name)}; allowed {allowed}).{did_you_mean(str(name), own)}"
            )
        return step

    def _position(self, seat: str, package: Any, kind: MoveKind) -> int:
        """Return the number of the package meant."""
        if isinstance(package, str) and package.strip() not in self._called(kind):
            number = number_in(package.strip())
            package = package if number is None else number
        if isinstance(package, int | np.integer) and not isinstance(package, bool):
            offers = self.offers(seat).offers
            if not 1 <= package <= len(offers):
                allowed = f"1 to {len(offers)}" if offers else "none: nothing lies there"
                raise InputError(
                    f"package: no offer on the table has this number (found {package}; allowed {allowed})"
                )
            return offers[int(package) - 1].package
        return package_of(self.scenario, package)

    # -- what people see

    def seat_of(self, seat: str | None) -> str:
        """Return a seat that is asked about; by default the first in which a person sits.

        Raises
        ------
        InputError
            Where it is not one at the table.
        """
        if seat is None:
            return (*self._people, *self.first_people, *self._seats)[0]
        return check_seat(self.scenario.model, seat)

    def offers(self, seat: str | None = None) -> Offers:
        """Return what lies on the table, with what it is worth to a seat's government today."""
        return self._view(seat).offers(self.day, self.deadline)

    def packages(self, seat: str | None = None) -> pd.DataFrame:
        """Return every package: its options, its points, its chance in time and its worth today to a seat."""
        return self._view(seat).packages()

    def package_worth(self, package: Mapping[str, str] | str, seat: str | None = None) -> PackageWorth:
        """Return what a package, named as in `move`, is worth to a seat today, and its chance of being in time.

        Raises
        ------
        InputError
            For a package that there is not.
        """
        return self._view(seat).package_worth(package_of(self.scenario, package))

    def _view(self, seat: str | None) -> View:
        return View(self.scenario, self._play.block, self.seat_of(seat), day=self._day, which=self._which)

    @property
    def _which(self) -> dict[str, int]:
        return {"seed": self.seed, "world": self.world, "replication": self.replication}

    def brief(self, seat: str | None = None) -> Brief:
        """Return a seat's private brief: what it wants, will not have, has without a deal, knows of the others."""
        seat, view = self.seat_of(seat), self._view(seat)
        return brief_of(self.scenario, self._worlds, view, seat=seat, day=self.day, which=self._which)

    def placement(self, seat: str | None = None, *, plays: int = 1000) -> Placement:
        """Return where the end lies among so many plays of the same world, with minds in all seats.

        The first of equal luck among them is the mind's own play in the same chair: `mind` tells it.

        Raises
        ------
        InputError
            Before the end.
        """
        if self._played is None:
            raise InputError("placement: the talks go on; there is no end to place yet")
        count = whole_number("plays", plays, least=1, most=100_000)
        return placement_of(self.story(), seat=self.seat_of(seat), replication=self.replication, plays=count)

    def mind(self) -> Story:
        """Return the story of the same play, with the same luck and the model's minds in all seats."""
        return tell(self.scenario, world=self.world, replication=self.replication, seed=self.seed)

    def odds(self, *, worlds: int = 50, replications: int = 10) -> Outcomes:
        """Return how it may end: what happened so far is fixed, and minds play on in all seats, in many worlds.

        Raises
        ------
        InputError
            After the end, and on the last day, from which nobody plays on.
        """
        if self.over or self.day >= self.deadline:
            raise InputError("odds: nothing is left to simulate after today")
        size = {
            name: whole_number(name, value, least=1, most=10_000)
            for name, value in (("worlds", worlds), ("replications", replications))
        }
        outside = plugins_of(self.scenario, {}, allowed=self._plugins)
        return odds_of(self.scenario, self._log(), last=self._day, seed=self.seed, plugins=outside, **size)

    def advice(self, seat: str | None = None) -> Advice:
        """Return how the model's mind would act in a seat today: its demand, its answer, its best offer.

        Raises
        ------
        InputError
            After the end.
        """
        seat = self.seat_of(seat)
        if self.over:
            raise InputError("advice: the talks are over")
        view = self._view(seat)
        counsel = self._persons[seat].counsel()
        return Advice(
            self.scenario, seat=seat, government=view.name, day=self.day, no_deal=view.no_deal, counsel=counsel,
            **self._which,
        )  # fmt: skip

    def news(self, since: date | str | None = None) -> News:
        """Return what happened, in sentences, as everybody at the table can know.

        Parameters
        ----------
        since : date or str, optional
            The first day to tell of; by default what happened since time was last let pass.
        """
        log, start = self._log(), self.scenario.model.start
        if since is not None:
            day = (day_of("since", since) - start).days
            first = sum(move.day < day for move in log)
        else:
            first = self._shown
            day = log[first].day if first < len(log) else self._day
        terms = terms_of(self.scenario, tuple(log))
        lines = narrate_moves(self.scenario, public(log), reviews=(), terms=terms, first=first)
        return News(
            self.scenario,
            since=self._date(day),
            day=self.day,
            lines=tuple((self._date(line.day), line.text) for line in lines),
            **self._which,
        )

    def public_moves(self) -> tuple[Move, ...]:
        """Return what happened so far, in order, as everybody at the table can know: moves without their reasons."""
        return tuple(public(self._log()))

    # -- the end

    def ending(self) -> Ending | None:
        """Return how it ended; None while it goes on."""
        return None if self._played is None else ending_of(self.scenario, self._worlds, self._played)

    def story(self) -> Story:
        """Return the whole story, with everybody's reasons and what stands behind them.

        Raises
        ------
        InputError
            Before the end: it tells what the others think.
        """
        if self._played is None:
            raise InputError(
                "story: tells what the others thought, once the talks are over; until then there is news()"
            )
        naming, seats = Naming(self.scenario.model, self.scenario.packages), self.scenario.model.seats
        roles = joined([the(naming.actor(seat, seats[seat].government)) for seat in self.first_people])
        why = f"Played with people as {roles}, who made {counted(len(self._made), 'move')}."
        return story_of(self.scenario, self._worlds, self._played, seed=self.seed, why=sentence(why))

    # -- kept

    def to_dict(self) -> dict[str, Any]:
        """Return all it takes to make the play again, in plain data."""
        return saved.data_of(self)

    def save(self, folder: Path | str) -> Path:
        """Save `to_dict` as ``table.json`` in a folder, made if need be; return the folder."""
        return saved.save(self, folder)

    @classmethod
    def replay(cls, scenario: LoadedScenario, data: Mapping[str, Any]) -> Table:
        """Make a play again from its moves, `to_dict`.

        Raises
        ------
        InputError
            If it was played with another version or of another scenario, or a move cannot be made.
        """
        check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
        data = saved.check_origin(data, scenario)
        table = cls(scenario, **{name: data[name] for name in ("seed", "world", "replication", "people")})
        for number, move in enumerate(data["moves"], 1):
            try:
                table._do_again(day_of("date", move["date"]), move)
            except (InputError, *NOT_AS_WRITTEN) as error:
                raise InputError(f"table: move {number} cannot be made again: {error}") from None
        if not table.over:
            table.advance("end" if data["over"] else day_of("day", data["day"]))
        return table

    def _do_again(self, day: date, move: Mapping[str, Any]) -> None:
        if day > self.day:
            self.advance(day)
        if day != self.day:
            raise InputError(f"it is dated {day}, and the table is at {self.day}")
        if move["move"] in HAND_OVER:
            self.hand_over(move["seat"], to=move["move"])
        else:
            self.move(move["seat"], move["move"], move["package"])

    @classmethod
    def load(cls, folder: Path | str, scenario: LoadedScenario) -> Table:
        """Make the play again that `save` kept; see `replay`."""
        return cls.replay(scenario, saved.read(path_of("folder", folder)))

    def __repr__(self) -> str:
        return f"<Table: {self.scenario.model.title}; {self.day}, people in {', '.join(self._people) or 'no seat'}>"

    def __str__(self) -> str:
        return str(self.offers())

    def _repr_html_(self) -> str:
        return str(self.offers()._repr_html_())


def table(
    scenario: LoadedScenario,
    *,
    world: int = 0,
    replication: int = 0,
    seed: int = 1,
    people: str | Iterable[str] | None = None,
    plugins: bool = False,
) -> Table:
    """Sit down at one play of a scenario, in the chairs of some governments.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`.
    world, replication, seed : int
        Which play: what is unknown, and whose luck. Without people it is told by ``scenario.tell``.
    people : sequence of str, optional
        The principals' seats in which people sit; by default the first principal's.
    plugins : bool
        Whether tactics that the scenario names as ``{plugin: "module:Class"}`` may be imported.

    Examples
    --------
    >>> import sim
    >>> table = sim.table(sim.load("scenarios/new_start/baseline.yaml"), people=["us"])
    >>> table.day, table.offers().offers[1].content
    (datetime.date(2020, 10, 1), '“clean five years” (five years, nothing else)')
    """
    check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
    return Table(scenario, world=world, replication=replication, seed=seed, people=people, plugins=plugins)
