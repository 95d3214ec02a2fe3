"""What a seat's government can know of a play today: what packages are worth to it, and what lies ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arrays import Floats
from sim.engine.block import Block
from sim.play.offers import Ahead, Offers, StandingOffer
from sim.results.naming import Naming
from sim.scenario.load import LoadedScenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PackageWorth", "View"]


@dataclass(frozen=True)
class PackageWorth:
    """What a package is worth to a seat today.

    Parameters
    ----------
    package : int
        Its number in the scenario's packages.
    content : str
        The package in words.
    worth, points : float
        Points if it is signed today, with its chance of being in time, and once it is in force.
    in_time : float
        The chance that it takes effect by the deadline if it is signed today.
    """

    package: int
    content: str
    worth: float
    points: float
    in_time: float


class View:
    """What one seat sees of a block of one lane.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    block : Block
        The lane.
    seat : str
        A principal's.
    day : int
        Today, in days since the start.
    which : dict of str to int
        Seed, world and replication.
    """

    def __init__(self, scenario: LoadedScenario, block: Block, seat: str, *, day: int, which: dict[str, int]) -> None:
        self._scenario, self._block, self._seat, self._which = scenario, block, seat, which
        self._day = min(day, int(block.lanes.deadline[0]))
        self._naming = Naming(scenario.model, scenario.packages)
        self._g = block.worlds.governments.index(self.in_office(seat))
        self._regime = block.lanes.regime[:1]

    @property
    def name(self) -> str:
        """The government in the seat."""
        return self._block.worlds.governments[self._g]

    def in_office(self, seat: str) -> str:
        """Return the government in any seat, as everybody can see."""
        return self._block.worlds.governments[int(self._block.lanes.government[self._block.seats.index(seat), 0])]

    @property
    def no_deal(self) -> float:
        """What no agreement is expected to be worth to it, in points."""
        return float(self._expected[1][0])

    @property
    def points(self) -> Floats:
        """What each package (p,) is expected to be worth to it once in force."""
        return np.asarray(self._expected[0][0])

    @property
    def _expected(self) -> tuple[Floats, Floats]:
        appraisal, regime = self._block.appraisal, int(self._regime[0])
        return appraisal.expected(self._g, regime, appraisal.turn_of(self._day, regime))

    @property
    def in_time(self) -> Floats:
        """The chance (p,) that each package takes effect in time if it is signed today."""
        every = np.arange(len(self._block.packages))
        row = np.zeros_like(every)
        return self._block.appraisal.in_force_of(self._day, row, every, np.full_like(every, self._regime[0]))

    @property
    def worth(self) -> Floats:
        """What signing each package (p,) today is worth to it."""
        return np.asarray(self._block.appraisal.worth(self._g, self._day, int(self._regime[0]))[0])

    def offers(self, day: date, deadline: date) -> Offers:
        """Return the table."""
        return Offers(
            self._scenario,
            seat=self._seat,
            government=self.name,
            day=day,
            deadline=deadline,
            no_deal=self.no_deal,
            offers=tuple(self._standing()) if self._block.lanes.open[0] else (),
            ahead=tuple(self.ahead()) if self._block.lanes.open[0] else (),
            **self._which,
        )

    def _standing(self) -> list[StandingOffer]:
        block, lane = self._block, np.zeros(1, dtype=np.int64)
        own = block.principals.index(block.seats.index(self._seat))
        worth, points, in_time = self.worth, self.points, self.in_time
        found: list[StandingOffer] = []
        for x, seat in enumerate(block.principals):
            unanswered = block.table.unanswered(x, own, lane)[0]
            for slot, package in enumerate(block.table.offers(x, lane)[0].tolist()):
                if package >= 0:
                    agreed = bool(block.table.agrees(own, lane, np.full(1, package))[0])
                    found.append(
                        StandingOffer(
                            number=len(found) + 1,
                            by=block.seats[seat],
                            package=package,
                            content=self._naming.package(package, whole=True),
                            worth=float(worth[package]),
                            points=float(points[package]),
                            in_time=float(in_time[package]),
                            answered=not unanswered[slot],
                            agreed=agreed,
                        )
                    )
        return found

    def ahead(self) -> list[Ahead]:
        """Return the foreseen events that have not come up yet and still can, by date."""
        calendar, happened = self._block.calendar, self._block.lanes.happened[:, 0].tolist()
        found = []
        for place, (name, event) in enumerate(self._scenario.model.events.items()):
            ruled_out = any(happened[calendar.place(each)] == -1 for each in event.if_) or any(
                happened[calendar.place(each)] == 1 for each in event.unless
            )
            if event.foreseen and happened[place] == 0 and calendar.last[place] >= self._day and not ruled_out:
                first, last = (
                    calendar.start + timedelta(days=each[place]) for each in (calendar.first, calendar.last)
                )
                found.append(
                    Ahead(first, last, self._naming.event(name), self._belief(place, happened), event.claims)
                )
        return sorted(found, key=lambda each: each.first)

    def _belief(self, place: int, happened: list[int]) -> float:
        """Return the chance the government gives to an event, as changed by what has happened."""
        belief = float(self._block.worlds.beliefs[self._g, 0, place])
        for (cause, event), chance in self._block.worlds.new_chance.items():
            if event == place and happened[cause] == 1:
                belief = float(chance[0])
        return belief

    def package_worth(self, package: int) -> PackageWorth:
        """Return what a package is worth to the seat."""
        worth, points, in_time = (float(each[package]) for each in (self.worth, self.points, self.in_time))
        return PackageWorth(package, self._naming.package(package, whole=True), worth, points, in_time)

    def packages(self) -> pd.DataFrame:
        """Return every package with its worth to the seat."""
        import pandas as pd

        table = self._scenario.packages
        options: dict[str, Any] = {
            issue: [names[o] for o in table.options[:, k]] for k, (issue, names) in enumerate(table.issues)
        }
        numbers = {"points": self.points, "in_time": self.in_time, "worth": self.worth}
        return pd.DataFrame(options | numbers)
