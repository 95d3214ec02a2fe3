"""Estimates against hand-made numbers, and against simulated worlds whose probabilities are known."""

import numpy as np
import pytest

from sim.results.estimates import estimate, margin

pytestmark = pytest.mark.quick


def test_two_worlds_of_two_replications_by_hand():
    # shares 1 and 1/2: mean 3/4; variance 1/8, so error sqrt(1/16); noise (0 + 1/4) / 2 / (2 - 1) = 1/8
    found = estimate(np.array([[1.0, 0.0], [0.5, 0.5]]), 2)
    np.testing.assert_allclose(found.probability, [0.75, 0.25])
    # fewer than FEW worlds hold it: variance between all 0, so the error is no larger
    np.testing.assert_allclose(found.standard_error, [0.25, 0.25])
    # all of the observed variance may be noise: nothing is left between worlds
    np.testing.assert_allclose(found.epistemic_share, [0.0, 0.0])


def test_worlds_that_differ_wholly_are_all_ignorance():
    found = estimate(np.array([[1.0], [0.0]]), 2)
    assert found.epistemic_share[0] == 1.0
    np.testing.assert_allclose([found.band_low[0], found.band_high[0]], [0.0, 1.0])


def test_between_variance_by_hand():
    # shares 3/4 and 1/4 of four replications: variance 1/8, noise (3/16) / 3 = 1/16, between 1/16, within 4/16
    found = estimate(np.array([[0.75], [0.25]]), 4)
    assert found.epistemic_share[0] == pytest.approx((1 / 16) / (5 / 16))


def test_wilsons_interval_by_hand():
    # error 1/4, so 3/16 / (1/16) = 3 effective cases: within the 2 worlds and the 4 lanes
    found = estimate(np.array([[1.0], [0.5]]), 2)
    z2, n, p = 1.959964**2, 3, 0.75
    half = np.sqrt(z2 * p * (1 - p) / n + z2**2 / (4 * n**2)) / (1 + z2 / n)
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    np.testing.assert_allclose([found.low[0], found.high[0]], [centre - half, centre + half])


@pytest.mark.parametrize(
    ("shares", "cases"),
    [
        ([0.5, 0.5, 0.5, 0.6], 40),  # the worlds agree so well that the error says 399: no more than the 40 lanes
        ([1.0, 0.0, 0.0, 0.0], 4),  # they differ so much that it says 3: no fewer than the 4 worlds
    ],
)
def test_an_interval_is_of_no_more_cases_than_lanes_and_no_fewer_than_worlds(shares, cases):
    found, p, z2 = estimate(np.array(shares)[:, None], 10), np.mean(shares), 1.959964**2
    half = np.sqrt(z2 * p * (1 - p) / cases + z2**2 / (4 * cases**2)) / (1 + z2 / cases)
    centre = (p + z2 / (2 * cases)) / (1 + z2 / cases)
    np.testing.assert_allclose([found.low[0], found.high[0]], [centre - half, centre + half])


def test_what_never_came_is_not_called_impossible():
    found = estimate(np.zeros((100, 1)), 20)
    assert found.probability[0] == found.standard_error[0] == found.low[0] == 0
    assert found.high[0] == pytest.approx(1.959964**2 / (100 + 1.959964**2))
    assert np.isnan(found.epistemic_share[0])


def test_one_world_has_the_error_of_its_replications_and_no_band():
    found = estimate(np.array([[0.5]]), 100)
    assert found.standard_error[0] == pytest.approx(0.05)
    assert np.isnan([found.band_low[0], found.band_high[0], found.epistemic_share[0]]).all()


def test_one_replication_cannot_tell_ignorance_from_luck():
    found = estimate(np.array([[1.0], [0.0], [1.0]]), 1)
    assert np.isnan([found.band_low[0], found.epistemic_share[0]]).all()


