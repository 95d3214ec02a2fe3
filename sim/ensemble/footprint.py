"""What a scenario takes to play, reckoned beforehand: bytes a world, so that batches fit, and seconds."""

from __future__ import annotations

from dataclasses import dataclass

from sim.evidence.conflicts import can_all_hold
from sim.evidence.pools import POOL_SIZE
from sim.figures import time_in_words
from sim.memory import AT_ONCE, fitting
from sim.scenario.mattering import foreseen_chances
from sim.scenario.packages import PackageTable
from sim.scenario.preferences import adjustments_of, compile_preferences
from sim.scenario.scenario import ScenarioModel

__all__ = ["PATIENCE", "WORLDS_PER_BATCH", "Footprint"]

WORLDS_PER_BATCH = 1_024
"""Worlds in a batch at most: more are not quicker (measured)."""

PATIENCE, ROOMY = 60.0, 1e9
"""Seconds and bytes from which a run is announced (ASSUMPTION)."""

_A_CELL, _A_PACKAGE, _A_DAY = 1e-6, 0.5e-6, 0.08e-6
"""Seconds of one core for a state of a game on a day, a package of a game, a day of a play. Fitted to New START,
twenty thousand packages, eight events and twenty years: all are met within a factor of three."""

_A_ROUND, _A_REVIEW = 3e-3, 0.6e-6
"""Seconds a day and a seat at the table take in a batch, and in each play more, where governments choose exactly.
Fitted to the council of 28, 160 to 500 worlds of 20 plays, on a busy machine."""

_A_LESSON, _A_LESSON_OF_A_PLAY = 0.7e-3, 0.35e-6
"""The same for a day and a pair of seats, where all learn of each other from offers and refusals; fitted likewise."""

_AN_UNKNOWN, _A_PAIR, _A_PROGRAM, _A_CUBE = 0.04, 0.0008, 2e-3, 3.5e-9
"""Seconds to draw 2,048 models of so many unknowns: candidates and walks by their number and its square, the linear
programs of clashing statements a constant and by its third power. Fitted to prices of 20 to 250 options."""

_BYTES_A_PLAY = 64
"""What is kept of a play until the results are put together (measured)."""


