"""Worlds: what is drawn, from which stream, and that a world is the same whatever is drawn with it."""

import numpy as np
import pytest

from sim.quantity import Uniform
from sim.scenario.load import load_scenario
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import CHUNKS_KEPT, PooledPreferences
from tests.engine.cases import contract, governments, packages_of

pytestmark = pytest.mark.quick


def draw(scenario, worlds, seed=1):
    return WorldSource(scenario, packages_of(scenario), seed=seed).draw(np.asarray(worlds))


LEADS = {
    "wage": {"options": {"low": {}, "mid": {"lead_days": 10}, "high": {"lead_days": 30, "lead_spread": 0.2}}},
    "hours": {"options": {"long": {}, "short": {"lead_days": {"uniform": [5, 15]}, "needs": "state"}}},
}
SEATS = {
    "firm": {"government": "board", "principal": True, "procedure_days": {"median": 20, "spread": 0.8}},
    "union": {"government": "council", "principal": True},
    "state": {"government": "ministry"},
}
ZERO = {"wage": {"low": 0, "mid": 0, "high": 0}, "hours": {"long": 0, "short": 0}}


def rich():
    people = governments(board={"beliefs": {"vote": {"uniform": [0.1, 0.2]}}, "reply_days": {"median": 3}})
    people |= {"ministry": {"points": ZERO, "no_deal": 5}}
    events = {
        "vote": {"date": "2020-02-01", "chance": {"beta": [2, 2]}},
        "shock": {"date": "2020-02-02", "if": "vote", "shift": {"council": {"wage": {"high": {"one_of": [5, 7]}}}}},
        "fund": {"date": "2020-02-03", "if": "vote", "shift_no_deal": {"council": -4}},
    }
    return contract(issues=LEADS, seats=SEATS, governments=people, events=events)


def test_a_world_is_the_same_whatever_is_drawn_with_it():
    many, few = draw(rich(), range(40)), draw(rich(), [31, 4])
    for name in ("value", "no_deal", "chance", "beliefs", "reply_median"):
        whole = getattr(many, name)
        axis = 0 if name == "chance" else 1
        np.testing.assert_array_equal(np.take(whole, [31, 4], axis=axis), getattr(few, name))
    np.testing.assert_array_equal(many.lead_median[[31, 4]], few.lead_median)
    np.testing.assert_array_equal(many.imagined[0].value[[31, 4]], few.imagined[0].value)


def test_points_add_up_over_issues():
    worlds = draw(rich(), range(3))
    table = packages_of(rich())
    high_short = table.index({"wage": "high", "hours": "short"})
    assert worlds.value[0, :, high_short].tolist() == [0, 0, 0]
    assert worlds.value[1, :, high_short].tolist() == [100, 100, 100]


def test_adjustments_add_their_points_to_those_of_the_options():
    adjustments = [
        {"name": "fixed", "when": {"wage": "low"}, "points": -7},
        {"name": "open", "when": {"wage": ["mid", "high"], "hours": "short"}, "points": {"above": 5, "below": 9}},
    ]
    scenario = contract(governments=governments(board={"adjustments": adjustments}))
    plain, adjusted, table = draw(contract(), range(50)), draw(scenario, range(50)), packages_of(scenario)
    added = adjusted.value[0] - plain.value[0]
    low, some = table.matching({"wage": ("low",)}), table.matching({"wage": ("mid", "high"), "hours": ("short",)})
    assert (added[:, low] == -7).all() and not added[:, ~low & ~some].any()
    assert ((added[:, some] >= 5) & (added[:, some] <= 9)).all()
    first = added[:, some][:, 0]
    np.testing.assert_allclose(added[:, some], first[:, None].repeat(some.sum(), axis=1), rtol=1e-12)
    assert len(set(first.tolist())) == 50
    imagined = (adjusted.imagined[0].value - plain.imagined[0].value)[:, :, some][:, :, 0]
    assert ((imagined >= 5) & (imagined <= 9)).all() and len(set(imagined.ravel().tolist())) == 200


