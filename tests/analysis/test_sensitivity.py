"""What an outcome hangs on: known answers, directions, categories; assumed numbers halved and doubled."""

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.influence import assumed as module
from sim.analysis.influence.alternatives import list_alternatives, place_value, value_at
from sim.analysis.influence.assumed import assumed_numbers
from sim.analysis.sensitivity.given_data import classes, first_order
from sim.analysis.sensitivity.sensitivity import sensitivity
from sim.errors import SimError
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario

PORT = "tests/ensemble/port.yaml"


def test_an_additive_linear_response_has_the_shares_of_its_squares():
    rng = np.random.default_rng(1)
    weights = np.array([4.0, 2.0, 1.0, 0.0])
    x = rng.uniform(-1, 1, size=(4000, 4))
    found = first_order(x @ weights, list(x.T))
    assert found.index == pytest.approx(weights**2 / (weights**2).sum(), abs=0.02)
    assert (found.p_value < 0.05).tolist() == [True, True, True, False]


def test_a_category_has_the_share_of_its_means():
    rng = np.random.default_rng(2)
    kind = rng.integers(0, 3, size=3000).astype(float)
    mean = np.array([0.0, 5.0, 1.0])[kind.astype(int)]
    response = mean + rng.normal(0, 1, size=3000)
    expected = np.var([0, 5, 1]) / (np.var([0, 5, 1]) + 1)
    assert first_order(response, [kind]).index[0] == pytest.approx(expected, abs=0.02)


def test_what_has_no_influence_is_rarely_said_to_have_some():
    rng = np.random.default_rng(3)
    false = 0
    for trial in range(60):
        inputs = list(rng.random((12, 150)))
        false += bool((first_order(rng.random(150), inputs, seed=trial).p_value < 0.05).any())
    assert false <= 8  # 3 expected


def test_equal_values_are_of_one_class():
    values = np.repeat([0.0, 1.0, 2.0, *np.linspace(3, 4, 40)], [100, 50, 30, *[1] * 40])
    label = classes(values)
    for value in (0.0, 1.0, 2.0):
        assert len(np.unique(label[values == value])) == 1


def test_nothing_open_has_no_indices():
    assert np.isnan(first_order(np.ones(50), [np.arange(50.0)]).index).all()


@pytest.fixture(scope="module")
def outcomes():
    return sim.load(PORT).run(worlds=200, replications=10, seed=1)


def test_agreement_at_the_port_hangs_on_what_no_deal_is_worth_to_the_union(outcomes):
    found = outcomes.sensitivity()
    first = next(factor for factor in found.factors if factor.name == "no_deal_union")
    assert (first.direction, first.matters) == ("down", True)
    assert first.index > 0.5
    assert first.at_low > first.at_high
    assert "no deal to union" in str(found).lower()
    weights = [factor.index for factor in found.factors]
    assert weights == sorted(weights, reverse=True)


def test_no_margin_of_a_weight_reaches_beyond_0_or_100():
    text = str(sim.load(PORT).run(worlds=40, replications=3, seed=1).sensitivity())
    margins = [tuple(map(float, each)) for each in re.findall(r"(\d+)% ±(\d+)", text)]
    intervals = [tuple(map(float, each)) for each in re.findall(r"\d+%,? \(?([\d.]+) to ([\d.]+)\)", text)]
    assert len(intervals) > 2
    assert all(share - margin >= -1 and share + margin <= 101 for share, margin in margins), "but for rounding"
    assert all(0 <= low <= high <= 100 for low, high in intervals)


def test_chance_events_are_told_as_luck(outcomes):
    (event,) = sensitivity(outcomes).events
    table = outcomes.table
    name = sensitivity(outcomes).outcome
    happened = table["happened_vote"].fillna(False).to_numpy(dtype=bool)
    assert event.happens == pytest.approx((table["outcome"][happened] == name).mean())
    assert 0 < event.share < 1


def test_it_is_plain_data_and_a_table(outcomes):
    found = outcomes.sensitivity("lapsed")
    assert found.as_dict()["outcome"] == "lapsed"
    assert list(found.table().index) == [factor.name for factor in found.factors]


