"""Drafting before signature: it begins with the first offer that holds a text, and what is agreed waits for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played
from sim.engine.texts import given_unwritten
from sim.minds.appraisal import Appraisal
from sim.minds.clock import actual_lead, chance_in_force
from sim.minds.solved_games import Games
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play
from tests.engine.test_foreseen import court, dump
from tests.engine.test_uncertain_deadlines import pie, waiting

DAYS = 5


def drafted(deadline: str = "2024-01-11", **changes: Any) -> ScenarioModel:
    """A pie whose every division needs one text of five days."""
    data = dump(pie(deadline))
    annex = {"annex": {"options": {"annex": {"draft_days": DAYS, "lead_spread": 0}}}}
    for body in data["governments"].values():
        body["points"]["annex"] = {"annex": 0}
    return ScenarioModel.model_validate(data | {"issues": data["issues"] | annex} | changes)


def foreseen(scenario: ScenarioModel, begun: int) -> Games:
    """The game of a play in which the text has been written since a day, -1 for not yet."""
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    appraisal = Appraisal(worlds, signing_cost=0)
    number = appraisal.number_drafts(np.array([[begun]]))
    return Games(scenario, appraisal, 0, draft=int(number[0]))


@pytest.mark.quick
def test_what_nobody_has_begun_can_be_agreed_until_its_text_can_still_be_written():
    """The last day to agree is the fifth: then the proposer takes 90, and before it each expects half."""
    found = foreseen(drafted(), -1)
    assert waiting(found, 5) == [10, 10]
    assert waiting(found, 4) == [50, 50]


@pytest.mark.parametrize(("begun", "last"), [(0, 10), (3, 10), (6, 4), (5, 10)])
def test_what_is_being_drafted_can_be_agreed_to_the_last_day_if_it_is_ready_by_then(begun, last):
    found = foreseen(drafted(), begun)
    assert waiting(found, 10) == [10, 10]
    assert waiting(found, 9) == ([50, 50] if last == 10 else [10, 10])


def test_what_is_agreed_waits_for_its_text():
    scenario = drafted(on_the_table={"x": {"share": "s50", "annex": "annex"}})
    found = play(scenario, worlds=1, replications=6, log=True)
    kinds = _kinds(found)
    for moves in kinds:
        agreed = next(day for day, kind in moves if kind == "drafting")
        signed = next(day for day, kind in moves if kind == "agreed")
        assert agreed < DAYS == signed, "begun on the first day, whoever else tabled the text later"
        assert not [kind for day, kind in moves if agreed < day < signed and kind not in ("accept", "offer")]


def test_no_signature_comes_before_its_text_or_after_the_deadline():
    found = play(drafted(), worlds=1, replications=40, log=True)
    assert found.in_force.any()
    for moves, signed in zip(_kinds(found), found.signed_day.tolist(), strict=True):
        tabled = next((day for day, kind in moves if kind == "offer"), 99)
        assert signed == -1 or tabled + DAYS <= signed <= 10


def test_third_parties_are_asked_once_the_text_is_ready():
    data = dump(court(reply_days=2))
    for option in data["issues"]["price"]["options"].values():
        option |= {"draft_days": 9, "lead_spread": 0}
    found = play(ScenarioModel.model_validate(data), log=True)
    asked = 0
    for moves in _kinds(found):
        for day, kind in moves:
            if kind == "drafting":
                answers = [later for later, answer in moves if answer in ("assent", "veto") and later > day]
                asked += bool(answers)
                assert not answers or answers[0] >= day + 2 + 1
    assert asked


def test_texts_are_written_side_by_side_and_what_is_left_of_them_is_part_of_the_path():
    data = dump(drafted("2024-03-01"))
    data["issues"]["annex"]["options"] = {
        "annex": {"draft_days": 20, "lead_days": 10},
        "none": {},
        "short": {"draft_days": 4, "lead_spread": 0.1},
    }
    for body in data["governments"].values():
        body["points"]["annex"] = {"annex": 0, "none": 0, "short": 0}
    scenario = ScenarioModel.model_validate(data)
    packages = packages_of(scenario)
    worlds = WorldSource(scenario, packages, seed=1).draw(np.arange(2))
    appraisal = Appraisal(worlds, signing_cost=0)
    number = int(appraisal.number_drafts(np.array([[5], [-1]]))[0])
    on = {name: packages.index({"annex": name}) for name in ("annex", "none", "short")}
    for day, left in ((5, 20), (12, 13), (25, 0), (40, 0)):
        found = appraisal.in_force(day, draft=number)[0]
        sigma = 0.5
        assert found[on["annex"]] == chance_in_force(60 - day, 10 + left, sigma)
        assert found[on["none"]] == 1
        assert found[on["short"]] == chance_in_force(60 - day, 4, 0.1), "nobody has begun it"
    assert worlds.drafting.step.tolist() == [10, 2], "half of the days, or the grid's"


def test_governments_wait_no_more_than_the_text_needs_whatever_the_order_of_options():
    """A text costs nothing but days: with days to spare the play ends as without it."""
    plain, slow = (play(each, worlds=1, replications=30) for each in (pie("2024-01-31"), drafted("2024-01-31")))
    np.testing.assert_allclose(slow.value.sum(axis=0), plain.value.sum(axis=0))


def _kinds(found: Played) -> list[list[tuple[int, str]]]:
    assert found.log is not None
    return [[(move.day, move.kind) for move in found.log.of_lane(n)] for n in range(len(found.world))]


def test_luck_of_texts_not_all_written_yet_is_that_of_plays_in_which_they_were_not():
    """Falsified where what is drawn is spread otherwise than the plays that are left of many."""
    luck = uniforms(1, ["one", "other"], np.arange(20_000), np.zeros(20_000, dtype=int), 0)
    medians, spread = np.array([[10.0], [14.0]]), 0.5
    so_far = np.broadcast_to(chance_in_force(12, medians, spread), luck.shape)
    free = actual_lead(luck, medians, spread)
    left = free[:, free.max(axis=0) > 12]
    found = actual_lead(given_unwritten(luck, so_far), medians, spread)
    assert (found.max(axis=0) > 12).all()
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        for ours, theirs in ((found.max(axis=0), left.max(axis=0)), (found[0], left[0]), (found[1], left[1])):
            assert np.quantile(ours, share) == pytest.approx(np.quantile(theirs, share), abs=1)
    assert np.corrcoef(found)[0, 1] == pytest.approx(np.corrcoef(left)[0, 1], abs=0.03)
