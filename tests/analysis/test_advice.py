"""Advice to a seat: on a small pie it is the best response worked out by hand."""

import json
from dataclasses import replace
from datetime import date

import pytest

import sim
from sim.analysis.advice.advise import advise
from sim.analysis.advice.changes import Change, _otherwise
from sim.analysis.advice.effect import Effect
from sim.distributions import OneOf
from sim.present.seat_advice import _best
from sim.results.naming import Pronoun
from sim.scenario.load import load_scenario_text

pytestmark = pytest.mark.quick

PIE = """
title: A small pie
start: 2024-01-01
deadline: 2024-03-01
deadline_for: signature
issues:
  share: {title: the seller's share, options: {s40: {}, s60: {}, s80: {}, s90: {}}}
seats:
  seller: {government: seller, principal: true}
  buyer: {government: buyer, principal: true}
governments:
  seller:
    points: {share: {s40: 40, s60: 60, s80: 80, s90: 90}}
    no_deal: 30
    tactic: {script: {moves: []}}
  buyer:
    points: {share: {s40: 60, s60: 40, s80: 20, s90: 10}}
    no_deal: 35
    tactic: {script: {moves: []}}
    reply_days: 3
outcomes: {a sale: {}}
"""
"""Neither offers anything; each takes what is better than no deal. To sign costs 1 point."""

HARVEST = """
events:
  harvest: {date: 2024-02-01, foreseen: false, shift_no_deal: {buyer: -28}}
"""

NO_OR_YES = """
title: A single question
start: 2024-01-01
deadline: 2024-03-01
deadline_for: signature
issues: {sale: {options: {no: {}, yes: {}}}}
exclusions: [{sale: no}]
seats:
  seller: {government: seller, principal: true}
  buyer: {government: buyer, principal: true}
governments:
  seller: {statements: [{STATEMENT: {sale: yes}}], tactic: {script: {moves: []}}}
  buyer:
    points: {sale: {no: 0, yes: 50}}
    no_deal: 0
    tactic: {script: {moves: [{date: 2024-01-05, tables: {sale: yes}}]}}
outcomes: {a sale: {sale: yes}}
"""


def case(text):
    return sim.Scenario(**vars(load_scenario_text(text)))


def effects(advice):
    """Points gained by the seller's share and the day."""
    share = advice.scenario.packages.package
    return {(share(each.package)["share"], each.day): each.effect.points for each in advice.tablings}


def test_it_asks_for_all_that_the_other_will_give():
    """s60 leaves the buyer 40, above 35 and the cost; of s80 and s90 it has less than without a deal."""
    advice = case(PIE).advise("seller", worlds=8, replications=2, packages=["s60", "s80", "s90"])
    best, effect = advice.chosen("tablings")
    assert advice.scenario.packages.package(best.package) == {"share": "s60"}
    assert (effect.points, effect.error, effect.agreed) == (30.0, 0.0, 1.0)
    assert advice.points == 30 and advice.agreed == 0
    found = effects(advice)
    assert (
        found["s60", date(2024, 1, 1)] == 30 and found["s80", date(2024, 1, 1)] == found["s90", date(2024, 1, 1)] == 0
    )


def test_it_asks_for_what_the_other_will_give_after_an_event_and_stands_by_it():
    """After the harvest the buyer has 7 without a deal: s90, which leaves it 10, is then taken."""
    advice = case(PIE + HARVEST).advise("seller", worlds=8, replications=2, packages=["s60", "s80", "s90"])
    best, effect = advice.chosen("tablings")
    assert advice.scenario.packages.package(best.package) == {"share": "s90"} and effect.points == 60
    found = effects(advice)
    assert found["s60", date(2024, 1, 1)] == 30 and found["s80", date(2024, 2, 1)] == 50


def test_it_thinks_by_itself_of_what_both_gain_by():
    """Of four packages two leave the buyer more than no deal; one of them the seller too, after the other."""
    advice = case(PIE).advise("seller", worlds=8, replications=2, days=["2024-01-10"])
    assert [advice.scenario.packages.package(each)["share"] for each in advice.packages] == ["s60"]


def test_it_waits_for_the_better_offer_that_an_event_brings():
    """The seller takes s40 from the table on its first review; on 1 February there would be s80."""
    offers = (
        "on_the_table: {buyer: {share: s40}}\nevents: {visit: {date: 2024-02-01, tables: {buyer: {share: s80}}}}\n"
    )
    advice = case(PIE + offers).advise("seller", worlds=8, replications=2, packages=["s40"])
    assert advice.points == 40 and advice.agreed == 1
    wait, effect = advice.chosen("waits")
    assert (wait.events, wait.day) == (("visit",), date(2024, 2, 1)) and effect.points == 40
    assert all(each.offered and each.effect.points == 0 for each in advice.tablings)
    assert "What to wait for: “visit”, 1 February 2024: +40.0 ±0.0 points" in str(advice)


