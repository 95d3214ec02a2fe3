"""A parliament with a veto and known preferences, against backward induction by hand and the exact share."""

import numpy as np
import pytest

from sim.minds.appraisal import Appraisal
from sim.minds.solved_games import Games
from sim.scenario.load import load_scenario_text
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play

PIE = """
title: A pie of which a parliament must approve
start: 2020-01-01
deadline: 2020-01-{last:02d}
issues: {{pie: {{options: {{nothing: {{}}, {options}}}}}}}
exclusions: [{{pie: nothing}}]
procedure: {{proposer: alternating, grid_days: 1, signing_cost: 0}}
minds: {{rivals_known: true, noise: 0, offer_cost: 0}}
seats:
  {{a: {{government: ann, principal: true}}, b: {{government: bob, principal: true}}, p: {{government: parliament}}}}
governments:
  ann: {{points: {{pie: {{nothing: 0, {ann}}}}}, no_deal: 0, discount: {discount}, reply_days: 0, review_days: 1}}
  bob: {{points: {{pie: {{nothing: 0, {bob}}}}}, no_deal: 0, discount: {discount}, reply_days: 0, review_days: 1}}
  parliament: {{points: {{pie: {{nothing: 0, {limit}}}}}, no_deal: 50, reply_days: 0}}
outcomes: {{a division: {{}}}}
"""


def pie(rounds: int, discount: float, most: int) -> ScenarioModel:
    """A pie of 100 pieces, of which the parliament lets ann have so many at the most."""
    pieces = range(101)
    text = PIE.format(
        last=rounds,
        discount=discount,
        options=", ".join(f"s{n}: {{needs: p}}" for n in pieces),
        ann=", ".join(f"s{n}: {n}" for n in pieces),
        bob=", ".join(f"s{n}: {100 - n}" for n in pieces),
        limit=", ".join(f"s{n}: {100 if n <= most else 0}" for n in pieces),
    )
    return load_scenario_text(text).model


def solved_by_hand(rounds: int, discount: float, most: int) -> list[float]:
    """What ann gets in each round: the proposer leaves the other what waiting is worth to it, rounded up to a piece,
    and nobody is given what the parliament refuses.
    """
    found: list[float] = []  # the last round first
    for turn in reversed(range(rounds)):
        ann, bob = (discount * found[-1], discount * (100 - found[-1])) if found else (0.0, 0.0)
        found.append(min(most, 100 - np.ceil(bob - 1e-9)) if turn % 2 == 0 else np.ceil(ann - 1e-9))
    return found[::-1]


@pytest.mark.parametrize(("rounds", "discount"), [(2, 0.9), (3, 0.9), (6, 0.85)])
@pytest.mark.parametrize("most", [100, 60, 30])
def test_a_veto_bounds_every_round_of_the_game(rounds: int, discount: float, most: int):
    """What waiting is worth in every round but the last is what the next one brings, discounted."""
    scenario = pie(rounds, discount, most)
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    games = Games(scenario, Appraisal(worlds, signing_cost=0), 0)
    for day, anns in enumerate(solved_by_hand(rounds, discount, most)[1:]):
        for government, share in ((0, anns), (1, 100 - anns)):
            assert games.of(government, 0, games.outlook.cell(day))[0, 0] == pytest.approx(discount * share)


@pytest.mark.parametrize(("rounds", "discount"), [(2, 0.9), (3, 0.9), (6, 0.85)])
@pytest.mark.parametrize("most", [100, 60])
def test_a_veto_in_the_last_round_is_felt_in_the_first(rounds: int, discount: float, most: int):
    """Falsified by another piece for ann than by hand (58 and not 91 where 60 are the most and she proposes last), or
    by any delay.
    """
    played = play(pie(rounds, discount, most), worlds=1, replications=1)
    assert played.value[0, 0] == pytest.approx(solved_by_hand(rounds, discount, most)[0], abs=1e-9)
    assert played.signed_day[0] == 0


TREATY = """
title: A treaty that a senate ratifies or not
start: 2020-01-01
deadline: 2020-12-31
issues: {treaty: {options: {none: {}, signed: {needs: senate}}}}
exclusions: [{treaty: none}]
seats:
  {x: {government: gx, principal: true}, y: {government: gy, principal: true}, senate: {government: gs, asked: WHEN}}
governments:
  gx: {points: {treaty: {none: 0, signed: 100}}, no_deal: 10}
  gy: {points: {treaty: {none: 0, signed: 100}}, no_deal: 10}
  gs: {points: {treaty: {none: 0, signed: 55}}, no_deal: {uniform: [40, 70]}, reply_days: 5}
outcomes: {ratified: {}}
"""


@pytest.mark.parametrize("asked", ["before", "after"])
def test_a_treaty_is_in_force_in_the_exact_share_of_worlds(asked: str):
    """The senate says yes where 55 points, less a signature's cost of 1, are no less than a no-deal value spread
    evenly over 40 to 70: in (54 - 40) / 30 of the worlds. Falsified by a share 4 standard errors off.
    """
    played = play(load_scenario_text(TREATY.replace("WHEN", asked)).model, worlds=150, replications=1)
    share, exact = played.in_force.mean(), 14 / 30
    assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / 150)
    assert (played.signed_day >= 0).all() == (asked == "after")
