"""Frontier, zone and bargaining points of single worlds: against a slow twin, and by their axioms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.bargaining.frontier import pareto_frontier, zone_of_agreement
from sim.analysis.bargaining.solutions import NONE_EXISTS, Rule, Status, score, solutions

pytestmark = pytest.mark.quick


def gains(least=1, most=7, parties=(2, 3)):
    """Small whole gains: many ties, many empty zones."""
    sizes = st.tuples(st.integers(1, 4), st.sampled_from(parties), st.integers(least, most))
    return sizes.flatmap(lambda shape: arrays(float, shape, elements=st.integers(-4, 6).map(float)))


def dominates(one, other):
    return all(a >= b for a, b in zip(one, other, strict=True)) and any(
        a > b for a, b in zip(one, other, strict=True)
    )


def slow_points(gain):
    """The four points of one world, (g, p), package by package, and the frontier and the zone."""
    packages = [tuple(column) for column in gain.T.tolist()]
    frontier = [not any(dominates(other, package) for other in packages) for package in packages]
    zone = [all(value > 0 for value in package) for package in packages]
    among = [p for p in range(len(packages)) if frontier[p] and zone[p]]
    ideal = [max((packages[p][g] for p in range(len(packages)) if zone[p]), default=0) for g in range(len(gain))]
    merit = {
        Rule.NASH: lambda p: np.prod(packages[p]),
        Rule.KALAI_SMORODINSKY: lambda p: min(u / a for u, a in zip(packages[p], ideal, strict=True)),
        Rule.EGALITARIAN: lambda p: min(packages[p]),
        Rule.UTILITARIAN: lambda p: sum(packages[p]),
    }
    points = {}
    for rule, value in merit.items():
        best = max((value(p) for p in among), default=None)
        top = [p for p in among if value(p) >= best - 1e-9]
        points[rule] = (top[0] if top else NONE_EXISTS, len(top) > 1)
    return frontier, zone, points


@given(gains())
def test_points_equal_those_of_the_slow_twin(gain):
    frontier, zone = pareto_frontier(gain), zone_of_agreement(gain)
    found = solutions(gain, zone)
    for w, world in enumerate(gain):
        slow_frontier, slow_zone, points = slow_points(world)
        assert frontier[w].tolist() == slow_frontier
        assert zone[w].tolist() == slow_zone
        assert {rule: (point.package[w], point.tied[w]) for rule, point in found.items()} == points


@given(gains())
def test_frontier_holds_somebody_and_nobody_in_it_is_dominated(gain):
    frontier = pareto_frontier(gain)
    assert frontier.any(axis=1).all()
    for world, kept in zip(gain, frontier, strict=True):
        for p in range(world.shape[1]):
            assert kept[p] == (not any(dominates(other, world[:, p]) for other in world.T))


@given(gains(), st.integers(1, 3))
def test_a_dominated_package_changes_nothing(gain, worse):
    known = solutions(gain, zone_of_agreement(gain))
    for place in (0, gain.shape[2]):
        more = np.insert(gain, place, gain[:, :, 0] - worse, axis=2)
        found = solutions(more, zone_of_agreement(more))
        moved = 1 if place == 0 else 0
        for rule in Rule:
            there = known[rule].package != NONE_EXISTS
            assert (found[rule].package == np.where(there, known[rule].package + moved, NONE_EXISTS)).all()
            assert (found[rule].tied == known[rule].tied).all()


@given(gains(least=2), st.data())
def test_points_do_not_depend_on_which_world_stands_where(gain, data):
    order = data.draw(st.permutations(range(len(gain))))
    known, found = (solutions(each, zone_of_agreement(each)) for each in (gain, gain[list(order)]))
    for rule in Rule:
        assert (found[rule].package == known[rule].package[list(order)]).all()


scales = st.lists(st.sampled_from([0.25, 0.5, 2.0, 8.0]), min_size=3, max_size=3)
shifts = st.lists(st.integers(-20, 20).map(float), min_size=3, max_size=3)


@given(gains(), scales, shifts)
def test_nash_and_kalai_smorodinsky_do_not_change_with_a_sides_scale_and_zero(value, scale, shift):
    parties = value.shape[1]
    no_deal = np.ones((len(value), parties))
    a, b = np.array(scale[:parties]), np.array(shift[:parties])
    known = value - no_deal[:, :, None]
    changed = (a[:, None] * value + b[:, None]) - (a * no_deal + b)[:, :, None]
    one, other = (solutions(each, zone_of_agreement(each)) for each in (known, changed))
    assert (zone_of_agreement(known) == zone_of_agreement(changed)).all()
    for rule in (Rule.NASH, Rule.KALAI_SMORODINSKY):
        assert (one[rule].package == other[rule].package).all()


def test_egalitarian_and_utilitarian_do_change_with_a_sides_scale():
    gain = np.array([[[1.0, 4.0, 9.0], [9.0, 5.0, 2.0]]])
    doubled = gain * np.array([1.0, 5.0])[:, None]
    one, other = (solutions(each, zone_of_agreement(each)) for each in (gain, doubled))
    assert one[Rule.EGALITARIAN].package[0] == 1
    assert other[Rule.EGALITARIAN].package[0] == 2
    assert one[Rule.UTILITARIAN].package[0] == 2
    assert other[Rule.UTILITARIAN].package[0] == 0


def test_the_utilitarian_point_maximises_the_sum_of_values_too():
    rng = np.random.default_rng(1)
    value, no_deal = rng.uniform(0, 100, (50, 2, 40)), rng.uniform(20, 60, (50, 2))
    gain = value - no_deal[:, :, None]
    zone = zone_of_agreement(gain)
    found = solutions(gain, zone)[Rule.UTILITARIAN].package
    assert (found == np.where(zone, value.sum(axis=1), -np.inf).argmax(axis=1)).all()


def test_no_zone_is_an_answer_and_not_a_package():
    gain = np.array([[[5.0, -1.0], [-1.0, 5.0]], [[5.0, 1.0], [0.0, 2.0]]])
    zone = zone_of_agreement(gain)
    for point in solutions(gain, zone).values():
        assert point.package.tolist() == [NONE_EXISTS, 1]
        assert [point.status(w) for w in (0, 1)] == [Status.NONE_EXISTS, Status.FOUND]
    assert np.isneginf(score(Rule.NASH, gain, zone)[0]).all()


def test_a_package_worth_exactly_no_deal_is_outside_the_zone():
    assert not zone_of_agreement(np.array([[[0.0], [7.0]]])).any()


def test_packages_not_allowed_neither_dominate_nor_count():
    gain = np.array([[[9.0, 5.0, 1.0], [9.0, 5.0, 8.0]]])
    allowed = np.array([[False, True, True]])
    assert pareto_frontier(gain, allowed).tolist() == [[False, True, True]]
    assert zone_of_agreement(gain, allowed).tolist() == [[False, True, True]]


@pytest.mark.parametrize("rule", Rule)
def test_two_packages_that_tie_give_the_first_and_say_so(rule):
    gain = np.array([[[2.0, 3.0], [3.0, 2.0]]])
    found = solutions(gain, zone_of_agreement(gain))[rule]
    assert found.package.tolist() == [0]
    assert found.tied.tolist() == [True]
