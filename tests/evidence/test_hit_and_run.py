import numpy as np
import pytest
from scipy import stats

from sim.evidence import hit_and_run
from sim.evidence.hit_and_run import RHAT_LIMIT, draw_uniform

SQUARE = np.vstack([np.eye(2), -np.eye(2)])


def test_chains_stay_strictly_inside():
    b = np.array([1.0, 1e-6, 0, 0])
    draws = draw_uniform(SQUARE, b, np.tile([[0.5], [5e-7]], 300), generator=np.random.default_rng(1))
    assert ((SQUARE @ draws.points) < b[:, None]).all()


def test_the_same_generator_gives_the_same_draws():
    start = np.full((2, 100), 0.5)
    one, two = (
        draw_uniform(SQUARE, np.array([1.0, 1, 0, 0]), start, generator=np.random.default_rng(5)) for _ in "ab"
    )
    np.testing.assert_array_equal(one.points, two.points)


@pytest.mark.parametrize("n", [1, 7])
def test_a_handful_of_chains_mixes_with_the_help_of_companions(n):
    draws = draw_uniform(
        SQUARE, np.array([1.0, 1e-4, 0, 0]), np.tile([[0.5], [5e-5]], n), generator=np.random.default_rng(2)
    )
    assert draws.points.shape == (2, n)
    assert draws.rhat < RHAT_LIMIT


def test_chains_that_mind_different_rows_move_together_in_their_own_polytopes():
    A = np.vstack([SQUARE, [[1.0, 0.0]]])
    b = np.array([1.0, 1, 0, 0, 0.001])
    labels = np.arange(3000) % 3 // 2
    included = np.ones((5, 3000), dtype=bool)
    included[4] = labels == 1
    draws = draw_uniform(
        A, b, np.tile([[0.0005], [0.5]], 3000), generator=np.random.default_rng(3), included=included, labels=labels
    )
    free, thin = draws.points[0, labels == 0], draws.points[0, labels == 1]
    assert stats.kstest(free, "uniform").pvalue > 0.01
    assert stats.kstest(thin / 0.001, "uniform").pvalue > 0.01
    assert stats.kstest(draws.points[1], "uniform").pvalue > 0.01


def test_chains_are_independent_of_each_other_though_they_share_directions():
    rng = np.random.default_rng(4)
    ends = [
        draw_uniform(SQUARE, np.array([1.0, 1, 0, 0]), np.full((2, 64), 0.5), generator=rng).points[0].mean()
        for _ in range(60)
    ]
    # the mean of 64 independent uniforms has standard deviation 1 / sqrt(12 * 64)
    assert np.std(ends) == pytest.approx(1 / np.sqrt(12 * 64), rel=0.3)


def test_a_polytope_without_free_directions_is_returned_as_it_is():
    draws = draw_uniform(np.zeros((0, 0)), np.zeros(0), np.zeros((0, 5)), generator=np.random.default_rng(1))
    assert draws.points.shape == (0, 5) and draws.steps == 0 and draws.rhat == 1.0


def test_chains_cut_short_say_that_they_have_not_mixed(monkeypatch):
    monkeypatch.setattr(hit_and_run, "DOUBLINGS", 0)
    monkeypatch.setattr(hit_and_run, "_STEPS_PER_DIMENSION", 4)
    simplex = np.vstack([-np.eye(10), np.ones((1, 10))]), np.r_[np.zeros(10), 1.0]
    draws = draw_uniform(*simplex, np.full((10, 200), 0.01), generator=np.random.default_rng(1))
    assert draws.rhat > RHAT_LIMIT
