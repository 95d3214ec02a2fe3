"""The tit-for-tat tactic in play."""

from typing import Any

import pytest

from sim.scenario.remarks import standoff
from tests.engine.cases import contract, governments, play

MOVES = [
    {"date": "2020-01-05", "tables": {"wage": "high", "hours": "short"}},  # worth 0 to the board, on day 4
    {"date": "2020-01-15", "tables": {"wage": "mid", "hours": "short"}},  # 30, on day 14
]
SCRIPTED = {"tactic": {"script": {"moves": MOVES}}, "no_deal": 5, "review_days": 60, "reply_days": 60}


def demands(**changes: Any) -> dict[int, float]:
    """Demand of the board by day, against a council that gives way in steps."""
    board = {"review_days": 1, "reply_days": 0, "no_deal": 10, "tactic": {"tit_for_tat": changes}}
    scenario = contract(governments=governments(board=board, council=SCRIPTED), procedure={"signing_cost": 0})
    log = play(scenario, worlds=1, replications=1, log=True).log
    assert log is not None
    return {
        m.day: m.numbers["demand"] for m in log.of_lane(0, reviews=True) if m.who == "firm" and m.kind == "review"
    }


def test_it_concedes_point_by_point_what_the_other_conceded():
    """Faratin, Sierra & Jennings (1998), absolute tit-for-tat; concessions count from the first offer."""
    by_day = demands()
    assert by_day[1] == by_day[10] == 100
    assert by_day[14] == by_day[20] == 70


@pytest.mark.parametrize(("generosity", "demand"), [(0.0, 100.0), (0.5, 85.0), (2.0, 40.0), (9.0, 10.0)])
def test_generosity_scales_the_concession_down_to_no_deal(generosity: float, demand: float):
    assert demands(generosity=generosity)[14] == pytest.approx(demand)


def test_two_of_them_that_open_far_apart_wait_for_each_other():
    both = {"tactic": "tit_for_tat", "no_deal": 10, "review_days": 2}
    scenario = contract(governments=governments(board=both, council=both))
    assert (play(scenario).package == -1).all()
    assert standoff(scenario).startswith("All principals (firm, union) start with tit_for_tat and wait")


@pytest.mark.parametrize("other", ["aspiration", "foresight", {"tit_for_tat": {"start": 0}}])
def test_where_one_of_them_gives_way_nothing_is_said_of_waiting(other: Any):
    bodies = governments(board={"tactic": {"tit_for_tat": {}}}, council={"tactic": other})
    assert standoff(contract(governments=bodies)) == ""


def test_it_follows_one_who_concedes_to_an_agreement():
    played = play(
        contract(governments=governments(board={"tactic": "tit_for_tat"}, council={"tactic": "aspiration"})),
        worlds=20,
    )
    assert (played.package >= 0).mean() > 0.8
