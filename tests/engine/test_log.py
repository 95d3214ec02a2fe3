"""Exact logs of single lanes: who does what on which day, and in which order within it."""

import pytest

from tests.engine.cases import STRICT, contract, governments, story

pytestmark = pytest.mark.quick

SEED = 4  # one whose first reviews of their own fall on days 52 (firm) and 56 (union), out of the way
ONE = {"worlds": 1, "replications": 1}
FIXED = {
    "firm_first": governments(
        board={"no_deal": 35, "reply_days": 4, "review_days": 60, "tactic": STRICT},
        council={"no_deal": 35, "reply_days": 3, "review_days": 60, "tactic": STRICT},
    )
}


def calm(**changes):
    """A contract in which nobody moves of its own accord for long, and replies take fixed days."""
    return contract(governments=FIXED["firm_first"], **changes)


def test_an_offer_on_the_table_is_accepted_after_the_reply_delay():
    scenario = calm(on_the_table={"firm": [{"wage": "mid", "hours": "short"}]})
    assert story(scenario, **ONE, seed=SEED) == [
        "0 firm offer mid + short",
        "3 union accept mid + short",
        "3 agreed mid + short",
        "3 in force mid + short",
    ]


def test_a_refused_offer_is_answered_by_a_counter_offer_and_that_by_acceptance():
    scenario = calm(on_the_table={"firm": [{"wage": "low", "hours": "long"}]})
    assert story(scenario, **ONE, seed=SEED) == [
        "0 firm offer low",
        "3 union refuse low",
        "3 union offer low + short",
        "7 firm accept low + short",
        "7 agreed low + short",
        "7 in force low + short",
    ]


def test_a_lead_delays_force_and_nobody_signs_what_can_no_longer_take_effect():
    issues = {
        "wage": {"options": {"low": {}, "mid": {}, "high": {}}},
        "hours": {"options": {"long": {}, "short": {"lead_days": 20, "lead_spread": 0}}},
    }
    scenario = calm(issues=issues, on_the_table={"firm": [{"wage": "mid", "hours": "short"}]})
    assert story(scenario, **ONE, seed=SEED)[-2:] == ["3 agreed mid + short", "23 in force mid + short"]
    late = {"date": "2020-02-20", "tables": {"firm": [{"wage": "mid", "hours": "short"}]}}
    lines = story(calm(issues=issues, events={"late_offer": late}), **ONE, seed=SEED)
    assert not any("accept mid + short" in line for line in lines)


def test_the_order_of_the_deadlines_own_day():
    """Event, then entry into force, then review and signature, then the lapse."""
    lead = {"hours": {"options": {"long": {}, "short": {"lead_days": 57, "lead_spread": 0}}}}
    issues = {"wage": {"options": {"low": {}, "mid": {}, "high": {}}}} | lead
    events = {"news": {"date": "2020-03-01", "talks": ["firm", "union"]}}
    scenario = calm(issues=issues, events=events, on_the_table={"firm": [{"wage": "mid", "hours": "short"}]})
    assert story(scenario, **ONE, seed=SEED)[-3:] == [
        "3 agreed mid + short",
        "60 news event",
        "60 in force mid + short",
    ]
    council = {"no_deal": 95, "reply_days": 3, "review_days": 60, "tactic": STRICT}
    board = {"no_deal": 60, "reply_days": 4, "review_days": 60, "tactic": STRICT}
    change_of_heart = {"date": "2020-03-01", "shift_no_deal": {"council": -90}, "foreseen": False}
    last_minute = contract(governments=governments(board=board, council=council), events={"last": change_of_heart})
    assert story(last_minute, **ONE, seed=SEED) == [
        "52 firm offer mid",
        "55 union refuse mid",
        "55 union offer high + short",
        "59 firm refuse high + short",
        "60 last event",
        "60 union accept mid",
        "60 agreed mid",
        "60 in force mid",
    ]


