"""What a tactic is: one government's way of bargaining, on arrays of lanes.

The engine asks for the least a government accepts today (`demand`), for what it puts on the table (`offer`) and which
of its own offers it still stands by (`keeps`), and tells what the other side does (`hears_...`). A user's tactic is a
subclass that overrides what differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from sim.alike import sort_alike
from sim.arrays import Bools, Floats, Ints
from sim.minds.appraisal import Appraisal
from sim.minds.circumstance import Circumstance, Circumstances, Situations
from sim.quantity import Distribution, quantile
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms
from sim.worlds.worlds import Worlds

__all__ = ["TIE", "Review", "Tactic", "View", "alike"]

TIE = 1e-9
"""Points within which two values count as equal: rounding. A tie accepts, and a third party assents."""


@dataclass(frozen=True)
class View:
    """A government's place in a block of lanes: where it sits and what it can look up.

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    packages : PackageTable
        Its packages.
    appraisal : Appraisal
        What packages are worth, by government, day and regime.
    seed : int
        The run's seed.
    government, principal : int
        Number of the government, and of its seat among the principals.
    seats : tuple of int
        The principals' seats, as numbers among all seats.
    row : ndarray of int, shape (lanes of the block,)
        Each lane's row in the batch of worlds.
    """

    scenario: ScenarioModel
    packages: PackageTable
    appraisal: Appraisal
    seed: int
    government: int
    principal: int
    seats: tuple[int, ...]
    row: Ints

    @property
    def worlds(self) -> Worlds:
        """The batch of worlds."""
        return self.appraisal.worlds

    @property
    def name(self) -> str:
        """The government's name."""
        return self.worlds.governments[self.government]

    def parameter(self, name: str, quantity: float | Distribution) -> Floats:
        """Return a parameter of the tactic for each world (w,); a distribution is drawn once per world."""
        stream = f"world/governments.{self.name}.tactic.{name}"
        return quantile(quantity, uniforms(self.seed, stream, self.worlds.number))

    def package(self, named: str | dict[str, str]) -> int:
        """Return the number of a proposal or of a package given in the scenario."""
        position = self.packages.index(named)
        if position is None:
            raise ValueError(f"an exclusion removes {named}")
        return position

    def assents(self, day: int, standing: int, regime: int) -> Bools:
        """Return where (w, m, p) third parties of a standing would assent to packages, as they are imagined."""
        appraisal = self.appraisal
        return appraisal.third_parties.assents(standing, regime, appraisal.turn_of(day, regime))

    def possible(self, day: int, row: Ints, standing: int, regime: int) -> Bools:
        """Return which packages (n, p) no third party has refused, nor is known to refuse, in worlds of given rows.

        That is (1, p) where there is nobody to refuse.
        """
        third_parties = self.appraisal.third_parties
        if not third_parties.asked:
            return np.ones((1, len(self.packages)), dtype=np.bool_)
        return self.assents(day, standing, regime)[row].any(axis=1) & ~third_parties.barred(standing)


