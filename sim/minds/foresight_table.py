"""The packages of many games laid side by side, ready for the recursion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.minds.foresight_frontier import HOPELESS
from sim.minds.foresight_game import INDIFFERENCE, ForesightGame

__all__ = ["Day", "Setting", "Table", "lay_out", "settings_of", "side_by_side"]

Setting = tuple[tuple[int, ...], int, int]
"""Who sits in the principal seats (evaluators), the payoff regime, and the case of third parties' assent."""


@dataclass(frozen=True)
class Table:
    """The packages worth looking at in one setting, for n games (axes e evaluator, n game, k column).

    A game with fewer packages than there are columns repeats its last, which never wins a tie.
    """

    setting: Setting
    games: Ints  # (n,) their numbers in the batch
    package: Ints  # (n, k)
    address: Ints  # (n, k) the package's place among the chances of all clocks on a day, flattened
    gain: Floats  # (e, n, k) u - d
    no_deal: Floats  # (e, n) d
    signed: Floats  # (e, n) d - c: what a signature that comes to nothing is worth
    hope: Floats  # (e, n) the most that a hopeless package can be worth
    possible: Bools  # (n,) there is any package


class Day:
    """A table on one day: chances of being in force in time, (n, k), and a_x(p, t) of each seat, (n, k).

    Parameters
    ----------
    table : Table
        Of n games.
    chances : (clocks, p) float
        pi(p, t) on this day.
    """

    def __init__(self, table: Table, chances: Floats) -> None:
        self.table = table
        self.chance = chances.take(table.address)
        self.worth = [table.gain[e] * self.chance + table.signed[e][:, None] for e in table.setting[0]]

    def below(self, floor: Floats, waiting: Floats) -> Bools:
        """Tell in which games waiting is worth less to some seat than the floor assumed for it, (n,)."""
        seats = list(self.table.setting[0])
        found: Bools = np.any(waiting[seats] < floor[seats] - INDIFFERENCE, axis=0)
        return found

    def hopeless(self, game: ForesightGame, waiting: Floats) -> Bools:
        """Tell in which games enough seats would rather sign something hopeless than wait, (n,)."""
        seats = list(self.table.setting[0])
        return game.enough(self.table.hope[seats] >= waiting[seats] - INDIFFERENCE)


def settings_of(game: ForesightGame) -> dict[tuple[int, int], Setting]:
    """Return who sits and which payoffs hold, for each (s, t) that is reached."""
    return {
        (s, t): (tuple(seats.tolist()), int(game.regime[s, t]), int(game.case[s, t]))
        for s, row in enumerate(game.sitting)
        for t, seats in enumerate(row)
        if game.reached[s, t]
    }


def side_by_side(kept: Bools) -> tuple[Ints, Bools]:
    """Move the kept packages of each game to the front.

    Parameters
    ----------
    kept : (n, p) bool
        Packages to keep.

    Returns
    -------
    package : (n, k) int
        Their numbers, in order; k is the largest count (at least 1), and a game with fewer repeats its last.
    filled : (n, k) bool
        False for repetitions.

    Examples
    --------
    >>> package, filled = side_by_side(np.array([[True, False, True], [False, True, False]]))
    >>> package.tolist(), filled.tolist()
    ([[0, 2], [1, 1]], [[True, True], [True, False]])
    """
    size = kept.sum(axis=1)
    last = kept.shape[1] - 1 - kept[:, ::-1].argmax(axis=1)
    package = np.repeat(last[:, None], max(1, size.max()), axis=1)
    rows, columns = np.nonzero(kept)
    package[rows, np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)] = columns
    return package, np.arange(package.shape[1]) < size[:, None]


def lay_out(game: ForesightGame, games: Ints, setting: Setting, kept: Bools) -> Table:
    """Lay out the kept packages, (n, p), of some games, (n,), in one setting."""
    regime = setting[1]
    package, filled = side_by_side(kept)
    no_deal = game.no_deal[games, :, regime].T
    value = np.stack([game.value[games[:, None], e, regime, package] for e in range(game.value.shape[1])])
    signed = no_deal - game.signing_cost
    most = game.value[games, :, regime].max(axis=2).T
    return Table(
        setting=setting,
        games=games,
        package=package,
        address=game.clock[games][:, None] * kept.shape[1] + package,
        gain=value - no_deal[:, :, None],
        no_deal=no_deal,
        signed=signed,
        hope=signed + HOPELESS * np.maximum(most - no_deal, 0.0),
        possible=filled[:, 0],
    )
