"""What the record says of answers: acceptances, vetoes and prolongations are fixed in a play as of a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played, play_block
from sim.errors import InputError
from sim.scenario.as_of import read_as_of, recorded_deadline
from sim.scenario.load import load_scenario
from sim.scenario.remarks import idle_entries
from sim.scenario.scenario import ScenarioModel
from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of
from tests.engine.test_foreseen import court, dump, sale
from tests.engine.test_prolonging import watched

TABLED = {"date": "2024-01-05", "seat": "x", "tables": {"price": "b"}}


def as_of(scenario: ScenarioModel, *record: dict[str, Any], day: str = "2024-02-01", **changes: Any) -> Played:
    model = ScenarioModel.model_validate(dump(scenario) | {"record": list(record)} | changes)
    packages = packages_of(model)
    worlds = WorldSource(model, packages, seed=1).draw(np.arange(4))
    rows, plays = np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4)
    return play_block(
        model, packages, worlds, row=rows, replication=plays, seed=1, log=True, as_of=date.fromisoformat(day)
    )


@pytest.mark.quick
def test_what_both_are_on_record_for_is_signed_that_day():
    accepted = {"date": "2024-01-09", "seat": "y", "accepts": {"price": "b"}}
    played = as_of(sale(), TABLED, accepted)
    assert (played.signed_day == 8).all()
    assert (played.package == 1).all()
    before = as_of(sale(), TABLED, accepted, day="2024-01-08")
    assert (before.signed_day != 8).all(), "what is recorded later is not looked at"


def test_what_nobody_has_tabled_is_not_agreed_by_accepting_it():
    played = as_of(sale(), {"date": "2024-01-09", "seat": "y", "accepts": {"price": "b"}})
    assert (played.signed_day > 31).all()


def test_what_a_third_party_has_refused_is_not_signed_while_its_government_sits():
    vetoed = {"date": "2024-01-09", "seat": "court", "vetoes": {"price": "b"}}
    assert (as_of(court()).signed_day >= 0).all()
    assert (as_of(court(), TABLED, vetoed).signed_day == -1).all(), "every price needs the court"


def test_where_the_record_is_silent_third_parties_answer_about_packages_after_it():
    accepted = {"date": "2024-01-06", "seat": "y", "accepts": {"price": "b"}}
    assert (as_of(court(), TABLED, accepted, day="2024-02-01").signed_day > 31).all(), "not on one of the days before"
    slow = as_of(court(reply_days={"median": 10, "spread": 0.8}), TABLED, accepted, day="2024-02-01").signed_day
    assert len(set(slow[slow >= 0].tolist())) > 3, "in what is left of its delay, not on the day after"
    seats = dump(court())["seats"]
    after = {"seats": seats | {"court": seats["court"] | {"asked": "after"}}}
    signed = {"date": "2024-01-06", "signs": {"price": "b"}}
    ratified = as_of(court(), signed, day="2024-02-01", **after)
    assert ratified.in_force.any() and (ratified.force_day[ratified.in_force] > 31).all()
    refused = {"date": "2024-01-31", "seat": "court", "vetoes": {"price": "b"}}
    assert not as_of(court(), signed, refused, day="2024-02-01", **after).in_force.any()


def given_up(*, days: int = 0, reply_days: Any = 2) -> Played:
    """Both agree on b, which takes `days` to draft and needs court and bank; the court refuses; they agree on c."""
    data = dump(court(reply_days=reply_days))
    options = {price: {"needs": ["court"]} for price in ("a", "c", "d", "e")} | {"b": {"needs": ["court", "bank"]}}
    options["b"] |= {"draft_days": days, "lead_spread": 0} if days else {}
    issues = {"price": {"options": {price: options[price] for price in data["issues"]["price"]["options"]}}}
    record = (
        TABLED,
        {"date": "2024-01-06", "seat": "y", "accepts": {"price": "b"}},
        {"date": "2024-01-09", "seat": "court", "vetoes": {"price": "b"}},
        {"date": "2024-01-10", "seat": "x", "tables": {"price": "c"}},
        {"date": "2024-01-11", "seat": "y", "accepts": {"price": "c"}},
    )
    seats = data["seats"] | {"bank": {"government": "second_judge"}}
    return as_of(court(reply_days=reply_days), *record, day="2024-01-12", issues=issues, seats=seats)


def test_what_was_given_up_is_neither_answered_nor_drafted_any_more():
    """Whoever was asked about it says nothing of what is agreed next, and its text sets nobody's answer back."""
    played = given_up()
    assert played.log is not None
    assert not [move for n in range(12) for move in played.log.of_lane(n) if move.who == "bank"]
    plain, drafted = given_up(reply_days=30), given_up(reply_days=30, days=20)
    assert (plain.package == 2).all() and (plain.signed_day == drafted.signed_day).all()


