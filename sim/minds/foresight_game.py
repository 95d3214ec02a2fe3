"""The bargaining game that foresight solves, as arrays: what is worth what to whom, who sits when, who proposes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from sim.minds.foresight_chance import Decision
    from sim.minds.quorum import Quorum

__all__ = [
    "INDIFFERENCE",
    "Foresight",
    "ForesightGame",
    "MoveOption",
]

INDIFFERENCE = 1e-9
"""Points: a package this little short of the value of waiting is accepted, as a tie is."""


def _no_floats() -> Floats:
    return np.empty(0)


def _no_ints() -> Ints:
    return np.empty(0, dtype=np.int64)


def _no_bools() -> Bools:
    return np.empty(0, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class MoveOption:
    """What a seat may do without the others, in every game, state and day.

    Parameters
    ----------
    seat : int
        The principal seat x that may do it.
    worth : (q, e, S, T) float
        What it brings to every evaluator, in points; -inf where it cannot be done.
    """

    seat: int
    worth: Floats


@dataclass(frozen=True, eq=False)
class ForesightGame:
    """A batch of games: one for each pair of a world and an imagined rival.

    Axes: q game, e evaluator (a government, with preferences), p package, s state (which announced chance events have
    happened), t grid day, x principal seat, r payoff regime. A field left out takes the default named with it.

    Parameters
    ----------
    days : (T,) int
        The grid, increasing; the last is the deadline D.
    value : (q, e, r, p) float
        u, points of each package in payoff regime r.
    no_deal : (q, e, r) float
        d, points of no agreement.
    chance_in_force : (n, T, p) float
        pi(p, t), 0 to 1; n is 1 (shared), q, or any number of clocks that `clock` chooses from.
    sitting : (S, T, X) int
        The evaluator that sits in principal seat x. Who sits at (s, t) decides there; what is decided is worth to
        every evaluator what its own u and d say, so a government values what its successor will do.
    regime : (S, T) int
        The payoff regime in state s on day t (0). A package signed at (s, t) is worth what that regime says.
    ending : (S, T) int
        The payoff regime of talks that end at (s, t) without an agreement (`regime`). It differs where points are
        still to shift: what is signed will be worth what they are then.
    reached : (S, T) bool
        Somebody may ask about state s on day t (True); whatever follows such a state must be reached too.
    transition : (q or 1, e, J, S, S) float
        Pr_e(s -> s') as evaluator e believes, for each of the J steps on which something may happen; rows sum to 1
        (nothing ever happens).
    decisions : tuple of tuples of Decision, length J
        In place of `transition`, where states are sets of chance events: those decided at each of the J steps, in
        their order. k events take 4^k numbers in a transition.
    changes : (T-1,) int
        The j of the step from day t to t + 1, or -1 when nothing happens (0, 1, ..., T-2: J is T-1).
    assent : (q, p) or (q, A, p) bool
        Every third party whose assent the package needs would give it (True), in each of A cases.
    case : (S, T) int
        The case of `assent` that holds in state s on day t: who sits in the third parties' seats then (0).
    contact : (S, T) float
        Chance that seats can meet on day t in state s; where not, nobody proposes, and talks are worth
        waiting for (1).
    proposer : (T, X) or (e, T, X) float
        Chance that seat x proposes on day t; rows sum to 1, and rows of 0 and 1 give alternating offers (equal
        chances). With an axis e, each evaluator computes its values with its own belief about who will propose.
    left : (S, T, e) bool
        The evaluator has sat and has left office: a deal signed now is worth d + legacy (a - d) to it (False).
    legacy : (q or 1, e) float
        How much a government cares about deals signed after it left, 0 to 1 (0).
    discount : (q or 1, e) float
        delta per day (1). It multiplies the whole value of waiting, so it draws values toward zero points, not toward
        d: a government that puts d below zero loses less by waiting. Bargaining theory has d = 0.
    signing_cost : float
        c in points (0).
    daily_cost : (q, e, S, T) float
        Points that a day of waiting costs from day t to the next in state s (0).
    prolonged : (q, e, S, T) float
        What prolonging the talks on day t in state s is worth, its cost included; -inf where it cannot be agreed
        (nowhere).
    quorum : Quorum or None
        Whose agreement is enough, over the seats x (None: everybody's).
    strikes : (T-1,) float
        Chance that the deadline passes between day t and t + 1, given that it has not before t (0).
    moves : tuple of MoveOption
        What seats may do without the others (nothing).
    ended : (S, T) bool
        An event has ended the talks: they are worth no deal (False).
    asked_to_prolong : tuple of bool, length X
        The seats that must be for prolonging (all).
    assent_to_prolong : (S, T, A) int
        The evaluators who sit in seats of third parties that must assent to prolonging (nobody).
    granting : (S, T, A) int
        The evaluators who sit in seats of third parties that prolong the talks by themselves (nobody).
    granted : (q, T) float
        Where chance prolongs the talks instead, how likely it does at the end of day t (nowhere).
    clock : (q,) int
        The row of `chance_in_force` that is each game's (its own row, or the only one).

    Raises
    ------
    ValueError
        When a shape does not fit, days do not increase, or chances do not sum to 1.

    Examples
    --------
    >>> game = ForesightGame(days=np.arange(3), value=np.array([[[[10.0, 0.0]], [[0.0, 10.0]]]]),
    ...     no_deal=np.zeros((1, 2, 1)), chance_in_force=np.ones((1, 3, 2)), sitting=np.tile([0, 1], (1, 3, 1)))
    >>> game.proposer[0, 0].tolist(), game.shape
    ([0.5, 0.5], (1, 2, 1, 2, 1, 3, 2))
    """

    days: Ints
    value: Floats
    no_deal: Floats
    chance_in_force: Floats
    sitting: Ints
    regime: Ints = field(default_factory=_no_ints)
    ending: Ints = field(default_factory=_no_ints)
    reached: Bools = field(default_factory=_no_bools)
    transition: Floats = field(default_factory=_no_floats)
    decisions: tuple[tuple[Decision, ...], ...] = ()
    changes: Ints = field(default_factory=_no_ints)
    assent: Bools = field(default_factory=_no_bools)
    case: Ints = field(default_factory=_no_ints)
    contact: Floats = field(default_factory=_no_floats)
    proposer: Floats = field(default_factory=_no_floats)
    left: Bools = field(default_factory=_no_bools)
    legacy: Floats = field(default_factory=_no_floats)
    discount: Floats = field(default_factory=_no_floats)
    signing_cost: float = 0.0
    daily_cost: Floats = field(default_factory=_no_floats)
    prolonged: Floats = field(default_factory=_no_floats)
    asked_to_prolong: tuple[bool, ...] = ()
    assent_to_prolong: Ints = field(default_factory=_no_ints)
    granting: Ints = field(default_factory=_no_ints)
    granted: Floats = field(default_factory=_no_floats)
    quorum: Quorum | None = None
    strikes: Floats = field(default_factory=_no_floats)
    moves: tuple[MoveOption, ...] = ()
    ended: Bools = field(default_factory=_no_bools)
    clock: Ints = field(default_factory=_no_ints)

    def __post_init__(self) -> None:
        q, e, _, p, S, T, X = self.shape
        J = self.transition.shape[2] if self.transition.size else len(self.decisions)
        self._settle("regime", np.zeros((S, T), dtype=np.int64))
        self._settle("ending", self.regime)
        self._settle("reached", np.ones((S, T), dtype=np.bool_))
        self._settle("transition", np.empty((1, e, 0, S, S)))
        self._settle("changes", np.arange(T - 1) if J else np.full(T - 1, -1))
        self._settle("assent", np.ones((q, 1, p), dtype=np.bool_))
        if self.assent.ndim == 2:
            object.__setattr__(self, "assent", self.assent[:, None])
        self._settle("case", np.zeros((S, T), dtype=np.int64))
        self._settle("contact", np.ones((S, T)))
        self._settle("ended", np.zeros((S, T), dtype=np.bool_))
        self._settle("proposer", np.full((1, T, X), 1.0 / X))
        if self.proposer.ndim == 2:
            object.__setattr__(self, "proposer", self.proposer[None])
        self._settle("left", np.zeros((S, T, e), dtype=np.bool_))
        self._settle("legacy", np.zeros((1, e)))
        self._settle("discount", np.ones((1, e)))
        self._settle("assent_to_prolong", np.empty((S, T, 0), dtype=np.int64))
        self._settle("granting", np.empty((S, T, 0), dtype=np.int64))
        self._settle("clock", np.arange(q) % len(self.chance_in_force))
        self._check()

    @property
    def shape(self) -> tuple[int, int, int, int, int, int, int]:
        """The lengths (q, e, r, p, S, T, X)."""
        if self.value.ndim != 4 or self.sitting.ndim != 3:
            raise ValueError("value needs axes (q, e, r, p) and sitting (S, T, X)")
        q, e, r, p = self.value.shape
        S, T, X = self.sitting.shape
        return q, e, r, p, S, T, X

    @property
    def unasked(self) -> bool:
        """Whether the talks are prolonged, if at all, without asking who sits at the table."""
        return bool(self.prolonged.size and (self.granting.shape[2] or self.granted.size))

    def enough(self, willing: Bools) -> Bools:
        """Return where (...) the willing seats (x, ...) are enough to agree."""
        return np.logical_and.reduce(willing) if self.quorum is None else self.quorum.wins(willing)

    @property
    def needed(self) -> tuple[bool, ...]:
        """Whether nothing can be agreed without a seat."""
        return (True,) * self.sitting.shape[2] if self.quorum is None else self.quorum.needed

    def _settle(self, name: str, default: NDArray[np.generic]) -> None:
        """Put the default where nothing was given."""
        if getattr(self, name).size == 0:
            object.__setattr__(self, name, default)

    def _check(self) -> None:
        """Refuse shapes that do not fit each other, and chances that are none."""
        q, e, r, p, S, T, X = self.shape
        n, J = len(self.chance_in_force), self.transition.shape[2]
        shared = {1, q}
        allowed: dict[str, set[tuple[int, ...]]] = {
            "days": {(T,)},
            "no_deal": {(q, e, r)},
            "chance_in_force": {(n, T, p)},
            "regime": {(S, T)},
            "ending": {(S, T)},
            "reached": {(S, T)},
            "transition": {(k, e, J, S, S) for k in shared},
            "changes": {(T - 1,)},
            "assent": {(q, self.assent.shape[1], p)},
            "case": {(S, T)},
            "contact": {(S, T)},
            "ended": {(S, T)},
            "proposer": {(k, T, X) for k in (1, e)},
            "left": {(S, T, e)},
            "legacy": {(k, e) for k in shared},
            "discount": {(k, e) for k in shared},
            "clock": {(q,)},
            "prolonged": {(0,), (q, e, S, T)},
            "assent_to_prolong": {(S, T, self.assent_to_prolong.shape[2])},
            "granting": {(S, T, self.granting.shape[2])},
            "granted": {(0,), (q, T)},
            "daily_cost": {(0,), (q, e, S, T)},
            "strikes": {(0,), (T - 1,)},
        }
        for name, shapes in allowed.items():
            if (found := getattr(self, name).shape) not in shapes:
                raise ValueError(f"{name} has shape {found}, not {' or '.join(map(str, sorted(shapes)))}")
        if any(move.worth.shape != (q, e, S, T) for move in self.moves):
            raise ValueError("what a move is worth must have axes (q, e, S, T)")
        if J and self.decisions:
            raise ValueError("give either transition or decisions")
        for decision in (each for step in self.decisions for each in step):
            if decision.which.shape != (S,) or decision.chance.shape[:2] not in {(k, e) for k in shared}:
                raise ValueError("decisions must fit the games, evaluators and states")
        if self.quorum is not None and len(self.quorum.voters) != X:
            raise ValueError(f"quorum is of {len(self.quorum.voters)} seats, not {X}")
        if (np.diff(self.days) <= 0).any():
            raise ValueError("days must increase")
        for name in ("transition", "proposer"):
            if not np.allclose(getattr(self, name).sum(axis=-1), 1.0):
                raise ValueError(f"rows of {name} must sum to 1")


@dataclass(frozen=True, eq=False)
class Foresight:
    """What every evaluator expects, in every state, on every grid day; NaN where that is not reached.

    Parameters
    ----------
    waiting : (q, e, S, T) float
        C_e(s, t), points: the value of waiting to the next grid day, or of the move that a seat prefers to it; on the
        last, the no-deal value.
    value : (q, e, S, T) float
        V_e(s, t), points: the value of talks that go on from day t.
    agreed : (q, S, T, X) int or None
        The package that each seat, proposing, gets signed, p where it gets the talks prolonged, or -1; None unless
        asked for.
    ungranted : (q, S, T) float
        What waiting is worth to one evaluator where the talks are not prolonged at the end of the day, in points;
        empty unless asked for.
    staying : (q, 2, S, T) float
        What waiting is worth to one evaluator whose turn to move has come and that makes none, in points, and, above
        0, that it will or may move later; empty unless asked for.
    """

    waiting: Floats
    value: Floats
    agreed: Ints | None = None
    staying: Floats = field(default_factory=_no_floats)
    ungranted: Floats = field(default_factory=_no_floats)
