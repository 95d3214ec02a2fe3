"""What an analyst asks with worlds weighed by the record: every question means by it what a run means."""

import json

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.bargaining.summary import share_of_worlds, summarise_zone
from sim.analysis.comparison.same_luck import paired_difference
from sim.analysis.influence.assumed import assumed_numbers
from sim.analysis.sensitivity.given_data import first_order
from sim.analysis.sensitivity.variance import split_variance
from sim.errors import InputError
from sim.results.weights import linearised, weighed_quantiles
from tests.cli.calls import call
from tests.results.test_weights import TEXT

DAY = "2020-01-20"
SIZE = {"worlds": 120, "replications": 4}
ASKED = {"as_of": DAY, "weights": True}


@pytest.fixture(scope="module")
def scenario():
    return sim.load(TEXT % "")


@pytest.fixture(scope="module")
def run(scenario):
    return scenario.run(**SIZE, **ASKED)


def test_a_comparison_weighs_each_scenario_by_itself_and_pairs_the_worlds(scenario, run):
    other = scenario.with_("events.strike.chance=0.9")
    found = sim.compare({"a": scenario, "b": other}, **SIZE, **ASKED)
    changed = other.run(**SIZE, **ASKED)
    for name, made in (("a", run), ("b", changed)):
        own = found.probabilities().loc[name].drop(columns="share_error")
        pd.testing.assert_frame_equal(own, made.probabilities()[own.columns], check_names=False)
    rows = found.differences().loc["b"]
    expected = changed.probabilities()["probability"] - run.probabilities()["probability"]
    np.testing.assert_allclose(rows["difference"], expected, atol=1e-12)
    assert found.flows("b").loc["any deal"].sum() / len(run) == pytest.approx(rows.loc["any deal", "base"])
    assert "as good as so many: a" in str(found)
    assert json.loads(found.to_json())["compared"]["b"]["flows"]


def test_the_error_of_a_weighed_mean_is_that_of_its_influences():
    rng = np.random.default_rng(1)
    shares, weights = rng.random((50, 1)), rng.random(50)
    weights /= weights.sum()
    each = linearised(shares, weights)
    mean = (weights[:, None] * shares).sum()
    error = np.sqrt((weights**2 * (shares[:, 0] - mean) ** 2).sum() * 50 / 49)
    found = paired_difference(np.zeros((50, 1)), each)
    assert found.difference[0] == pytest.approx(mean)
    assert found.standard_error[0] == pytest.approx(error, rel=0.02)


def test_an_explanation_counts_plays_as_their_worlds_weigh(scenario, run):
    found = sim.explain(run, outcome="any deal")
    assert found.probability == run.probabilities().loc["any deal", "probability"]
    assert found.cases.base == pytest.approx(found.probability)
    assert found.cases.weight.sum() == pytest.approx(run.weights.size() * SIZE["replications"])
    assert "as good as" in str(found)
    alone = sim.explain(scenario, outcome="any deal", **SIZE, **ASKED)
    assert alone.to_json() == found.to_json()


def test_sensitivity_and_assumed_numbers_are_of_weighed_worlds(scenario, run, monkeypatch):
    share = run.probabilities()["probability"]
    found = run.sensitivity("any deal")
    assert found.probability == pytest.approx(share["any deal"])
    assert "as good as" in str(found)
    split = run.variance()
    np.testing.assert_allclose(split.probability, share)
    np.testing.assert_allclose(split.epistemic_share, run.estimates.epistemic_share, atol=1e-12)
    monkeypatch.setattr("sim.analysis.influence.assumed.list_alternatives", lambda _: ())
    np.testing.assert_allclose(assumed_numbers(scenario, **SIZE, **ASKED).probability, share)


def test_a_bargaining_set_weighs_its_worlds(scenario, run):
    found = scenario.analyse(worlds=SIZE["worlds"], **ASKED)
    np.testing.assert_allclose(found.stakes.weights, run.weights.at(), rtol=1e-12)
    (pair,) = found.computed
    refuses = pair.gain[:, 0, pair.proposals["middle"].package] <= 0
    assert pair.proposals["middle"].refused_by[0].share == pytest.approx(run.weights.at()[refuses].sum())
    assert "as good as" in str(found)
    assert found.plot() is not None


def test_a_story_is_a_play_of_the_weighed_run(scenario, run):
    for world, replication in ((3, 1), (11, 2)):
        row = run.table.query(f"world == {world} and replication == {replication}").iloc[0]
        story = scenario.tell(world=world, replication=replication, **ASKED)
        assert story.ending.outcome == row["outcome"]
        assert story.ending.signed == (-1 if np.isnan(row["signed"]) else row["signed"])
    assert "weighed by the record" in scenario.tell(outcome="any deal", **ASKED).chosen


def test_weighed_worlds_alike_in_weight_are_worlds_without():
    rng = np.random.default_rng(2)
    even, holds = np.full(80, 1 / 80), rng.random(80) < 0.3
    assert share_of_worlds(holds, even).share == pytest.approx(share_of_worlds(holds).share)
    zone = rng.random((80, 9)) < 0.2
    assert summarise_zone(zone, even).median == np.quantile(zone.sum(axis=1)[zone.any(axis=1)], 0.5, method="lower")
    shares = rng.integers(0, 5, (80, 2)) / 4
    one, other = (split_variance(shares, 4, names=("a", "b"), weights=each) for each in (even, None))
    for name in ("between", "within", "between_error", "within_error", "share_error"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0.01)
    x = rng.random(80)
    inputs = [x, rng.random(80)]
    weighed, plain = (first_order(x + shares[:, 0], inputs, weights=each) for each in (even, None))
    np.testing.assert_allclose(weighed.index, plain.index)
    np.testing.assert_allclose(weighed.p_value, plain.p_value)
    assert weighed_quantiles(x, (0.5,), even)[0] == np.quantile(x, 0.5, method="inverted_cdf")


def test_what_few_effective_worlds_cannot_answer_is_refused(scenario, tmp_path):
    few = scenario.run(worlds=31, replications=2, **ASKED)
    assert few.weights.size() < 30
    with pytest.raises(InputError, match="as good as"):
        few.sensitivity()
    file = tmp_path / "talks.yaml"
    file.write_text(TEXT % "")
    for command in (["tell", "--world", "1"], ["analyse", "--worlds", "20"], ["explain", "--outcome", "any deal"]):
        asked = call(command[0], str(file), *command[1:], "--weights")
        assert asked.exit_code == 2 and "say which" in asked.stderr
        assert call(command[0], str(file), *command[1:], "--weights", "--as-of", DAY).exit_code == 0
