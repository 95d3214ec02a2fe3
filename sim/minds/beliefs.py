"""What a government believes of its imagined rivals in every lane: weights, each different set kept once."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats, Ints

__all__ = ["Beliefs"]


class Beliefs:
    """Weights omega_m of imagined rivals, by lane.

    Lanes of one world that have heard the same believe the same: most lanes share their weights with others.

    Parameters
    ----------
    row : ndarray of int, shape (lanes of the block,)
        Each lane's world, as a row of the batch.
    worlds, rivals : int
        Worlds of the batch, and imagined rivals m in each.

    Attributes
    ----------
    number : ndarray of int, shape (lanes of the block,)
        Lanes with the same number are of one world and have the same weights. All begin with equal weights.
    """

    def __init__(self, row: Ints, *, worlds: int, rivals: int) -> None:
        self._row = row
        self.number = row.copy()
        self._weights = np.full((worlds, rivals), 1 / rivals)
        self._numbers = {(w, self._weights[w].tobytes()): w for w in range(worlds)}

    def weights(self, lanes: Ints) -> Floats:
        """Return the weights (n, m) in `lanes`."""
        return self._weights[self.number[lanes]]

    def forget(self, lanes: Ints) -> None:
        """Return to equal weights in `lanes`."""
        self.number[lanes] = self._row[lanes]

    def learn(self, lanes: Ints, weights: Floats) -> None:
        """Hold `weights` (n, m) in `lanes` from now on."""
        numbers = self._numbers
        rows = self._row[lanes].tolist()
        found = [numbers.setdefault((w, each.tobytes()), len(numbers)) for w, each in zip(rows, weights, strict=True)]
        self.number[lanes] = found
        if len(numbers) > len(self._weights):
            more = np.empty((max(len(numbers), 2 * len(self._weights)) - len(self._weights), weights.shape[1]))
            self._weights = np.concatenate([self._weights, more])
        self._weights[found] = weights
