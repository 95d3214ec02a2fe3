"""Noise that is played: what a government does is what others expect of it, and they learn of it exactly."""

import numpy as np
import pytest

from sim.minds.beliefs import Beliefs
from sim.minds.random_utility import logistic, quantile_of_noise
from tests.engine.cases import contract, play

KAPPA = 4.0


def takes_or_leaves(worth: float, **minds: object):
    """The firm tables one package on the first day; the council may take it or leave it, and has nothing to offer."""
    return contract(
        issues={"wage": {"options": {"low": {}, "high": {}}}},
        exclusions=[{"wage": "high"}],
        governments={
            "board": {
                "points": {"wage": {"low": 100, "high": 0}},
                "no_deal": 0,
                "tactic": {"ultimatum": {"package": {"wage": "low"}}},
            },
            "council": {"points": {"wage": {"low": worth, "high": 100}}, "no_deal": 50},
        },
        events={},
        seats={
            "firm": {"government": "board", "principal": True},
            "union": {"government": "council", "principal": True},
        },
        procedure={"signing_cost": 0},
        minds={"choice": "exact", "imagined_rivals": 2, **minds},
    )


@pytest.mark.parametrize("worth", [44.0, 50.0, 53.0])
def test_a_government_accepts_as_often_as_is_believed_of_it(worth):
    scenario = takes_or_leaves(worth, noise=KAPPA, noise_played=True)
    signed = play(scenario, worlds=4000, replications=1).signed_day >= 0
    expected = float(logistic(np.array((worth - 50) / KAPPA)))
    assert signed.mean() == pytest.approx(expected, abs=4 * np.sqrt(0.25 / 4000))


def test_how_it_leans_is_the_same_in_all_plays_of_a_world():
    scenario = takes_or_leaves(49.0, noise=KAPPA, noise_played=True)
    signed = (play(scenario, worlds=200, replications=5).signed_day >= 0).reshape(200, 5)
    assert (signed == signed[:, :1]).all()
    assert 0 < signed.mean() < 1


def test_at_no_noise_there_is_nothing_to_play():
    for worth in (49.99, 50.0):
        scenario = takes_or_leaves(worth, noise=0, noise_played=True)
        assert ((play(scenario).signed_day >= 0) == (worth >= 50)).all()


def test_noise_that_is_not_played_leaves_it_to_the_best_response():
    assert (play(takes_or_leaves(49.99, noise=KAPPA)).signed_day < 0).all()


DRAWS = quantile_of_noise((np.arange(200_000) + 0.5) / 200_000)
"""The logistic distribution, as many draws in its quantiles."""


def test_learning_counts_the_draws_that_are_left():
    """A refusal, the same again, an offer, and a refusal of more: after each, the shares of draws still possible."""
    beliefs, lanes = Beliefs(np.zeros(1, dtype=np.int64), worlds=1, rivals=3, mixing=0.0, seats=2), np.array([0])
    left, weights = np.ones((3, len(DRAWS)), dtype=bool), np.full(3, 1 / 3)
    heard = [
        (False, [0.5, -1.0, 2.0]),
        (False, [0.5, -1.0, 2.0]),
        (True, [0.7, 1.5, 2.5]),
        (False, [-0.2, 0.3, 2.2]),
    ]
    for offered, z in heard:
        beliefs.narrow(1, lanes, -np.array([z]), above=offered)
        possible = np.array([(DRAWS + each >= 0) == offered for each in z])
        weights *= (left & possible).sum(axis=1) / left.sum(axis=1)
        weights /= weights.sum()
        left &= possible
        np.testing.assert_allclose(beliefs.weights(lanes)[0], weights, atol=1e-4)
    low, high = beliefs.bounds(1, lanes)
    np.testing.assert_allclose(low[0], [-0.7, -1.5, -2.5])
    np.testing.assert_allclose(high[0], [-0.5, -0.3, -2.2])
    assert np.isinf(beliefs.bounds(0, lanes)).all(), "of another seat nothing was heard"


def test_a_rival_that_contradicts_itself_is_no_longer_believed_and_the_news_counts():
    beliefs, lanes = Beliefs(np.zeros(1, dtype=np.int64), worlds=1, rivals=2, mixing=0.0, seats=1), np.array([0])
    beliefs.narrow(0, lanes, -np.array([[1.0, 1.0]]), above=False)
    beliefs.narrow(0, lanes, -np.array([[0.5, 3.0]]), above=True)
    assert beliefs.weights(lanes).tolist() == [[0.0, 1.0]]
    low, high = beliefs.bounds(0, lanes)
    assert (low[0].tolist(), high[0].tolist()) == ([-0.5, -3.0], [np.inf, -1.0])


def test_a_refusal_heard_again_changes_nothing():
    beliefs, lanes = Beliefs(np.zeros(1, dtype=np.int64), worlds=1, rivals=2, mixing=0.1, seats=1), np.array([0])
    beliefs.narrow(0, lanes, np.array([[-1.0, 1.0]]), above=False)
    before = beliefs.number.copy()
    beliefs.narrow(0, lanes, np.array([[-1.0, 1.0]]), above=False)
    assert (beliefs.number == before).all()
