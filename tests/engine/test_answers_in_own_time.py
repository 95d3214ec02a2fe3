"""What was tabled today is answered in one's own time, and so many offers stand at most."""

from collections import Counter

import numpy as np
import pytest

from tests.engine.cases import STRICT, contract, governments, play

FAIR = {"wage": "mid", "hours": "long"}


def tabled_on(date: str, **minds: object):
    """The firm tables a fair contract on a day on which the union, which answers within a week, is at the table."""
    script = {"script": {"moves": [{"date": date, "tables": FAIR}]}}
    return contract(
        governments=governments(
            board={"tactic": script, "review_days": 1, "no_deal": 10},
            council={"tactic": STRICT, "review_days": 1, "no_deal": 10, "reply_days": 7},
        ),
        procedure={"proposer": "alternating", "grid_days": 100},  # the firm alone proposes
        events={"talks": {"date": date, "talks": ["firm", "union"]}},
        minds={"choice": "exact", "imagined_rivals": 1, **minds},
    )


def test_what_was_tabled_today_is_by_default_answered_at_once_by_who_reviews_the_table_later():
    signed = play(tabled_on("2020-01-15"), worlds=20).signed_day
    assert set(signed.tolist()) == {14, 21}


def test_in_its_own_time_a_government_answers_after_its_reply_days():
    signed = play(tabled_on("2020-01-15", reply_in_own_time=True), worlds=20).signed_day
    assert set(signed.tolist()) == {21}


def test_on_the_deadline_it_looks_at_what_was_tabled_today():
    played = play(tabled_on("2020-03-01", reply_in_own_time=True), worlds=20)
    assert (played.signed_day == 60).all()


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_offers_stand_than_may(most):
    """Everybody knows everything, and positions are worth much: offers would pile up."""
    scenario = contract(
        governments=governments(board={"no_deal": 30}, council={"no_deal": 80}),
        minds={
            "choice": "exact",
            "rivals_known": True,
            "position": 20,
            "offers_below_waiting": True,
            "keep_loss": 100,
            "most_offers": most,
            "gains_over": "standing_offers",
        },
    )
    played = play(scenario, log=True)
    assert played.log is not None
    replaced = 0
    for lane in range(len(played.signed_day)):
        standing: Counter[str] = Counter()
        for move in played.log.of_lane(lane):
            standing[move.who] += (move.kind == "offer") - (move.kind == "withdraw")
            replaced += move.kind == "withdraw"
            assert standing[move.who] <= most
    assert replaced > 0
    assert np.all(played.offers >= 0)
