"""Linear algebra of small matrices, element by element: the same to the last bit on every machine.

Libraries of linear algebra add up in an order that depends on processor, version and shape. Here a sum has one order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["cholesky", "eliminate", "lengths", "lower_inverse", "product"]

Floats = NDArray[np.float64]

_NOTHING = 1e-10
"""Relative to the largest entry of its column: what rounding leaves of a zero."""


def product(A: Floats, B: Floats) -> Floats:
    """Return the matrix product of A (m, d) and B (d, n), summed in the order of d."""
    total = np.zeros((len(A), B.shape[1]))
    for column, row in zip(A.T, B, strict=True):
        total += column[:, None] * row
    return total


def lengths(A: Floats) -> Floats:
    """Return the Euclidean length of each row of A (m, d)."""
    total = np.zeros(len(A))
    for column in A.T:
        total += column * column
    return np.sqrt(total)


def eliminate(E: Floats, e: Floats) -> tuple[Floats, Floats, NDArray[np.int64]] | None:
    """Solve E x = e by Gauss-Jordan elimination: x = point + basis @ x[free].

    Parameters
    ----------
    E, e : ndarray, shape (q, dim) and (q,)

    Returns
    -------
    point : ndarray, shape (dim,)
    basis : ndarray, shape (dim, f)
        One column for each unknown left free, which is 1 in that unknown and 0 in the other free ones.
    free : ndarray of int, shape (f,)
    None
        When the equations contradict each other.

    Examples
    --------
    >>> point, basis, free = eliminate(np.array([[1.0, 1.0]]), np.array([3.0]))
    >>> point.tolist(), basis.tolist(), free.tolist()
    ([3.0, 0.0], [[-1.0], [1.0]], [1])
    >>> eliminate(np.ones((2, 1)), np.array([1.0, 2.0])) is None
    True
    """
    dim = E.shape[1]
    table = np.column_stack([E, e])
    size = np.abs(table[:, :dim]).max(initial=1.0)
    row, pivots = 0, []
    for column in range(dim):
        if row == len(table):
            break
        below = np.abs(table[row:, column])
        chosen = row + int(below.argmax())
        if below.max() <= _NOTHING * size:
            continue
        table[[row, chosen]] = table[[chosen, row]]
        table[row] /= table[row, column]
        others = np.flatnonzero(table[:, column])
        others = others[others != row]
        table[others] -= table[others, column, None] * table[row]
        pivots.append(column)
        row += 1
    if np.abs(table[row:, dim]).max(initial=0.0) > _NOTHING * max(1.0, float(np.abs(e).max(initial=0.0))) * 10:
        return None
    free = np.delete(np.arange(dim), pivots)  # `setdiff1d` loads masked arrays
    point, basis = np.zeros(dim), np.zeros((dim, len(free)))
    point[pivots] = table[:row, dim]
    basis[pivots] = -table[:row, free]
    basis[free, np.arange(len(free))] = 1.0
    return point, basis, free


def cholesky(points: Floats, *, least: float = 1e-12) -> Floats:
    """Return the lower triangular L, shape (d, d), with L L' the covariance of `points`, shape (d, n).

    Parameters
    ----------
    points : ndarray, shape (d, n)
    least : float
        Share of its variance that a coordinate keeps for its own at least, so that L can be inverted.
    """
    d, n = points.shape
    spread = points - points.mean(axis=1, keepdims=True)
    covariance = np.empty((d, d))
    for i in range(d):
        covariance[i, i:] = covariance[i:, i] = (spread[i] * spread[i:]).sum(axis=1) / n
    tiny = np.finfo(float).tiny
    variance = np.maximum(np.diagonal(covariance).copy(), tiny)
    L = np.zeros((d, d))
    for j in range(d):
        own = max(covariance[j, j], least * variance[j])
        L[j, j] = np.sqrt(own)
        L[j + 1 :, j] = covariance[j + 1 :, j] / L[j, j]
        covariance[j + 1 :, j + 1 :] -= L[j + 1 :, j, None] * L[j + 1 :, j]
    return L


def lower_inverse(L: Floats) -> Floats:
    """Return the inverse of a lower triangular matrix (d, d), by forward substitution."""
    inverse = np.eye(len(L))
    for j, row in enumerate(L):
        inverse[j] /= row[j]
        inverse[j + 1 :] -= L[j + 1 :, j, None] * inverse[j]
    return inverse
