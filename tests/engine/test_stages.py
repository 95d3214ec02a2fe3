"""Interim accords: a prolongation that brings something, after which points and no deal are others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.minds.solved_games import Games
from sim.scenario.scenario import ScenarioModel
from tests.engine.cases import play
from tests.engine.test_foreseen import dump
from tests.engine.test_uncertain_deadlines import games, pie, waiting


def two_rounds(**accord: Any) -> ScenarioModel:
    """A pie to divide within ten days, and ten more if an interim accord is agreed on the last of them."""
    step = {"to": "2024-01-21", "last_days": 0, **accord}
    return ScenarioModel.model_validate(dump(pie("2024-01-11")) | {"prolongations": {"accord": step}})


@pytest.mark.quick
def test_an_accord_is_worth_what_it_brings_and_the_next_round_by_hand():
    """With no deal worth 30 and 10 the next round is worth (90 + 30) / 2 = 60 and (10 + 70) / 2 = 40 to them.

    On day 10 the accord brings 40 more: 100 and 80. Ann proposes it; Bob would rather take 90. So both expect
    (100 + 10) / 2 = 55 and (80 + 90) / 2 = 85.
    """
    scenario = two_rounds(gain={"ann": 40, "bob": 40}, shift_no_deal={"ann": 20})
    found, appraisal = games(scenario)
    assert waiting(found, 9) == [55, 85]
    assert waiting(found, 10) == [10, 10]
    after = Games(scenario, appraisal, 0, phase=1)
    assert waiting(after, 19) == [60, 40]
    assert waiting(after, 20) == [30, 10]


def test_points_that_an_accord_shifts_are_those_of_the_next_round_alone():
    """Every share is worth 20 more to Bob in the next round: Ann, proposing, may take all; he takes 90, worth 110."""
    shift = {"bob": {"share": {f"s{n}": 20 for n in range(101)}}}
    found, appraisal = games(two_rounds(shift=shift))
    after = Games(two_rounds(shift=shift), appraisal, 0, phase=1)
    assert waiting(found, 9) == [50, 50], "the accord, worth 50 and 60, is worth less than taking 90"
    value = [appraisal.points(1, phase << len(appraisal.shifters))[0][0] for phase in (0, 1)]
    np.testing.assert_array_equal(value[1] - value[0], 20)
    assert waiting(after, 19)[1] == pytest.approx((110 + 20) / 2)


def test_what_an_accord_brings_is_kept_and_the_end_is_worth_what_it_made_of_it():
    scenario = two_rounds(last_days=3, gain={"ann": 95, "bob": 95}, shift_no_deal={"ann": -5, "bob": -5})
    played = play(scenario, worlds=1, replications=20)
    assert (played.prolonged == 1).all()
    signed = played.in_force
    total = played.value.sum(axis=0)
    np.testing.assert_allclose(total[signed], 100 + 190)
    np.testing.assert_allclose(total[~signed], 2 * (10 - 5) + 190)
