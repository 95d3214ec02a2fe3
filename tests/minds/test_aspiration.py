"""The aspiration tactic in play."""

from typing import Any

import numpy as np
import pytest

from tests.engine.cases import contract, governments, play

pytestmark = pytest.mark.quick

HOLDS = {"tactic": {"hold_out": {"until": "2020-03-01", "level": 1.0}}, "review_days": 60}


def demands(tactic: dict[str, Any], **changes: Any) -> list[tuple[int, float]]:
    """Days and demands of the board in lane 0, against a council that waits for the last day."""
    board = {"review_days": 1, "no_deal": 20, "tactic": tactic, "reply_days": 0}
    scenario = contract(governments=governments(board=board, council=HOLDS), procedure={"signing_cost": 0}, **changes)
    log = play(scenario, worlds=1, replications=1, log=True).log
    assert log is not None
    moves = log.of_lane(0, reviews=True)
    return [(move.day, move.numbers["demand"]) for move in moves if move.kind == "review" and move.who == "firm"]


@pytest.mark.parametrize("beta", [0.2, 1.0, 5.0])
@pytest.mark.parametrize("start", [0.6, 1.0])
def test_the_demand_follows_the_published_curve(beta: float, start: float):
    """Faratin, Sierra & Jennings (1998): concession k + (1 - k) (t / T)^(1 / beta) of the way, k = 1 - start.

    Falsified by any day on which the demand is off the curve; here no deal is worth 20 and the best package 100.
    """
    followed = demands({"aspiration": {"beta": beta, "start": start}})
    assert [day for day, _ in followed[:3]] == [0, 1, 2]
    for day, demand in followed:
        k = 1 - start
        assert demand == pytest.approx(100 - 80 * (k + (1 - k) * (day / 60) ** (1 / beta)), abs=1e-9)


def test_a_successor_starts_its_own_curve():
    events = {"change": {"date": "2020-01-31", "install": {"firm": "new_board"}}}
    scenario = contract(
        governments=governments(
            board={"review_days": 1, "tactic": "aspiration"},
            council=HOLDS,
            new_board={"review_days": 1, "reply_days": 0, "no_deal": 0, "tactic": "aspiration"},
        ),
        events=events,
        procedure={"signing_cost": 0},
    )
    log = play(scenario, worlds=1, replications=1, log=True).log
    assert log is not None
    by_day = {
        m.day: m.numbers["demand"] for m in log.of_lane(0, reviews=True) if m.who == "firm" and m.kind == "review"
    }
    assert by_day[30] == pytest.approx(100)
    assert by_day[45] == pytest.approx(50)
    assert np.isfinite(list(by_day.values())).all()
