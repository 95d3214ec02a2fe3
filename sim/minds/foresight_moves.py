"""A day in the game of foresight on which nothing is agreed: seats may move, or wait for the next day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.arrays import Floats, Ints
from sim.elementary import whole_power
from sim.minds.foresight_chance import expected_value
from sim.minds.foresight_game import INDIFFERENCE, ForesightGame

__all__ = ["CANNOT", "Deciding", "by_others", "decide", "expected", "paused", "weighed"]

CANNOT = 1e-9
"""A chance of moving later that is no more than this is none: rounding, as of an event that is sure to come first."""


class Deciding(NamedTuple):
    """A day on which nothing is agreed, before seats decide and after; for n games.

    Parameters
    ----------
    waits : (e, n) float
        What such a day is worth to everybody, in points.
    intends : (e, n) float
        Above 0 where the evaluator will, or may still, make a move of its own from this day on.
    staying, intending : (n,) float
        Both for one evaluator as its turn to move comes, if it makes no move; empty unless asked for.
    """

    waits: Floats
    intends: Floats
    staying: Floats
    intending: Floats


def decide(
    game: ForesightGame, games: Ints, waits: Floats, intends: Floats, *, s: int, t: int, evaluator: int | None
) -> Deciding:
    """Let seats move, or wait, on a day without an agreement.

    Parameters
    ----------
    game : ForesightGame
        Axes q game, e evaluator, s state, t grid day, x seat.
    games : (n,) int
        Numbers of games.
    waits, intends : (e, n) float
        What it is worth to everybody that nobody moves, and whether they will move later.
    s, t : int
        State and grid day.
    evaluator : int, optional
        Whose turn to tell about.

    Notes
    -----
    Seats decide in their order, each only if those before it have not moved; so the last is looked at first. A seat
    makes the first of its moves that brings it more than what follows otherwise, and more than any before it. Where
    it would make a move later anyhow, and loses nothing by making one now, it does so now.
    """
    turn = waits, intends
    for x in reversed(range(game.sitting.shape[2])) if game.moves and game.contact[s, t] else ():
        own = int(game.sitting[s, t, x])
        if own == evaluator:
            turn = waits, intends
        moved = np.zeros(len(games), dtype=np.bool_)
        for move in game.moves:
            if move.seat == x:
                worth = move.worth[games, :, s, t].T
                gain = worth[own] - waits[own]
                better = (gain > INDIFFERENCE) | ((gain >= -INDIFFERENCE) & ~moved & (intends[own] > CANNOT))
                waits, moved = np.where(better, worth, waits), moved | better
        intends = np.where(moved, (np.arange(len(intends)) == own)[:, None], intends)
        if own != evaluator and evaluator not in game.sitting[s, t]:
            turn = waits, intends
    if evaluator is None:
        return Deciding(waits, intends, np.empty(0), np.empty(0))
    return Deciding(waits, intends, turn[0][evaluator], turn[1][evaluator])


def by_others(
    game: ForesightGame, games: Ints, waits: Floats, intends: Floats, *, s: int, t: int
) -> tuple[Floats, Floats]:
    """Let third parties or chance prolong the talks, or not, at the end of a day without an agreement.

    Parameters and what is returned are as of `decide`: what such a day is worth, and who moves later. Third parties
    prolong them where that is worth no less to every one of them than waiting.
    """
    if game.ended[s, t]:
        return waits, intends
    prolonged = game.prolonged[games, :, s, t].T
    if game.granted.size:
        share = game.granted[games, t]
    else:
        wants = [prolonged[e] >= waits[e] - INDIFFERENCE for e in game.granting[s, t].tolist()]
        share = np.all(wants, axis=0).astype(np.float64)
    more = np.where(share > 0, prolonged, 0.0)
    return share * more + (1 - share) * waits, (1 - share) * intends


def paused(game: ForesightGame, value: Floats, days: int) -> Floats:
    """Return what a game is worth (q, e, S, T) if contact is broken off on day t, for so many days.

    Parameters
    ----------
    game : ForesightGame
        The game.
    value : (q, e, S, T) float
        V_e(s, t), what it is worth with contact.
    days : int
        Contact is possible again on the first grid day as many days later; without one, there is no deal.
    """
    q, e, _, _, S, T, _ = game.shape
    by_day, games = np.nan_to_num(value).transpose(3, 1, 2, 0), np.arange(q)
    worth = np.empty((q, e, S, T))
    for t in range(T):
        back = int(np.searchsorted(game.days, game.days[t] + days))
        ahead = by_day[back] if back < T else _no_deal(game, range(S), T - 1)
        for earlier in reversed(range(t, min(back, T - 1))):
            ahead = expected(game, games, ahead, earlier)
            over = np.flatnonzero(game.ended[:, earlier])
            ahead[:, over] = _no_deal(game, over.tolist(), earlier)
        worth[..., t] = ahead.transpose(2, 0, 1)
    return worth


def _no_deal(game: ForesightGame, states: range | list[int], t: int) -> Floats:
    """Return no-deal values (e, s, q) in some states on a grid day."""
    return game.no_deal[:, :, game.ending[list(states), t]].transpose(1, 2, 0)


def expected(game: ForesightGame, games: Ints, value: Floats, t: int) -> Floats:
    """Return C_e(s, t), (e, s, n), from V_e(s, t + 1), (e, s, n)."""
    value = weighed(game, games, value, t)
    if game.strikes.size and (struck := float(game.strikes[t])):
        no_deal = np.stack([game.no_deal[games, :, r].T for r in game.ending[:, t]], axis=1)
        value = (1 - struck) * value + struck * no_deal
    discount = game.discount if len(game.discount) == 1 else game.discount[games]
    days = int(game.days[t + 1] - game.days[t])
    waiting: Floats = value * whole_power(discount, days).T[:, None, :]
    if game.daily_cost.size:
        waiting -= days * game.daily_cost[games, :, :, t].transpose(1, 2, 0)
    return waiting


def weighed(game: ForesightGame, games: Ints, value: Floats, t: int) -> Floats:
    """Return sum_s' Pr_e(s -> s') of values (e, s', n) on the day after t, for each state (e, s, n)."""
    if (j := game.changes[t]) >= 0 and game.decisions:
        return expected_value(game.decisions[j], games, value, np.flatnonzero(game.reached[:, t]))
    if j >= 0:
        belief = game.transition[:, :, j] if len(game.transition) == 1 else game.transition[games, :, j]
        odds = belief.transpose(3, 1, 2, 0)  # (s', e, s, n)
        value = sum((odds[k] * value[:, k, None] for k in range(1, len(odds))), odds[0] * value[:, 0, None])
    return value
