"""Pictures that have nothing to show say so, in the picture and in its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim
from sim.analysis.influence.assumed import assumed_numbers

PORT = "tests/ensemble/port.yaml"
SMALL = {"worlds": 8, "replications": 2}


def no_changes():
    advice = sim.load(PORT).advise("firm", days=["2024-01-15"], **SMALL)
    return replace(advice, red_lines=(), minds=())


NO_ZONE = """
title: No zone
start: 2024-01-01
deadline: 2024-03-01
issues: {prize: {options: {first: {}, second: {}}}}
seats:
  ann: {government: ann, principal: true}
  bob: {government: bob, principal: true}
governments:
  ann: {points: {prize: {first: 100, second: 0}}, no_deal: 60}
  bob: {points: {prize: {first: 0, second: 100}}, no_deal: 60}
outcomes: {deal: {}}
"""


CASES = {
    "assumed": (lambda: assumed_numbers(sim.load("scenarios/theory/pie.yaml"), **SMALL), "moves it"),
    "conduct": (lambda: sim.load(NO_ZONE).conduct(**SMALL), "no moves"),
    "explanation": (
        lambda: sim.explain(sim.load(NO_ZONE), outcome="deal", worlds=20, replications=2),
        "none of 40 plays",
    ),
    "sensitivity": (lambda: sim.load(NO_ZONE).run(30, 2).sensitivity(), "differs between worlds"),
    "values": (lambda: sim.load(NO_ZONE).run(**SMALL), "no play is agreed"),
    "influence": (lambda: sim.influence(sim.load("scenarios/theory/pie.yaml"), **SMALL), "no evidence"),
    "changes": (no_changes, "changes of mind"),
    "learned": (lambda: sim.forecast(sim.load(PORT), every=30, **SMALL), "not weighed"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_said_why_there_is_nothing(name):
    ask, why = CASES[name]
    axes = getattr(ask().plot, name)()
    words = " ".join(text.get_text() for text in axes.texts).replace("\n", " ")
    assert words.startswith(("Nothing to show: ", "There is nothing to explain: ")) and why in words
    assert not axes.axison
    assert words in axes.get_figure(root=True).describe()
