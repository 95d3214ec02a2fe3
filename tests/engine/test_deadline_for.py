"""What the deadline is for: entry into force, signature, or nothing (a horizon up to which open talks are played)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.minds.appraisal import Appraisal
from sim.minds.clock import chance_in_force
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play
from tests.engine.test_foreseen import court, dump
from tests.engine.test_uncertain_deadlines import games, pie, waiting


@pytest.mark.parametrize("counts", ["signature", "horizon"])
def test_what_is_signed_in_time_counts_however_long_it_takes(counts):
    """Forty days of procedure, ten to the deadline: nothing can be in force by then, yet all of it is divided."""
    late, signed = (play(pie("2024-01-11", lead=40, deadline_for=each)) for each in ("entry_into_force", counts))
    assert not late.in_force.any()
    np.testing.assert_allclose(late.value, 10)
    assert signed.in_force.all()
    assert (signed.signed_day <= 10).all()
    np.testing.assert_array_equal(signed.force_day, signed.signed_day + 40)
    np.testing.assert_allclose(signed.value.sum(axis=0), 100)


def test_it_is_the_game_without_procedures():
    """On the last day the proposer takes 90; before it each expects half."""
    found, _ = games(pie("2024-01-11", lead=40, deadline_for="signature"))
    plain, _ = games(pie("2024-01-11"))
    assert waiting(found, 10) == [10, 10]
    assert waiting(found, 9) == [50, 50]
    assert all(waiting(found, day) == waiting(plain, day) for day in range(11))


def test_entry_into_force_after_the_deadline_is_told_and_no_lapse():
    found = play(pie("2024-01-11", lead=40, deadline_for="signature"), worlds=1, replications=1, log=True)
    assert found.log is not None
    moves = found.log.of_lane(0)
    assert (moves[-1].day, moves[-1].kind) == (found.signed_day[0] + 40, "in force")
    assert not [move for move in moves if move.kind == "lapsed"]


def test_third_parties_must_answer_before_the_signature():
    data = dump(court(reply_days={"median": 20, "spread": 0.3})) | {"deadline_for": "signature"}
    for option in data["issues"]["price"]["options"].values():
        option["lead_days"] = 200
    model = ScenarioModel.model_validate(data)
    worlds = WorldSource(model, packages_of(model), seed=1).draw(np.arange(2))
    ahead, asked = (Appraisal(worlds, signing_cost=1, asked=asked).in_force(60)[0] for asked in (False, True))
    np.testing.assert_allclose(ahead, chance_in_force(31, 20, 0.3))
    np.testing.assert_allclose(asked, 1)


@pytest.mark.parametrize(("ann", "bob"), [(0.9, 0.9), (0.95, 0.8)])
def test_open_talks_end_at_rubinsteins_shares_whatever_the_procedures_take(ann, bob):
    """Alternating offers, a loss by the day, a horizon far off: the first proposer gets (1 - d2) / (1 - d1 d2).

    Shares are whole points: a day's rounding, half a point on average, adds up over the days like a loss.
    """
    data = pie("2024-04-30", no_deal=(0, 0), lead=60, deadline_for="horizon").model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    data["governments"]["ann"]["discount"], data["governments"]["bob"]["discount"] = ann, bob
    data["procedure"] = {"signing_cost": 0, "grid_days": 1, "proposer": "alternating"}
    found, _ = games(ScenarioModel.model_validate(data))
    first, second = (1 - bob) / (1 - ann * bob), (1 - ann) / (1 - ann * bob)
    on_her_day, on_his_day = waiting(found, 1), waiting(found, 0)  # whose turn comes next
    rounding = 0.5 / (1 - ann * bob)
    assert on_her_day[0] == pytest.approx(ann * 100 * first, abs=rounding), "tomorrow she proposes"
    assert on_his_day[1] == pytest.approx(bob * 100 * second, abs=rounding), "tomorrow he does"
