"""The split of variance between ignorance and luck, against a two-level Bernoulli whose split is known."""

import numpy as np
import pytest

import sim
from sim.analysis.sensitivity.variance import split_variance, variance_split
from sim.errors import SimError
from sim.results.estimates import estimate

PORT = "tests/ensemble/port.yaml"


def two_level(rng: np.random.Generator, *, worlds: int, replications: int, a: float, b: float) -> np.ndarray:
    """Shares of worlds whose probability is beta(a, b), of one outcome."""
    return rng.binomial(replications, rng.beta(a, b, size=worlds))[:, None] / replications


@pytest.mark.parametrize(("a", "b"), [(2.0, 3.0), (0.3, 0.5), (40.0, 60.0)])
def test_the_split_of_a_beta_bernoulli_is_the_closed_form(a, b):
    mean = a / (a + b)
    between = a * b / ((a + b) ** 2 * (a + b + 1))
    within = mean * (1 - mean) - between
    rng = np.random.default_rng(1)
    found = [
        split_variance(two_level(rng, worlds=200, replications=5, a=a, b=b), 5, names=("deal",)) for _ in range(400)
    ]
    for truth, field in ((between, "between"), (within, "within")):
        values = np.array([getattr(one, field)[0] for one in found])
        assert abs(values.mean() - truth) < 4 * values.std() / np.sqrt(len(values)), f"{field} is biased"
        errors = np.array([getattr(one, f"{field}_error")[0] for one in found])
        assert errors.mean() == pytest.approx(values.std(), rel=0.12), f"the error of {field} is wrong"
    shares = np.array([one.between[0] / (one.between[0] + one.within[0]) for one in found])
    assert np.mean([one.share_error[0] for one in found]) == pytest.approx(shares.std(), rel=0.12)


def test_the_share_is_that_of_the_table_of_probabilities():
    outcomes = sim.load(PORT, settings=["events.vote.chance=0.6"]).run(worlds=60, replications=8, seed=2)
    split = variance_split(outcomes)
    assert split.epistemic_share == pytest.approx(outcomes.probabilities()["share_between"].to_numpy(), nan_ok=True)


def test_jackknife_in_closed_form_is_leaving_out_one_by_one():
    shares = two_level(np.random.default_rng(3), worlds=15, replications=6, a=1, b=2)
    left = [split_variance(np.delete(shares, w, axis=0), 6, names=("deal",)).between[0] for w in range(15)]
    slow = np.sqrt(14 * np.var(left))
    assert split_variance(shares, 6, names=("deal",)).between_error[0] == pytest.approx(slow, rel=1e-12)


def test_no_variance_has_no_share_and_is_said_so():
    split = split_variance(np.ones((10, 1)), 4, names=("deal",))
    assert np.isnan(split.epistemic_share[0])
    assert "not open" in split.sentence("deal")


def test_it_is_said_in_a_sentence():
    shares = np.array([[0.0], [1.0]] * 50)
    sentence = split_variance(shares, 10, names=("deal",)).sentence("deal")
    assert "100% (± 0) is ignorance" in sentence
    assert estimate(shares, 10).epistemic_share[0] == 1


def test_mistakes_are_told():
    with pytest.raises(SimError, match="at least 3 worlds"):
        variance_split(sim.load(PORT).run(worlds=2, replications=3))
    with pytest.raises(SimError, match="Did you mean 'deal'"):
        split_variance(np.ones((10, 1)), 4, names=("deal",)).sentence("deel")
