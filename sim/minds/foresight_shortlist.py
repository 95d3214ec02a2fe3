"""The shortlist of each game: packages that might be agreed, whoever proposes, when a given group sits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.elementary import whole_power
from sim.memory import CHUNK, batches, fitting
from sim.minds.foresight_frontier import acceptable, quickness, undominated
from sim.minds.foresight_game import ForesightGame
from sim.minds.foresight_table import Setting, side_by_side

__all__ = ["floor_of_waiting", "shortlist"]

SCAN = 64
"""Games whose packages are all looked at together: few enough for their arrays to stay in the cache."""

ROUNDS = 8
"""Packages of each game that are held against the others; measured: more cost more than they save."""


def floor_of_waiting(game: ForesightGame) -> Floats:
    """Return what waiting is worth at least, as a rule, (q, e) in points.

    A government that sits where nothing can be agreed without it, or that has left without a legacy, can have its
    no-deal value by waiting to the end; one that can be outvoted, the worst package.
    For others this is a guess: shortlists rest on it, and the recursion looks at all packages where it fails.
    """
    late = whole_power(game.discount, int(game.days[-1] - game.days[0]))[:, :, None]
    floor: Floats = (game.no_deal * np.where(game.no_deal > 0, late, 1.0)).min(axis=2)
    if (outvoted := _outvoted(game)).any():
        worst = np.minimum(game.value[:, outvoted].min(axis=3), game.no_deal[:, outvoted]).min(axis=2)
        worst -= game.signing_cost
        floor[:, outvoted] = worst * np.where(worst > 0, late[:, outvoted, 0], 1.0)
    if game.daily_cost.size:
        floor = floor - (game.daily_cost[..., :-1].max(axis=2) * np.diff(game.days)).sum(axis=2)
    lasting = game.left.any(axis=(0, 1)) * game.legacy
    if lasting.any():
        worst = (game.value.min(axis=3) - game.signing_cost - game.no_deal).min(axis=2)
        floor = floor + lasting * np.minimum(worst, 0.0)
    return floor


def _outvoted(game: ForesightGame) -> Bools:
    """Return which evaluators (e,) may sit in a seat without which the others can agree."""
    found = np.zeros(game.value.shape[1], dtype=np.bool_)
    found[game.sitting[:, :, ~np.array(game.needed)]] = True
    return found


@dataclass(frozen=True)
class _Pace:
    """How soon packages can be in force, for each of n clocks."""

    rank: Ints  # (n, p)
    ordered: Bools  # (n,)
    best: Floats  # (n, p)


def _pace(chance: Floats) -> _Pace:
    size = fitting(24 * chance[0].size, most=SCAN, within=CHUNK)
    ranks = [quickness(chance[part]) for part in batches(len(chance), size)]
    return _Pace(
        rank=np.concatenate([rank for rank, _ in ranks]),
        ordered=np.concatenate([ordered for _, ordered in ranks]),
        best=chance.max(axis=1),
    )


def shortlist(game: ForesightGame, settings: list[Setting], *, floor: Floats, size: int) -> dict[Setting, Bools]:
    """Return the packages worth looking at, (q, p), for each setting.

    Parameters
    ----------
    game : ForesightGame
        Axes q game, e evaluator, p package.
    settings : list of Setting
        Who sits, and the payoff regime.
    floor : (q, e) float
        The least that waiting can be worth.
    size : int
        Games to compare packages for together.
    """
    pace = _pace(game.chance_in_force)
    found = {}
    for setting in settings:
        kept = _acceptable(game, setting, floor=floor, pace=pace)
        order = np.argsort(kept.sum(axis=1), kind="stable")
        for part in batches(len(kept), size):
            _drop_dominated(game, order[part], setting, kept=kept, pace=pace)
        found[setting] = kept
    return found


def _acceptable(game: ForesightGame, setting: Setting, *, floor: Floats, pace: _Pace) -> Bools:
    seats, regime, case = setting
    kept = game.assent[:, case].copy()
    size = fitting(kept.shape[1] * 8 * (2 * len(seats) + 4), most=SCAN, within=CHUNK)
    for part in batches(len(kept), size):
        kept[part] &= acceptable(
            game.value[part, seats, regime],
            game.no_deal[part, seats, regime],
            floor=floor[part, seats],
            quickest=pace.best[game.clock[part]],
            signing_cost=game.signing_cost,
            quorum=game.quorum,
        )
    return kept


def _drop_dominated(game: ForesightGame, games: Ints, setting: Setting, *, kept: Bools, pace: _Pace) -> None:
    """Clear from `kept`, (q, p), what another kept package rules out in these games, (n,)."""
    seats, regime, _ = setting
    package, filled = side_by_side(kept[games])
    clock = game.clock[games]
    good = undominated(
        np.stack([game.value[games[:, None], e, regime, package] for e in seats], axis=1),
        game.no_deal[games][:, seats, regime],
        rank=pace.rank[clock[:, None], package],
        ordered=pace.ordered[clock],
        assent=filled,
        rounds=ROUNDS,
    )
    kept[games] = False
    rows, columns = np.nonzero(good)
    kept[games[rows], package[rows, columns]] = True
