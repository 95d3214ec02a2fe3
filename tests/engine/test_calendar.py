"""Dates decide what comes first, whatever the order of the file; what a tactic insists on is not put off."""

import numpy as np
import pytest

from tests.engine.cases import STRICT, contract, governments, play, story
from tests.engine.test_invariants import lanes

pytestmark = pytest.mark.quick


def test_the_latest_change_of_a_chance_counts_wherever_it_is_listed():
    events = {
        "second_poll": {"date": "2020-01-20", "chances": {"vote": 0}},
        "first_poll": {"date": "2020-01-10", "chances": {"vote": 1}},
        "vote": {"date": "2020-02-01", "chance": 0.5, "install": {"firm": "new_board"}},
    }
    played = play(contract(events=events))
    np.testing.assert_array_equal(played.happened, [[1] * 40, [1] * 40, [-1] * 40])


def test_the_order_in_which_dated_events_are_listed_changes_no_lane():
    events = {
        "vote": {"date": "2020-01-20", "chance": 0.5, "chances": {"strike": 0.9}},
        "new_boss": {"date": "2020-02-01", "if": "vote", "install": {"firm": "new_board"}},
        "strike": {"date": "2020-02-05", "chance": 0.2, "suspend": {"days": 4}},
        "old_boss": {"date": "2020-02-20", "install": {"firm": "board"}},
    }
    forward = lanes(play(contract(events=events), worlds=12))
    backward = lanes(play(contract(events=dict(reversed(events.items()))), worlds=12))
    assert len(set(forward.values())) > 15, "the case must be rich enough to tell"
    turned = {key: (*value[: -len(events)], *value[: -len(events) - 1 : -1]) for key, value in backward.items()}
    assert turned == forward


def test_a_slow_reply_does_not_put_off_the_day_on_which_a_tactic_gives_way():
    """The union gives way on 11 January, whatever was offered before that it would answer in March."""
    hold_out = {"hold_out": {"until": "2020-01-11", "level": 1}}
    people = governments(
        board={"no_deal": 100, "tactic": {"script": {"moves": []}}},
        council={"no_deal": 20, "reply_days": 50, "review_days": 9, "tactic": hold_out},
    )
    late_offer = {"offer": {"date": "2020-01-08", "tables": {"firm": [{"wage": "mid"}]}}}
    lines = story(contract(governments=people, events=late_offer), worlds=1, replications=1)
    assert "10 union accept mid" in lines


def test_what_is_listed_twice_lies_on_the_table_once():
    people = governments(board={"no_deal": 100, "tactic": STRICT}, council={"no_deal": 100, "tactic": STRICT})
    played = play(contract(governments=people, on_the_table={"firm": [{"wage": "mid"}, {"wage": "mid"}]}))
    assert (played.refusals == [[0], [1]]).all()


def test_a_scripted_move_is_made_after_the_break_of_contact_that_its_own_review_began():
    script = {"script": {"moves": [{"date": "2020-01-01", "tables": {"wage": "high"}}]}}
    offended = {"below": 0, "days": 7, "chance": 1}
    people = governments(
        board={"no_deal": 50, "tactic": {"script": {"moves": []}}},
        council={"no_deal": 35, "tactic": script, "break_off": offended},
    )
    insult = {"insult": {"date": "2020-01-01", "tables": {"firm": [{"wage": "low"}]}}}
    lines = story(contract(governments=people, events=insult), worlds=1, replications=1)
    assert lines[2:4] == ["0 union refuse low", "0 union suspend low"]
    assert [line for line in lines if "union offer" in line] == ["7 union offer high"]