def test_an_agreement_one_day_too_late_is_not_in_force():
    for spread, signed in ((0.001, False), (0, True)):  # a last day that is known for certain is not let pass
        lead = {"hours": {"options": {"long": {}, "short": {"lead_days": 58, "lead_spread": spread}}}}
        issues = {"wage": {"options": {"low": {}, "mid": {}, "high": {}}}} | lead
        scenario = calm(issues=issues, on_the_table={"firm": [{"wage": "mid", "hours": "short"}]})
        assert any("agreed mid + short" in line for line in story(scenario, **ONE, seed=SEED)) == signed


def test_talks_that_settle_nothing_lapse_on_the_deadline():
    stubborn = governments(
        board={"no_deal": 90, "tactic": STRICT, "review_days": 60, "reply_days": 4},
        council={"no_deal": 90, "tactic": STRICT, "review_days": 60, "reply_days": 3},
    )
    lines = story(contract(governments=stubborn), **ONE, seed=SEED)
    assert lines[-1] == "60 lapsed"
    assert not any("accept" in line for line in lines)


def test_a_new_government_finds_its_predecessors_offers_gone():
    hold = governments(
        board={"no_deal": 35, "reply_days": 50, "review_days": 60, "tactic": STRICT},
        council={"no_deal": 99.5, "reply_days": 30, "review_days": 60, "tactic": STRICT},
        new_board={"no_deal": 99, "reply_days": 50, "review_days": 60, "tactic": STRICT},
    )
    events = {"vote": {"date": "2020-01-21", "install": {"firm": "new_board"}}}
    scenario = contract(governments=hold, events=events, on_the_table={"firm": [{"wage": "high"}]})
    lines = story(scenario, **ONE, seed=SEED)
    assert "0 firm offer high" in lines
    assert "20 vote event" in lines
    assert not any(line.endswith("refuse high") for line in lines), "the offer left with the board"


def test_no_contact_no_reviews():
    events = {"walkout": {"date": "2020-01-03", "suspend": {"days": 10}, "foreseen": False}}
    scenario = calm(events=events, on_the_table={"firm": [{"wage": "mid", "hours": "short"}]})
    lines = story(scenario, **ONE, seed=SEED)
    assert lines[1:4] == ["2 walkout event", "2 walkout suspend", "12 union accept mid + short"]


def test_a_break_of_contact_that_is_foreseen_is_preceded_by_a_last_look():
    events = {"walkout": {"date": "2020-01-03", "suspend": {"days": 10}}}
    scenario = calm(events=events, on_the_table={"firm": [{"wage": "mid", "hours": "short"}]})
    lines = story(scenario, **ONE, seed=SEED)
    assert "1 union accept mid + short" in lines


def test_a_third_partys_veto_takes_the_package_off_the_table_and_talks_go_on():
    """High with long hours, that is; nobody knows that it will refuse whatever needs it."""
    issues = {
        "wage": {"options": {"low": {}, "mid": {}, "high": {"needs": ["state"]}}},
        "hours": {"options": {"long": {}, "short": {}}},
    }
    seats = {
        "firm": {"government": "board", "principal": True},
        "union": {"government": "council", "principal": True},
        "state": {"government": "ministry"},
    }
    zero = {"wage": {"low": 0, "mid": 0, "high": 0}, "hours": {"long": 0, "short": 0}}
    people = FIXED["firm_first"] | {"ministry": {"points": zero, "no_deal": {"uniform": [-60, 60]}, "reply_days": 5}}
    table = {"firm": [{"wage": "high", "hours": "long"}]}
    scenario = contract(issues=issues, seats=seats, governments=people, on_the_table=table)
    lines = story(scenario, **ONE, seed=SEED)
    assert lines[:3] == ["0 firm offer high", "3 union accept high", "8 state veto high"]
    assert len(lines) > 3
    assert not any(line.endswith("high") for line in lines[3:])
    willing = FIXED["firm_first"] | {"ministry": {"points": zero, "no_deal": -50, "reply_days": 5}}
    agreed = contract(issues=issues, seats=seats, governments=willing, on_the_table=table)
    assert story(agreed, **ONE, seed=SEED)[2:] == ["8 state assent high", "8 agreed high", "8 in force high"]