@dataclass(frozen=True)
class Review:
    """What a seat has before it when it reviews the table; n lanes.

    Parameters
    ----------
    day : int
        Days since the start.
    lanes : ndarray of int, shape (n,)
        Places of the lanes in the block.
    row : ndarray of int, shape (n,)
        Row of the world.
    circumstances : ndarray of int, shape (n,)
        A number for what has happened so far and who sits at the table: lanes that have the same are alike in both.
    known : Circumstances
        What these numbers stand for.
    packages : ndarray of int, shape (n, offers)
        The others' standing offers; -1 for none.
    values : ndarray, shape (n, offers)
        What each is worth to the government today; -inf for none.
    may_offer : ndarray of bool, shape (n,)
        Whether it is its turn to propose.
    open_steps : ndarray of int, shape (n,)
        Steps that the government may take today without the others (`Phases.steps`), as bits.
    own : ndarray of int, shape (n, slots), or None
        The packages it stands by itself, -1 for none; known when it is asked for an offer.
    awaits : ndarray of bool, shape (n,), or None
        Whether one of these awaits an answer; known with them.
    made : ndarray of int, shape (n,), or None
        How many offers its seat has made so far; known where draws decide what it tables.
    """

    day: int
    lanes: Ints
    row: Ints
    circumstances: Ints
    known: Circumstances
    packages: Ints
    values: Floats
    may_offer: Bools
    open_steps: Ints
    own: Ints | None = None
    awaits: Bools | None = None
    made: Ints | None = None

    @property
    def regime(self) -> Ints:
        """Shift events and moves so far (n,), as bits, and above them the phase of the talks."""
        return self.known.part("regime", self.circumstances)

    @property
    def state(self) -> Ints:
        """Foreseen chance events so far (n,), as bits."""
        return self.known.part("state", self.circumstances)

    @property
    def vetoed(self) -> Ints:
        """Number (n,) of who sits in third parties' seats and what these have refused (`ThirdParties.standing`)."""
        return self.known.part("vetoed", self.circumstances)

    @property
    def consents(self) -> Ints:
        """Principals (n,) that are for prolonging the talks, as bits."""
        return self.known.part("consents", self.circumstances)

    @property
    def opposite(self) -> Ints:
        """Government (principals, n) in each principal's seat."""
        return self.known.opposite(self.circumstances)

    @property
    def situations(self) -> Situations:
        """The worlds and circumstances in which its lanes are."""
        return Situations(self.day, self.row, self.circumstances, self.known)

    def best(self, appeal: Floats | None = None) -> tuple[Ints, Floats]:
        """Return the best standing offer (n,) of the others, -1 for none, and its value, -inf for none.

        With `appeal` (n, offers), the one that appeals most.
        """
        each, slot = np.arange(len(self.lanes)), (self.values if appeal is None else appeal).argmax(axis=1)
        return self.packages[each, slot], self.values[each, slot]

    def select(self, which: Bools) -> Review:
        """Return the review of the lanes marked."""
        if which.all():
            return self
        return self.part(which)

    def part(self, which: Bools | Ints | slice) -> Review:
        """Return the review of some lanes."""
        lanes_first = {name: each[which] for name in _LANES_FIRST if (each := getattr(self, name)) is not None}
        return Review(day=self.day, known=self.known, **lanes_first)


_LANES_FIRST = tuple(field.name for field in fields(Review) if field.name not in ("day", "known"))


