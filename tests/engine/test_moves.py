"""Offers made and refused: what counts once, whoever makes it."""

import pytest

from tests.engine.cases import contract, governments, play, story
from tests.engine.test_prologue import played as played_as_of

pytestmark = pytest.mark.quick

HARD = {"wage": "low", "hours": "long"}
WORSE = {"wage": "low", "hours": "short"}
MIDDLE = {"wage": "mid", "hours": "short"}


def three_at_the_table(**changes):
    """A contract that an insurer has to agree to as well; the union is easily offended and answers on day 3."""
    seats = {name: {"government": body, "principal": True} for name, body in
             {"firm": "board", "union": "council", "insurer": "new_board"}.items()}  # fmt: skip
    offended = {"break_off": {"below": 5, "chance": 1, "days": 4}, "no_deal": 60, "reply_days": 3, "review_days": 60}
    slow = {"reply_days": 20, "review_days": 60}
    return contract(seats=seats, governments=governments(council=offended, board=slow, new_board=slow), **changes)


def test_contact_is_broken_off_once_a_review_over_the_worst_new_offer_of_all_proposers():
    scenario = three_at_the_table(on_the_table={"firm": [WORSE], "insurer": [HARD]})
    found = [line for line in story(scenario, worlds=1, replications=1) if line.startswith("3 union")]
    assert sorted(line for line in found if "refuse" in line) == ["3 union refuse low", "3 union refuse low + short"]
    assert [line for line in found if "suspend" in line] == ["3 union suspend low"]


def test_offers_that_an_event_or_the_record_tables_count_as_their_seats():
    never = governments(board={"no_deal": 100}, council={"no_deal": 100})
    quiet = contract(governments=never)
    event = {"late": {"date": "2020-01-05", "tables": {"firm": [MIDDLE]}}}
    plain, tabled = play(quiet), play(contract(governments=never, events=event))
    assert plain.offers.sum() == 0
    assert (tabled.offers[0] == 1).all() and (tabled.offers[1] == 0).all()
    record = [{"date": "2020-01-05", "seat": "firm", "tables": MIDDLE}]
    recorded = played_as_of(contract(governments=never, record=record), "2020-01-06")
    assert recorded.offers[:, 0].tolist() == [1, 0]


def test_an_offer_below_the_demand_by_just_the_points_allowed_does_not_offend():
    """On the deadline a package that takes time is worth no deal less the cost of signing; the demand is no deal."""
    patient = {"break_off": {"below": 1, "chance": 1, "days": 4}, "reply_days": 90, "review_days": 90}
    people = governments(
        council=patient | {"no_deal": {"uniform": [60, 90]}}, board={"tactic": {"script": {"moves": []}}}
    )
    issues = {
        "wage": {"options": {"low": {}, "mid": {"lead_days": 9}, "high": {}}},
        "hours": {"options": {"long": {}, "short": {}}},
    }
    scenario = contract(
        issues=issues,
        governments=people,
        on_the_table={"firm": [{"wage": "mid"}]},
        minds={"choice": "exact", "imagined_rivals": 7},
    )
    played = play(scenario, worlds=40)
    assert played.refusals[1].sum() > 100
    assert not played.suspended_days.any()


def with_third_parties(options, worth, replies, *, against, tactic, **changes):
    """Firm and union, and third parties; those `against` want no deal. Replies in days, by seat."""
    seats = {name: {"government": f"the_{name}", "principal": name in ("firm", "union")} for name in replies}
    people = {
        f"the_{name}": {
            "points": {"plan": worth},
            "no_deal": {"uniform": [40, 90]} if name in against else 10,
            "tactic": tactic,
        }
        | {"reply_days": days, "review_days": 1}
        for name, days in replies.items()
    }
    return contract(issues={"plan": {"options": options}}, seats=seats, governments=people, **changes)


def test_an_assent_counts_for_the_package_that_was_asked_about_alone():
    """Ada assents to the first package, which Bob refuses; for the second she is asked again."""
    scenario = with_third_parties(
        {"none": {}, "first": {"needs": ["ada", "bob"]}, "second": {"needs": ["ada", "cyd"]}},
        {"none": 0, "first": 60, "second": 15},
        {"firm": 0, "union": 0, "ada": 5, "bob": 6, "cyd": 1},
        against=["bob"],
        tactic={"script": {"moves": []}},
        on_the_table={"firm": [{"plan": "first"}, {"plan": "second"}]},
    )
    assert story(scenario, seed=2)[2:] == [
        "0 union accept first",
        "5 ada assent first",
        "6 bob veto first",
        "6 union accept second",
        "7 cyd assent second",
        "11 ada assent second",
        "11 agreed second",
        "11 in force second",
    ]


def test_what_one_third_party_refused_stays_off_the_table_when_another_refuses_too():
    scenario = with_third_parties(
        {"none": {}, "first": {"needs": ["bob"]}, "second": {"needs": ["cyd"]}},
        {"none": 20, "first": 60, "second": 55},
        {"firm": 0, "union": 0, "bob": 1, "cyd": 1},
        against=["bob", "cyd"],
        tactic={"aspiration": {"start": 0}},
    )
    found = [line.split(" ", 1)[1] for line in story(scenario, seed=2)]
    assert [line for line in found if "veto" in line or "agreed" in line] == [
        "bob veto first",
        "cyd veto second",
        "agreed none",
    ]
