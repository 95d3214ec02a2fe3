"""Uniform draws from polytopes whose marginals are known in closed form."""

import numpy as np
import pytest
from scipy import stats

from sim.evidence.hit_and_run import RHAT_LIMIT, draw_uniform
from sim.evidence.polytope import Polytope, find_interior

CHAINS = 2048


def uniform_draws(polytope: Polytope, seed: int) -> np.ndarray:
    """Return draws, shape (dim, CHAINS), from start to end as pools make them."""
    interior = find_interior(polytope)
    A, b = polytope.A @ interior.basis, polytope.b - polytope.A @ interior.point
    start = np.zeros((A.shape[1], CHAINS))
    draws = draw_uniform(A, b, start, generator=np.random.default_rng(seed))
    assert draws.rhat < RHAT_LIMIT
    return interior.point[:, None] + interior.basis @ draws.points


def free(A: np.ndarray, b: np.ndarray) -> Polytope:
    return Polytope(A, b, np.zeros((0, A.shape[1])), np.zeros(0))


@pytest.mark.parametrize("n", [2, 5, 10])
def test_a_share_of_the_unit_simplex_is_beta_1_n_minus_1(n):
    # Dirichlet(1, ..., 1): uniform on the simplex, marginals Beta(1, n - 1)
    shares = uniform_draws(Polytope(-np.eye(n), np.zeros(n), np.ones((1, n)), np.ones(1)), seed=n)
    for share in shares:
        assert stats.kstest(share, stats.beta(1, n - 1).cdf).pvalue > 0.001
    np.testing.assert_allclose(np.cov(shares)[0, 1], -1 / (n * n * (n + 1)), atol=4 / CHAINS**0.5 / n**2)


def test_order_statistics_of_uniforms_are_beta():
    # 1 >= x1 >= ... >= x5 >= 0 holds the order statistics of five uniforms: the k-th smallest is Beta(k, 6 - k)
    A = np.zeros((6, 5))
    A[0, 0], A[5, 4] = 1, -1
    for k in range(1, 5):
        A[k, k], A[k, k - 1] = 1, -1
    ordered = uniform_draws(free(A, np.eye(6)[0]), seed=3)
    for k, x in enumerate(ordered[::-1], start=1):
        assert stats.kstest(x, stats.beta(k, 6 - k).cdf).pvalue > 0.001


def test_a_box_is_uniform_along_every_side_and_its_sides_are_independent():
    box = uniform_draws(free(np.vstack([np.eye(4), -np.eye(4)]), np.r_[1.0, 10, 100, 1000, np.zeros(4)]), seed=4)
    scaled = box / np.array([[1], [10], [100], [1000]])
    for side in scaled:
        assert stats.kstest(side, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(scaled) - np.eye(4)).max() < 4 / CHAINS**0.5


@pytest.mark.parametrize("thickness", [1e-2, 1e-4, 1e-6])
def test_a_thin_slanted_slab_is_filled_from_end_to_end(thickness):
    # a box of sides 1, 1, 1 and `thickness`, turned at random: the ball at its centre knows nothing of its length
    turn = stats.ortho_group.rvs(4, random_state=5)
    sides = np.array([1.0, 1, 1, thickness])
    slab = free(np.vstack([turn, -turn]), np.r_[sides, np.zeros(4)])
    scaled = turn @ uniform_draws(slab, seed=6) / sides[:, None]
    for side in scaled:
        assert stats.kstest(side, "uniform").pvalue > 0.001


def test_a_needle_of_a_triangle_has_triangular_marginals():
    # 0 <= y <= 1e-4 x, x <= 1: density of x is 2x
    needle = free(np.array([[0.0, -1], [-1e-4, 1], [1, 0]]), np.array([0.0, 0, 1]))
    x, y = uniform_draws(needle, seed=7)
    assert stats.kstest(x, stats.beta(2, 1).cdf).pvalue > 0.001
    assert stats.kstest(y / (1e-4 * x), "uniform").pvalue > 0.001
