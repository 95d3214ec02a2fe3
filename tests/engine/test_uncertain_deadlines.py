"""A deadline that chance picks, against backward induction by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.engine.play import play_block
from sim.minds.appraisal import Appraisal
from sim.minds.solved_games import Games
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play

SHARES = [f"s{n}" for n in range(101)]


def pie(
    deadline: Any, *, no_deal: tuple[float, float] = (10, 10), discount: float = 1, lead: float = 0, **changes: Any
) -> ScenarioModel:
    """Ann and Bob divide 100 points; each knows the other, proposes with even chance, and reckons day by day."""
    quick = {"discount": discount, "reply_days": 0, "review_days": 1}
    data: dict[str, Any] = {
        "title": "A pie",
        "start": "2024-01-01",
        "deadline": deadline,
        "issues": {"share": {"options": {share: {"lead_days": lead, "lead_spread": 0} for share in SHARES}}},
        "seats": {"x": {"government": "ann", "principal": True}, "y": {"government": "bob", "principal": True}},
        "governments": {
            "ann": {"points": {"share": {s: n for n, s in enumerate(SHARES)}}, "no_deal": no_deal[0], **quick},
            "bob": {"points": {"share": {s: 100 - n for n, s in enumerate(SHARES)}}, "no_deal": no_deal[1], **quick},
        },
        "procedure": {"signing_cost": 0, "grid_days": 1},
        "minds": {"choice": "exact", "rivals_known": True, "noise": 0, "offer_cost": 0},
        "outcomes": {"deal": {}},
    }
    return ScenarioModel.model_validate(data | changes)


def games(scenario: ScenarioModel) -> tuple[Games, Appraisal]:
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    appraisal = Appraisal(worlds, signing_cost=0)
    return Games(scenario, appraisal, 0), appraisal


def waiting(found: Games, day: int) -> list[float]:
    return [float(found.of(g, 0, found.outlook.cell(day))[0, 0]) for g in (0, 1)]


TWO_DAYS = {"one_of": ["2024-01-11", "2024-01-21"]}
"""The 10th and the 20th day, equally likely."""


def test_two_equally_likely_days_against_backward_induction_by_hand():
    """On day 20 the proposer leaves the other its no deal of 10: each expects (90 + 10) / 2 = 50. So does, from day
    11 on, everybody who waits. On day 10 the talks go on with chance 1/2: waiting is worth (50 + 10) / 2 = 30.
    """
    found, _ = games(pie(TWO_DAYS))
    assert waiting(found, 20) == [10, 10]
    assert waiting(found, 19) == waiting(found, 11) == [50, 50]
    assert waiting(found, 10) == [30, 30]
    assert waiting(found, 9) == waiting(found, 0) == [50, 50], "(70 + 30) / 2"


def test_uneven_sides_weights_and_impatience():
    """No deal is worth 0 to Ann and 20 to Bob, day 20 has weight 3 of 4, and a day costs a tenth. On day 20: Ann
    (80 + 0) / 2 = 40, Bob (100 + 20) / 2 = 60.
    """
    deadline = {"one_of": ["2024-01-11", {"date": "2024-01-21", "weight": 3}]}
    issues = {"share": {"options": {share: {} for share in SHARES}}}
    found, _ = games(pie(deadline, no_deal=(0, 20), issues=issues))
    assert waiting(found, 19) == [40, 60]
    assert waiting(found, 10) == [0.75 * 40, 0.75 * 60 + 0.25 * 20]
    impatient, _ = games(pie(deadline, no_deal=(0, 20), discount=0.5))
    ann, bob = waiting(impatient, 11)
    struck = waiting(impatient, 10)
    # on day 11 each takes what the other's waiting leaves, in whole points
    value = [(100 - np.ceil(bob) + np.ceil(ann)) / 2, (100 - np.ceil(ann) + np.ceil(bob)) / 2]
    assert struck == [pytest.approx(0.5 * 0.75 * value[0]), pytest.approx(0.5 * (0.75 * value[1] + 0.25 * 20))]


def test_a_span_of_days_has_a_hazard_every_day():
    """Of ten possible days each that is left is as likely: from the last backward C = (1 - h) 50 + h 10."""
    found, _ = games(pie({"between": ["2024-01-12", "2024-01-21"]}))
    for day in range(11, 21):
        assert waiting(found, day) == [pytest.approx(50 - 40 / (21 - day))] * 2
    assert waiting(found, 10) == [50, 50]


def test_the_chance_of_taking_effect_is_its_mean_over_the_deadlines_left():
    _, appraisal = games(pie(TWO_DAYS, lead=5))
    assert [float(appraisal.in_force(day)[0, 0]) for day in (5, 6, 10, 11, 15, 16)] == [1, 0.5, 0.5, 1, 1, 0]


def test_plays_end_on_their_own_day_and_no_later_event_comes_up():
    stubborn = {"ultimatum": {"package": {"share": "s95"}}}
    data = pie(TWO_DAYS).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["governments"]["ann"]["tactic"] = stubborn
    data["governments"]["bob"]["tactic"] = {"ultimatum": {"package": {"share": "s5"}}}
    data["events"] = {"late": {"date": "2024-01-16", "shift_no_deal": {"ann": 25}}}
    found = play(ScenarioModel.model_validate(data), worlds=10, replications=40, log=True)
    assert {*found.deadline.tolist()} == {10, 20}
    assert (found.deadline == 10).mean() == pytest.approx(0.5, abs=0.1)
    assert not found.in_force.any()
    np.testing.assert_array_equal(found.happened[0], np.where(found.deadline == 20, 1, 0))
    np.testing.assert_array_equal(found.value[0], np.where(found.deadline == 20, 35, 10))
    assert found.log is not None
    for lane in range(0, 400, 37):
        moves = found.log.of_lane(lane)
        assert (moves[-1].kind, moves[-1].day) == ("lapsed", found.deadline[lane])


def test_on_a_day_that_may_be_the_last_less_is_asked_for():
    """Ann insists on 60 until the first possible deadline, on which 30 are enough; the deal is made on that day."""
    data = pie(TWO_DAYS).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["governments"]["bob"]["tactic"] = {"ultimatum": {"package": {"share": "s35"}}}
    found = play(ScenarioModel.model_validate(data), worlds=1, replications=20)
    assert (found.signed_day == 10).all()
    assert found.in_force.all()
    assert (found.value[0] == 35).all()


def test_as_of_a_day_a_deadline_that_has_not_passed_lies_ahead():
    scenario = pie(TWO_DAYS)
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(20))
    rows = {"row": np.arange(20), "replication": np.zeros(20, dtype=int), "seed": 1}
    assert (play_block(scenario, packages_of(scenario), worlds, as_of=date(2024, 1, 11), **rows).deadline == 20).all()
    both = play_block(scenario, packages_of(scenario), worlds, as_of=date(2024, 1, 10), **rows).deadline
    assert {*both.tolist()} == {10, 20}
