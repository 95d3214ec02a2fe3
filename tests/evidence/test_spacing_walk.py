"""The walk for long orders draws what rejection draws, and draws a price of a hundred options in seconds."""

import numpy as np
import pytest

from sim.evidence.clauses import Clause, stack_clauses
from sim.evidence.hit_and_run import RHAT_LIMIT
from sim.evidence.pools import draw_pool
from sim.evidence.space import Adjustment, PreferenceSpace
from sim.evidence.spacing_walk import Moves, draw_by_moves
from sim.evidence.subsets import Subsets


def price(options):
    names = tuple(f"p{i}" for i in range(options))
    order = tuple((i,) for i in reversed(range(options)))
    return PreferenceSpace((("price", names),), np.arange(options)[:, None], (order,))


def two_issues():
    """A tie, an adjustment, and an issue whose order nobody states."""
    packages = np.array([[i, j] for i in range(4) for j in range(3)])
    return PreferenceSpace(
        (("term", ("a", "b", "c", "d")), ("checks", ("x", "y", "z"))),
        packages,
        (((3,), (1, 2), (0,)), None),
        (Adjustment("both", (packages == [3, 1]).all(axis=1), -10.0, 30.0),),
    )


@pytest.mark.parametrize(
    ("space", "clauses"),
    [
        (price(8), (Clause("refuses", (2,)), Clause("accepts", (6,), margin=10.0))),
        (price(8), (Clause("prefers", (4,), other=3, margin=25.0), Clause("refuses", (3,), credence=0.5))),
        (two_issues(), (Clause("refuses", (0,)), Clause("accepts", (11,)))),
    ],
)
def test_moves_draw_what_rejection_draws(space, clauses):
    exact = draw_pool(space, clauses, name="us", seed=1)
    assert exact.steps == 0, "found by rejection"
    case = int(exact.order_case[0])
    chosen = exact.order_case == case
    subsets = Subsets(space, clauses)
    polytope, owner = subsets.polytope(case), subsets.owner(case)
    included = np.ones((len(owner), int(chosen.sum())), dtype=bool)
    included[owner >= 0] = exact.included[chosen].T[owner[owner >= 0]]
    places = [next(at for at in subsets.places(each) if at.case == case) for each in exact.included[chosen]]
    draws = draw_by_moves(
        polytope.A,
        polytope.b,
        np.array([place.interior.point for place in places]).T,
        Moves.of(space, case),
        generator=np.random.default_rng(5),
        included=included,
        labels=np.unique(exact.included[chosen], axis=0, return_inverse=True)[1].ravel(),
    )
    found, wanted = draws.points, exact.x[chosen].T
    assert draws.rhat < RHAT_LIMIT
    assert (np.where(included, polytope.A @ found - polytope.b[:, None], -1.0) <= 1e-9).all()
    assert np.abs(polytope.E @ found - polytope.e[:, None]).max() < 1e-9
    error = np.sqrt((found.var(axis=1) + wanted.var(axis=1)) / found.shape[1])
    assert (np.abs(found.mean(axis=1) - wanted.mean(axis=1)) <= 4.5 * error + 1e-9).all()
    for share in (0.1, 0.9):
        split = np.quantile(wanted, share, axis=1)[:, None]
        moving = wanted.std(axis=1) > 1e-6
        below = (found <= split).mean(axis=1)[moving]
        assert np.abs(below - share).max() < 4.5 * np.sqrt(2 * share * (1 - share) / found.shape[1])


def test_a_hundred_prices_with_a_jump_that_rejection_never_finds_are_drawn():
    space = price(100)
    clauses = (Clause("prefers", (50,), other=49, margin=30.0), Clause("refuses", (25,)), Clause("accepts", (75,)))
    pool = draw_pool(space, clauses, name="us", seed=1, size=64)
    A, b, _ = stack_clauses(space, clauses)
    assert pool.steps > 0 and pool.rhat < RHAT_LIMIT
    assert (b[:, None] + 1e-9 >= A @ pool.x.T).all()
    assert pool.x[:, 0].max() == 0.0 and np.allclose(pool.x[:, 99], 100.0) and (np.diff(pool.x[:, :100]) > 0).all()
    # beyond the jump's own 30 points its two sides share the rest as 50 and 49 steps of 100 do, and it takes one
    jump = pool.x[:, 50] - pool.x[:, 49] - 30.0
    assert 0.2 < jump.mean() < 1.6


def test_large_steps_among_small_ones_mix_soon_however_many_subsets_of_statements_there_are():
    space = price(100)
    certain = (Clause("prefers", (30,), other=0, margin=60.0), Clause("prefers", (10,), other=0, margin=30.0))
    doubtful = [Clause("prefers", (k,), other=k - 5, margin=1.5, credence=0.6) for k in range(50, 90, 5)]
    clauses = (*certain, Clause("accepts", (40,)), Clause("refuses", (35,)), *doubtful)
    pool = draw_pool(space, clauses, name="us", seed=1, size=256)
    assert pool.rhat < RHAT_LIMIT and 0 < pool.steps < 30_000, "50,000 where partners are picked from all alike"
