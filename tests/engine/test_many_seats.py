"""Short cuts for councils change nothing: who has nothing left to do on the last day is passed over."""

import numpy as np
import pytest

from sim.engine.reviewing import Reviewing
from sim.scenario.load import load_scenario_text
from sim.scenario.scenario import ScenarioModel
from tests.engine.cases import play

COUNCIL = """
title: A council of six
start: 2024-01-01
deadline: 2024-02-10
issues: {cut: {options: {none: {}, some: {}, much: {}}}, fund: {options: {small: {}, large: {}}}}
procedure: {agreement: AGREEMENT}
seats: {SEATS}
governments: {GOVERNMENTS}
minds: {choice: exact, imagined_rivals: 3}
outcomes: {a compromise: {}}
"""
ORDERS = ("none > some > much", "much > some > none", "some > much > none")


def council(agreement: str) -> ScenarioModel:
    """Six states of three kinds, none of which knows the others' points."""
    names = "abcdef"
    seats = ", ".join(f"{name}: {{government: g{name}, principal: true}}" for name in names)
    bodies = ", ".join(
        f"g{name}: {{orders: {{cut: {ORDERS[place % 3]}}}, no_deal_range: [10, 50]}}"
        for place, name in enumerate(names)
    )
    text = COUNCIL.replace("AGREEMENT", agreement).replace("SEATS", seats).replace("GOVERNMENTS", bodies)
    return load_scenario_text(text).model


@pytest.mark.parametrize("agreement", ["all", "majority", "{at_least: 5}"])
def test_who_is_passed_over_would_have_changed_nothing(agreement: str):
    """With a log everybody reviews as often as it is called; falsified by any number that differs without one."""
    scenario = council(agreement)
    short, whole = (play(scenario, worlds=10, replications=6, log=log) for log in (False, True))
    for name in ("package", "signed_day", "offers", "refusals"):
        assert (getattr(short, name) == getattr(whole, name)).all()
    assert np.array_equal(short.value, whole.value)


def test_reviews_are_saved(monkeypatch: pytest.MonkeyPatch):
    """Falsified where as many tables are looked at as with a log: the short cut would be idle."""
    looked: list[int] = []
    review = Reviewing.review

    def counting(self: Reviewing, x: np.ndarray, lanes: np.ndarray):
        looked.append(len(lanes))
        return review(self, x, lanes)

    monkeypatch.setattr(Reviewing, "review", counting)
    counts = []
    for log in (False, True):
        looked.clear()
        play(council("{at_least: 5}"), worlds=10, replications=6, log=log)
        counts.append(sum(looked))
    assert counts[0] < counts[1]
