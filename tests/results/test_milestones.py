"""Dates told and drawn are of events that can happen, and of others nothing is said."""

import sim
from sim.plots.timing import marks


def test_events_that_cannot_happen_are_neither_told_nor_drawn():
    port = sim.load("tests/ensemble/port.yaml").with_("events.vote.chance=0")
    outcomes = port.run(worlds=3, replications=2)
    assert len(outcomes.milestones()) == 0
    assert "vote" not in str(outcomes).split("Signed by")[0].partition("\n")[2]
    assert all("vote" not in mark.label and "change" not in mark.label for mark in marks(port.model))


def test_events_that_are_not_certain_are_told_and_drawn_as_such():
    port = sim.load("tests/ensemble/port.yaml")
    told = port.run(worlds=3, replications=2).milestones()["event"].tolist()
    assert told == ["The members vote, which may happen", "change, which may happen"]
    drawn = [mark.label for mark in marks(port.model) if mark.kind == "event"]
    assert "The members vote (may happen)" in drawn and "change (may happen)" in drawn


def test_a_change_that_is_sure_to_come_is_told_plainly():
    port = sim.load("tests/ensemble/port.yaml").with_("events.vote.chance=1")
    assert port.run(worlds=3, replications=2).milestones()["event"].tolist() == ["change"]
