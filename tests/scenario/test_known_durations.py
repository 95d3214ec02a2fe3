"""As of a day spans of days are those that could be told; what cannot be dated is named."""

from datetime import date

import pytest

import sim
from sim.analysis.wording import say_days
from sim.errors import InputError
from sim.scenario.as_of import known_by
from sim.scenario.load import load_scenario_text
from sim.scenario.remarks import hindsight, undated

TALKS = """
title: Talks
start: 2020-01-01
deadline: 2020-03-01
claims:
  early: {date: 2019-12-01, claim: They answer in a week.}
  late: {date: 2020-02-10, claim: They answered in three days.}
issues:
  a: {options: {one: {}, two: {claims: [late]}, three: {claims: [early, late]}}}
seats:
  x: {government: us, principal: true, procedure_days: {median: 5, claims: [early]}}
  y: {government: them, principal: true}
governments:
  us:
    orders: {a: one > two > three}
    reply_days: {median: 3, claims: [late]OTHERWISE}
    break_off: {below: 5, days: 3, claims: [late]}
  them: {orders: {a: three > two > one}}
events:
  vote: {date: 2020-02-20, chance: 0.5, claims: [late]}
moves:
  leave: {seats: x, ends_talks: true, claims: [late]}
outcomes: {any: {}}
"""


def talks(otherwise=""):
    return load_scenario_text(TALKS.replace("OTHERWISE", otherwise))


def reply(scenario, *day):
    return known_by(scenario, date(*day)).model.governments["us"].reply_days


def test_a_span_told_later_is_what_it_is_otherwise():
    scenario = talks(", otherwise: {median: 20, spread: 0.9}")
    assert (reply(scenario, 2020, 1, 5).median, reply(scenario, 2020, 1, 5).spread) == (20, 0.9)
    assert reply(scenario, 2020, 2, 10).median == 3
    assert reply(scenario, 2020, 2, 10).claims == ("late",)


@pytest.mark.parametrize(("otherwise", "words"), [("4", "4 days"), ("{uniform: [2, 6]}", "2 to 6 days, evenly")])
def test_what_it_is_otherwise_may_be_plain_days(otherwise, words):
    scenario = talks(f", otherwise: {otherwise}")
    assert say_days(reply(scenario, 2020, 1, 5)) == words
    whole = sim.load(scenario.resolved_yaml())
    shown = " ".join(whole.evidence().text(width=300).split())
    assert f"assumed while its claims are not known: {words}" in shown
    assert len(whole.run(worlds=2, replications=1, as_of="2020-01-05").table) == 2


def test_what_it_is_otherwise_may_rest_on_claims_in_turn():
    nested = ", otherwise: {median: 10, claims: [late], otherwise: {median: 7, claims: [early]}}"
    found = reply(talks(nested), 2020, 1, 5)
    assert (found.median, found.claims) == (7, ("early",))


def test_without_it_the_place_is_named():
    with pytest.raises(InputError, match=r"^governments.us.reply_days: none of its claims was known on 2020-01-05"):
        known_by(talks(), date(2020, 1, 5))
    assert reply(talks(), 2020, 2, 10).median == 3


def test_contact_is_not_broken_off_by_a_rule_told_later():
    scenario = talks(", otherwise: {median: 20}")
    assert known_by(scenario, date(2020, 1, 5)).model.governments["us"].break_off is None
    assert known_by(scenario, date(2020, 2, 10)).model.governments["us"].break_off is not None


def test_a_plain_run_takes_it_as_it_is_and_says_what_is_hindsight():
    scenario = talks(", otherwise: {median: 20}")
    assert scenario.model.governments["us"].reply_days.median == 3
    assert hindsight(scenario) == (
        "1 of 2 spans of days, 1 of 2 options, 1 of 1 events, 1 of 1 moves and 1 of 1 rules of breaking off rest "
        "only on claims known after the start, 2020-01-01: sim run --as-of leaves out what it can"
    )


def test_what_cannot_be_dated_is_named():
    scenario = talks(", otherwise: {median: 20}")
    assert undated(scenario, date(2020, 1, 5)) == (
        "As of 2020-01-05 these rest on later claims and are kept: options a=two; events vote; moves leave"
    )
    assert undated(scenario, date(2020, 2, 10)) == ""
