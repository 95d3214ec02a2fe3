"""Silence under draws that are kept: closed forms against draws counted one by one."""

import numpy as np
import pytest

from sim.minds import kept_draws
from sim.minds.kept_draws import Look, silence_at_first, weights_of

PACKAGES, EVERY = 4, np.eye(4, dtype=bool)
NONE = -np.inf


def looks(count, seed=0):
    """Chances of looks in one world, and what each package promises at them, some of them not to be tabled."""
    rng = np.random.default_rng(seed)  # a test's own luck
    utility = rng.normal(0, 1.5, (count, PACKAGES, 1, 1))
    utility[rng.random(utility.shape) < 0.2] = NONE
    return list(zip(rng.uniform(0.3, 1, (count, 1, 1)), utility, strict=True))


@pytest.mark.quick
def test_chances_are_those_of_draws_that_are_kept():
    rng, plays = np.random.default_rng(1), 200_000
    draws = -np.log(-np.log(rng.random((PACKAGES + 1, plays))))
    left, silence = np.ones(plays, dtype=bool), silence_at_first(1, 1)
    seen = looks(4)
    for attends, utility in seen[:3]:
        best = (utility[:, 0] + draws[1:]).max(axis=0)
        silent = (rng.random(plays) >= attends.item()) | (best < draws[0])
        silence, chance = silence.after(Look(attends, weights_of(utility)))
        assert chance.item() == pytest.approx(silent[left].mean(), abs=0.01)
        left &= silent
    chosen = np.vstack([draws[0], seen[3][1][:, 0] + draws[1:]])[:, left].argmax(axis=0)
    shares = np.bincount(chosen, minlength=PACKAGES + 1)[1:] / left.sum()
    assert silence.broken(seen[3][1], EVERY).ravel() == pytest.approx(shares, abs=0.005)


@pytest.mark.parametrize("count", [1, 3, kept_draws._MOST + 3])
def test_one_of_all_packages_is_tabled_or_none(count):
    silence = silence_at_first(1, 1)
    for attends, utility in looks(count, seed=count):
        certain = Look(np.ones((1, 1)), weights_of(utility))
        tabled = silence.broken(utility, EVERY).sum() + silence.after(certain)[1].item()
        assert tabled == pytest.approx(1.0, abs=1e-12)
        silence, _ = silence.after(Look(attends, weights_of(utility)))


def test_packages_that_promise_beyond_all_measure_are_tabled():
    utility = np.array([900.0, NONE, -900.0, 1.0])[:, None, None]
    assert silence_at_first(1, 1).broken(utility, EVERY).ravel().tolist() == pytest.approx([1, 0, 0, 0])
    silence, chance = silence_at_first(1, 1).after(Look(np.array([[0.5]]), weights_of(utility)))
    assert chance.item() == pytest.approx(0.5)
    assert np.isfinite(silence.broken(utility, EVERY)).all()