def test_a_veto_of_something_else_leaves_what_is_agreed_to_be_answered():
    accepted = {"date": "2024-01-06", "seat": "y", "accepts": {"price": "b"}}
    vetoed = {"date": "2024-01-09", "seat": "court", "vetoes": {"price": "c"}}
    alone = as_of(court(reply_days=30), TABLED, accepted, day="2024-01-12")
    beside = as_of(court(reply_days=30), TABLED, accepted, vetoed, day="2024-01-12")
    assert (alone.package == 1).all() and (beside.signed_day == alone.signed_day).all()


def test_a_recorded_prolongation_moves_the_deadline():
    more = {"prolongations": {"more": {"days": 30}, "again": {"days": 9}}}
    entry = {"date": "2024-01-20", "prolongs": "more"}
    played = as_of(sale(), entry, **more)
    assert (played.prolonged >= 1).all()
    assert (played.deadline >= 91 + 30).all()
    wrong = as_of(sale(), entry | {"prolongs": "again"}, **more)
    assert (wrong.signed_day <= 91).all() or (wrong.prolonged != 1).any(), "the second is not the next"


def test_what_is_out_of_turn_or_too_late_changes_nothing_and_is_named():
    more = {"prolongations": {"more": {"days": 30}, "again": {"days": 9}}}
    record = [{"date": "2024-01-20", "prolongs": "again"}, {"date": "2024-05-20", "prolongs": "more"}]
    model = ScenarioModel.model_validate(dump(sale()) | more | {"record": record})
    assert recorded_deadline(model, date.max) == model.deadline_day
    assert "again (2024-01-20)" in idle_entries(model)
    assert "more (2024-05-20)" in idle_entries(model)


def test_answers_to_what_nobody_has_tabled_are_named():
    answers = [{"seat": "y", "accepts": {"price": "b"}}, {"seat": "y", "refuses": {"price": "a"}}]
    answers += [{"seat": "x", "withdraws": {"price": "b"}}, {"seat": "y", "withdraws": {"price": "b"}}]
    later = [{"date": "2024-01-06"} | each for each in answers]
    model = ScenarioModel.model_validate(dump(sale()) | {"record": [TABLED, *later]})
    _, named = idle_entries(model).split("Not on the table by then, and so without effect in the record: ")
    assert named == "y refuses (2024-01-06), y withdraws (2024-01-06)"
    assert idle_entries(ScenarioModel.model_validate(dump(sale()) | {"record": [TABLED, *later[:1]]})) == ""


@pytest.mark.parametrize(("hours", "named"), [("long", ""), ("short", "union refuses (2024-01-06)")])
def test_an_issue_left_out_takes_its_first_option(hours, named):
    record = (
        "record=[{date: 2024-01-05, seat: firm, tables: {wage: mid}}, "
        f"{{date: 2024-01-06, seat: union, refuses: {{wage: mid, hours: {hours}}}}}]"
    )
    found = idle_entries(load_scenario("tests/ensemble/port.yaml", settings=[record]).model)
    assert found.partition("record: ")[2] == named


def third_party_on_time(**step: Any) -> ScenarioModel:
    """A pie that takes 40 days to carry out, within 30, and a bank that has a say in 60 days more."""
    terms = {"days": 60} | (step or {"assent": "z"})
    return watched({"no_deal": 20, "reply_days": 3}, prolongations={"more": terms})


def entry_of(day: int, seat: str, deed: str) -> dict[str, Any]:
    return {"date": f"2024-01-{day:02d}", "seat": seat, deed: "more"}


FOR_IT = [entry_of(18, "x", "prolongs"), entry_of(19, "y", "prolongs")]


@pytest.mark.parametrize(
    ("step", "record", "prolonged"),
    [
        ({}, [*FOR_IT, entry_of(21, "z", "prolongs")], 1),
        ({}, [entry_of(5, "z", "prolongs"), *FOR_IT], 1),  # said before it was asked
        ({}, [*FOR_IT, entry_of(21, "z", "declines")], 0),
        ({}, [entry_of(5, "z", "declines"), entry_of(6, "z", "prolongs"), *FOR_IT], 1),  # it changed its mind
        ({}, FOR_IT, 0),  # it has yet to answer
        ({}, [FOR_IT[0], entry_of(21, "z", "prolongs")], 0),
        ({}, [*FOR_IT, entry_of(20, "x", "declines"), entry_of(21, "z", "prolongs")], 0),  # x took it back
        ({"consent": "x"}, [FOR_IT[0]], 1),
        ({"granted_by": "z"}, [entry_of(5, "z", "prolongs")], 1),
        ({"granted_by": "z"}, [entry_of(5, "z", "declines")], 0),
        ({"granted_by": "z"}, [], 0),  # until then nothing is granted but what is on record
    ],
)
def test_what_seats_say_of_more_time_moves_the_deadline_once_all_who_must_be_are_for_it(step, record, prolonged):
    found = as_of(third_party_on_time(**step), *record, day="2024-01-22")
    assert found.log is not None
    moved = {day for day, kind, *_ in found.log.entries if kind == "prolonged" and day <= 21}
    assert len(moved) == prolonged
    model = ScenarioModel.model_validate(dump(third_party_on_time(**step)) | {"record": record})
    assert (recorded_deadline(model, date(2024, 1, 22)) > model.deadline_day) == bool(prolonged)


