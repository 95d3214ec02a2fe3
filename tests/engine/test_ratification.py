"""Third parties that are asked after the signature: they ratify or not, and their successors are asked again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played
from sim.minds.appraisal import Appraisal
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play
from tests.engine.test_foreseen import court, dump, kinds


def treaty(*, signature: bool = False, **changes: Any) -> ScenarioModel:
    """The sale whose every price the court must ratify."""
    data = dump(court(**changes))
    data["seats"]["court"]["asked"], data["minds"] = "after", {"choice": "exact", "imagined_rivals": 16}
    return ScenarioModel.model_validate(data | ({"deadline_for": "signature"} if signature else {}))


def days(played: Played, kind: str) -> np.ndarray[Any, Any]:
    """The day of the last move of a kind in each lane, -1 for none."""
    assert played.log is not None
    found = [[move.day for move in played.log.of_lane(n) if move.kind == kind] for n in range(len(played.world))]
    return np.array([each[-1] if each else -1 for each in found])


@pytest.mark.quick
@pytest.mark.parametrize("signature", [False, True])
def test_what_is_ratified_is_in_force_from_that_day(signature):
    played = play(treaty(signature=signature, no_deal=-50, reply_days=9), log=True)
    ratified = days(played, "ratified")
    signed = played.signed_day >= 0
    assert signed.all()
    in_time = ratified <= 91
    np.testing.assert_array_equal(played.in_force, ratified >= 0)
    np.testing.assert_array_equal(ratified[played.in_force], played.signed_day[played.in_force] + 9)
    np.testing.assert_array_equal(played.force_day[played.in_force], ratified[played.in_force])
    assert in_time[played.in_force].all() or signature


def test_what_is_sure_to_be_rejected_is_not_signed():
    played = play(treaty(no_deal=200), log=True)
    assert (played.signed_day == -1).all()


def test_what_may_be_rejected_may_be_signed_and_is_then_never_in_force():
    played = play(treaty(no_deal={"uniform": [-100, 160]}), log=True)
    rejected = days(played, "rejected") >= 0
    assert 0 < rejected.mean() < 1
    assert not played.in_force[rejected].any()
    assert (played.package[rejected] >= 0).all()
    assert kinds(played, "ratified") > 0


def test_a_successor_is_asked_again():
    """The first judge has no say left on the day of the vote; the second, who comes after a refusal, ratifies."""
    change = {"change": {"date": "2024-03-01", "foreseen": False, "install": {"court": "second_judge"}}}
    data = dump(treaty(no_deal={"uniform": [-100, 160]}, successor=-50, events=change))
    for government in ("gx", "gy"):
        data["governments"][government]["discount"] = 0.95  # so that they sign early
    played = play(ScenarioModel.model_validate(data), log=True)
    rejected, ratified = days(played, "rejected"), days(played, "ratified")
    again = (rejected >= 0) & (rejected < 60)
    assert again.any()
    np.testing.assert_array_equal(ratified[again], 62)
    assert played.in_force[again].all()


def test_the_chance_of_being_ratified_weighs_what_is_at_stake():
    model = treaty(no_deal={"uniform": [-100, 160]})
    worlds = WorldSource(model, packages_of(model), seed=1).draw(np.arange(3))
    appraisal = Appraisal(worlds, signing_cost=1)
    chance = appraisal.ratified(5, 0)
    judge = worlds.governments.index("judge")
    imagined = worlds.imagined[judge]
    by_hand = (imagined.value - imagined.no_deal[:, :, None] >= 1).mean(axis=1)
    np.testing.assert_array_equal(chance, by_hand)
    assert 0 < chance.min() < chance.max() < 1
    value, no_deal = appraisal.points(0, 0)
    in_force = appraisal.in_force(5)
    expected = no_deal[:, None] + in_force * chance * (value - no_deal[:, None]) - 1
    np.testing.assert_allclose(appraisal.worth(0, 5), expected)


def test_who_else_may_ratify_changes_nothing_of_what_has_been_looked_up_that_day():
    """A government that is first thought of in the course of a day has a number of its own."""
    events = {
        "change": {"date": "2024-03-01", "install": {"court": "second_judge"}, "foreseen": False},
        "news": {"date": "2024-02-10", "shift_no_deal": {"judge": 60, "second_judge": -20}},
    }
    model = treaty(no_deal={"uniform": [-100, 160]}, successor={"uniform": [-50, 100]}, events=events)
    worlds = WorldSource(model, packages_of(model), seed=1).draw(np.arange(3))
    appraisal = Appraisal(worlds, signing_cost=1)
    regimes, none = np.array([0, 1]), np.zeros((0, 1), dtype=np.int64)
    every = np.arange(worlds.value.shape[2])
    appraisal.in_force_of(5, np.zeros((2, 1), dtype=np.int64), every, regimes[:, None])
    other = appraisal.number_drafts(none, np.array([[worlds.governments.index("second_judge")]]))
    regimes = np.concatenate([regimes, appraisal.with_draft(regimes, other)])
    found = appraisal.in_force_of(5, np.zeros((4, 1), dtype=np.int64), every, regimes[:, None])
    expected = np.array([appraisal.chance(5, int(regime))[0] for regime in regimes])
    np.testing.assert_array_equal(found, expected)
    assert (expected[:2] != expected[2:]).all()
