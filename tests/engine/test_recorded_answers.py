"""What the record says of answers: acceptances, vetoes and prolongations are fixed in a play as of a date."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played, play_block
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of
from tests.engine.test_foreseen import court, dump, sale

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


def test_a_recorded_prolongation_moves_the_deadline():
    more = {"prolongations": {"more": {"days": 30}, "again": {"days": 9}}}
    entry = {"date": "2024-01-20", "prolongs": "more"}
    played = as_of(sale(), entry, **more)
    assert (played.prolonged >= 1).all()
    assert (played.deadline >= 91 + 30).all()
    wrong = as_of(sale(), entry | {"prolongs": "again"}, **more)
    assert (wrong.signed_day <= 91).all() or (wrong.prolonged != 1).any(), "the second is not the next"
