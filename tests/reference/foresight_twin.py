"""The slow twin of `sim.minds.foresight`: plain loops, package by package, nothing left out.

See docs/model.md, "Foresight: look forward, reason back".
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from sim.minds.foresight import ForesightGame
from sim.minds.quorum import Quorum


def solve_slowly(game: ForesightGame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return waiting and value (q, e, s, t) and agreed (q, s, t, x)."""
    q, e, _, _, S, T, X = game.shape
    waiting, value = np.empty((q, e, S, T)), np.empty((q, e, S, T))
    agreed = np.empty((q, S, T, X), dtype=int)
    for g in range(q):
        for t in reversed(range(T)):
            for s in range(S):
                for i in range(e):
                    waiting[g, i, s, t] = _waiting(game, value, g, i, s, t)
                for x in range(X):
                    agreed[g, s, t, x] = _agreed(game, waiting[g, :, s, t], g, s, t, x)
                for i in range(e):
                    meets, waits = game.contact[s, t], waiting[g, i, s, t]
                    value[g, i, s, t] = (1 - meets) * waits + meets * sum(
                        game.proposer[i % len(game.proposer), t, x]
                        * _outcome(game, waits, agreed[g, s, t, x], g, i, s, t)
                        for x in range(X)
                    )
    return waiting, value, agreed


def _own(array: np.ndarray, g: int) -> np.ndarray:
    """The game's own row, or the shared one."""
    return array[g] if len(array) > 1 else array[0]


def _waiting(game: ForesightGame, value: np.ndarray, g: int, i: int, s: int, t: int) -> float:
    T = len(game.days)
    if t == T - 1:
        return float(game.no_deal[g, i, game.regime[s, t]])
    j = game.changes[t]
    if j < 0:
        expected = float(value[g, i, s, t + 1])
    else:
        row = _own(game.transition, g)[i, j, s]
        expected = sum(float(row[after]) * float(value[g, i, after, t + 1]) for after in range(len(row)))
    if game.strikes.size:
        none = float(game.no_deal[g, i, game.regime[s, t]])
        expected = (1 - float(game.strikes[t])) * expected + float(game.strikes[t]) * none
    days = int(game.days[t + 1] - game.days[t])
    cost = float(game.daily_cost[g, i, s, t]) if game.daily_cost.size else 0.0
    return float(_own(game.discount, g)[i]) ** days * expected - days * cost


def _worth(game: ForesightGame, g: int, i: int, s: int, t: int, p: int) -> float:
    """a = (d - c) + pi (u - d)."""
    regime = game.regime[s, t]
    u, d = float(game.value[g, i, regime, p]), float(game.no_deal[g, i, regime])
    pi = float(game.chance_in_force[game.clock[g], t, p])
    return (d - game.signing_cost) + pi * (u - d)


def _agreed(game: ForesightGame, waiting: np.ndarray, g: int, s: int, t: int, x: int) -> int:
    best, most = -1, -np.inf
    if not game.contact[s, t]:
        return best
    for p in range(game.value.shape[3]):
        if not game.assent[g, game.case[s, t], p]:
            continue
        willing = [bool(_worth(game, g, y, s, t, p) >= waiting[y] - 1e-9) for y in game.sitting[s, t]]
        if not willing[x] or not _enough(game, willing):
            continue
        mine = _worth(game, g, game.sitting[s, t, x], s, t, p)
        if mine > most:
            best, most = p, mine
    if game.prolonged.size:
        prolonged = game.prolonged[g, :, s, t]
        seats = [y for place, y in enumerate(game.sitting[s, t]) if place == x or _asked(game, place)]
        everybody = all(prolonged[y] >= waiting[y] - 1e-9 for y in seats)
        if everybody and prolonged[game.sitting[s, t, x]] > most + 1e-9:
            return game.value.shape[3]
    return best


def _asked(game: ForesightGame, place: int) -> bool:
    return not game.asked_to_prolong or game.asked_to_prolong[place]


def _enough(game: ForesightGame, willing: list[bool]) -> bool:
    """Whether some coalition of willing seats wins: every coalition is tried."""
    if game.quorum is None:
        return all(willing)
    some = [place for place, wants in enumerate(willing) if wants]
    return any(_wins(game.quorum, set(group)) for n in range(len(some) + 1) for group in combinations(some, n))


def _wins(quorum: Quorum, coalition: set[int]) -> bool:
    if quorum.groups:
        return any(set(group) <= coalition for group in quorum.groups)
    return sum(quorum.weights[place] for place in coalition) >= quorum.at_least


def _outcome(game: ForesightGame, waits: float, package: int, g: int, i: int, s: int, t: int) -> float:
    if package < 0:
        return float(waits)
    if package == game.value.shape[3]:
        return float(game.prolonged[g, i, s, t])
    worth = _worth(game, g, i, s, t, package)
    if game.left[s, t, i]:
        d = float(game.no_deal[g, i, game.regime[s, t]])
        return d + float(_own(game.legacy, g)[i]) * (worth - d)
    return worth
