"""The second prior: a no-deal value uniform over all that statements leave it, and values uniform given that.

Uniform over a polytope is not ignorance of each unknown: a statement that refuses many packages bounds the no-deal
value by the greatest of many values, so that volume alone pushes it up. Here it is drawn first, evenly between its
least and its greatest possible value; what is left of the polytope is a slice, from which the values are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.evidence.arithmetic import product
from sim.evidence.polytope import Interior, Polytope
from sim.evidence.simplex import minimise
from sim.evidence.subsets import Place, Subsets

__all__ = ["Slices", "along_slice", "draw_slices"]

Floats = NDArray[np.float64]

_LEAST_SHARE = 1e-9
"""How near to the end of its range, as a share of it, a no-deal value may come: at the end a slice is a point."""


@dataclass(frozen=True, eq=False)
class Slices:
    """Where each element (n,) is to be drawn.

    Parameters
    ----------
    no_deal : ndarray, shape (n,)
        Its no-deal value, in points.
    start : ndarray, shape (n, dimension)
        A point in the relative interior of its slice.
    """

    no_deal: Floats
    start: Floats


def draw_slices(subsets: Subsets, places: Sequence[Place], included: NDArray[np.bool_], luck: Floats) -> Slices:
    """Draw the no-deal value of each element (n,) evenly from what its statements leave it.

    Parameters
    ----------
    subsets : Subsets
    places : sequence of Place
        Each element's polytope.
    included : ndarray of bool, shape (n, C)
        The statements each element takes in.
    luck : ndarray, shape (n,)
        Uniform numbers.

    Notes
    -----
    The ends of the range are two linear programs for each polytope. A slice is entered on the line from the
    polytope's inner point to the point at the end of the range, all of which but the end lies inside.
    """
    ends: dict[tuple[int, bytes], tuple[Floats, Floats]] = {}
    start = np.empty((len(places), subsets.space.dimension))
    for element, place in enumerate(places):
        key = place.case, included[element].tobytes()
        if key not in ends:
            minded = np.append(included[element], True)[subsets.owner(place.case)]
            ends[key] = _ends(subsets.polytope(place.case), minded, place.interior)
        start[element] = _enter(place.interior.point, *ends[key], float(luck[element]))
    return Slices(start[:, -1].copy(), start)


def _ends(polytope: Polytope, minded: NDArray[np.bool_], inside: Interior) -> tuple[Floats, Floats]:
    """Return points of a polytope at which the no-deal value, the last unknown, is least and greatest."""
    rate = inside.basis[-1]
    if not rate.any():
        return inside.point, inside.point
    A = product(polytope.A[minded], inside.basis)
    room = np.maximum(polytope.b[minded] - product(polytope.A[minded], inside.point[:, None])[:, 0], 0.0)
    steps = minimise(rate, A, room), minimise(-rate, A, room)
    least, greatest = (inside.point + product(inside.basis, step[:, None])[:, 0] for step in steps)
    return least, greatest


def _enter(inside: Floats, least: Floats, greatest: Floats, luck: float) -> Floats:
    """Return a point inside the slice at a share `luck` of the range."""
    share = min(max(luck, _LEAST_SHARE), 1 - _LEAST_SHARE)
    no_deal = least[-1] + share * (greatest[-1] - least[-1])
    end = least if no_deal < inside[-1] else greatest
    whole = end[-1] - inside[-1]
    way = (no_deal - inside[-1]) / whole if whole else 0.0
    point = inside + way * (end - inside)
    point[-1] = no_deal
    return np.asarray(point)


def along_slice(inside: Interior) -> Floats:
    """Return the directions, shape (dimension, f), of a polytope along which the no-deal value stays as it is.

    Examples
    --------
    >>> basis = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.5, 0.0, 1.0]])
    >>> along_slice(Interior(np.zeros(3), basis, np.arange(3), np.zeros(0, dtype=bool))).tolist()
    [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    """
    rate = inside.basis[-1]
    if not rate.any():
        return inside.basis
    pivot = int(np.abs(rate).argmax())
    others = np.delete(np.arange(len(rate)), pivot)
    found = inside.basis[:, others] - np.outer(inside.basis[:, pivot], rate[others] / rate[pivot])
    found[-1] = 0.0
    return np.asarray(found)
