"""The frontier over worlds: what the one side can have at most when the other has so much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.results.weights import weighed_quantiles

__all__ = ["attained"]


def attained(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    across: NDArray[np.float64],
    levels: tuple[float, ...],
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return quantiles over worlds of the most the second side can have when the first has at least so much.

    One side's gains may be -inf for packages that do not count.

    Parameters
    ----------
    first, second : ndarray, shape (w, p)
        Gains.
    across : ndarray, shape (n,)
        What the first side is to have.
    levels : tuple of float
        Quantiles wanted; each is taken as the next observed value below.
    weights : ndarray, shape (w,), optional
        What each world weighs; all the same by default.

    Returns
    -------
    ndarray, shape (levels, n)
        -inf where no package gives the first side that much.

    Examples
    --------
    >>> first, second = np.array([[0.0, 5.0]]), np.array([[9.0, 2.0]])
    >>> attained(first, second, np.array([-1.0, 3.0, 6.0]), (0.5,)).tolist()
    [[9.0, 2.0, -inf]]
    """
    most = np.stack([np.where(first >= x, second, -np.inf).max(axis=1) for x in across], axis=1)
    if weights is not None:
        return weighed_quantiles(most, levels, weights)
    ranked = np.sort(most, axis=0)
    return np.stack([ranked[int(level * (len(ranked) - 1))] for level in levels])
