"""Pictures that have nothing to show say so, in the picture and in its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim

PORT = "tests/ensemble/port.yaml"
SMALL = {"worlds": 8, "replications": 2}


def no_changes():
    advice = sim.load(PORT).advise("firm", days=["2024-01-15"], **SMALL)
    return replace(advice, red_lines=(), minds=())


CASES = {
    "influence": (lambda: sim.influence(sim.load("scenarios/theory/pie.yaml"), **SMALL), "no evidence"),
    "changes": (no_changes, "changes of mind"),
    "learned": (lambda: sim.forecast(sim.load(PORT), every=30, **SMALL), "not weighed"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_said_why_there_is_nothing(name):
    ask, why = CASES[name]
    axes = getattr(ask().plot, name)()
    words = " ".join(text.get_text() for text in axes.texts).replace("\n", " ")
    assert words.startswith("Nothing to show: ") and why in words
    assert not axes.axison
    assert words in axes.get_figure(root=True).describe()
