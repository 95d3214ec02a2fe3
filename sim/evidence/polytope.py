"""Polytopes A x <= b, E x = e: whether they are empty, how they lie, and a point well inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.evidence.arithmetic import eliminate, lengths, product
from sim.evidence.simplex import minimise

__all__ = ["Interior", "Polytope", "find_interior", "is_feasible"]

Floats = NDArray[np.float64]

_FLAT = 1e-7
"""In points: an inequality that can never be slacker than this is an equality."""

_FEASIBLE = 1e-9
"""In points: by how much a constraint may be broken and still count as met."""

_NOTHING = 1e-12
"""Length of a row that no step changes."""

_LONGEST = 1e6
"""Largest inscribed radius looked for, which keeps the linear program bounded."""


@dataclass(frozen=True, eq=False)
class Polytope:
    """The points x with A x <= b and E x = e, a bounded set.

    Parameters
    ----------
    A : ndarray, shape (m, dim)
    b : ndarray, shape (m,)
    E : ndarray, shape (q, dim)
    e : ndarray, shape (q,)
    """

    A: Floats
    b: Floats
    E: Floats
    e: Floats

    def with_rows(self, A: Floats, b: Floats) -> Polytope:
        """Return the polytope cut by further inequalities."""
        return Polytope(np.concatenate([self.A, A]), np.concatenate([self.b, b]), self.E, self.e)


@dataclass(frozen=True, eq=False)
class Interior:
    """A polytope seen from within: x = point + basis @ z.

    Parameters
    ----------
    point : ndarray, shape (dim,)
        In the relative interior: every inequality that can be slack is.
    basis : ndarray, shape (dim, f)
        Directions along which the polytope extends; none for a single point.
    free : ndarray of int, shape (f,)
        The unknowns that are z themselves: z = (x - point)[free].
    tight : ndarray of bool, shape (m,)
        Inequalities that hold as equalities everywhere in the polytope.
    """

    point: Floats
    basis: Floats
    free: NDArray[np.int64]
    tight: NDArray[np.bool_]


def is_feasible(polytope: Polytope) -> bool:
    """Return whether the polytope has a point.

    Examples
    --------
    >>> line = Polytope(np.array([[1.0], [-1.0]]), np.array([1.0, -2.0]), np.zeros((0, 1)), np.zeros(0))
    >>> is_feasible(line)
    False
    """
    ball = _inscribed_ball(polytope)
    return ball is not None and ball[1] >= -_FEASIBLE


def find_interior(polytope: Polytope) -> Interior | None:
    """Return a relative interior point with the directions around it, or None if the polytope is empty.

    Notes
    -----
    The point is the centre of a largest inscribed ball (Boyd & Vandenberghe 2004, section 8.5.1), found by linear
    programming. If that ball is flat, the inequalities that can nowhere be slack join the equalities, and the
    search goes on within them.

    Examples
    --------
    A triangle, then the same with its long side pushed to the corner:

    >>> A = np.array([[-1.0, 0.0], [0.0, -1.0], [1.0, 1.0]])
    >>> none = np.zeros((0, 2)), np.zeros(0)
    >>> find_interior(Polytope(A, np.array([0.0, 0.0, 1.0]), *none)).point.round(3)
    array([0.293, 0.293])
    >>> find_interior(Polytope(A, np.array([0.0, 0.0, 0.0]), *none)).basis.shape
    (2, 0)
    """
    ball = _inscribed_ball(polytope)
    if ball is None or ball[1] < -_FEASIBLE:
        return None
    point, radius = ball
    tight = np.zeros(len(polytope.b), dtype=bool)
    while radius <= _FLAT:
        flat, point = _always_tight(polytope, tight, point)
        if not (flat & ~tight).any():
            break
        tight |= flat
        point, radius = _ball_around(polytope, tight, point)
    basis, free = _directions(polytope, tight)
    return Interior(point, basis, free, tight)


def _inscribed_ball(polytope: Polytope) -> tuple[Floats, float] | None:
    """Return centre and radius of a largest ball inside; a negative radius says by how much there is none."""
    solved = eliminate(polytope.E, polytope.e)
    if solved is None:
        return None
    return _ball_around(polytope, np.zeros(len(polytope.b), dtype=bool), solved[0])


def _ball_around(polytope: Polytope, tight: NDArray[np.bool_], start: Floats) -> tuple[Floats, float]:
    """Return a largest ball in the flat through `start` on which equalities and tight rows stay as they are."""
    basis, _ = _directions(polytope, tight)
    A, slack = _seen_from(polytope, start, basis)
    A, slack = A[~tight], slack[~tight]
    length = lengths(A)
    constant = length < _NOTHING
    if slack[constant].size and slack[constant].min() < -_FEASIBLE:
        return start, float(slack[constant].min())
    if constant.all():
        return start, _LONGEST
    A, slack, length = A[~constant], slack[~constant], length[~constant]
    # the ball around the start, of negative radius where that lies outside, is where the program begins
    radius = float((slack / length).min())
    program = np.vstack([np.column_stack([A, length]), np.append(np.zeros(A.shape[1]), 1.0)])
    room = np.append(np.maximum(slack - length * radius, 0.0), _LONGEST - radius)
    solution = minimise(np.append(np.zeros(A.shape[1]), -1.0), program, room)
    return start + _step(basis, solution[:-1]), radius + float(solution[-1])


def _always_tight(polytope: Polytope, known: NDArray[np.bool_], start: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Return which rows can nowhere be slack, and a point where all others are."""
    basis, _ = _directions(polytope, known)
    A, slack = _seen_from(polytope, start, basis)
    room = np.maximum(slack, 0.0)
    steps, tight = [np.zeros(basis.shape[1])], known.copy()
    for i in np.flatnonzero(~known & (lengths(A) >= _NOTHING)):
        steps.append(minimise(A[i], A, room))
        tight[i] = slack[i] - float((A[i] * steps[-1]).sum()) <= _FLAT
    # the mean of points each of which is slack somewhere is slack wherever any of them is
    return tight, start + _step(basis, np.mean(steps, axis=0))


def _directions(polytope: Polytope, tight: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.int64]]:
    """Return a basis, shape (dim, f), of the directions in which equalities and tight rows stay as they are."""
    rows = np.concatenate([polytope.E, polytope.A[tight]])
    solved = eliminate(rows, np.zeros(len(rows)))
    assert solved is not None  # zero solves them
    return solved[1:]


def _seen_from(polytope: Polytope, start: Floats, basis: Floats) -> tuple[Floats, Floats]:
    """Return the inequalities A z <= b on x = start + basis @ z."""
    return product(polytope.A, basis), polytope.b - product(polytope.A, start[:, None])[:, 0]


def _step(basis: Floats, z: Floats) -> Floats:
    return product(basis, z[:, None])[:, 0]
