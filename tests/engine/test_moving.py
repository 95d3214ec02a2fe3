"""Moves of a seat alone: made where they bring more than waiting, by closed forms for a pie of 100 points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played
from sim.minds.appraisal import Appraisal
from sim.minds.solved_games import Games
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play

SHARES = [f"s{share}" for share in range(101)]
NO_DEAL = 10


def pie(moves: dict[str, Any], *, discount: float = 1, no_deal: float = NO_DEAL, **changes: Any) -> ScenarioModel:
    """Divide 100 points within 30 days, both sides reviewing every day, with exact best responses."""
    quick = {"no_deal": no_deal, "reply_days": 0, "review_days": 1, "discount": discount}
    data: dict[str, Any] = {
        "title": "A pie",
        "start": "2024-01-01",
        "deadline": "2024-01-31",
        "issues": {"share": {"options": {share: {} for share in SHARES}}},
        "seats": {"x": {"government": "ann", "principal": True}, "y": {"government": "bob", "principal": True}},
        "governments": {
            "ann": {"points": {"share": {share: n for n, share in enumerate(SHARES)}}, **quick},
            "bob": {"points": {"share": {share: 100 - n for n, share in enumerate(SHARES)}}, **quick},
        },
        "moves": moves,
        "procedure": {"signing_cost": 0, "grid_days": 1},
        "minds": {"choice": "exact", "rivals_known": True, "noise": 0, "offer_cost": 0},
        "outcomes": {"deal": {}},
    }
    return ScenarioModel.model_validate(data | changes)


def walk_out(outside: float, *, other: float = 0, **more: Any) -> dict[str, Any]:
    """Ann may walk out to an outside option; it changes what Bob has, too."""
    shifts = {"ann": outside - NO_DEAL, "bob": other}
    return {"walk_out": {"seats": "x", "ends_talks": True, "shift_no_deal": shifts, **more}}


def played(scenario: ScenarioModel) -> Played:
    return play(scenario, worlds=2, replications=5, log=True)


def waiting(scenario: ScenarioModel, government: int, day: int = 0) -> float:
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    games = Games(scenario, Appraisal(worlds, signing_cost=0), government)
    return float(games.of(government, 0, games.outlook.cell(day))[0, 0])


@pytest.mark.parametrize("outside", [91, 95, 120])
def test_who_has_more_outside_than_any_division_leaves_walks_out_on_the_first_day(outside):
    """Bob takes no less than the 10 he has without an agreement, so Ann can get 90 at most."""
    found = played(pie(walk_out(outside)))
    assert (found.moved == 0).all()
    np.testing.assert_allclose(found.value[0], outside)
    np.testing.assert_allclose(found.value[1], NO_DEAL)
    assert (found.package == -1).all()


@pytest.mark.parametrize("outside", [-20, 9, 10, 49, 60, 89])
def test_who_can_have_more_at_the_table_never_walks_out(outside):
    found = played(pie(walk_out(outside)))
    assert (found.moved == -1).all()
    np.testing.assert_allclose(found.value.sum(axis=0), 100)


@pytest.mark.parametrize(("outside", "share"), [(-20, 50), (10, 50), (20, 55), (60, 75), (80, 85)])
def test_an_outside_option_on_the_last_day_is_a_better_no_deal(outside, share):
    """On the deadline one side proposes and leaves the other what it has otherwise: (90 + outside) / 2 above 10."""
    assert waiting(pie(walk_out(outside)), 0) == pytest.approx(share)
    assert waiting(pie(walk_out(outside)), 1) == pytest.approx(100 - share)


@pytest.mark.parametrize(("outside", "share"), [(20, 50), (45, 50), (50, 50), (60, 60), (80, 80)])
def test_an_option_of_the_first_day_tells_only_where_it_binds(outside, share):
    """Talks are worth 50 to each afterwards. On the first day nobody waits for less than he has outside: Bob, who
    knows that, proposes Ann max(outside, 50), and Ann, proposing, leaves Bob what her walking out would leave him, or
    50 where she stays.
    """
    scenario = pie(walk_out(outside, until="2024-01-01"))
    assert waiting(scenario, 0) == pytest.approx(share)
    assert waiting(scenario, 1) == pytest.approx(NO_DEAL if outside > 50 else 50)
    found = played(scenario)
    np.testing.assert_allclose(found.moved, -1)


def test_what_a_move_costs_whom_is_taken_off_and_reckoned_with():
    """Walking out to 95 at a price of 4.5 is worth 90.5 > 90; at a price of 5.5 it is not."""
    dear, cheap = (played(pie(walk_out(95, cost={"ann": price}))) for price in (5.5, 4.5))
    assert (dear.moved == -1).all()
    assert (cheap.moved == 0).all()
    np.testing.assert_allclose(cheap.value[0], 90.5)


def test_a_move_waits_for_its_days_and_conditions():
    early = played(pie(walk_out(95, **{"from": "2024-01-08"})))
    assert (early.moved == 7).all(), "made on the first day on which it can be"
    vote = {"vote": {"date": "2024-01-05", "chance": 0.5}}
    found = played(pie(walk_out(95, **{"if": "vote"}), events=vote))
    happened = found.happened[0] == 1
    assert set(found.moved[0][happened].tolist()) <= {4}
    assert (found.moved[0][~happened] == -1).all()
    unless = played(pie(walk_out(95, unless="vote", **{"from": "2024-01-06"}), events=vote))
    happened = unless.happened[0] == 1
    assert (unless.moved[0][happened] == -1).all()
    assert set(unless.moved[0][~happened].tolist()) <= {-1, 5}


def test_notice_brings_the_deadline_nearer_and_takes_away_what_time_was_worth():
    """Within 20 days of lead no division is in force by day 15. Ann, who gains 85 by the breakdown, gives notice."""
    lead = {"share": {"options": {share: {"lead_days": 20, "lead_spread": 0} for share in SHARES}}}
    notice = {"notice": {"seats": "x", "deadline": "2024-01-16", "shift_no_deal": {"ann": 85}}}
    found = played(pie(notice, issues=lead))
    assert (found.moved == 0).all()
    assert found.log is not None
    assert {day for day, kind, *_ in found.log.entries if kind == "lapsed"} == {15}
    np.testing.assert_allclose(found.value[0], NO_DEAL + 85)
    none = played(pie({"notice": {**notice["notice"], "shift_no_deal": {"ann": -5}}}, issues=lead))
    assert (none.moved == -1).all()
    assert none.in_force.all()


def test_restraint_is_reciprocal_and_lasts_until_one_side_resumes():
    """Both gain 20 by it, nobody by beginning alone: both do, unless Bob gains 5 by resuming."""
    freeze = {"freeze": {"seats": ["x", "y"], "shift_no_deal": {"ann": 20, "bob": 20}}}
    stuck = {"share": {"options": {"s0": {}, "s100": {}}}}  # nothing on the table is acceptable
    far = {"ann": {"points": {"share": {"s0": 0, "s100": 5}}}, "bob": {"points": {"share": {"s0": 5, "s100": 0}}}}
    quick = {"no_deal": NO_DEAL, "reply_days": 0, "review_days": 1}
    people = {name: body | quick for name, body in far.items()}
    found = played(pie(freeze, issues=stuck, governments=people))
    assert (found.moved == 0).all()
    np.testing.assert_allclose(found.value, NO_DEAL + 20)
    assert found.log is not None
    assert {kind for _, kind, *_ in found.log.entries} >= {"ready", "move"}
    resume = {"resume": {"seats": "y", "if": "freeze", "shift_no_deal": {"ann": -20, "bob": 5}}}
    broken = played(pie(freeze | resume, issues=stuck, governments=people))
    assert (broken.moved == -1).all(), "who knows that the other resumes does not begin"


def test_a_seat_that_breaks_off_contact_sits_still():
    """Bob loses by the break; it costs Ann nothing and brings her 2 points."""
    away = {"leave_the_room": {"seats": "x", "suspend": {"days": 9}, "shift": {"ann": {"share": {"s50": 30}}}}}
    found = played(pie(away))
    assert (found.moved == 0).all()
    assert (found.suspended_days == 9).all()
    assert (found.signed_day >= 9).all()


def test_an_event_that_ends_the_talks_is_the_deadline_where_it_is_foreseen():
    event = {"elections": {"date": "2024-01-11", "ends_talks": True}}
    assert waiting(pie({}, events=event), 0, day=0) == pytest.approx(50)
    lead = {"share": {"options": {share: {"lead_days": 3, "lead_spread": 0} for share in SHARES}}}
    found = played(pie({}, events=event, issues=lead))
    assert found.in_force.all()
    assert (found.signed_day <= 10).all(), "they sign before it"
    surprise = {"elections": {**event["elections"], "date": "2024-01-02", "foreseen": False}}
    slow = {
        name: {"points": body.points, "no_deal": 10, "review_days": 20, "reply_days": 9}
        for name, body in pie({}).governments.items()
    }
    ended = played(pie({}, events=surprise, governments=slow))
    assert (ended.value.sum(axis=0)[ended.package < 0] == 2 * NO_DEAL).all()
    assert ended.log is not None
    assert {day for day, kind, *_ in ended.log.entries if kind == "lapsed"} == {1}


def test_a_move_gives_events_new_chances_whatever_other_events_do():
    events = {
        "speech": {"date": "2024-01-10", "chances": {"sanctions": 0}},
        "sanctions": {"date": "2024-01-20", "chance": 0, "while_open": True, "shift_no_deal": {"bob": -9}},
    }
    threat = {"threat": {"seats": "x", "chances": {"sanctions": 1}, "cost": {"ann": 0.1}}}
    lead = {"share": {"options": {share: {"lead_days": 40, "lead_spread": 0} for share in SHARES}}}
    spite = threat["threat"] | {"shift_no_deal": {"ann": 1}}
    dear = {"signing_cost": 1, "grid_days": 1}  # nobody signs what comes to nothing
    found = played(pie({"threat": spite}, events=events, issues=lead, procedure=dear))
    assert (found.moved == 0).all()
    assert (found.happened == 1).all()
    np.testing.assert_allclose(found.value[1], NO_DEAL - 9)


@pytest.mark.parametrize("outside", [-20, 10, 30])
def test_an_outside_option_that_does_not_bind_leaves_rubinstein_s_division(outside):
    """Turns without an end in sight, a tenth lost a day: Ann, who begins, gets 1 / (1 + 0.9) of the pie, to the cut
    of the pie over 1 - 0.9^2. Bob, whose offer was refused, still has 0.9^2 / (1 + 0.9) = 42.6 by going on, less that
    cut, so that he stays for any option below it, and nothing changes by a digit.
    """
    turns = {"signing_cost": 0, "grid_days": 1, "proposer": "alternating"}
    leave = {"leave": {"seats": "y", "ends_talks": True, "shift_no_deal": {"bob": outside}}}
    found, without = (
        played(pie(moves, discount=0.9, no_deal=0, deadline="2024-07-18", procedure=turns)) for moves in (leave, {})
    )
    assert (found.moved == -1).all()
    assert (found.signed_day == 0).all()
    np.testing.assert_allclose(found.value[0], 100 / 1.9, atol=1 / (1 - 0.9**2))
    assert (found.value == without.value).all()
