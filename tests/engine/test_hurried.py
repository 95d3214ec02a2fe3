"""Procedures that may be hurried: their chance to be in time, and how long they take in plays, in closed form."""

import numpy as np
import pytest

from sim.minds.appraisal import Appraisal
from sim.minds.clock import actual_lead, chance_in_force
from sim.scenario.load import load_scenario_text
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play

TREATY = """
title: A treaty that two parliaments must pass in a month
start: 2020-01-01
deadline: 2020-01-31
issues: {{treaty: {{options: {{none: {{}}, signed: {{}}}}}}}}
exclusions: [{{treaty: none}}]
on_the_table: {{x: [{{treaty: signed}}]}}
seats:
  x: {{government: gx, principal: true, procedure_days: {first}}}
  y: {{government: gy, principal: true, procedure_days: {second}}}
governments:
  gx: {{points: {{treaty: {{none: 0, signed: 99}}}}, no_deal: 0, reply_days: 0, tactic: aspiration}}
  gy: {{points: {{treaty: {{none: 0, signed: 99}}}}, no_deal: 0, reply_days: 0, tactic: aspiration}}
outcomes: {{a treaty: {{}}}}
"""


def treaty(first: str, second: str = "0") -> ScenarioModel:
    return load_scenario_text(TREATY.format(first=first, second=second)).model


def in_time(scenario: ScenarioModel, day: int) -> float:
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    return float(Appraisal(worlds, signing_cost=1).in_force(day)[0, 0])


@pytest.mark.parametrize("day", [0, 12, 25, 30])
def test_the_chance_to_be_in_time_is_that_of_both_ways(day: int):
    """With chances 0.4 and 0.5 of two parliaments: none, one, the other or both hurry."""
    scenario = treaty(
        "{median: 30, expedited: 3, chance: 0.4}", "{median: 20, spread: 0.5, expedited: 2, chance: 0.5}"
    )
    ways = [(0.3, 50), (0.2, 23), (0.3, 32), (0.2, 5)]
    by_hand = sum(chance * chance_in_force(30 - day, days, 0.5) for chance, days in ways)
    assert in_time(scenario, day) == pytest.approx(float(by_hand))


def test_what_would_be_late_alone_is_hurried_where_luck_allows():
    """Falsified by a hurried procedure that would have been in time, or a share of plays in time 4 errors off."""
    played = play(treaty("{median: 30, expedited: 6, chance: 0.5}"), worlds=1, replications=400)
    assert (played.signed_day == 0).all()
    usual, quick = (chance_in_force(30, days, 0.5) for days in (30, 6))
    exact = float(usual + 0.5 * (quick - usual))
    assert abs(played.in_force.mean() - exact) < 4 * np.sqrt(exact * (1 - exact) / 400)
    slow = play(treaty("{median: 30}"), worlds=1, replications=400)
    assert (played.force_day[slow.in_force] == slow.force_day[slow.in_force]).all()
    late = ~slow.in_force
    hurried = played.force_day[late] < slow.force_day[late]
    assert abs(hurried.mean() - 0.5) < 4 * np.sqrt(0.25 / late.sum())
    assert (played.force_day[late][~hurried] == slow.force_day[late][~hurried]).all()
    assert played.force_day[late][hurried].min() >= actual_lead(0.5, 6, 0.5), "slow luck makes hurried ones slow, too"


def test_governments_sign_later_where_a_procedure_can_be_hurried():
    """A day before the end sixty days are hopeless, and an expedited day is as good as any."""
    for days, chance in (("60", 0.0), ("{median: 60, spread: 0, expedited: 1}", 1.0)):
        assert in_time(treaty(days), 29) == pytest.approx(chance, abs=1e-9)
