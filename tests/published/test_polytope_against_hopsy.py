"""Pools against hopsy (Paul et al. 2024), an independent sampler of polytopes, in 13 dimensions."""

import itertools
import warnings

import numpy as np
import pytest

from sim.evidence.clauses import Clause, stack_clauses
from sim.evidence.polytope import find_interior
from sim.evidence.pools import draw_pool
from sim.evidence.space import Adjustment, PreferenceSpace

OPTIONS = (3, 4, 3, 3, 4)
PACKAGES = np.array(list(itertools.product(*map(range, OPTIONS))))
SPACE = PreferenceSpace(
    issues=tuple((f"issue {k}", tuple(f"option {i}" for i in range(size))) for k, size in enumerate(OPTIONS)),
    packages=PACKAGES,
    orders=tuple(tuple((option,) for option in reversed(range(size))) for size in OPTIONS),
    adjustments=(Adjustment("combination", (PACKAGES[:, 0] == 2) & (PACKAGES[:, 1] == 0), -20.0, 20.0),),
)


def package(*options: int) -> int:
    return int(np.flatnonzero((options == PACKAGES).all(axis=1))[0])


CLAUSES = (
    Clause("accepts", (package(2, 1, 1, 1, 1),)),
    Clause("refuses", (package(0, 3, 1, 0, 1),)),
    Clause("prefers", (package(2, 0, 0, 0, 0),), package(0, 2, 0, 0, 0)),
    Clause("refuses_any", tuple(np.flatnonzero((PACKAGES[:, 2] == 0) & (PACKAGES[:, 4] == 0)).tolist())),
)


def hopsy_draws(seed: int) -> np.ndarray:
    """Return many thinned draws of x, shape (n, dimension)."""
    hopsy = pytest.importorskip("hopsy", reason="the oracle is not made for this version of Python")
    A, b, _ = stack_clauses(SPACE, CLAUSES)
    polytope = SPACE.rules(0).with_rows(A, b)
    interior = find_interior(polytope)
    assert interior.basis.shape[1] == 13
    problem = hopsy.Problem(polytope.A @ interior.basis, polytope.b - polytope.A @ interior.point)
    problem = hopsy.round(problem)
    chain = hopsy.MarkovChain(problem, proposal=hopsy.UniformHitAndRunProposal, starting_point=np.zeros(13))
    _, states = hopsy.sample(chain, hopsy.RandomNumberGenerator(seed), n_samples=20_000, thinning=40)
    return interior.point + states.reshape(-1, 13) @ interior.basis.T


def test_means_spreads_and_quantiles_agree_in_13_dimensions():
    with warnings.catch_warnings():
        # the oracle's own imports warn, which is none of our business
        warnings.simplefilter("ignore")
        oracle = hopsy_draws(seed=1)
    pool = draw_pool(SPACE, CLAUSES, name="us", seed=1)
    moving = oracle.std(axis=0) > 1e-6
    ours, theirs = pool.x[:, moving], oracle[:, moving]
    spread = theirs.std(axis=0)
    error = spread / np.sqrt(len(ours))
    assert (abs(ours.mean(axis=0) - theirs.mean(axis=0)) < 4 * error).all()
    assert (abs(ours.std(axis=0) / spread - 1) < 0.1).all()
    for level in (0.1, 0.25, 0.5, 0.75, 0.9):
        share_below = (ours < np.quantile(theirs, level, axis=0)).mean(axis=0)
        assert (abs(share_below - level) < 4.5 * np.sqrt(level * (1 - level) / len(ours))).all()
