"""The calendar as foreseen: grid, states, who sits where, and the odds of getting there."""

import numpy as np
import pytest

from sim.minds.appraisal import Appraisal
from sim.minds.outlook import Outlook
from sim.minds.solved_games import Games
from sim.worlds.calendar import read_calendar
from sim.worlds.draw import WorldSource
from tests.engine.cases import contract, governments, packages_of, play

EVENTS = {
    "vote": {"date": "2020-02-01", "chance": 0.5, "chances": {"recount": 0.0}},
    "recount": {"date": "2020-02-05", "unless": "vote", "chance": 0.2},
    "new_boss": {"date": "2020-02-10", "if": "vote", "install": {"firm": "new_board"}},
    "old_boss": {"date": "2020-02-20", "if": "recount", "install": {"firm": "new_board"}},
    "surprise": {"date": "2020-02-15", "chance": 0.3, "foreseen": False, "install": {"firm": "new_board"}},
    "idle": {"date": "2020-01-04", "chance": 0.9},
}


def outlook(hidden=0, **changes):
    scenario = contract(events=EVENTS, **changes)
    return Outlook(scenario, read_calendar(scenario), hidden)


def test_the_grid_has_weeks_event_days_and_the_deadline():
    ahead = outlook()
    assert ahead.days.tolist() == [0, 7, 14, 21, 28, 31, 35, 40, 42, 49, 50, 56, 60]
    assert ahead.states == 4, "vote and recount; the surprise is not foreseen, the idle event does not matter"
    assert [ahead.cell(day) for day in (0, 6, 7, 31, 59, 60)] == [0, 0, 1, 5, 11, 12]


def test_the_day_of_a_surprise_is_on_nobodys_calendar_before_it_has_happened():
    assert 45 not in outlook().days
    assert 45 in outlook(hidden=1).days


def test_who_sits_depends_on_state_and_day():
    ahead = outlook()
    assert ahead.sitting("firm", 0b00, 60) == "board"
    assert [ahead.sitting("firm", 0b01, day) for day in (39, 40, 60)] == ["board", "new_board", "new_board"]
    assert [ahead.sitting("firm", 0b10, day) for day in (49, 50)] == ["board", "new_board"]
    assert outlook(hidden=1).sitting("firm", 0, 45) == "new_board"
    assert ahead.has_left("board", 0b01, 42)
    assert not ahead.has_left("board", 0b01, 35)
    assert not ahead.has_left("new_board", 0b01, 35)


def test_the_odds_follow_beliefs_conditions_and_changed_chances():
    people = governments(council={"beliefs": {"vote": 0.9}})
    scenario = contract(events=EVENTS, governments=people, minds={"choice": "exact", "imagined_rivals": 2})
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(2))
    from sim.minds.games import Setup

    setup = Setup(scenario, Appraisal(worlds, signing_cost=1), 1, outlook(governments=people))
    (vote,), (recount,) = setup.chances.decisions(np.arange(2), slice(None))
    assert (vote.bit, vote.which.tolist()) == (0b01, [0, -1, 0, -1])
    np.testing.assert_allclose(vote.chance[0, :, 0], [0.5, 0.9, 0.5])
    assert (recount.bit, recount.which.tolist()) == (0b10, [0, -1, -1, -1]), "after the vote a recount cannot come"
    np.testing.assert_allclose(recount.chance, np.full((4, 3, 1), 0.2))
    assert setup.changes().tolist() == [-1, -1, -1, -1, 0, 1, -1, -1, -1, -1, -1, -1]


def test_a_government_reckons_with_its_own_belief_and_imagines_its_rivals():
    unsure = {"beliefs": {"vote": {"uniform": [0.2, 0.8]}}}
    people = governments(council=unsure, board=unsure)
    scenario = contract(events=EVENTS, governments=people, minds={"choice": "exact", "imagined_rivals": 3})
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(2))
    from sim.minds.games import Setup

    setup = Setup(scenario, Appraisal(worlds, signing_cost=1), 1, outlook(governments=people))
    vote = setup.chances.decisions(np.arange(2), slice(None))[0][0].chance.reshape(2, 3, 3)  # world, rival, evaluator
    np.testing.assert_allclose(vote[:, :, 1], np.repeat(worlds.beliefs[1, :, :1], 3, axis=1), rtol=1e-12)
    np.testing.assert_allclose(vote[:, :, 0], worlds.imagined[0].beliefs[:, :, 0], rtol=1e-12)


