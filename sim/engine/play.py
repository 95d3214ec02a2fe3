"""Play a block of lanes from the scenario's start to its deadline, at once or day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints, each_number
from sim.engine.assenting import Assenting
from sim.engine.block import Block
from sim.engine.days import Phase
from sim.engine.explaining import Likelihood
from sim.engine.granting import Granting
from sim.engine.happening import Happening
from sim.engine.last_looks import last_looks
from sim.engine.likelihood import RecordLikelihood
from sim.engine.more_time import MoreTime
from sim.engine.orders import Order, OrderedSeat
from sim.engine.procedure import Procedure
from sim.engine.prologue import History, Prologue, begin_reviews, read_history
from sim.engine.record import Log
from sim.engine.review_schedule import ReviewSchedule
from sim.engine.reviewing import Reviewing
from sim.engine.reviews import Reviews
from sim.engine.seat import Seat
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.prepared import Prepared
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.scenario.weighing import Weighing
from sim.worlds.worlds import Worlds

__all__ = ["Play", "Played", "play_block"]


@dataclass(frozen=True)
class Played:
    """How each lane (n,) of a block ended; seats are axis x, governments axis g.

    Parameters
    ----------
    world, replication : ndarray of int
        Which play it is.
    package, signed_day, force_day : ndarray of int
        What was signed (-1: nothing), when, and when its procedures were complete (also after the deadline).
    in_force : ndarray of bool
        Whether it took effect by the deadline, or was signed by it where that is what counts.
    value : ndarray, shape (g, n)
        Points to each government: of the package in force, or of no deal, less `cost`.
    cost : ndarray, shape (g, n)
        What talks, prolonging (less what it gains) and moves cost each government, in points.
    offers, refusals : ndarray of int, shape (x, n)
        Offers made and refused by each seat.
    suspended_days : ndarray of int
        Days without contact.
    prolonged : ndarray of int
        Prolongations agreed.
    deadline : ndarray of int
        The day of the deadline, as it stands in the end.
    happened : ndarray of int8, shape (events, n)
        1 happened, -1 did not, 0 never came up.
    came : dict of str to ndarray of int, shape (n,)
        By event or move that an outcome goes by, the day on which it happened (-1: not).
    moved : ndarray of int, shape (moves, n)
        The day on which each move took effect, -1 for never.
    log : Log or None
        Every move, if asked for.
    explained : Likelihood or None
        How likely the record is in each world of the batch, where that was asked for.
    """

    world: Ints
    replication: Ints
    package: Ints
    signed_day: Ints
    force_day: Ints
    in_force: NDArray[np.bool_]
    value: NDArray[np.float64]
    cost: NDArray[np.float64]
    offers: Ints
    refusals: Ints
    suspended_days: Ints
    prolonged: Ints
    deadline: Ints
    happened: NDArray[np.int8]
    came: dict[str, Ints]
    moved: Ints
    log: Log | None
    explained: Likelihood | None = None


class Play:
    """A block of lanes that is being played: day by day, or to its end.

    Parameters
    ----------
    block : Block
        The lanes.
    history : History, optional
        What is fixed up to a day, which `block` must know; reviews begin the day after.
    order : Order, optional
        What a principal's seat does whatever its mind.
    weighing : Weighing, optional
        How worlds are to be weighed by it, if at all.

    Attributes
    ----------
    seats : list of Seat
        The principals' seats.
    schedule : ReviewSchedule
        Who reviews when.
    """

    def __init__(
        self,
        block: Block,
        history: History | None = None,
        order: Order | None = None,
        *,
        weighing: Weighing | None = None,
    ) -> None:
        self.block = block
        closed_until = -1 if history is None else history.last
        at_table = history is not None and not history.day_is_over
        unsigned_until = closed_until if at_table else -1  # a record need not tell of every signature
        procedure = Procedure(block, closed_until=closed_until, unsigned_until=unsigned_until)
        schedule = ReviewSchedule(block)
        self.schedule = schedule
        self.seats = [
            Seat(block, schedule, x, agree=procedure.agree, end=procedure.end) for x in range(len(block.principals))
        ]
        self._ask_third_parties_for_time(closed_until, closed_until - at_table)  # time is granted as a day ends
        Reviews(block, schedule, Reviewing(block, schedule, self.seats, procedure.agree))
        if order is not None:
            x = block.principals.index(block.seats.index(order.seat))
            seat = self.seats[x]
            seat.order = OrderedSeat(block, schedule, x, order, put=seat.put)
        for place, name in enumerate(block.calendar.events):
            result = history.results.get(name) if history else None
            Happening(block, schedule, self.seats, place, end=procedure.end, result=result)
        block.start(last_looks(block, schedule))
        if history and weighing:
            block.likelihood = RecordLikelihood(block, weighing)
        if history:
            Prologue(block, schedule, self.seats, procedure, history)
        _open_talks(block, schedule)
        _sign_identical(block, procedure)

    def _ask_third_parties_for_time(self, closed_until: int, granted_until: int) -> None:
        """Let third parties assent to prolonging the talks or prolong them by themselves, and chance do so."""
        block, prolong = self.block, self.seats[0].prolonging.prolong
        more_time = MoreTime(block, closed_until=closed_until)
        if block.scenario.others_decide_on_time:
            assenting = Assenting(block, more_time, prolong)
            for each in self.seats:
                each.prolonging.assenting = assenting
        if any(block.scenario.grant_time) or block.calendar.phases.tosses:
            Granting(block, more_time, prolong, granted_until=granted_until)

    def advance(self, day: int) -> None:
        """Let time pass up to the end of `day`, before talks end: events, assents and seats have had their turn.

        Where that is past, what has become due today is done.
        """
        self.block.advance(day, Phase.REVIEW + 0.5)

    def first_day_to_prolong(self) -> int | None:
        """Return the first day on which a later deadline can be agreed in the first lane; None where none can."""
        return self.seats[0].prolonging.first_day(0)

    def finish(self) -> Played:
        """Let time pass until nothing is left to happen, and return how each lane ended."""
        self.block.play()
        return self.standing()

    def standing(self) -> Played:
        """Return how each lane stands; what talks have cost is reckoned as if they lasted to the deadline."""
        return _ended(self.block)


def play_block(
    scenario: ScenarioModel,
    packages: PackageTable,
    worlds: Worlds,
    *,
    row: Ints,
    replication: Ints,
    seed: int,
    log: bool = False,
    plugins: Plugins = NO_PLUGINS,
    as_of: date | None = None,
    order: Order | None = None,
    weighing: Weighing | None = None,
    prepared: Prepared | None = None,
) -> Played:
    """Play lanes to their end in one SimPy environment.

    Parameters
    ----------
    scenario, packages, worlds, row, replication, seed, log, plugins, prepared
        See `Block`.
    as_of : date, optional
        What the record says happened by the end of this day is fixed, and reviews begin the day after; it lies
        between the start and the day before the deadline. By default the record is not looked at.
    order : Order, optional
        What a principal's seat does whatever its mind.
    weighing : Weighing, optional
        How it is reckoned how likely the record is in each world, if that is wanted.

    Returns
    -------
    Played
        A lane's story depends on (seed, world, replication) alone, not on the other lanes of the block.
    """
    history = read_history(scenario, as_of) if as_of is not None else None
    block = Block(
        scenario, packages, worlds, row=row, replication=replication, seed=seed, log=log, plugins=plugins,
        known=history.last if history else -1, prepared=prepared,
    )  # fmt: skip
    return Play(block, history, order, weighing=weighing).finish()


def _open_talks(block: Block, schedule: ReviewSchedule) -> None:
    """Seat the governments, set the first reviews, and put the first offers on the table.

    What lies on the table from the start is answered like a new offer, but nobody learns from it, and it counts as
    nobody's offer made.
    """
    everyone = np.arange(len(block.lanes))
    for x, seat in enumerate(block.principals):
        block.tactic(x, int(block.lanes.government[seat, 0])).takes_office(everyone, 0)
    begin_reviews(block, schedule, 0)
    for name, offers in block.scenario.on_the_table.items():
        x = block.principals.index(block.seats.index(name))
        for named in offers:
            position = block.packages.index(named)
            if position is not None and not block.table.holds(x, everyone[:1], np.array([position])).any():
                block.lay(x, everyone, np.full(len(everyone), position))
                block.note("offer", name, everyone, np.full(len(everyone), position))
        schedule.call_for_answers(x, everyone)


def _sign_identical(block: Block, procedure: Procedure) -> None:
    """Take up what enough principals stand by from the start."""
    lanes = np.arange(len(block.lanes))
    packages = block.table.agreed_packages(lanes)
    procedure.agree(lanes[packages >= 0], packages[packages >= 0])


def _ended(block: Block) -> Played:
    lanes = block.lanes
    value, cost = np.zeros((2, len(block.worlds.governments), len(lanes)))
    for g in range(len(value)):
        for regime, here in each_number(block.appraisal.undrafted(lanes.regime)):
            points, no_deal = block.appraisal.points(g, regime)
            row = lanes.row[here]
            value[g, here] = np.where(lanes.in_force[here], points[row, lanes.signed[here]], no_deal[row])
        paid = [lanes.cost_of_talks(g)] if block.worlds.daily_cost else []
        for k, points in enumerate(block.worlds.prolonging_cost[:, g]):
            paid.append(np.where(lanes.used > k, points[lanes.row], 0.0))
        for k, points in enumerate(block.worlds.move_cost[:, g]):
            paid.append(np.where(lanes.moved[k] >= 0, points[lanes.row], 0.0))
        for each in paid:
            value[g] -= each  # one after the other: the order of the sums is part of the digits
            cost[g] += each
    return Played(
        world=block.worlds.number[lanes.row],
        replication=block.replication,
        package=lanes.signed,
        signed_day=lanes.signed_day,
        force_day=lanes.force_day,
        in_force=lanes.in_force,
        value=value,
        cost=cost,
        offers=lanes.offers,
        refusals=lanes.refusals,
        suspended_days=lanes.suspended_days,
        prolonged=lanes.used,
        deadline=lanes.deadline,
        happened=lanes.happened[: len(block.calendar.events)],
        came={block.calendar.name(place): days for place, days in lanes.came.items()},
        moved=lanes.moved,
        log=block.log,
        explained=block.explained,
    )
