"""When talks end in an agreement: consent to all that is good enough, and offers that are the same."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from sim.scenario.scenario import ScenarioModel
from tests.engine.cases import contract, governments, play

SCRIPT = {"script": {"moves": []}}


def division(sides: int, *, parts: int = 8, no_deal: Any = 5, **government: Any) -> ScenarioModel:
    """Sides that divide a pie among them, each in points of its share."""
    shares = [each for each in product(range(parts + 1), repeat=sides) if sum(each) == parts]
    names = ["_".join(map(str, each)) for each in shares]
    bodies = {
        f"g{x}": {
            "points": {"pie": {f"p{name}": 100 * each[x] / parts for name, each in zip(names, shares, strict=True)}},
            "no_deal": no_deal,
        }
        | government
        for x in range(sides)
    }
    return ScenarioModel.model_validate(
        {
            "title": "A pie",
            "start": "2024-01-01",
            "deadline": "2024-03-01",
            "issues": {"pie": {"options": {f"p{name}": {} for name in names}}},
            "seats": {f"s{x}": {"government": f"g{x}", "principal": True} for x in range(sides)},
            "governments": bodies,
            "minds": {"choice": "exact", "rivals_known": no_deal == 5, "imagined_rivals": 8},
            "outcomes": {"a division": {}},
        }
    )


@pytest.mark.parametrize(
    ("sides", "government"),
    [(2, {}), (3, {}), (4, {}), (3, {"tactic": "aspiration"}), (4, {"tactic": "aspiration"})],
)
def test_sides_that_all_gain_agree_however_many_they_are(sides: int, government: dict[str, Any]):
    """No deal is worth 5 of 100 to each, and everything is known. Falsified by a single lapse; with consent to the
    best offer alone three sides and more always lapsed.
    """
    ended = play(division(sides, parts=6 if sides == 3 else 8, **government), worlds=6, replications=4)
    assert (ended.package >= 0).all()
    gap = ended.value.mean(axis=1) - 100 / sides
    assert (np.abs(gap) < 4 * ended.value.std(axis=1) / np.sqrt(ended.value.shape[1]) + 1e-9).all()


@pytest.mark.parametrize("sides", [2, 3, 4, 5])
def test_lapses_do_not_grow_with_the_number_of_sides(sides: int):
    """No deal is worth 0 to 10 to each, nobody knows what to the others; before, 0, 17, 22 and 27% lapsed."""
    ended = play(division(sides, parts=6, no_deal={"uniform": [0, 10]}), worlds=25, replications=4)
    assert (ended.package < 0).mean() < 0.03


def named(wage: str, hours: str) -> dict[str, str]:
    return {"wage": wage, "hours": hours}


def silent(**changes: Any) -> ScenarioModel:
    """A contract between sides that do nothing of their own."""
    return contract(governments=governments(board={"tactic": SCRIPT}, council={"tactic": SCRIPT}), **changes)


def test_the_same_offer_of_all_on_the_table_from_the_start_is_an_agreement():
    table = {"firm": [named("mid", "short")], "union": [named("high", "short"), named("mid", "short")]}
    ended = play(silent(on_the_table=table))
    assert (ended.signed_day == 0).all() and len(set(ended.package.tolist())) == 1


def test_who_tables_what_the_other_stands_by_agrees_that_day():
    events = {"turn": {"date": "2020-01-20", "tables": {"union": [named("low", "long")]}}}
    scenario = silent(on_the_table={"firm": [named("low", "long")]}, events=events)
    ended = play(scenario, log=True)
    assert (ended.signed_day == 19).all() and (ended.offers.sum(axis=0) == 1).all()
    kinds = [move.kind for move in ended.log.of_lane(0) if move.day == 19]
    assert kinds == ["event", "offer", "agreed", "in force"]


def test_the_same_offer_in_a_break_of_contact_is_agreed_once_there_is_contact():
    events = {
        "crisis": {"date": "2020-01-15", "suspend": {"days": 10}},
        "turn": {"date": "2020-01-20", "tables": {"union": [named("low", "long")]}},
    }
    ended = play(silent(on_the_table={"firm": [named("low", "long")]}, events=events))
    assert (ended.signed_day >= 24).all()


@pytest.mark.parametrize(
    ("change", "signed"),
    [({}, False), ({"shift_no_deal": {"judges": -60}}, True), ({"shift_no_deal": {"board": -1}}, False)],
)
def test_a_third_party_whose_values_an_event_changes_is_asked_again(change: dict[str, Any], signed: bool):
    """It refuses on day 4; what an event tables on day 30 is barred unless it sees things differently by then."""
    package = named("mid", "long")
    later = {"date": "2020-01-31", "tables": {"firm": [package], "union": [package]}}
    ended = play(judged(100, events={"change": {"date": "2020-01-21", "foreseen": False} | change, "later": later}))
    assert (ended.signed_day == (34 if signed else -1)).all()


def judged(no_deal: float, **changes: Any) -> ScenarioModel:
    """All stand by a package that a court must assent to, which gives it 100 points and answers after four days."""
    issues = {
        "wage": {"options": {"low": {}, "mid": {}, "high": {}}},
        "hours": {"options": {"long": {"needs": ["court"]}, "short": {}}},
    }
    seats = contract().model_dump(mode="json", exclude_defaults=True)["seats"] | {"court": {"government": "judges"}}
    bodies = governments(board={"tactic": SCRIPT}, council={"tactic": SCRIPT})
    points = {"wage": {"low": 0, "mid": 0, "high": 0}, "hours": {"long": 100, "short": 0}}
    judges = {"points": points, "no_deal": no_deal, "reply_days": {"median": 4, "spread": 0}}
    table = {"firm": [named("mid", "long")], "union": [named("mid", "long")]}
    governed = bodies | {"judges": judges}
    return contract(issues=issues, seats=seats, governments=governed, on_the_table=table, **changes)


def test_a_third_party_is_asked_about_the_same_offer_of_all():
    for no_deal, signed in ((50, True), (100, False)):
        ended = play(judged(no_deal))
        assert (ended.package >= 0).all() == signed
        assert (ended.signed_day == (4 if signed else -1)).all()
