"""The script tactic in play."""

from typing import Any

import numpy as np
import pytest

from tests.engine.cases import contract, governments, packages_of, play

pytestmark = pytest.mark.quick

FIRST, SECOND = {"wage": "high", "hours": "long"}, {"wage": "mid", "hours": "short"}
STUBBORN = {"tactic": {"hold_out": {"until": "2020-03-01", "level": 1.0}}, "no_deal": 99, "reply_days": 3}


def moves(*dated: tuple[str, dict[str, str]], **changes: Any) -> list[tuple[int, int]]:
    """Days and packages the union tabled in lane 0, by its script."""
    script = {"script": {"moves": [{"date": day, "tables": package} for day, package in dated]}}
    council = {"tactic": script, "no_deal": changes.pop("no_deal", 0), "review_days": 100, "reply_days": 50}
    scenario = contract(governments=governments(board=STUBBORN, council=council), **changes)
    log = play(scenario, worlds=1, replications=1, log=True).log
    assert log is not None
    return [(move.day, move.package) for move in log.of_lane(0) if move.kind == "offer" and move.who == "union"]


def number(package: dict[str, str]) -> int:
    found = packages_of(contract()).index(package)
    assert found is not None
    return found


def test_moves_are_made_on_their_dates_however_seldom_the_seat_reviews():
    made = moves(("2020-01-01", FIRST), ("2020-02-20", SECOND))
    assert made == [(0, number(FIRST)), (50, number(SECOND))]


def test_two_moves_of_one_date_are_made_one_after_the_other():
    assert moves(("2020-01-11", FIRST), ("2020-01-11", SECOND)) == [(10, number(FIRST)), (11, number(SECOND))]


def test_a_move_that_falls_into_a_break_of_contact_is_made_after_it():
    events = {"quarrel": {"date": "2020-01-05", "suspend": {"days": 20}}}
    assert moves(("2020-01-11", FIRST), events=events) == [(24, number(FIRST))]


def test_a_move_that_would_lose_by_no_deal_is_left_out():
    assert moves(("2020-01-11", FIRST), ("2020-01-21", SECOND), no_deal=65) == [(20, number(SECOND))]  # 60 and 70


def test_a_successor_does_not_make_moves_dated_before_its_time():
    script = {"script": {"moves": [{"date": f"2020-0{m}-10", "tables": FIRST} for m in (1, 2)]}}
    scenario = contract(
        governments=governments(board={"tactic": "aspiration"}, council=STUBBORN, new_board={"tactic": script}),
        events={"change": {"date": "2020-01-20", "install": {"firm": "new_board"}}},
    )
    played = play(scenario, worlds=1, replications=1, log=True)
    assert played.log is not None
    made = [m.day for m in played.log.of_lane(0) if m.kind == "offer" and m.who == "firm" and m.day >= 19]
    assert np.array_equal(made, [40]) or made == []  # worth 40 to the new board: not where no deal is worth more
