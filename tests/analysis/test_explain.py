"""Explanations: planted ones are found and quoted, noise gives none, measures are of worlds set aside."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.explanation.conditions import Cases, Factor, Restriction
from sim.analysis.explanation.explanation import discover, explain
from sim.analysis.explanation.factors import FactorDescription, cases_of, described_factors
from sim.analysis.explanation.words import say_condition
from sim.errors import SimError
from sim.results.run import run
from sim.scenario.load import load_scenario_text
from sim.worlds.draw import WorldSource
from tests.results.table_lanes import TableLanes

SALE = """
title: Selling a house
start: 2020-01-01
deadline: 2020-03-01
issues:
  price: {options: {low: {}, mid: {}, high: {lead_days: {uniform: [1, 9]}}}}
seats:
  buyer: {government: couple, principal: true}
  seller: {government: old, principal: true, procedure_days: {median: {one_of: [5, 80]}, spread: 0.2}}
governments:
  couple: {points: {price: {low: 100, mid: 60, high: 0}}, no_deal: {uniform: [0, 50]}, tactic: aspiration}
  old:
    title: the owner
    points: {price: {low: 0, mid: 60, high: 100}}
    no_deal: {uniform: [0, 50]}
    tactic: aspiration
    beliefs: {crash: {uniform: [0.1, 0.9]}}
proposals:
  halfway: {price: mid}
events:
  crash: {date: 2020-01-10, chance: 0.5, shift_no_deal: {couple: 60}, foreseen: false}
  rumour: {date: 2020-01-12, chance: 0.5, while_open: true}
outcomes:
  sold halfway: {price: mid}
