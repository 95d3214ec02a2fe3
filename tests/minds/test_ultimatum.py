"""The ultimatum tactic in play."""

from typing import Any

import numpy as np
import pytest

from tests.engine.cases import contract, governments, packages_of, play

TERMS = {"wage": "low", "hours": "short"}  # 60 to the board, 40 to the council


def ended(council: Any, **board: Any) -> tuple[Any, int]:
    bodies = governments(
        board={"tactic": {"ultimatum": {"package": TERMS}}, "no_deal": 20, "reply_days": 1, **board},
        council={"reply_days": 1, **council},
    )
    scenario = contract(governments=bodies, procedure={"signing_cost": 0})
    terms = packages_of(scenario).index(TERMS)
    assert terms is not None
    return play(scenario, log=True), terms


def test_it_tables_its_terms_and_nothing_else():
    played, terms = ended({"tactic": "aspiration", "no_deal": 50})  # its terms are not enough for the council
    assert (played.package == -1).all()
    assert (played.offers[0] == 1).all()
    offered = [packages for _, kind, who, _, packages, _ in played.log.entries if kind == "offer" and who == "firm"]
    assert set(np.concatenate(offered)) == {terms}


def test_a_side_that_gains_by_the_terms_takes_them():
    played, terms = ended({"tactic": {"script": {"moves": []}}, "no_deal": 10})
    assert (played.package == terms).all()


def test_something_better_than_its_terms_it_takes():
    generous = {"wage": "low", "hours": "long"}
    script = {"script": {"moves": [{"date": "2020-01-01", "tables": generous}]}}
    played, _ = ended({"tactic": script, "no_deal": -50}, review_days=60)
    assert (played.package >= 0).all()
    assert (played.value[0] >= 60).all()


@pytest.mark.parametrize("lead", [0, 20, 400])
def test_the_clock_does_not_make_it_take_less_than_its_terms(lead):
    less = {"wage": "mid", "hours": "short"}  # worth 30 to the board: more than no deal, less than its terms
    script = {"script": {"moves": [{"date": "2020-01-02", "tables": less}]}}
    bodies = governments(
        board={"tactic": {"ultimatum": {"package": TERMS}}, "no_deal": 20, "reply_days": 1, "review_days": 1},
        council={"tactic": script, "no_deal": 45, "reply_days": 1},
    )
    issues = contract().issues
    options = {"low": {"lead_days": lead}, "mid": {}, "high": {}}
    scenario = contract(
        governments=bodies,
        procedure={"signing_cost": 1},
        issues={name: body.model_dump() for name, body in issues.items()} | {"wage": {"options": options}},
    )
    assert (play(scenario).package == -1).all()


@pytest.mark.parametrize("no_deal", [60, 70])
def test_terms_no_better_than_no_deal_are_not_tabled(no_deal):
    played, _ = ended({"tactic": "aspiration", "no_deal": 50}, no_deal=no_deal)
    assert (played.offers[0] == 0).all()
