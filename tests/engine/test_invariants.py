"""Luck is common to scenarios that differ in a clause, and chances are what they are said to be.

What holds of every play of every scenario is in tests/property.
"""

import numpy as np

from sim.engine.play import Played
from tests.engine.cases import contract, governments, packages_of, play

EVENTS = {
    "vote": {"date": "2020-02-01", "chance": 0.5},
    "new_boss": {"date": "2020-02-10", "if": "vote", "install": {"firm": "new_board"}},
    "strike": {"date": {"between": ["2020-01-10", "2020-01-20"]}, "chance": 0.6, "suspend": {"days": 5}},
    "subsidy": {"date": "2020-01-25", "chance": 0.4, "shift": {"board": {"wage": {"high": 12}}}, "foreseen": False},
    "meeting": {"date": "2020-02-20", "talks": ["firm", "union"]},
}
ISSUES = {
    "wage": {"options": {"low": {}, "mid": {}, "high": {"lead_days": 9}}},
    "hours": {"options": {"long": {}, "short": {"lead_days": 5}}},
}


def lively(**changes):
    return contract(**({"issues": ISSUES, "events": EVENTS} | changes))


def lanes(played: Played) -> dict[tuple[int, int], tuple]:
    """Everything that is said of a lane, by world and replication."""
    columns = [played.package, played.signed_day, played.force_day, played.in_force, played.suspended_days]
    columns += [*played.value, *played.offers, *played.refusals, *played.happened]
    keys = zip(played.world.tolist(), played.replication.tolist(), strict=True)
    return dict(zip(keys, zip(*(column.tolist() for column in columns), strict=True), strict=True))


def test_seeds_differ_and_repeat():
    assert lanes(play(lively(), seed=1)) == lanes(play(lively(), seed=1))
    assert lanes(play(lively(), seed=1)) != lanes(play(lively(), seed=2))


def test_a_clause_that_differs_leaves_the_other_luck_alone():
    """Common random numbers: a strike of seven days instead of five happens on the same days."""
    longer = {**EVENTS, "strike": {**EVENTS["strike"], "suspend": {"days": 7}}}
    before, after = play(lively(), worlds=12), play(lively(events=longer), worlds=12)
    np.testing.assert_array_equal(before.happened, after.happened)
    same = before.suspended_days == 0
    np.testing.assert_array_equal(before.signed_day[same], after.signed_day[same])


def test_shares_of_chance_events_are_their_chances():
    played = play(lively(), worlds=60, replications=60)
    vote, boss, strike = (played.happened[place] == 1 for place in (0, 1, 2))
    assert abs(vote.mean() - 0.5) < 4 * 0.5 / 60
    assert abs(strike.mean() - 0.6) < 4 * 0.5 / 60
    np.testing.assert_array_equal(vote, boss)


def test_three_principals_agree_only_together():
    third = {"wage": {"low": 0, "mid": 100, "high": 0}, "hours": {"long": 0, "short": 0}}
    seats = {
        "firm": {"government": "board", "principal": True},
        "union": {"government": "council", "principal": True},
        "bank": {"government": "lender", "principal": True},
    }
    people = governments() | {"lender": {"points": third, "no_deal": 40, "review_days": 5}}
    scenario = contract(seats=seats, governments=people)
    played = play(scenario, worlds=40, replications=5)
    mid = packages_of(scenario).matching({"wage": ("mid",)})
    signed = played.package[played.package >= 0]
    assert len(signed) > 20
    assert mid[signed].all()


def test_a_chance_that_an_event_changes():
    events = {
        "scandal": {"date": "2020-01-05", "chance": 0.5, "chances": {"vote": 1.0}},
        "vote": {"date": "2020-02-01", "chance": 0.0},
        "new_boss": {"date": "2020-02-10", "if": "vote", "install": {"firm": "new_board"}},
    }
    played = play(lively(events=events), worlds=20, replications=10)
    np.testing.assert_array_equal(played.happened[0], played.happened[1])
    assert set(np.unique(played.happened[0])) == {-1, 1}


def test_conditions_on_open_talks():
    events = {"reminder": {"date": "2020-02-28", "while_open": True, "talks": ["firm", "union"]}}
    played = play(lively(events=events), worlds=30, replications=10)
    signed_before = (played.package >= 0) & (played.signed_day < 58)
    np.testing.assert_array_equal(played.happened[0] == 1, ~signed_before)