def test_who_has_declined_does_not_prolong_the_talks_while_it_sits_there():
    for step in ({"granted_by": "z"}, {"assent": "z"}):
        scenario = third_party_on_time(**step)
        assert as_of(scenario, day="2024-01-02").prolonged.all()
        assert not as_of(scenario, entry_of(2, "z", "declines"), day="2024-01-02").prolonged.any()


@pytest.mark.parametrize("deed", ["prolongs", "declines"])
@pytest.mark.parametrize("step", [{"assent": "z"}, {"granted_by": "z"}])
def test_worlds_are_weighed_by_what_a_third_party_says_of_more_time(step, deed):
    """Going on is worth 50 to a bank whose no-deal value lies anywhere from 0 to 100: a yes says that it is less."""
    scenario = watched({"no_deal": {"uniform": [0, 100]}}, prolongations={"more": {"days": 60} | step})
    model = ScenarioModel.model_validate(dump(scenario) | {"record": [entry_of(28, "z", deed)]})
    packages = packages_of(model)
    worlds = WorldSource(model, packages, seed=1).draw(np.arange(30))
    found = play_block(
        model, packages, worlds, row=np.arange(30), replication=np.zeros(30, dtype=int), seed=1,
        as_of=date(2024, 1, 29), weighing=Weighing(mixing=0.1),
    ).explained  # fmt: skip
    assert found is not None
    no_deal = worlds.no_deal[worlds.governments.index("bank")]
    np.testing.assert_allclose(np.exp(found.total), np.where((no_deal <= 50) == (deed == "prolongs"), 0.95, 0.05))


def test_what_is_recorded_as_signed_is_signed_whatever_is_on_the_table():
    signed = {"date": {"from": "2024-01-05", "to": "2024-01-11"}, "signs": {"price": "b"}}
    played = as_of(court(), signed)
    assert (played.signed_day == 10).all(), "days within which it happened count from the last"
    assert (played.package == 1).all()
    assert (as_of(court(), signed, day="2024-01-10").signed_day != 10).all()


def test_a_recorded_assent_signs_what_the_principals_had_agreed():
    accepted = {"date": "2024-01-06", "seat": "y", "accepts": {"price": "b"}}
    assent = {"date": "2024-01-07", "seat": "court", "assents": {"price": "b"}}
    other = {"date": "2024-01-07", "seat": "court", "assents": {"price": "a"}}
    slow = court().model_copy(
        update={
            "governments": {
                name: body.model_copy(update={"reply_days": 20}) for name, body in court().governments.items()
            }
        }
    )
    assert (as_of(slow, TABLED, accepted, assent, day="2024-01-08").signed_day == 6).all()
    assert (as_of(slow, TABLED, accepted, other, day="2024-01-08").signed_day > 20).all(), "asked about another"
    assert (as_of(slow, assent, day="2024-01-08").signed_day != 6).all(), "nothing was agreed"


def test_a_recorded_move_is_made_and_with_its_last_part_takes_effect():
    moves = {"moves": {"leave": {"seats": ["x", "y"], "ends_talks": True, "cost": {}}}}
    left = [{"date": f"2024-01-{day:02d}", "seat": seat, "makes": "leave"} for day, seat in ((5, "x"), (9, "y"))]
    played = as_of(sale(), *left, **moves)
    assert (played.moved[0] == 8).all()
    assert (played.signed_day == -1).all()
    assert (played.deadline == 8).all()
    assert (as_of(sale(), left[0], **moves).moved[0] != 8).all()


def test_a_day_after_the_first_deadline_may_be_asked_about_once_the_talks_are_prolonged():
    more = {"prolongations": {"more": {"days": 30}}}
    model = ScenarioModel.model_validate(dump(sale()) | more)
    day = model.deadline_day + timedelta(days=3)
    with pytest.raises(InputError, match="before the deadline"):
        read_as_of(model, day)
    entry = {"date": "2024-01-20", "prolongs": "more"}
    assert read_as_of(ScenarioModel.model_validate(dump(sale()) | more | {"record": [entry]}), day) == day