def test_what_a_third_party_has_refused_is_not_expected_to_be_agreed():
    seats = {
        "firm": {"government": "board", "principal": True},
        "union": {"government": "council", "principal": True},
        "state": {"government": "ministry"},
    }
    willing = {"points": {"wage": {"low": 50, "high": 50}}, "no_deal": 0}
    issues = {"wage": {"options": {"low": {}, "high": {"needs": ["state"]}}}}
    people = dict.fromkeys(("board", "council", "ministry"), willing)
    scenario = contract(seats=seats, issues=issues, governments=people)
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(2))
    from sim.minds.games import Setup

    ahead = Outlook(scenario, read_calendar(scenario))
    setup = Setup(scenario, appraisal := Appraisal(worlds, signing_cost=1), 1, ahead)
    high = appraisal.third_parties.refuse(*np.array([[0], [2], [1]]))[0]
    assent = setup.assents.given(np.arange(2), slice(None), np.array([0, high]))
    assert (assent[: setup.imagined] == [True, True]).all()
    assert (assent[setup.imagined :] == [True, False]).all()


def test_a_party_that_expects_a_softer_rival_waits_for_it():
    soft = {"points": {"wage": {"low": 0, "mid": 50, "high": 100}, "hours": {"long": 0, "short": 0}}}
    people = governments(board={"no_deal": 55}, council={"no_deal": 5}, new_board={"no_deal": -50, **soft})
    events = {
        "vote": {"date": "2020-02-01", "chance": 0.8},
        "new_boss": {"date": "2020-02-10", "if": "vote", "install": {"firm": "new_board"}},
    }
    waiting = []
    for chance in (0.0, 0.8):
        scenario = contract(events=events | {"vote": {"date": "2020-02-01", "chance": chance}}, governments=people)
        worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(3))
        games = Games(scenario, Appraisal(worlds, signing_cost=1), 1)
        waiting.append(games.of(1, 0, 0).mean())
    assert waiting[1] > waiting[0] + 20


def test_what_comes_first_is_told_by_dates_and_not_by_the_order_of_the_file():
    late = {"date": "2020-02-25", "install": {"firm": "board"}}
    backward = {name: EVENTS[name] for name in ("old_boss", "new_boss", "recount", "vote")}
    scenario = contract(events={"back": late} | backward)
    ahead = Outlook(scenario, read_calendar(scenario))
    vote, recount = (1 << ahead.calendar.foreseen.index(name) for name in ("vote", "recount"))
    assert ahead.happened(vote, 45) == ["vote", "new_boss"]
    assert [ahead.sitting("firm", vote, day) for day in (39, 40, 55)] == ["board", "new_board", "board"]
    assert not ahead.possible("recount", vote)
    assert ahead.possible("recount", recount)
    assert (ahead.changed_by("recount", vote), ahead.changed_by("recount", recount)) == ("vote", None)


STRIKE = {"date": {"between": ["2020-01-11", "2020-01-20"]}}


def strike_and(*, events=None, **changes):
    """A strike of unknown day (the 10th to the 19th), and other events, as foreseen."""
    scenario = contract(events={"strike": {**STRIKE, **changes}} | (events or {}), procedure={"grid_days": 5})
    return Outlook(scenario, read_calendar(scenario))


def shares(hazard):
    return hazard.ahead, hazard.behind


def test_an_event_of_unknown_day_has_a_hazard_between_grid_days_and_what_has_come_stays():
    ahead = strike_and(install={"firm": "new_board"})
    assert ahead.calendar.foreseen == ("strike",), "sure to come, but nobody knows when"
    assert {9, 10, 15, 19, 20} <= set(ahead.days.tolist()), "the eve and the end of its span are grid days"
    steps = {int(ahead.days[t]): names for t, names in ahead.steps()}
    assert steps == {9: ["strike"], 10: ["strike"], 15: ["strike"]}
    assert shares(ahead.hazard("strike", 0, 9, 10)) == (((None, 1),), ())
    assert shares(ahead.hazard("strike", 0, 10, 15)) == (((None, 5),), ((None, 1),))
    one, half = (lambda _: np.ones(1)), (lambda _: np.array([0.5]))
    assert [ahead.hazard("strike", 0, *step).chance(one)[0] for step in ((9, 10), (10, 15), (15, 19))] == [
        pytest.approx(1 / 10),
        pytest.approx(5 / 9),
        1.0,
    ]
    assert ahead.hazard("strike", 0, 10, 15).chance(half)[0] == pytest.approx(0.25 / 0.95), "c f / (1 - c F)"
    assert [ahead.sitting("firm", 1, day) for day in (10, 20, 60)] == ["new_board"] * 3, "whatever the day"
    assert [ahead.sitting("firm", 0, day) for day in (10, 20, 60)] == ["board"] * 3
    assert ahead.has_left("board", 1, 10)


