"""The distribution of worlds' probabilities, against distributions that are known."""

import numpy as np
import pytest
from scipy.stats import beta, binom

from sim.results.mixing import GRID, _likelihood, mixing_distribution, quantiles

pytestmark = pytest.mark.quick


def test_two_points_are_found_again():
    """A third of the worlds at 0, two thirds at 0.65: in counts just as likely as that."""
    counts = np.repeat(np.arange(21), np.rint(90_000 * (binom.pmf(np.arange(21), 20, 0.65) * 2 / 3)).astype(int))
    weights = mixing_distribution(np.concatenate([np.zeros(30_000, dtype=int), counts]), 20)
    assert weights[0] == pytest.approx(1 / 3, abs=1e-3)
    assert weights[1:200].sum() < 1e-3
    assert weights[230:291].sum() == pytest.approx(2 / 3, abs=1e-3)  # 0.575 to 0.725
    assert quantiles(weights, (0.1, 0.9)).tolist() == pytest.approx([0.0, 0.65], abs=0.025)


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (2.0, 5.0), (0.5, 0.5)])
def test_a_smooth_distribution_is_found_to_its_percentiles(a, b):
    p = beta.ppf((np.arange(40_000) + 0.5) / 40_000, a, b)
    counts = np.random.default_rng(4).binomial(20, p)
    found = quantiles(mixing_distribution(counts, 20), (0.1, 0.5, 0.9))
    np.testing.assert_allclose(found, beta.ppf([0.1, 0.5, 0.9], a, b), atol=0.02)


def test_in_500_worlds_the_upper_end_is_off_by_no_more_than_three_points():
    """Two heaps, 30 sets: root mean square error of the ends of the band."""
    rng = np.random.default_rng(5)
    ends = [
        quantiles(mixing_distribution(rng.binomial(20, np.where(rng.random(500) < 1 / 3, 0, 0.65)), 20), (0.1, 0.9))
        for _ in range(30)
    ]
    errors = np.sqrt(((np.array(ends) - [0.0, 0.65]) ** 2).mean(axis=0))
    assert errors[0] == 0
    assert errors[1] < 0.03


def test_it_is_a_distribution_likelier_than_any_one_point_and_than_where_it_began():
    counts = np.random.default_rng(6).binomial(12, np.random.default_rng(7).beta(2, 3, 300))
    weights = mixing_distribution(counts, 12)
    assert weights.sum() == pytest.approx(1) and (weights >= 0).all()

    def fit(each):
        return np.log((binom.pmf(counts[:, None], 12, GRID) * each).sum(axis=1)).sum()

    assert fit(weights) > max(fit(np.full(401, 1 / 401)), fit(np.eye(401)[round(400 * counts.mean() / 12)]))
    # stationary: where it has weight, the likelihood gained by more weight is one for one (Kiefer & Wolfowitz)
    gain = (
        binom.pmf(counts[:, None], 12, GRID) / (binom.pmf(counts[:, None], 12, GRID) * weights).sum(axis=1)[:, None]
    )
    assert gain.mean(axis=0).max() < 1.01
    assert (weights * gain.mean(axis=0)).sum() == pytest.approx(1)


def test_the_likelihood_is_the_binomial():
    found = _likelihood(np.arange(8.0), 7)
    known = binom.pmf(np.arange(8)[:, None], 7, GRID)
    np.testing.assert_allclose(found, known / known.max(axis=1, keepdims=True), rtol=1e-12, atol=1e-300)


def test_of_many_plays_a_world_neighbouring_counts_are_merged():
    p = np.random.default_rng(8).random(3_000)
    counts = np.random.default_rng(9).binomial(5_000, p)
    found = quantiles(mixing_distribution(counts, 5_000), (0.1, 0.9))
    np.testing.assert_allclose(found, np.quantile(p, [0.1, 0.9]), atol=0.01)