def test_leads_add_up_and_their_spread_is_the_weighted_mean():
    worlds = draw(rich(), range(50))
    table = packages_of(rich())
    plain, high = table.index({}), table.index({"wage": "high"})
    assert set(worlds.lead_median[:, plain]) == {20.0}
    assert set(worlds.lead_spread[:, plain]) == {0.8}
    np.testing.assert_allclose(worlds.lead_median[:, high], 50)
    np.testing.assert_allclose(worlds.lead_spread[:, high], (20 * 0.8 + 30 * 0.2) / 50)
    short = worlds.lead_median[:, table.index({"hours": "short"})] - 20
    assert short.min() >= 5
    assert short.max() <= 15
    assert len(set(short)) == 50


def test_leads_that_never_vary_are_stored_once():
    assert draw(contract(), range(9)).lead_median.shape == (1, 6)


def test_beliefs_default_to_the_analysts_chance():
    worlds = draw(rich(), range(200))
    np.testing.assert_array_equal(worlds.beliefs[1], worlds.chance)
    assert ((worlds.beliefs[0, :, 0] >= 0.1) & (worlds.beliefs[0, :, 0] <= 0.2)).all()
    imagined = worlds.imagined[0].beliefs[:, :, 0]
    assert imagined.shape == (200, 4)
    assert ((imagined >= 0.1) & (imagined <= 0.2)).all()
    assert not np.isin(imagined, worlds.beliefs[0, :, 0]).any(), "imagined rivals believe on their own"
    assert all(len(set(world)) == 4 for world in imagined.tolist()), "each imagined rival for itself"


def test_shifts_and_needs():
    worlds = draw(rich(), range(100))
    table = packages_of(rich())
    high = table.matching({"wage": ("high",)})
    shift = worlds.shift[1]
    assert set(np.unique(shift[1][:, high])) == {5.0, 7.0}
    assert not shift[1][:, ~high].any()
    assert not shift[0].any()
    assert (worlds.shift_no_deal[2][1] == -4).all()
    np.testing.assert_array_equal(worlds.needs[2], table.matching({"hours": ("short",)}))
    assert not worlds.needs[:2].any()


def test_a_long_run_keeps_few_chunks_of_a_pool_and_draws_the_same_worlds_again(monkeypatch):
    monkeypatch.setattr("sim.worlds.preferences.POOL_SIZE", 16)
    scenario = load_scenario("tests/scenarios/valid/treaty.yaml")
    source = WorldSource(scenario.model, scenario.packages, seed=1)
    first = source.draw([3, 20]).value
    source.draw([40, 60, 80])
    pools = [each for each in source.preferences if isinstance(each, PooledPreferences)]
    assert pools
    assert all(len(each._pools) == len(each._drawn) == CHUNKS_KEPT for each in pools)
    np.testing.assert_array_equal(source.draw([3, 20]).value, first)


def test_known_rivals_are_the_truth():
    scenario = contract(minds={"rivals_known": True})
    worlds = draw(scenario, range(5))
    for g in range(3):
        np.testing.assert_array_equal(worlds.imagined[g].value[:, 0], worlds.value[g])
        np.testing.assert_array_equal(worlds.imagined[g].no_deal[:, 0], worlds.no_deal[g])


def test_no_deal_values_follow_their_distribution():
    no_deal = draw(contract(), range(4000)).no_deal[0]
    assert abs(no_deal.mean() - 25) < 4 * (30 / 12**0.5) / 4000**0.5
    assert no_deal.min() >= 10
    assert no_deal.max() <= 40


@pytest.mark.parametrize("seed", [1, 2])
def test_another_seed_draws_other_worlds(seed):
    assert not (draw(contract(), range(20), seed=seed).no_deal == draw(contract(), range(20), seed=3).no_deal).any()


def test_a_number_is_drawn_once_per_world_from_the_stream_named_by_its_place():
    worlds = draw(rich(), range(30))
    same = rich().model_copy(update={"title": "another title"})
    np.testing.assert_array_equal(draw(same, range(30)).chance, worlds.chance)
    assert Uniform(uniform=(0, 1)).quantile(np.array([0.25])) == 0.25