@dataclass(frozen=True)
class Footprint:
    """How large a scenario is, in what its memory and its time grow with.

    Parameters
    ----------
    packages, governments : int
        p and g.
    minds : int
        Governments that may sit in a principal's seat: each foresees the game in every world.
    imagined : int
        Rivals m that each imagines.
    shifts : int
        Events that shift what packages are worth.
    cells : int
        States of the game times days of its grid.
    days : int
        From the start to the deadline.
    pools : float
        Seconds to draw preference models for the first 2,048 worlds, where none are kept from earlier runs.
    seats : int
        Principals and mediators, who review the table one after the other.
    learning : bool
        Whether they learn of each other by what noise leaves of answers and offers.
    """

    packages: int
    governments: int
    minds: int
    imagined: int
    shifts: int
    cells: int
    days: int
    pools: float = 0.0
    seats: int = 2
    learning: bool = True

    @classmethod
    def of(cls, scenario: ScenarioModel, packages: PackageTable) -> Footprint:
        """Return that of a scenario."""
        principal = {name for name, seat in scenario.seats.items() if seat.principal}
        sitters = {seat.government for seat in scenario.seats.values() if seat.principal}
        for event in scenario.events.values():
            sitters |= {government for seat, government in event.install.items() if seat in principal}
        grid = scenario.days // scenario.procedure.grid_days + 2 + len(scenario.events)
        return cls(
            packages=len(packages),
            governments=len(scenario.governments),
            minds=len(sitters),
            imagined=1 if scenario.minds.rivals_known else scenario.minds.imagined_rivals,
            shifts=sum(bool(event.shift) for event in scenario.events.values()),
            cells=2
            ** len(
                foreseen_chances(scenario.events, scenario.moves, scenario.last_deadline, doubted=scenario.doubted)
            )
            * min(grid, scenario.days + 1),
            days=scenario.days,
            seats=sum(seat.at_table for seat in scenario.seats.values()),
            learning=scenario.minds.noise_played and scenario.minds.noise > 0,
            pools=sum(_seconds_of_pool(scenario, packages, name) for name in scenario.governments),
        )

    @property
    def bytes_a_world(self) -> float:
        """About how much memory a world takes in its batch.

        Points of packages: its own and imagined ones of each government, and those of each rival laid out for each
        mind; the value of waiting in every state on every day.
        """
        imagined = self.governments + self.minds * (self.minds - 1) + 2  # one more is copied meanwhile
        points = self.packages * (imagined * self.imagined + self.governments * (3 + self.shifts) + 8)
        waiting = self.minds * self.minds * self.cells * self.imagined
        return 8.0 * (points + waiting)

    @property
    def worlds_at_once(self) -> int:
        """How many worlds to play in one batch at most."""
        return fitting(self.bytes_a_world, most=WORLDS_PER_BATCH, within=AT_ONCE)

    def seconds(self, worlds: int, replications: int) -> float:
        """Return about how many seconds of one core a run takes that has to draw its preference models."""
        return 1.0 + sum(self._by_kind(worlds, replications).values())

    def _by_kind(self, worlds: int, replications: int) -> dict[str, float]:
        """Return the seconds of a run by what there should be fewer of."""
        games, batches = worlds * self.minds * self.imagined, -(-worlds // WORLDS_PER_BATCH)
        plays, days = worlds * replications, max(self.days, 50)
        reviews = days * self.seats * (batches * _A_ROUND + plays * _A_REVIEW)
        if self.learning:
            reviews = days * self.seats**2 * (batches * _A_LESSON + plays * _A_LESSON_OF_A_PLAY)
        return {
            f"packages ({self.packages:,})": games * self.packages * _A_PACKAGE,
            "chance events that are foreseen, or grid days": games * self.cells * _A_CELL,
            "--replications" if self.seats < 5 else f"--replications or seats ({self.seats})": reviews
            + plays * days * _A_DAY,
            "options or uncertain statements": -(-worlds // POOL_SIZE) * self.pools,
        }

    def announcement(self, worlds: int, replications: int, *, workers: int = 1, kept: bool = False) -> str:
        """Return what a large run will take and what to reduce; nothing of one that is over soon and fits.

        Parameters
        ----------
        worlds, replications, workers : int
            Size of the run, and cores.
        kept : bool
            Results go to disk as they come.

        Examples
        --------
        >>> footprint = Footprint(150, 5, 3, 16, 1, 50, 127)
        >>> footprint.announcement(500, 20)
        ''
        >>> footprint.announcement(1_000_000, 1_000, workers=2)
        'This takes about 27 hours on 2 cores and 64 GB of memory. To reduce it: fewer --worlds or --replications; \
with --out results are kept on disk.'
        """
        seconds = self.seconds(worlds, replications) / workers
        held = 0 if kept else worlds * replications * _BYTES_A_PLAY
        if seconds < PATIENCE and held < ROOMY:
            return ""
        costs = self._by_kind(worlds, replications)
        largest = max(costs, key=lambda kind: costs[kind])
        room = f" and {held / 1e9:,.0f} GB of memory" if held >= ROOMY else ""
        cores = f"{workers} cores" if workers > 1 else "one core"
        disk = "; with --out results are kept on disk" if room else ""
        takes = f"This takes about {time_in_words(seconds)} on {cores}{room}."
        return f"{takes} To reduce it: fewer --worlds or {largest}{disk}."


def _seconds_of_pool(scenario: ScenarioModel, packages: PackageTable, government: str) -> float:
    """Return about how long it takes to draw a pool of a government's preference models."""
    body = scenario.governments[government]
    if body.points is not None:
        return 0.0
    unknowns = sum(len(options) for _, options in packages.issues) + len(adjustments_of(scenario, body))
    space, clauses = compile_preferences(scenario, packages, government)
    walk = _AN_UNKNOWN * unknowns + _A_PAIR * unknowns**2
    uncertain = sum(clause.credence < 1 for clause in clauses)
    programs = min(POOL_SIZE, 2.0**uncertain) * len(space.order_cases)
    clash = programs * (_A_PROGRAM + _A_CUBE * unknowns**3)
    if any(each.others not in (None, each.credence) for each in body.statements):  # another pool, of what is imagined
        walk, clash = 2 * walk, 2 * clash
    # what can all hold at once takes a program or two
    return walk + (clash if clash > PATIENCE and not can_all_hold(space, clauses) else 0.0)