def test_a_hazard_counts_the_days_on_which_conditions_hold_and_the_chances_they_bring():
    vote = {"vote": {"date": "2020-01-14", "chance": 0.5, "chances": {"strike": 0.2}}}
    needs = strike_and(events=vote, **{"if": "vote"}, talks=["firm"])
    assert shares(needs.hazard("strike", 0b00, 10, 20)) == ((), ()), "without the vote it never comes"
    assert shares(needs.hazard("strike", 0b10, 15, 19)) == ((("vote", 4),), (("vote", 2),)), "listed before the vote"
    free = strike_and(events=vote, talks=["firm"])
    assert shares(free.hazard("strike", 0b10, 10, 15)) == (((None, 3), ("vote", 2)), ((None, 1),))
    assert shares(free.hazard("strike", 0b00, 10, 15)) == (((None, 5),), ((None, 1),))


def test_what_depends_on_an_event_of_unknown_day_is_in_the_state_once_it_has_come():
    boss = {"new_boss": {"date": "2020-01-15", "unless": "strike", "install": {"firm": "new_board"}}}
    ahead = strike_and(events=boss, suspend={"days": 3})
    assert ahead.calendar.foreseen == ("strike", "new_boss")
    assert [ahead.sitting("firm", 0b10, day) for day in (13, 14, 60)] == ["board", "new_board", "new_board"]
    assert ahead.sitting("firm", 0b11, 60) == "new_board", "a later strike does not undo it"
    assert ahead.sitting("firm", 0b01, 60) == "board", "an earlier one has prevented it"
    assert ahead.possible("new_boss", 0) and not ahead.possible("new_boss", 1)


def test_a_break_of_unknown_day_may_last_and_lies_behind_who_has_had_it():
    ahead = strike_and(suspend={"days": 4})
    assert [ahead.contact(1, day) for day in (10, 13, 14, 17, 19, 23)] == [0, 0, 1 / 5, 4 / 8, 6 / 10, 1]
    assert ahead.contact(0, 15) == 1
    behind = Outlook(ahead.scenario, ahead.calendar, int(ahead.calendar.remembered(np.int64(0), "strike")))
    assert behind.contact(1, 11) == 1


def test_of_two_that_seat_governments_the_later_counts_as_they_came():
    """The coup, of unknown day, brings the old board back, before or after the fixed change."""
    events = {
        "change": {"date": "2020-01-15", "install": {"firm": "new_board"}},
        "coup": {"date": {"between": ["2020-01-05", "2020-01-28"]}, "install": {"firm": "board"}},
    }
    scenario = contract(events=events)
    calendar = read_calendar(scenario)
    assert (calendar.foreseen, calendar.open_order) == (("coup",), ("change", "coup"))

    def sitting(*past):
        hidden = 0
        for name in past:
            hidden = calendar.remembered(hidden, name)
        return Outlook(scenario, calendar, hidden).sitting("firm", 1, 28)

    assert (sitting("coup", "change"), sitting("change", "coup")) == ("new_board", "board")
    assert sitting("change") == "board", "what is still to come comes later"
    played = play(contract(events=events, governments=governments(board={"no_deal": 100})), log=True)
    assert played.log is not None
    for lane in range(len(played.world)):
        happened = [move.who for move in played.log.of_lane(lane) if move.kind == "event"]
        assert sorted(happened) == ["change", "coup"]


def test_a_government_of_unknown_day_knows_that_it_sits():
    """The new board wants more than there is and signs nothing; before its day it is expected at its true hazard."""
    people = governments(board={"no_deal": 0}, council={"no_deal": 0}, new_board={"no_deal": 100})
    events = {"change": {"date": {"between": ["2020-01-10", "2020-02-20"]}, "install": {"firm": "new_board"}}}
    minds = {"choice": "exact", "rivals_known": True}
    played = play(contract(events=events, governments=people, minds=minds), log=True)
    change = [
        next((move.day for move in played.log.of_lane(lane) if move.kind == "event"), 99)
        for lane in range(len(played.world))
    ]
    signed = played.signed_day >= 0
    assert signed.any() and (played.signed_day <= np.array(change))[signed].all()


def test_of_several_new_chances_the_latest_counts():
    events = {
        "leak": {"date": "2020-01-10", "chance": 0.5, "chances": {"vote": 0.1}},
        "scandal": {"date": "2020-01-20", "chance": 0.5, "chances": {"vote": 0.9}},
        "vote": {"date": "2020-02-01", "chance": 0.5, "talks": ["firm", "union"]},
    }
    scenario = contract(events=events)
    ahead = Outlook(scenario, read_calendar(scenario))
    assert [ahead.changed_by("vote", state) for state in (0b00, 0b01, 0b10, 0b11)] == [
        None,
        "leak",
        "scandal",
        "scandal",
    ]