class Tactic:
    """Accept anything better than no deal, and offer nothing: the base of all tactics.

    Parameters
    ----------
    view : View
        The government's place in the block.
    """

    def __init__(self, view: View) -> None:
        self.view = view

    @property
    def listens(self) -> bool:
        """Whether it learns from what others offer and refuse."""
        own, base = type(self), Tactic
        return own.hears_offer is not base.hears_offer or own.hears_refusal is not base.hears_refusal

    @property
    def waits(self) -> int:
        """For how many days, after it has tabled something, it waits for others to before it tables more."""
        return 0

    @property
    def draws_offers(self) -> bool:
        """Whether what it tables depends on draws, new ones after each offer that its seat makes."""
        return False

    def takes_office(self, lanes: Ints, day: int) -> None:
        """Begin to bargain in `lanes` on `day`."""

    def history_ends(self, lanes: Ints, day: int) -> None:
        """Take note, in a play as of `day`, that what was done up to then is on record and not to be done still."""

    def memory(self, lanes: Ints) -> Ints | None:
        """Return a number (n,) for what it remembers in each lane, or None if that cannot be said.

        Lanes with the same number must be of one world, and what they have heard so far must lead to the same
        decisions: the engine then asks about one of them and lets the others do likewise. Tactics from outside are
        asked about every lane, whatever they say here.
        """
        return None

    def remember(self, lanes: Ints, like: Ints) -> None:
        """Remember in `lanes` (n,) what is remembered in the lanes `like` (n,)."""

    def wakes(self) -> tuple[int, ...]:
        """Return the days since the start on which it must review the table, whatever else happens."""
        return ()

    def demand(self, review: Review) -> Floats:
        """Return the least value (n,) the government accepts today, in points."""
        return self.view.appraisal.no_deal(self.view.government, review.day, review.row, review.regime)

    def appeal(self, review: Review) -> Floats:
        """Return what the others' offers (n, offers) are worth to it as it chooses, -inf for none.

        It accepts the first of those that appeal most, where that meets its demand. By default it is what they are
        worth today.
        """
        return review.values

    def offer(self, review: Review, demand: Floats) -> Ints:
        """Return the package (n,) it wants on the table, or -1; one that is there already changes nothing."""
        return np.full(len(review.lanes), -1)

    def prolonging(self, review: Review, demand: Floats) -> tuple[Floats, Floats]:
        """Return what prolonging the talks is worth (n,), and what asking for it is, as others may not agree (n,).

        A government that accepts no offer is for it where it is worth its demand. By default that is so everywhere.
        """
        return demand, demand

    def moving(self, review: Review) -> tuple[Ints, Floats, Floats]:
        """Return the step (n,) it would take without the others, -1 for none, its worth, and that of waiting (n,).

        By default it makes no moves.
        """
        nothing = np.zeros(len(review.lanes))
        return np.full(len(review.lanes), -1), nothing, nothing

    def hopes(self, review: Review, demand: Floats, packages: Ints) -> Floats:
        """Return what it promises itself (n,) of having tabled `packages` (n,); -1 for none is not looked at.

        It is for prolonging only where asking is worth more.
        """
        return self.view.appraisal.of_packages(
            self.view.government, review.day, review.row, review.regime, packages[:, None]
        )[:, 0]

    def keeps(self, review: Review, demand: Floats, own: Ints, values: Floats) -> Bools:
        """Return which of its own standing offers (n, slots), worth `values`, it still stands by."""
        return np.ones(own.shape, dtype=bool)

    def hears_offer(self, review: Review, principal: int, packages: Ints) -> None:
        """Take note that `principal` tabled `packages` (n,)."""

    def hears_refusal(self, review: Review, principal: int, offers: Ints) -> None:
        """Take note that `principal` refused our standing `offers` (n, slots)."""

    def hears_new_government(self, lanes: Ints, principal: int) -> None:
        """Take note that a new government sits in the seat of `principal`."""

    def reasons(self, review: Review, packages: Ints) -> dict[str, Floats]:
        """Return numbers (n,) that explain today's decision, by name, for the log."""
        return {}

    def available(self, review: Review) -> Bools:
        """Return which packages (n, p) no third party has refused, nor is known to refuse."""
        found = np.empty((len(review.lanes), len(self.view.packages)), dtype=np.bool_)
        for here, standing, regime in third_parties_alike(review):
            found[here] = self.view.possible(review.day, review.row[here], standing, regime)
        return found

    def weighed(self, review: Review, demand: Floats) -> Floats:
        """Return how offers (n, offers) appeal, third parties' chance q of assent weighed in.

        A refusal lets talks go on, so that is W + q (a - W), and as little as can be where they are sure to refuse.
        """
        appeal = self.appeal(review)
        if not self.view.appraisal.third_parties.asked:
            return appeal
        some, assent = review.packages >= 0, self.assent(review, review.packages)
        demanded = demand[:, None]
        weighed = demanded + assent * (np.where(some, appeal, demanded) - demanded)
        return np.where((assent == 1) | ~some, appeal, np.where(assent > 0, weighed, -np.inf))

    def assent(self, review: Review, packages: Ints) -> Floats:
        """Return the chance (n, k) that third parties assent to `packages` (n, k), as it imagines them; -1 is any.

        By default all that are imagined are equally likely.
        """
        found = np.ones(packages.shape)
        for here, standing, regime in third_parties_alike(review):
            assents = self.view.assents(review.day, standing, regime)
            found[here] = assents[review.row[here][:, None], :, packages[here]].mean(axis=2)
        return found


def alike(review: Review) -> Iterator[tuple[Ints, Circumstance, tuple[int, ...]]]:
    """Split a review's lanes by their circumstance, and tell which governments sit at the table."""
    return review.situations.alike()


def third_parties_alike(review: Review) -> Iterator[tuple[Ints, int, int]]:
    """Split a review's lanes (n,) by who sits in third parties' seats, what these have refused, and the regime."""
    standing, regime = review.vetoed, review.regime
    first, group = sort_alike(standing, regime)
    for k, place in enumerate(first.tolist()):
        yield np.flatnonzero(group == k), int(standing[place]), int(regime[place])
