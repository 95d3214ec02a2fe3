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
    found = port.run(worlds=3, replications=2).milestones()["event"].tolist()
    assert found == ["The members vote, which may happen", "change, which may happen"]
    drawn = [mark.label for mark in marks(port.model) if mark.kind == "event"]
    assert "The members vote (may happen)" in drawn and "change (may happen)" in drawn


def test_a_change_that_is_sure_to_come_is_told_plainly():
    port = sim.load("tests/ensemble/port.yaml").with_("events.vote.chance=1")
    assert port.run(worlds=3, replications=2).milestones()["event"].tolist() == ["change"]


def test_as_of_a_date_what_is_decided_is_no_longer_told_as_open():
    record = [{"date": "2024-02-01", "event": "vote", "happened": True}]
    port = sim.load("tests/ensemble/port.yaml").with_(record=record)
    before, after = (port.run(worlds=3, replications=2, as_of=day) for day in ("2024-01-31", "2024-02-01"))
    assert before.milestones()["event"].tolist() == ["The members vote, which may happen", "change, which may happen"]
    assert after.milestones()["event"].tolist() == ["change"]
    assert "may happen" not in str(after)
    drawn = [mark.label for mark in marks(after.scenario.model, as_of=after.provenance.day)]
    assert "The members vote" in drawn and "change" in drawn


def test_as_of_a_date_what_did_not_happen_is_neither_told_nor_drawn():
    record = [{"date": "2024-02-01", "event": "vote", "happened": False}]
    port = sim.load("tests/ensemble/port.yaml").with_(record=record)
    outcomes = port.run(worlds=3, replications=2, as_of="2024-02-01")
    assert len(outcomes.milestones()) == 0
    drawn = marks(outcomes.scenario.model, as_of=outcomes.provenance.day)
    assert all("vote" not in mark.label and "change" not in mark.label for mark in drawn)


def test_a_record_says_nothing_of_a_run_from_the_start():
    record = [{"date": "2024-02-01", "event": "vote", "happened": True}]
    port = sim.load("tests/ensemble/port.yaml").with_(record=record)
    assert "The members vote, which may happen" in port.run(worlds=3, replications=2).milestones()["event"].tolist()