"""


@pytest.fixture(scope="module")
def scenario():
    return load_scenario_text(SALE)


@pytest.fixture(scope="module")
def sale(scenario):
    return run(scenario, worlds=200, replications=8)


def planted(seed, *, worlds=400, strength=0.5, number=12):
    """Two cases a world, by a coin; likely where x is above 0.5 and the coin fell heads."""
    random = np.random.default_rng(seed)
    world = np.repeat(np.arange(worlds), 2)
    coin = np.tile([0.0, 1.0], worlds)
    columns = {f"x{k}": np.repeat(random.random(worlds), 2) for k in range(number)}
    chance = 0.3 + strength * ((columns["x0"] > 0.5) & (coin == 1))
    factors = [Factor("coin", coin, ("tails", "heads")), *(Factor(name, each) for name, each in columns.items())]
    response = random.binomial(10, chance) / 10
    return Cases(tuple(factors), response, np.full(2 * worlds, 10.0), world)


def test_a_planted_condition_of_worlds_and_chance_is_found_and_holds_on_the_other_half():
    (first, *_) = discover(planted(1))
    names = {each.name: each for each in first.box}
    assert set(names) == {"coin", "x0"}
    assert names["coin"].levels == {1} and names["x0"].low == pytest.approx(0.5, abs=0.06)
    assert first.held_out.density == pytest.approx(0.8, abs=0.05)
    assert first.held_out.mass == pytest.approx(0.25, abs=0.04)
    assert max(first.quasi_p) < 1e-6


def test_noise_is_hardly_ever_explained():
    assert sum(bool(discover(planted(seed, worlds=120, strength=0.0))) for seed in range(15)) <= 1


def test_few_worlds_without_a_pattern_are_not_either():
    assert sum(bool(discover(planted(seed, worlds=20, strength=0.0))) for seed in range(15)) <= 1


def test_a_second_box_holds_what_the_first_left():
    random = np.random.default_rng(2)
    x, y = random.random(800), random.random(800)
    ended = ((x > 0.7) | (y > 0.8)).astype(float)
    cases = Cases((Factor("x", x), Factor("y", y)), ended, np.ones(800), np.arange(800))
    found = discover(cases)
    assert [{each.name for each in one.box} for one in found] == [{"x"}, {"y"}]
    assert sum(one.held_out.coverage for one in found) == pytest.approx(1, abs=0.05)
    assert len(discover(cases, boxes=1)) == 1


def test_held_out_worlds_do_not_change_what_is_found():
    cases = planted(3)
    odd = cases.world % 2 == 1
    turned = replace(cases, response=np.where(odd, 0.3, cases.response))
    first = discover(cases)[0]
    assert discover(turned) == ()  # what was found does not hold there
    slightly = replace(cases, response=np.where(odd, np.clip(cases.response + 0.01, 0, 1), cases.response))
    assert [each.name for each in discover(slightly)[0].box] == [each.name for each in first.box]


def test_the_clock_of_a_seat_explains_a_sale(sale):
    found = explain(sale, outcome="sold halfway")
    assert "procedure_days_seller" in {each.name for each in found.boxes[0].box}
    text = " ".join(found.sentences)
    assert text.startswith("Sold halfway is likely (")
    assert "seller's own procedure takes 5 rather than 80 days" in text
    assert f"against {100 * found.probability:.0f}% overall" in text


def test_the_reverse_is_told_of_plays_that_do_not_end_so(sale):
    found = explain(sale, outcome="sold halfway", unlikely=True)
    assert "procedure_days_seller" in {each.name for each in found.boxes[0].box}
    text = " ".join(found.sentences)
    assert "is unlikely (" in text and "of the plays that do not end so" in text
    assert found.likelihood(found.boxes[0].held_out) < found.probability


def test_procedure_times_are_those_the_worlds_were_drawn_with(sale, scenario):
    found = described_factors(sale)["procedure_days_seller"].factor.values
    worlds = WorldSource(scenario.model, scenario.packages, seed=1).draw(np.arange(200))
    np.testing.assert_allclose(found, worlds.lead_median[:, 0])


def test_surplus_is_points_above_no_deal(sale):
    found = described_factors(sale)["surplus_couple_halfway"].factor.values
    np.testing.assert_allclose(found, 60 - sale.worlds["no_deal_couple"])


def test_factors_that_say_the_same_or_nothing_are_left_out(sale):
    found = described_factors(sale)
    assert "no_deal_couple" not in found  # the surplus says it
    assert not {"points_old_price_mid", "zone_0"} & set(found)  # the same in every world
    assert {"happened_crash", "belief_old_crash", "lead_days_price_high"} <= set(found)


def test_events_that_depend_on_how_the_play_goes_are_no_causes(sale):
    assert "happened_rumour" in sale.table
    assert "happened_rumour" not in described_factors(sale)


def test_cases_are_plays_of_a_world_in_which_chance_went_one_way(sale):
    found = described_factors(sale)
    cases = cases_of(sale, "sold halfway", found)
    assert cases.weight.sum() == len(sale.table)
    table = pd.DataFrame(
        {
            "world": sale.table["world"],
            "crash": sale.table["happened_crash"],
            "so": sale.table["outcome"] == "sold halfway",
        }
    )
    shares = table.groupby(["world", "crash"])["so"].mean()
    assert len(cases) == len(shares)
    np.testing.assert_allclose(cases.response, shares.to_numpy())
    np.testing.assert_array_equal(
        cases["happened_crash"].values, shares.index.get_level_values("crash").astype(float)
    )
    assert cases.base == pytest.approx(sale.probabilities().loc["sold halfway", "probability"])


def test_the_same_run_gives_the_same_explanation(sale, scenario):
    once = explain(sale, outcome="lapsed").as_dict()
    assert once == explain(scenario, outcome="lapsed", worlds=200, replications=8).as_dict()


def with_table(outcomes, table):
    """The outcomes as if its plays had ended as in a table."""
    return replace(outcomes, lanes=TableLanes(outcomes.scenario, outcomes.provenance.worlds, table))


def test_what_never_happens_has_nothing_to_explain(sale):
    bare = sale.table.assign(
        outcome=pd.Categorical(["lapsed"] * len(sale.table), categories=list(sale.names), ordered=True)
    )
    never = with_table(sale, bare)
    assert "none of 1,600 plays" in str(explain(never, outcome="sold halfway"))
    assert "every one of 1,600 plays" in str(explain(never, outcome="lapsed"))


def test_an_outcome_that_only_luck_decides_is_said_to_be_so(sale):
    random = np.random.default_rng(4)
    codes = random.integers(0, 2, len(sale.table))
    outcome = pd.Categorical(np.array(["sold halfway", "lapsed"])[codes], categories=list(sale.names), ordered=True)
    found = explain(with_table(sale, sale.table.assign(outcome=outcome)), outcome="lapsed")
    assert found.boxes == ()
    assert found.sentences[0].startswith("Nothing found makes “lapsed” (")
    assert "no conditions beat chance on the worlds set aside" in found.sentences[0]
    assert f"Four times the worlds (--worlds {4 * sale.provenance.worlds})" in found.sentences[0]
    assert found.table.empty


def test_where_a_run_cannot_tell_luck_from_ignorance_it_does_not_either(sale):
    codes = np.zeros(len(sale.table), dtype=int)
    codes[7] = 1  # one play of all
    outcome = pd.Categorical(np.array(["sold halfway", "lapsed"])[codes], categories=list(sale.names), ordered=True)
    few = with_table(sale, sale.table.assign(outcome=outcome))
    assert np.isnan(few.estimates.share_error[few.names.index("lapsed")])
    found = explain(few, outcome="lapsed")
    assert np.isnan(found.luck) and "luck" not in found.sentences[0]


def test_the_table_has_a_row_per_condition_and_data_are_plain(sale):
    found = explain(sale, outcome="sold halfway")
    assert len(found.table) == sum(len(each.box) for each in found.boxes)
    assert {"box", "condition", "quasi_p", "coverage_held_out", "density_found"} <= set(found.table.columns)
    data = found.as_dict()
    assert data["sentences"] == found.sentences
    assert all(value is None or math.isfinite(value) for value in data["boxes"][0]["held_out"].values())
    assert "<table>" in found._repr_html_()


def test_mistakes_are_told_before_anything_is_played(scenario):
    with pytest.raises(SimError, match=r"no such outcome .*Did you mean 'sold halfway'"):
        sim.explain(scenario, outcome="sold half way", worlds=10**9)
    with pytest.raises(SimError, match="too few"):
        sim.explain(scenario, outcome="lapsed", worlds=10)


@pytest.mark.parametrize(
    ("restriction", "words"),
    [
        (Restriction("x", low=0.3), "it gives it a chance of at least 30%"),
        (Restriction("x", high=0.25), "it gives it a chance of at most 25%"),
        (Restriction("x", 0.2, 0.4), "it gives it a chance of between 20 and 40%"),
    ],
)
def test_chances_are_told_in_per_cent(restriction, words):
    found = FactorDescription(Factor("x", np.linspace(0, 1, 50)), "chance", "it gives it a chance of", "%")
    assert say_condition(found, restriction) == words


def test_one_is_told_as_one():
    zone = FactorDescription(Factor("x", np.arange(50.0)), "zone", "the zone holds", " packages")
    assert say_condition(zone, Restriction("x", low=1)) == "the zone holds at least 1 package"
    assert say_condition(zone, Restriction("x", low=1, high=4)) == "the zone holds between 1 and 4 packages"


def test_several_values_and_levels_are_told_with_or():
    days = FactorDescription(Factor("x", np.array([1.0, 2.0, 9.0])), "days", "it takes", " days")
    assert say_condition(days, Restriction("x", high=2)) == "it takes 1 or 2 rather than 9 days"
    event = FactorDescription(
        Factor("e", np.zeros(1), ("a", "b", "c")), "e", levels=("it rains", "it snows", "it is dry")
    )
    assert say_condition(event, Restriction("e", levels=frozenset({0, 1}))) == "it rains or it snows"
