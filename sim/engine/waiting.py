"""Since when seats have had something to answer when the record ends."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints, each_number

__all__ = ["Waiting"]


class Waiting:
    """Since when offers lie on the table and governments are in office, while what the record says is being done.

    Parameters
    ----------
    principals, lanes : int
        How many.
    """

    def __init__(self, principals: int, lanes: int) -> None:
        self._tabled: dict[tuple[int, int], Ints] = {}
        self._seated = np.zeros((principals, lanes), dtype=np.int64)

    def table(self, x: int, lanes: Ints, packages: Ints, day: int) -> None:
        """Note that principal `x` tables `packages` (n,) in `lanes` today."""
        for package, here in each_number(packages):
            days = self._tabled.setdefault((x, package), np.zeros_like(self._seated[0]))
            days[lanes[here]] = day

    def seat(self, x: int, lanes: Ints, day: int) -> None:
        """Note that principal `x` has a new government in `lanes` from today."""
        self._seated[x, lanes] = day

    def since(self, offer: tuple[int, int], by: int, lanes: Ints) -> Ints:
        """Return from which day (n,) principal `by` has an `offer`, principal and package, before it in `lanes`."""
        return np.asarray(np.maximum(self._tabled[offer][lanes], self._seated[by, lanes]))
