"""Polytopes A x <= b, E x = e: whether they are empty, how they lie, and a point well inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Interior", "Polytope", "find_interior", "is_feasible"]

_FLAT = 1e-7
"""In points: an inequality that can never be slacker than this is an equality."""

_FEASIBLE = 1e-9
"""In points: by how much a constraint may be broken and still count as met."""

_LP_TOLERANCE = 1e-10
"""The least that HiGHS allows, so that its own tolerance stays out of the way of ours."""

_LONGEST = 1e6
"""Largest inscribed radius looked for, which keeps the linear program bounded."""


_RELAXATIONS = 3000
"""Steps after which the relaxation method gives way to a linear program: some 20 milliseconds."""

_OVERSHOOT = 1.7
"""How far beyond the broken inequality a step goes: 1 is onto it, 2 its mirror image; between, it converges."""


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

    A: NDArray[np.float64]
    b: NDArray[np.float64]
    E: NDArray[np.float64]
    e: NDArray[np.float64]

    def with_rows(self, A: NDArray[np.float64], b: NDArray[np.float64]) -> Polytope:
        """Return the polytope cut by further inequalities."""
        return Polytope(np.concatenate([self.A, A]), np.concatenate([self.b, b]), self.E, self.e)


@dataclass(frozen=True, eq=False)
class Interior:
    """A polytope seen from within: x = point + basis @ z.

    Parameters
    ----------
    point : ndarray, shape (dim,)
        In the relative interior: every inequality that can be slack is.
    basis : ndarray, shape (dim, free)
        Orthonormal directions along which the polytope extends; none for a single point.
    tight : ndarray of bool, shape (m,)
        Inequalities that hold as equalities everywhere in the polytope.
    """

    point: NDArray[np.float64]
    basis: NDArray[np.float64]
    tight: NDArray[np.bool_]


def is_feasible(polytope: Polytope) -> bool:
    """Return whether the polytope has a point.

    Examples
    --------
    >>> line = Polytope(np.array([[1.0], [-1.0]]), np.array([1.0, -2.0]), np.zeros((0, 1)), np.zeros(0))
    >>> is_feasible(line)
    False
    """
    if _point_soon_found(polytope):
        return True
    solved = _inscribed_ball(polytope)
    return solved is not None and solved[1] >= -_FEASIBLE


def _point_soon_found(polytope: Polytope) -> bool:
    """Tell whether stepping to the most broken inequality, again and again, soon leads to a point inside.

    Notes
    -----
    The relaxation method (Agmon 1954; Motzkin & Schoenberg 1954). A point found proves the polytope is not empty
    without a linear program, whose library takes longer to load than the scenario; none found proves nothing.
    """
    start = (
        np.linalg.lstsq(polytope.E, polytope.e, rcond=None)[0] if len(polytope.e) else np.zeros(polytope.A.shape[1])
    )
    basis = _null_space(polytope.E)
    A, slack = polytope.A @ basis, polytope.b - polytope.A @ start
    lengths = np.linalg.norm(A, axis=1)
    moves = lengths > 1e-12
    A, slack = A[moves] / lengths[moves, None], slack[moves] / lengths[moves]
    z = np.zeros(A.shape[1])
    for _ in range(_RELAXATIONS):
        broken = A @ z - slack
        worst = int(broken.argmax()) if len(broken) else -1
        if worst < 0 or broken[worst] <= 0:
            x = start + basis @ z
            inside = (polytope.A @ x - polytope.b).max(initial=0.0) <= _FEASIBLE
            return bool(inside and np.abs(polytope.E @ x - polytope.e).max(initial=0.0) <= _FEASIBLE)
        z -= (_OVERSHOOT * broken[worst] + _FEASIBLE) * A[worst]
    return False


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
    return Interior(point, _null_space(np.concatenate([polytope.E, polytope.A[tight]])), tight)


def _inscribed_ball(polytope: Polytope) -> tuple[NDArray[np.float64], float] | None:
    """Return centre and radius of a largest ball inside; a negative radius says by how much there is none."""
    start: NDArray[np.float64] = np.zeros(polytope.A.shape[1])
    if len(polytope.e):
        start = np.asarray(np.linalg.lstsq(polytope.E, polytope.e, rcond=None)[0], dtype=np.float64)
        if np.abs(polytope.E @ start - polytope.e).max() > _FEASIBLE:
            return None
    return _ball_around(polytope, np.zeros(len(polytope.b), dtype=bool), start)


def _ball_around(
    polytope: Polytope, tight: NDArray[np.bool_], start: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return a largest ball in the flat through `start` on which equalities and tight rows stay as they are."""
    basis = _null_space(np.concatenate([polytope.E, polytope.A[tight]]))
    A, slack = polytope.A[~tight] @ basis, polytope.b[~tight] - polytope.A[~tight] @ start
    lengths = np.linalg.norm(A, axis=1)
    constant = lengths < 1e-12
    if slack[constant].size and slack[constant].min() < -_FEASIBLE:
        return start, float(slack[constant].min())
    if constant.all():
        return start, _LONGEST
    program = np.column_stack([A[~constant], lengths[~constant]])
    cost = np.append(np.zeros(basis.shape[1]), -1.0)
    solution = _solve(cost, program, slack[~constant], highest=_LONGEST)
    return start + basis @ solution[:-1], float(solution[-1])


def _always_tight(
    polytope: Polytope, known: NDArray[np.bool_], start: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which rows can nowhere be slack, and a point where all others are."""
    basis = _null_space(np.concatenate([polytope.E, polytope.A[known]]))
    A, slack = polytope.A @ basis, polytope.b - polytope.A @ start
    room = np.maximum(slack, 0.0)
    steps, tight = [np.zeros(basis.shape[1])], known.copy()
    for i in np.flatnonzero(~known & (np.linalg.norm(A, axis=1) >= 1e-12)):
        steps.append(_solve(A[i], A, room))
        tight[i] = slack[i] - A[i] @ steps[-1] <= _FLAT
    # the mean of points each of which is slack somewhere is slack wherever any of them is
    return tight, start + basis @ np.mean(steps, axis=0)


def _solve(
    cost: NDArray[np.float64], A: NDArray[np.float64], b: NDArray[np.float64], highest: float | None = None
) -> NDArray[np.float64]:
    """Return a minimiser of cost @ z over A z <= b, the last unknown at most `highest`."""
    from scipy.optimize import linprog

    bounds: list[tuple[float | None, float | None]] = [(None, None)] * len(cost)
    bounds[-1] = (None, highest)
    result = linprog(
        cost,
        A_ub=A,
        b_ub=b,
        bounds=bounds,
        method="highs",
        options={
            "primal_feasibility_tolerance": _LP_TOLERANCE,
            "dual_feasibility_tolerance": _LP_TOLERANCE,
        },
    )
    if result.x is None:
        raise ArithmeticError(f"a linear program that has a solution was not solved: {result.message}")
    return np.asarray(result.x, dtype=float)


def _null_space(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an orthonormal basis, shape (dim, free), of the directions that `rows` do not see."""
    if not len(rows):
        return np.eye(rows.shape[1])
    _, sizes, directions = np.linalg.svd(rows, full_matrices=True)
    rank = int((sizes > 1e-10 * sizes[0]).sum()) if sizes.size else 0
    basis: NDArray[np.float64] = directions[rank:].T
    return basis