def test_a_red_line_costs_agreements_that_are_worth_less_than_it_by_present_preferences():
    text = NO_OR_YES.replace("STATEMENT", "refuses_any").replace("seller: {st", "seller: {title: The sellers, st")
    advice = case(text).advise("seller", worlds=60, replications=1)
    assert advice.agreed == 0
    (tried,) = advice.red_lines
    assert tried.change == Change("seller", "1")
    assert tried.effect.agreed > 0.1 and tried.effect.points < 0
    assert advice.chosen("red_lines")[0] is tried and advice.chosen("minds") is None
    words = " ".join(str(advice).split())
    assert "The sellers' own course is worth" in words and "points to them" in words
    assert "Their own red lines: that they refuse anything with sale yes costs most agreements" in words
    assert "less to them as they are now" in words and "the preferences they have now" in words
    assert " its own" not in words.lower() and " it is now" not in words
    best = advice.best["red_lines"]
    for agreed, error, named in ((0.02, 0.03, True), (-0.05, 0.03, False)):  # picked by other worlds than measured on
        other = replace(best, effect=replace(best.effect, agreed=agreed, agreed_error=error))
        words = " ".join(str(replace(advice, best={"red_lines": other})).split())
        assert "none costs agreements as far as these plays can tell" in words
        assert ("most would come if they no longer refuse" in words) == named


def test_a_mind_is_worth_working_on_where_it_alone_stands_in_the_way():
    text = NO_OR_YES.replace("STATEMENT", "accepts")
    text = text.replace(
        "points: {sale: {no: 0, yes: 50}}\n    no_deal: 0", "statements: [{refuses_any: {sale: yes}}]"
    )
    advice = case(text).advise("seller", worlds=40, replications=1)
    tried, effect = advice.chosen("minds")
    assert tried.change == Change("buyer", "1") and effect.points > 0 and effect.agreed > 0.1
    assert advice.red_lines == ()


def test_what_does_not_help_is_not_recommended():
    advice = case(PIE).advise("seller", worlds=8, replications=2, packages=["s90"], days=["2024-01-10"])
    assert advice.best == {} and [each.day for each in advice.tablings] == [date(2024, 1, 10)]
    assert "nothing of what was tried does better" in str(advice)
    assert "The others keep to their model" in str(advice)


def test_it_begins_the_day_after_what_is_known_and_bears_the_government_that_then_sits():
    treaty = sim.load("scenarios/new_start/baseline.yaml")
    advice = advise(
        treaty, "us", worlds=8, replications=2, as_of="2021-01-24", packages=["clean five years"], days=["2021-01-25"]
    )
    assert advice.government == "biden" and advice.first == date(2021, 1, 25)
    assert json.loads(advice.to_json())["as_of"] == "2021-01-24"
    others = [(each.change.government, each.change.event) for each in advice.minds]
    assert others == [("putin", "")] * 4 + [("xi", "")], "the old government is gone, and the elections are over"


def test_after_more_time_on_record_packages_are_tried_up_to_the_new_deadline():
    prolonged = sim.load("tests/scenarios/valid/record_of_more_time.yaml")
    advice = advise(prolonged, "upper", worlds=8, replications=1, as_of="2024-05-01", most=1)
    days = {each.day for each in advice.tablings}
    assert min(days) == date(2024, 5, 2) and date(2024, 3, 1) < max(days) < date(2024, 10, 1)


NEARER = """
moves: {notice: {seats: seller, deadline: 2024-02-01}}
record: [{date: 2024-01-10, seat: seller, makes: notice}]
"""


def test_after_a_nearer_deadline_on_record_no_day_beyond_it_is_tried():
    scenario = load_scenario_text(PIE + NEARER)
    assert {each.day.month for each in advise(scenario, "buyer", worlds=8, as_of="2024-01-10").tablings} == {1}
    with pytest.raises(sim.InputError, match="allowed 2024-01-11 to 2024-02-01"):
        advise(scenario, "buyer", worlds=8, as_of="2024-01-10", days=["2024-02-02"])


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("seat: must be a principal's", {"seat": "buyr"}),
        ("worlds: must be at least 8", {"worlds": 4}),
        ("day: not within the talks", {"days": ["2025-01-01"]}),
        ("package", {"packages": ["s70"]}),
    ],
)
def test_what_cannot_be_tried_is_said_before_anything_is_played(words, given):
    with pytest.raises(sim.InputError, match=words):
        advise(case(PIE), **{"seat": "seller", **given})


def test_what_the_worlds_that_judge_it_say_is_worse_is_not_recommended():
    worse = Effect(points=-10.0, error=4.0, agreed=-0.4, agreed_error=0.1, worlds=4)
    sentence = _best("Christmas, 22 December 2012", worse, Pronoun(plural=False))
    assert worse.is_clear and sentence.startswith("nothing does better than its own course")
    assert _best("s80", replace(worse, points=10.0), Pronoun(plural=False)).startswith("s80: +10.0 ±")


def test_a_belief_that_is_the_same_in_all_worlds_is_not_tried_at_itself():
    assert list(_otherwise(OneOf(one_of=(1, 1)))) == []
    assert len(list(_otherwise(OneOf(one_of=(0, 1))))) == 2


def test_talks_that_can_be_prolonged_are_advised_on_days_before_the_deadline_that_stands():
    scenario = sim.load("scenarios/cases/usmca/sep_2018.yaml")
    advice = scenario.advise("canada", worlds=8, replications=2)
    days = sorted({each.day for each in advice.tablings})
    assert sum(day < scenario.model.deadline_day for day in days) >= 3
    assert days[-1] > scenario.model.deadline_day
