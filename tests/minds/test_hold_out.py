"""The hold-out tactic in play."""

from typing import Any

from tests.engine.cases import contract, governments, play


def played(tactic: Any) -> Any:
    """The board's tactic against a council that offers the board's second best at once."""
    offer = {"wage": "low", "hours": "short"}  # worth 60 to the board
    council = {"tactic": {"ultimatum": {"package": offer}}, "no_deal": 10, "review_days": 2, "reply_days": 0}
    board = {"tactic": tactic, "no_deal": 20, "review_days": 50, "reply_days": 0}
    return play(contract(governments=governments(board=board, council=council), procedure={"signing_cost": 0}))


def test_it_gives_way_on_the_day_and_not_before():
    ended = played({"hold_out": {"until": "2020-02-10", "level": 0.75}})  # demands 80 until then
    assert (ended.signed_day == 40).all()


def test_what_meets_its_level_it_takes_at_once():
    ended = played({"hold_out": {"until": "2020-02-10", "level": 0.5}})  # demands 60
    assert (ended.signed_day <= 2).all()
