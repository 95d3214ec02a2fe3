"""Recipes of who must agree: councils, mediators, parliaments."""

from pathlib import Path

import numpy as np
import pytest

import sim

RECIPES = Path(__file__).parents[2] / "scenarios" / "recipes"


def test_the_fewer_must_agree_the_more_a_council_settles():
    def lapsed(agreement: str | None) -> float:
        settings = [] if agreement is None else [f"procedure.agreement={agreement}"]
        path = RECIPES / "council.yaml"
        outcomes = sim.load(path, settings=settings).run(worlds=10, replications=2, seed=1)
        return float(outcomes.probabilities()["probability"]["lapsed"])

    assert lapsed(None) < 0.2
    assert lapsed("majority") == 0
    assert lapsed("all") > 0.8


def test_a_mediator_brings_about_what_nobody_else_proposes():
    path = RECIPES / "mediator.yaml"
    with_one, without = (
        sim.load(path, settings=settings).run(worlds=60, replications=3, seed=1)
        for settings in ([], ["seats.envoy.mediator=false"])
    )
    assert with_one.probabilities()["probability"]["ships sail"] > 0.15
    assert without.probabilities()["probability"]["lapsed"] == 1


def test_an_election_has_parliament_asked_again():
    path = RECIPES / "parliament.yaml"
    plays = sim.load(path).run(worlds=80, replications=5, seed=1).table
    loose = plays[plays["outcome"] == "loose ties"]
    assert len(loose) > 20
    assert loose["happened_election"].all()
    assert (loose["signed_date"] >= "2019-12-12").all()
    never = sim.load(path, settings=["events.election.chance=0"]).run(worlds=80, replications=5, seed=1)
    assert never.probabilities()["probability"]["loose ties"] == 0


VETO = """
title: A parliament with known preferences
start: 2024-01-01
deadline: 2024-03-01
issues: {bill: {options: {none: {}, passed: {needs: house}}}}
seats: {a: {government: left, principal: true}, b: {government: right, principal: true}, house: {government: members}}
governments:
  left: {points: {bill: {none: 0, passed: 100}}, no_deal: 10, reply_days: 0, review_days: 1}
  right: {points: {bill: {none: 0, passed: 100}}, no_deal: 10, reply_days: 0, review_days: 1}
  members: {points: {bill: {none: 0, passed: 60}}, no_deal: {uniform: [20, 120]}, reply_days: 0}
procedure: {signing_cost: 0}
minds: {choice: exact, rivals_known: true, noise: 0}
outcomes: {passed: {bill: passed}, nothing: {bill: none}}
"""


def test_a_parliament_with_known_preferences_passes_exactly_the_worlds_in_which_it_gains(tmp_path):
    """Both governments want the bill: the house's no-deal value, uniform from 20 to 120, decides, at 60."""
    (tmp_path / "veto.yaml").write_text(VETO, encoding="utf-8")
    plays = sim.load(tmp_path / "veto.yaml").run(worlds=400, replications=2, seed=1)
    no_deal = plays.worlds["no_deal_members"].to_numpy()
    expected = np.where(no_deal[plays.table["world"].to_numpy()] <= 60, "passed", "lapsed")
    assert (plays.table["outcome"].to_numpy() == expected).all()
    assert plays.probabilities()["probability"]["passed"] == np.mean(no_deal <= 60)
    assert np.mean(no_deal <= 60) == pytest.approx(0.4, abs=0.07)
