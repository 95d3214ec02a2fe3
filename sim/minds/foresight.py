"""Looking forward and reasoning back: the value of going on with the talks, on every day and in every state.

See docs/model.md, "Foresight: look forward, reason back": a random-proposer bargaining game with a deadline, solved
by backward induction on arrays. Sources: Stahl 1972 and Rubinstein 1982 for alternating offers, Binmore 1987 for a
random proposer; Simsek & Yildiz 2016 for waiting until an announced event. One pass over days serves a batch of
games; packages that could never be agreed are left out first (`foresight_frontier`), and games of like size are
solved together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import memory
from sim.arrays import Bools, Floats, Ints
from sim.memory import batches, fitting
from sim.minds.foresight_frontier import HOPELESS
from sim.minds.foresight_game import INDIFFERENCE, Foresight, ForesightGame
from sim.minds.foresight_moves import by_others, decide, expected, weighed
from sim.minds.foresight_shortlist import floor_of_waiting, shortlist
from sim.minds.foresight_table import Day, Setting, Table, lay_out, settings_of

__all__ = ["Foresight", "ForesightGame", "solve"]

CHUNK = 512
"""Games solved together at most, few enough for their arrays to stay in the cache; fewer of many packages."""


@dataclass(frozen=True)
class _Batch:
    """A batch of games with what the recursion needs to know about all of them."""

    game: ForesightGame
    settings: dict[tuple[int, int], Setting]  # of (s, t)
    shortlists: dict[Setting, Bools]  # (q, p) each
    floor: Floats  # (q, e)
    chances: Floats  # (T, n, p)
    slow: Bools  # (T, n) the day is too late for some package

    def tables(self, games: Ints) -> dict[Setting, Table]:
        return {setting: lay_out(self.game, games, setting, kept[games]) for setting, kept in self.shortlists.items()}


def solve(
    game: ForesightGame,
    *,
    keep_agreed: bool = False,
    keep_value: bool = True,
    staying: int | None = None,
    granting: int | None = None,
) -> Foresight:
    """Solve a batch of games by backward induction.

    Parameters
    ----------
    game : ForesightGame
        Axes q game, e evaluator, p package, s state, t grid day, x seat, r regime.
    keep_agreed : bool
        Also return what each proposer gets signed.
    keep_value : bool
        Return not only waiting but value too.
    staying : int, optional
        An evaluator whose value of making no move to return, too.
    granting : int, optional
        One whose value of not prolonging the talks to return.

    Returns
    -------
    Foresight
        Waiting and value, (q, e, S, T); value of no games where it is not kept.

    Notes
    -----
    On day t in state s, with u, d of the regime there, as they are expected to be at the deadline,
    a_e(p, t) = (d_e - c) + pi(p, t) (u_e(p) - d_e). Proposer x
    gets the first package signed that maximises a_x among those with assent and a_y >= C_y - 1e-9 for every
    principal y, itself included; with a quorum, for itself and for enough principals y. V_e = sum_x Pr(x) a_e(what
    x gets signed, or C_e where nothing can be, or without contact), a replaced by d + legacy (a - d) where e has
    left office. C_e(s, t) = delta_e^days sum_s' Pr_e(s -> s') V_e(s', t') less what these days cost; at the last
    grid day, d_e. Where no proposal comes to anything, seats may still move, one after the other
    (`sim.minds.foresight_moves`); C_e(s, t) is then what the first move brings that the seat prefers to what else
    would follow.

    Prolonging the talks is one more thing that can be agreed, worth `prolonged` to everybody; x prefers the first
    package that is as good to it. Where it is for others to prolong them, C_e(s, t) is what that is worth, as far as
    they do so at the end of the day.

    The result is that of the plain loops in ``tests/reference/foresight_twin.py``, whatever is left out.

    Examples
    --------
    Two sides split ten points, the first proposing on the first of two days; each loses a tenth by waiting:

    >>> pie = np.arange(0.0, 10.5, 0.5)
    >>> game = ForesightGame(days=np.arange(2), value=np.stack([pie, 10 - pie])[None, :, None],
    ...     no_deal=np.zeros((1, 2, 1)), chance_in_force=np.ones((1, 2, len(pie))),
    ...     sitting=np.tile([0, 1], (1, 2, 1)), proposer=np.eye(2), discount=np.full((1, 2), 0.9))
    >>> solve(game).value[0, :, 0].tolist()
    [[1.0, 0.0], [9.0, 10.0]]
    """
    q, e, _, p, S, T, X = game.shape
    foresight = Foresight(
        waiting=np.full((e, S, T, q), np.nan).transpose(3, 0, 1, 2),  # the games of one state and day together
        value=np.full((e, S, T, q if keep_value else 0), np.nan).transpose(3, 0, 1, 2),
        agreed=np.full((q, S, T, X), -1, dtype=np.int64) if keep_agreed else None,
        staying=np.full((q, 2, S, T), np.nan) if staying is not None else np.empty(0),
        ungranted=np.full((q, S, T), np.nan) if granting is not None else np.empty(0),
    )
    settings, floor = settings_of(game), floor_of_waiting(game)
    size = fitting(p * (16 * X + 40), most=CHUNK, within=memory.CHUNK)
    shortlists = shortlist(game, sorted(set(settings.values())), floor=floor, size=size)
    chances = np.ascontiguousarray(game.chance_in_force.transpose(1, 0, 2))
    slow = chances.min(axis=2) < HOPELESS
    batch = _Batch(game, settings, shortlists, floor, chances, slow)
    listed = np.sum([kept.sum(axis=1) for kept in shortlists.values()], axis=0)
    order = np.argsort(listed, kind="stable")
    each = (p + listed.max(initial=0)) * (40 + 8 * e + 8 * X)  # tables of what is listed, and of all where that fails
    for part in batches(q, fitting(each, most=CHUNK, within=memory.CHUNK)):
        _go_back(batch, order[part], foresight, staying=staying, granting=granting)
    return foresight


def _go_back(batch: _Batch, games: Ints, foresight: Foresight, *, staying: int | None, granting: int | None) -> None:
    """Fill in a chunk of games, from the last day to the first."""
    game, tables, floor = batch.game, batch.tables(games), batch.floor[games].T
    T = len(game.days)
    value = np.stack([game.no_deal[games, :, r].T for r in game.ending[:, -1]], axis=1)  # (e, s, n)
    intending = np.zeros_like(value)
    for t in reversed(range(T)):
        waiting = value if t == T - 1 else expected(game, games, value, t)
        chances = batch.chances[t]
        states = np.flatnonzero(game.reached[:, t]).tolist()
        today = {setting: Day(tables[setting], chances) for setting in {batch.settings[s, t] for s in states}}
        value = np.zeros_like(waiting)
        if game.moves:
            intends = intending if t == T - 1 else weighed(game, games, intending, t)
            intending = np.zeros_like(waiting)
        for s in states:
            setting, waits = batch.settings[s, t], waiting[:, s]
            if game.ended[s, t]:
                waits = game.no_deal[games, :, game.ending[s, t]].T
            later = intends[:, s] if game.moves else intending[:, s]
            if granting is not None:
                foresight.ungranted[games, s, t] = waits[granting]
            if game.unasked:
                waits, later = by_others(game, games, waits, later, s=s, t=t)
            apart = waits
            if game.moves:
                turn = decide(game, games, waits, later, s=s, t=t, evaluator=staying)
                waits, intending[:, s] = turn.waits, turn.intends
                if staying is not None:
                    foresight.staying[games, :, s, t] = np.stack([turn.staying, turn.intending], axis=1)
            foresight.waiting[games, :, s, t], value[:, s] = waits.T, waits
            if (contact := float(game.contact[s, t])) > 0:
                day = today[setting]
                value[:, s], agreed = _bargain(game, day, waits, s=s, t=t)
                lost = (day.hopeless(game, waits) & batch.slow[t, game.clock[games]]) | day.below(floor, waits)
                if lost.any():
                    every = Day(lay_out(game, games[lost], setting, game.assent[games[lost], setting[2]]), chances)
                    value[:, s, lost], agreed[:, lost] = _bargain(game, every, waits[:, lost], s=s, t=t)
                if game.moves:  # what is agreed is not moved from
                    intending[:, s] *= ((agreed < 0) * game.proposer[:, t, :, None]).sum(axis=1)
                if contact < 1:
                    value[:, s] = contact * value[:, s] + (1 - contact) * apart
                    intending[:, s] = contact * intending[:, s] + (1 - contact) * later
                if foresight.agreed is not None:
                    foresight.agreed[games, s, t] = agreed.T
            if len(foresight.value):
                foresight.value[games, :, s, t] = value[:, s].T


def _bargain(game: ForesightGame, day: Day, waiting: Floats, *, s: int, t: int) -> tuple[Floats, Ints]:
    """Return V_e(s, t), (e, n), and the package each proposer gets signed, (x, n), given C_e(s, t), (e, n)."""
    table, seats = day.table, day.table.setting[0]
    agreeable = np.ones(table.package.shape, dtype=np.bool_)
    willing = [worth >= (waiting[seat] - INDIFFERENCE)[:, None] for seat, worth in zip(seats, day.worth, strict=True)]
    if game.quorum is None:
        for one in willing:
            agreeable &= one
    else:
        agreeable = game.quorum.wins(np.array(willing))
    left = game.left[s, t]
    no_deal = table.no_deal[left]
    legacy = game.legacy[0][left, None] if len(game.legacy) == 1 else game.legacy[table.games][:, left].T
    value = np.zeros_like(waiting)
    agreed = np.full((len(seats), len(table.package)), -1, dtype=np.int64)
    row = np.arange(len(table.package)) * table.package.shape[1]
    prolonged = game.prolonged[table.games, :, s, t].T if game.prolonged.size and not game.unasked else None
    who = (*seats, *game.assent_to_prolong[s, t].tolist())
    agreed_on = None if prolonged is None else _prolongs(game, prolonged, waiting, who)
    for x, worth in enumerate(day.worth):
        open_to_all = agreeable if game.quorum is None else agreeable & willing[x]
        pick = row + np.where(open_to_all, worth, -np.inf).argmax(axis=1)
        signed = open_to_all.take(pick) & table.possible
        deal = table.signed + table.gain.reshape(len(waiting), -1).take(pick, axis=1) * day.chance.take(pick)
        deal[left] = no_deal + legacy * (deal[left] - no_deal)
        outcome = np.where(signed, deal, waiting)
        agreed[x] = np.where(signed, table.package.take(pick), -1)
        if prolonged is not None:
            least = np.where(signed, worth.take(pick), -np.inf)
            wants = prolonged[seats[x]] >= waiting[seats[x]] - INDIFFERENCE
            more = agreed_on & wants & (prolonged[seats[x]] > least + INDIFFERENCE)
            outcome = np.where(more, prolonged, outcome)
            agreed[x] = np.where(more, game.value.shape[3], agreed[x])
        value += game.proposer[:, t, x, None] * outcome
    return value, agreed


def _prolongs(game: ForesightGame, prolonged: Floats, waiting: Floats, seats: tuple[int, ...]) -> Bools:
    """Return in which games (n,) all who must be for it would rather have the talks prolonged than wait.

    `seats` are the evaluators at the table, then those of the third parties that must assent.
    """
    must = game.asked_to_prolong
    asked = [e for x, e in enumerate(seats) if x >= len(must) or must[x]]
    every: Bools = np.all([prolonged[e] >= waiting[e] - INDIFFERENCE for e in asked], axis=0)
    return every
