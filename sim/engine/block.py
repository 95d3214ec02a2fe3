"""A block of lanes and everything its processes share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.arrays import Bools, Ints, each_number
from sim.engine.days import Process, stop_at
from sim.engine.explaining import Explaining, Likelihood
from sim.engine.grouped_review import GroupedReview
from sim.engine.lanes import Lanes, Luck
from sim.engine.record import Log
from sim.engine.replies import Replies
from sim.engine.settling import settles
from sim.engine.table import Table
from sim.engine.turns import Turns
from sim.engine.waiting import Waiting
from sim.minds.choose import choose_tactic, is_from_outside
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.prepared import Prepared
from sim.minds.quorum import quorum_of
from sim.minds.tactic import Tactic, View
from sim.quantity import quantile
from sim.scenario.outcome import events_named
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms
from sim.worlds.worlds import Worlds

__all__ = ["Block"]

Places = Ints | slice


class Block:
    """Lanes of one batch of worlds, in one SimPy environment.

    Parameters
    ----------
    scenario, packages, worlds
        The negotiation, its packages, the batch of worlds.
    row, replication : ndarray of int, shape (n,)
        For each lane the row of its world in the batch, and its replication number.
    seed : int
        The run's seed.
    log : bool
        Whether to keep every move (for a few lanes: it is slow and large).
    plugins : Plugins
        Tactics from outside that may play.
    known : int
        The last day of what is on record: a deadline that chance picks has not passed by then.
    prepared : Prepared, optional
        What other plays of these worlds have worked out.

    Attributes
    ----------
    likelihood : Explaining or None
        What reckons how likely the record is, while that is done.
    explained : Likelihood or None
        What it found.
    woken, listening : set of int
        Principals of whom somebody who has sat in their seat insists on days on which to review the table, or learns
        from offers and refusals.
    """

    likelihood: Explaining | None = None
    explained: Likelihood | None = None

    def __init__(
        self,
        scenario: ScenarioModel,
        packages: PackageTable,
        worlds: Worlds,
        *,
        row: Ints,
        replication: Ints,
        seed: int,
        log: bool = False,
        plugins: Plugins = NO_PLUGINS,
        known: int = -1,
        prepared: Prepared | None = None,
    ) -> None:
        plugins.check_governments(worlds.governments)
        self.env = simpy.Environment()
        self.scenario, self.packages, self.worlds, self.seed = scenario, packages, worlds, seed
        self.replication = replication
        self.calendar = worlds.calendar
        self.seats = tuple(scenario.seats)
        governments = [worlds.governments.index(seat.government) for seat in scenario.seats.values()]
        self.principals = tuple(x for x, seat in enumerate(scenario.seats.values()) if seat.at_table)
        self.lanes = Lanes(
            row, governments, self.principals, len(self.calendar.events), self.calendar.deadlines,
            len(worlds.governments), moves=len(scenario.moves), drafts=len(worlds.drafting),
        )  # fmt: skip
        self.lanes.came = {
            self.calendar.place(name): np.full(len(row), -1) for name in events_named(scenario.outcomes)
        }
        self.price(-1, np.arange(len(row)), 0)
        self.luck = Luck(seed, worlds.number[row], replication)
        if self.calendar.possible_deadlines:
            self.lanes.deadline[:] = self._deadlines(known)
        self.appraisal, self.asked = (prepared or Prepared.of(scenario, worlds)).appraisals
        self.quorum = quorum_of(scenario)
        self.replies = Replies(worlds)
        self.third_parties = tuple(x for x in range(len(self.seats)) if x not in self.principals)
        if self.third_parties and (self.appraisal.third_parties.asked or scenario.others_decide_on_time):
            self.lanes.third_parties, self.lanes.third_seats = self.appraisal.third_parties, self.third_parties
            self.lanes.renumber_circumstances(np.arange(len(row)))
        self.table = Table(self.quorum, len(row), dated=scenario.minds.reply_in_own_time)
        self.waiting: Waiting | None = None
        self.turns = Turns(len(row))
        self.log = Log() if log else None
        self.settles = not (log or plugins.tactics) and settles(scenario, worlds)
        self.settled, self._plugins = np.zeros((len(self.principals), len(row)), dtype=np.bool_), plugins
        self.hear_of_successors: list[Callable[[int, Ints], None]] = []
        self._processes, self._tactics = list[Process](), dict[int, dict[int, Tactic]]()
        self._asked_singly, self.woken, self.listening = set[tuple[int, int]](), set[int](), set[int]()

    def price(self, place: int, lanes: Ints, day: int) -> None:
        """Let days of talks cost in `lanes` what they cost from the event at `place` on (-1: from the start)."""
        for g, points in self.worlds.daily_cost.get(place, {}).items():
            free = lanes[~self._priced_by_moves(g, lanes)] if place < len(self.calendar.events) else lanes
            self.lanes.price(g, free, day, points[self.lanes.row[free]])

    def _priced_by_moves(self, g: int, lanes: Ints) -> NDArray[np.bool_]:
        """Return where (n,) a move that has taken effect says what a day of talks costs a government."""
        first = len(self.calendar.events)
        moves = [place for place, costs in self.worlds.daily_cost.items() if place >= first and g in costs]
        return np.asarray((self.lanes.happened[moves][:, lanes] == 1).any(axis=0))

    def enter_phase(self, lanes: Ints, phase: Ints) -> None:
        """Let the talks in `lanes` (n,) be in other phases (n,): their deadlines hold from now on."""
        state = self.lanes
        state.regime[lanes] += (phase - state.phase[lanes]) << len(self.appraisal.shifters)
        state.phase[lanes] = phase
        known = ~self.calendar.open_phases[phase]
        state.deadline[lanes[known]] = state.deadlines[phase[known]]  # those that chance picks stay
        state.renumber_circumstances(lanes)

    def lay(self, x: Ints | int, lanes: Ints, packages: Ints) -> None:
        """Lay `packages` (n,) on the table for seat `x`, or each of them, in `lanes`; drafting begins."""
        self.table.add(x, lanes, packages, day=self.day)
        self.turns.tabled(x, lanes, self.day)
        self.settled[:, lanes] = False
        if self.waiting is not None:
            for each, here in each_number(np.broadcast_to(x, lanes.shape)):
                self.waiting.table(each, lanes[here], packages[here], self.day)
        if not len(drafting := self.worlds.drafting):
            return
        begun = self.lanes.begun
        new = drafting.holds[:, packages] & (begun[:, lanes] < 0)
        if not new.any():
            return
        begun[:, lanes] = np.where(new, self.day, begun[:, lanes])
        self.renumber_path(lanes[new.any(axis=0)])

    def take_off(self, x: Ints | int, lanes: Ints, which: Bools) -> None:
        """Take offers of seat `x` off the table in `lanes`, in the slots marked by `which` (n, slots)."""
        self.table.remove(x, lanes, which)
        self.settled[:, lanes] = False

    def renumber_path(self, lanes: Ints) -> None:
        """Take note of what is being drafted in `lanes`, and of who is to ratify."""
        begun, ratifiers = self.lanes.begun[:, lanes], [x for x, _ in self.worlds.ratifiers]
        sitting = self.lanes.government[np.array(ratifiers, dtype=np.int64)[:, None], lanes]
        number = self.appraisal.number_drafts(self.worlds.drafting.reckoned(begun), sitting)
        self.lanes.regime[lanes] = self.appraisal.with_draft(self.lanes.regime[lanes], number)
        self.lanes.renumber_circumstances(lanes)

    def _deadlines(self, known: int) -> Ints:
        """Return the deadline that chance picks in each lane (n,), of those after the day `known`."""
        days, chances = self.calendar.deadlines_from(known + 1)
        luck = self.luck.draw("deadline", np.arange(len(self.lanes)))
        place = np.searchsorted(np.cumsum(chances), luck, side="right")
        return np.array(days)[np.minimum(place, len(days) - 1)]

    def last_look(self, lanes: Ints, *, after: int) -> Ints | int:
        """Return the first day from `after` on that may be the deadline, as far as anybody knows, in `lanes` (n,)."""
        if not self.calendar.last_looks:
            return self.lanes.deadline[lanes]
        possible = next((day for day in self.calendar.last_looks if day >= after), self.calendar.deadline)
        if len(self.calendar.deadlines) == 1:
            return possible
        return np.where(self.lanes.used[lanes] > 0, self.lanes.deadline[lanes], possible)

    @property
    def day(self) -> int:
        """Today, in days since the start."""
        return int(self.env.now)

    def start(self, process: Process) -> None:
        """Start a process."""
        self.env.process(process)
        self._processes.append(process)

    def advance(self, day: int, place: float) -> None:
        """Let time pass up to a place in the order of `day`, before what is due there (`sim.engine.days`).

        Where that place is past, what is due today at an earlier one is done. Stopping changes nothing.
        """
        self.env.run(until=stop_at(self.env, day, place))

    def play(self) -> None:
        """Let time pass until nothing is left to happen."""
        self.env.run()
        for process in self._processes:  # a process that waits holds all it works on: large arrays
            process.close()

    def note(self, kind: str, who: str, lanes: Ints, packages: Ints | None = None, **numbers: object) -> None:
        """Write a move into the log, if one is kept."""
        if self.log is not None:
            self.log.add(self.day, kind, who, lanes, packages, **numbers)  # type: ignore[arg-type]

    def tactic(self, principal: int, government: int) -> Tactic:
        """Return the tactic of a government in a principal's seat, made when first asked for."""
        held = self._tactics.setdefault(principal, {})
        if government not in held:
            view = View(
                scenario=self.scenario,
                packages=self.packages,
                appraisal=self.appraisal,
                seed=self.seed,
                government=government,
                principal=principal,
                seats=self.principals,
                row=self.lanes.row,
            )
            held[government] = choose_tactic(view, self._plugins)
            if outside := is_from_outside(view, self._plugins):
                self._asked_singly.add((principal, government))
            if outside or held[government].wakes():
                self.woken.add(principal)
            if outside or held[government].listens:
                self.listening.add(principal)
        return held[government]

    def by_government(self, seat: int, lanes: Ints) -> list[tuple[int, Places]]:
        """Return the governments that sit in `seat` in `lanes`, each with the places in `lanes` where it does."""
        if not len(lanes):
            return []
        sitting = self.lanes.government[seat, lanes]
        if (sitting == sitting[0]).all():
            return [(int(sitting[0]), slice(None))]
        return [(g, np.flatnonzero(sitting == g)) for g in np.flatnonzero(np.bincount(sitting)).tolist()]

    def memory(self, principal: int, government: int, lanes: Ints) -> Ints | None:
        """Return a number (n,) for what a government remembers in `lanes`; None where each is to be asked about."""
        tactic = self.tactic(principal, government)
        return None if (principal, government) in self._asked_singly else tactic.memory(lanes)

    def has_turn(self, principal: int, lanes: Ints, waits: int) -> Bools:
        """Return where (n,) a principal need not wait to table something; on what may be the last day nobody does."""
        last = np.asarray(self.last_look(lanes, after=self.day) == self.day)
        return np.asarray(self.turns.has(principal, lanes, self.day, waits=waits) | last)

    def sees(self, principal: Ints | int, lanes: Ints) -> Bools | None:
        """Return where (n,) a seat, or one for each lane, looks at what was tabled today; None where all that counts.

        It does on a day that may be the last, or if its reply takes no time; else that is answered in its own time.
        """
        fresh = self.table.of_today(principal, lanes, self.day)
        if fresh is None:
            return None
        seen, luck = ~fresh, np.empty(int(fresh.sum()))
        lanes, seat = lanes[fresh], np.array(self.principals)[np.broadcast_to(principal, fresh.shape)[fresh]]
        for each, here in each_number(seat):
            luck[here] = self.luck.draw(f"reply/{self.seats[each]}", lanes[here], self.day)  # as that of its reply
        at_once = self.replies.days(luck, self.lanes.government[seat, lanes], self.lanes.row[lanes]) == 0
        seen[fresh] = at_once | (self.last_look(lanes, after=self.day) == self.day)
        return seen

    @contextmanager
    def remembering(self, look: GroupedReview, tactic: Tactic) -> Iterator[Tactic]:
        """Ask `tactic` about the groups of a look; what it remembers of it, it then remembers in all their lanes."""
        if look.group is None:
            yield tactic
            return
        before = tactic.memory(look.review.lanes)
        yield tactic
        if (changed := np.asarray(tactic.memory(look.review.lanes) != before)).any():
            tactic.remember(look.where(changed), look.broadcast(look.review.lanes)[look.broadcast(changed)])

    def barred(self, lanes: Ints, packages: Ints) -> Bools:
        """Return where (n, ...) third parties have refused `packages` (n, ...) and still sit in `lanes` (n,).

        An entry that is negative, for no package, is not.
        """
        found, standing = np.zeros(packages.shape, dtype=np.bool_), self.lanes.vetoed[lanes]
        if self.lanes.third_parties is None:
            return found
        for number, here in each_number(standing):
            found[here] = self.lanes.third_parties.barred(number)[packages[here]] & (packages[here] >= 0)
        return found

    def clear_barred(self, lanes: Ints) -> None:
        """Take off the table, unannounced, what third parties' refusals bar in `lanes`."""
        for x in range(len(self.principals)):
            self.take_off(x, lanes, self.barred(lanes, self.table.offers(x, lanes)))

    def break_off_chance(self, government: int) -> NDArray[np.float64]:
        """Return the chance (w,) that an offending offer makes a government break off contact."""
        name = self.worlds.governments[government]
        rule = self.scenario.governments[name].break_off
        stream = f"world/governments.{name}.break_off.chance"
        return quantile(1.0 if rule is None else rule.chance, uniforms(self.seed, stream, self.worlds.number))

    def in_turn(self, principal: Ints | int) -> Bools | bool:
        """Tell whether a principal, or each of several, may propose today."""
        if self.scenario.procedure.proposer == "random":
            return True
        return self.day // self.scenario.procedure.grid_days % len(self.principals) == principal
