"""Scores of forecasts: closed forms, published examples, and that honesty pays."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.forecasts.scoring import brier_score, event_brier_score, log_score, ranked_score

pytestmark = pytest.mark.quick

SCORES = [brier_score, log_score, ranked_score]


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("actual", [0, 1, 3])
def test_a_perfect_forecast_scores_0(score, actual):
    assert score(np.eye(4)[actual], actual) == 0


@pytest.mark.parametrize("k", [2, 5, 8])
def test_a_uniform_forecast_scores_its_closed_form(k):
    even = np.full(k, 1 / k)
    assert brier_score(even, k - 1) == pytest.approx(1 - 1 / k)
    assert log_score(even, 0) == pytest.approx(math.log(k))
    edge = sum((j / k) ** 2 for j in range(1, k)) / (k - 1)
    assert ranked_score(even, k - 1) == pytest.approx(edge)
    assert ranked_score(even, 0) == pytest.approx(edge)


def test_the_example_of_brier_1950():
    """Table 1 of Brier (1950): ten forecasts of rain or no rain, P = 0.19 by his definition over both classes."""
    rain = np.array([0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1])
    rained = np.array([False, True, True, True, False, False, False, False, False, False])
    forecasts = np.stack([rain, 1 - rain], axis=1)
    scores = [float(brier_score(each, 0 if wet else 1)) for each, wet in zip(forecasts, rained, strict=True)]
    assert np.mean(scores) == pytest.approx(0.19)


def test_two_classes_make_the_brier_score_twice_that_of_an_event():
    chances = np.linspace(0, 1, 11)
    both = np.stack([chances, 1 - chances], axis=1)
    np.testing.assert_allclose(brier_score(both, 0), 2 * event_brier_score(chances, True))
    np.testing.assert_allclose(brier_score(both, 1), 2 * event_brier_score(chances, False))
    np.testing.assert_allclose(ranked_score(both, 0), event_brier_score(chances, True))


def test_the_ranked_score_alone_cares_how_far_off_a_forecast_is():
    near, far = [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
    assert brier_score(near, 0) == brier_score(far, 0) == 2
    assert ranked_score(near, 0) < ranked_score(far, 0) == 1


def test_a_floor_bounds_the_logarithmic_score():
    assert log_score([1.0, 0.0], 1) == math.inf
    assert log_score([1.0, 0.0], 1, floor=1 / 12_000) == pytest.approx(math.log(12_000))


chances = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(lambda raw: np.array(raw) / sum(raw))


@pytest.mark.parametrize("score", SCORES)
@given(truth=chances, message=chances)
def test_nobody_expects_to_gain_by_saying_other_than_he_thinks(score, truth, message):
    def expected(forecast):
        return sum(truth[k] * float(score(forecast, k)) for k in range(4))

    assert expected(truth) <= expected(message) + 1e-12
    if np.abs(truth - message).max() > 1e-3:
        assert expected(truth) < expected(message), "strictly proper"


@given(message=chances)
def test_scores_keep_to_their_range(message):
    for actual in range(4):
        assert 0 <= brier_score(message, actual) <= 2
        assert 0 <= ranked_score(message, actual) <= 1
        assert log_score(message, actual) >= 0