def test_mistakes_are_told(outcomes):
    with pytest.raises(SimError, match="Did you mean 'lapsed'"):
        outcomes.sensitivity("lapsd")
    with pytest.raises(SimError, match="at least 30"):
        sim.load(PORT).run(worlds=10, replications=2).sensitivity()


def test_half_and_double_keep_their_bounds_and_kinds():
    scenario = sim.load(PORT)
    tried = list_alternatives(scenario)
    assert len({(one.place, one.other) for one in tried}) == len(tried)
    by_place = {(one.place, one.step): one.model for one in tried}
    assert value_at(by_place["events.vote.chance", "higher"], ("events", "vote", "chance")) == pytest.approx(2 / 3)
    days = value_at(by_place["events.strike.suspend.days", "lower"], ("events", "strike", "suspend", "days"))
    assert isinstance(days, int)
    assert value_at(by_place["minds.noise", "higher"], ("minds", "noise")) == 6


def test_every_alternative_is_a_scenario_that_would_be_read():
    for scenario in (sim.load(PORT), sim.load("scenarios/new_start/baseline.yaml")):
        for one in list_alternatives(scenario):
            again = type(one.model).model_validate(one.model.model_dump(mode="json", by_alias=True))
            assert again.digest == one.model.digest, one.place
            assert one.model.digest != scenario.model.digest, one.place


def test_keys_that_python_spells_otherwise_are_read_and_changed():
    scenario = sim.load("tests/scenarios/valid/moves.yaml")
    assert value_at(scenario.model, ("moves", "walk_out", "from")) is not None
    later = place_value(scenario.model, ("moves", "walk_out", "from"), None)
    assert later.moves["walk_out"].from_ is None
    assert "moves.walk_out.cost.shop" in {one.place for one in list_alternatives(scenario)}


@pytest.mark.parametrize("path", sorted(Path("tests/scenarios/valid").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_can_be_asked_what_it_assumes(path):
    for one in list_alternatives(sim.load(path)):
        assert one.other != one.value


def test_one_place_is_changed_and_no_other():
    model = sim.load(PORT).model
    changed = place_value(model, ("minds", "noise"), 6.0)
    assert place_value(changed, ("minds", "noise"), model.minds.noise) == model


def few(scenario):
    """Alternatives of three numbers, for speed."""
    return tuple(
        one for one in list_alternatives(scenario) if one.place.split(".")[-1] in ("noise", "signing_cost", "margin")
    )


def test_assumed_numbers_are_tried_with_the_same_luck(monkeypatch):
    monkeypatch.setattr(module, "list_alternatives", few)
    scenario = load_scenario_text(starter_scenario())
    found = assumed_numbers(scenario, "lapsed", worlds=6, replications=2)
    places = {parameter.place for parameter in found.parameters}
    assert {"minds.noise", "procedure.signing_cost"} <= places
    largest = [parameter.largest(found.k) for parameter in found.parameters]
    assert largest == sorted(largest, reverse=True)
    assert set(found.table()["outcome"]) <= set(found.names)
    for parameter in found.parameters:
        for attempt in parameter.perturbations:
            if attempt.shift is not None:
                assert attempt.shift.difference.sum() == pytest.approx(0, abs=1e-12)


def test_what_cannot_be_is_told_not_raised(monkeypatch):
    def refusing(self, changed):
        raise SimError("statements that cannot all hold")

    monkeypatch.setattr(module.Replays, "changed", refusing)
    found = assumed_numbers(load_scenario_text(starter_scenario()), worlds=2, replications=1)
    assert found.parameters[0].perturbations[0].refused == "statements that cannot all hold"


def test_an_interrupt_keeps_what_is_done(monkeypatch):
    def stopping(self, changed, progress):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(module.Replays, "shifts", stopping)
    found = assumed_numbers(sim.load(PORT), worlds=2, replications=1)
    assert found.parameters == ()
    assert found.undone > 0
