"""The procedure clock: two views of one distribution."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.minds.clock import actual_lead, chance_in_force

pytestmark = pytest.mark.quick

leads = st.one_of(st.just(0.0), st.floats(0.01, 2000.0))
spreads = st.one_of(st.just(0.0), st.floats(0.01, 3.0))
uniforms = st.floats(2.0**-53, 1 - 2.0**-53)


@given(uniforms, leads, spreads, st.integers(0, 5000))
def test_a_lead_is_in_time_exactly_when_its_luck_is_within_the_chance(u: float, lead: float, spread: float, k: int):
    assert (actual_lead(u, lead, spread) <= k) == (u <= chance_in_force(k, lead, spread))


@example(0.010000000000000002, 1.28125, 321)  # the last digits before 1, of which each stands for days
@given(leads, st.floats(0.01, 3.0), st.integers(0, 400))
def test_luck_on_the_very_edge_is_in_time(lead: float, spread: float, k: int):
    edge = float(chance_in_force(k, lead, spread))
    if 2.0**-53 <= edge < 1:  # smaller luck is never drawn
        assert actual_lead(edge, lead, spread) <= k
        assert actual_lead(np.nextafter(edge, 1), lead, spread) > k


@given(leads, spreads)
def test_the_chance_never_falls_with_more_time(lead: float, spread: float):
    chance = chance_in_force(np.arange(-3, 500), lead, spread)
    assert (np.diff(chance) >= 0).all()
    assert ((chance >= 0) & (chance <= 1)).all()


def test_without_a_lead_a_package_is_in_force_the_day_it_is_signed():
    assert chance_in_force([-1, 0, 1], 0.0, 0.5).tolist() == [0, 1, 1]
    assert actual_lead([0.01, 0.99], 0.0, 0.5).tolist() == [0, 0]


def test_a_certain_lead_is_rounded_up_to_whole_days():
    assert chance_in_force([0, 2, 3], 2.2, 0.0).tolist() == [0, 0, 1]
    assert actual_lead([0.01, 0.99], 2.2, 0.0).tolist() == [3, 3]


def test_no_lead_is_shorter_than_a_day_once_there_is_one():
    assert chance_in_force(0, 0.001, 0.5) == 0
    assert actual_lead(1e-9, 0.001, 0.5) == 1


def test_the_median_lead_is_in_time_half_the_time():
    assert chance_in_force(60, 60, 0.7) == 0.5
