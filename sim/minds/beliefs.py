"""What a government believes of its imagined rivals in every lane, each different belief kept once."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints
from sim.minds.distinct import Distinct
from sim.minds.random_utility import remaining

__all__ = ["Beliefs"]

_SAME = 1e-9
"""Units of noise within which two bounds are the same: rounding."""

_OF_SEATS = _LOW, _HIGH, _CHANCE, _SHARE, _GONE = range(5)


class Beliefs:
    """Weights omega_m of imagined rivals, by lane, and bounds on the noise of each, seat by seat.

    Lanes of one world that have heard the same believe the same: most lanes share their beliefs with others.

    Parameters
    ----------
    row : ndarray of int, shape (lanes of the block,)
        Each lane's world, as a row of the batch.
    worlds, rivals : int
        Worlds of the batch, and imagined rivals m in each.
    mixing : float
        Share of belief spread evenly over the rivals after all that is heard.
    seats : int
        Seats of whose noise bounds are held; none where rivals are not believed to choose by one draw.

    Attributes
    ----------
    mixing : float
        As above.
    """

    def __init__(self, row: Ints, *, worlds: int, rivals: int, mixing: float, seats: int = 0) -> None:
        self._row, self.mixing, self._seats = row, mixing, seats
        # of each belief k: weights; of each seat x the lower bound, the upper bound, and what is made of these: how
        # likely a draw between them is, and the two numbers of `remaining`, (k, 1 + 5 x, m)
        held = np.empty((worlds, 1 + 5 * seats, rivals))
        held[:, 0] = 1 / rivals
        for part, initial in zip(_OF_SEATS, (-np.inf, np.inf, 1.0, 1.0, 0.0), strict=True):
            held[:, 1 + part * seats : 1 + (part + 1) * seats] = initial
        self._kept = Distinct(row.copy(), held, key=1 + 2 * seats, apart=np.arange(worlds))

    @property
    def number(self) -> Ints:
        """Lanes (lanes of the block,) with the same number are of one world and believe the same."""
        return self._kept.number

    @property
    def _held(self) -> Floats:
        return self._kept.rows

    def _of(self, part: int, seat: int) -> int:
        """Return the place of a part of what is held of a seat."""
        return 1 + part * self._seats + seat

    def weights(self, lanes: Ints) -> Floats:
        """Return the weights (n, m) in `lanes`."""
        return np.asarray(self._held[self.number[lanes], 0])

    def bounds(self, seat: int, lanes: Ints) -> tuple[Floats, Floats]:
        """Return the lower and the upper bound (n, m) on the noise of who sits in a seat, in `lanes`."""
        number = self.number[lanes]
        return self._held[number, self._of(_LOW, seat)], self._held[number, self._of(_HIGH, seat)]

    def left(self, lanes: Ints) -> tuple[Floats, Floats]:
        """Return the two numbers of `remaining` for every seat, (n, x, m) each, in `lanes`."""
        first, number = 1 + _SHARE * self._seats, self.number[lanes]
        found = self._held[:, first : first + 2 * self._seats][number]
        return found[:, : self._seats], found[:, self._seats :]

    def forget(self, lanes: Ints) -> None:
        """Return to equal weights without bounds in `lanes`."""
        self.number[lanes] = self._row[lanes]

    def learn(self, lanes: Ints, likelihood: Floats) -> None:
        """Multiply weights by the likelihood (n, m) of what was heard, and keep every rival possible."""
        held = self._held[self.number[lanes]]
        held[:, 0] = self._weighed(held[:, 0], likelihood)
        self._hold(lanes, held)

    def narrow(self, seat: int, lanes: Ints, threshold: Floats, *, above: bool) -> None:
        """Hold from now on that the noise of who sits in `seat` lies above, or below, `threshold` (n, m).

        A rival is as likely as the part of what was left of its noise that is left now, so that what was known
        already counts no second time. Of a rival of whose noise nothing is left the news says where it lies, and it
        keeps no weight. Where nothing is news beliefs stay as they are.
        """
        low, high = self.bounds(seat, lanes)
        news = threshold > low + _SAME if above else threshold < high - _SAME
        if not (some := news.any(axis=1)).any():
            return
        lanes, threshold, low, high, news = lanes[some], threshold[some], low[some], high[some], news[some]
        least, most = (np.where(news, threshold, low), high) if above else (low, np.where(news, threshold, high))
        possible = most > least + _SAME
        if above:
            most = np.where(possible, most, np.inf)
        else:
            least = np.where(possible, least, -np.inf)
        held = self._held[self.number[lanes]]
        chance, share, gone = remaining(least, most)
        likelihood = np.where(news, chance / held[:, self._of(_CHANCE, seat)], 1.0)
        held[:, 0] = self._weighed(held[:, 0], np.where(possible, likelihood, 0.0))
        for part, values in zip(_OF_SEATS, (least, most, chance, share, gone), strict=True):
            held[:, self._of(part, seat)] = values
        self._hold(lanes, held)

    def _weighed(self, weights: Floats, likelihood: Floats) -> Floats:
        weights = weights * likelihood
        total = weights.sum(axis=1, keepdims=True)
        even = 1 / weights.shape[1]
        weights = np.divide(weights, total, out=np.full_like(weights, even), where=total > 0)
        return np.asarray((1 - self.mixing) * weights + self.mixing * even)

    def _hold(self, lanes: Ints, held: Floats) -> None:
        """Believe what is `held` (n, 1 + 5 x, m) in `lanes` from now on."""
        self.number[lanes] = self._kept.numbers_of(held, self._row[lanes])