@pytest.mark.parametrize(("a", "b", "replications"), [(2.0, 2.0, 20), (8.0, 3.0, 5), (0.5, 1.5, 20)])
def test_known_probabilities_of_worlds_are_found_again(a, b, replications):
    """Worlds' probabilities from a beta distribution: its variance and percentiles are known."""
    from scipy.stats import beta

    rng = np.random.default_rng(5)
    p = rng.beta(a, b, 20_000)
    found = estimate((rng.binomial(replications, p) / replications)[:, None], replications)
    known = beta(a, b)
    mean, variance = known.stats("mv")
    assert found.probability[0] == pytest.approx(mean, abs=0.01)
    assert found.epistemic_share[0] == pytest.approx(variance / (mean * (1 - mean)), abs=0.01)
    assert found.band_low[0] == pytest.approx(known.ppf(0.1), abs=0.02)
    assert found.band_high[0] == pytest.approx(known.ppf(0.9), abs=0.02)
    assert found.share_error[0] < 0.01


@pytest.fixture
def _no_bands(monkeypatch):
    """Bands take nearly all of an estimate's time, and no interval depends on them."""
    monkeypatch.setattr("sim.results.estimates.mixing_distribution", lambda *_: None)
    monkeypatch.setattr("sim.results.estimates.quantiles", lambda *_: (np.nan, np.nan))


@pytest.mark.usefixtures("_no_bands")
def test_the_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(6)
    p = rng.beta(1.0, 4.0, (2_000, 60))
    shares = rng.binomial(10, p) / 10
    found = estimate(shares.T, 10)
    covered = np.mean((found.low <= 0.2) & (found.high >= 0.2))
    assert 0.93 < covered < 0.97


def sampled(shares, worlds, times, seed):
    """Return `times` runs of so many worlds, drawn from those whose `shares` (w, k) are given."""
    rng = np.random.default_rng(seed)
    return (shares[rng.integers(0, len(shares), worlds)] for _ in range(times))


@pytest.mark.usefixtures("_no_bands")
@pytest.mark.parametrize("worlds", [60, 300])
def test_intervals_of_rare_outcomes_cover_as_often_as_they_say(worlds):
    """Three outcomes: one in a percent of plays, all in one world of 40 where it comes in 40 of 100."""
    rng = np.random.default_rng(8)
    chance = np.where(rng.random(40_000) < 1 / 40, 0.4, 0.0)
    rare = rng.binomial(20, chance)
    common = rng.binomial(20 - rare, rng.beta(0.5, 0.5, len(rare)))
    shares = np.stack([rare, common, 20 - rare - common], axis=1) / 20
    truth, covered = shares.mean(axis=0), []
    for run in sampled(shares, worlds, 400, seed=9):
        found = estimate(run, 20)
        covered.append((found.low <= truth) & (truth <= found.high))
    assert (np.mean(covered, axis=0) > 0.92).all()  # 400 runs: +- 0.022
    assert (np.mean(covered, axis=0) < 0.99).all()


def test_the_error_of_a_rare_outcome_is_that_of_as_many_independent_plays():
    shares = np.zeros((100, 2))
    shares[:50, 0] = 1.0  # sure by world, so plays of a world are all but one play
    shares[0, 1], shares[0, 0] = 0.5, 0.5
    found = estimate(shares, 10)
    squares = (0.5**2 / 9, 50 * 49.5 / 100)  # what rounding could make of them is not looked at
    assert squares[0] < squares[1]
    p = 0.005
    assert found.standard_error[1] == pytest.approx(np.sqrt(p * (1 - p) / 100), rel=0.02)
    assert found.standard_error[1] > shares[:, 1].std(ddof=1) / 10
    assert np.isnan(found.share_error[1]) and found.share_error[0] < 0.05


def test_weights_that_add_up_to_a_little_more_than_one_leave_no_error_of_what_always_came():
    mean = np.array([1 + 2**-52, 0.0])
    found = margin(mean, np.array([0.0, 0.0]), np.array([3, 0]), 3.0, 2)
    np.testing.assert_array_equal(found.standard_error, [0.0, 0.0])
    assert np.isfinite(found.low).all() and np.isfinite(found.high).all()
