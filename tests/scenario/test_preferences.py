from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.preferences import compile_preferences

pytestmark = pytest.mark.quick

TREATY = Path(__file__).parent.parent / "scenarios" / "valid" / "treaty.yaml"


def test_statements_become_clauses_in_their_order_with_names_that_read_and_cite_nothing():
    loaded = load_scenario(TREATY)
    _, clauses = compile_preferences(loaded.model, loaded.packages, "kremlin")
    assert [clause.name for clause in clauses] == [
        "refuses anything with china joins",
        "accepts year_and_freeze",
        "prefers clean to year",
    ]
    assert [clause.kind for clause in clauses] == ["refuses_any", "accepts", "prefers"]


def test_clauses_hold_the_packages_they_speak_of():
    loaded = load_scenario(TREATY)
    table = loaded.packages
    _, (red_line, accepted, preferred) = compile_preferences(loaded.model, table, "kremlin")
    assert {table.package(p)["china"] for p in red_line.packages} == {"joins"}
    assert len(red_line.packages) == 8  # three lengths by three freezes, less the excluded one
    assert table.package(accepted.packages[0]) == {"length": "one", "freeze": "declared", "china": "separate"}
    assert preferred.other is not None
    assert table.package(preferred.other)["length"] == "one"


def test_orders_adjustments_and_the_range_of_no_deal_are_passed_on():
    loaded = load_scenario(TREATY)
    space, clauses = compile_preferences(loaded.model, loaded.packages, "old")
    assert space.orders[0] == ((0,), (1,), (2,))
    assert (space.adjustments[0].low, space.adjustments[0].high) == (-100, 0)
    held = [loaded.packages.package(int(p)) for p in space.adjustments[0].mask.nonzero()[0]]
    assert {package["freeze"] for package in held} == {"declared"}
    assert {package["length"] for package in held} == {"two", "five"}
    assert space.no_deal == (-50, 100)
    assert [clause.credence for clause in clauses] == [1, 1, 0.7]


def test_issues_without_an_order_are_left_open():
    loaded = load_scenario(TREATY)
    space, _ = compile_preferences(loaded.model, loaded.packages, "beijing")
    assert space.orders == (None, None, ((0,), (1,)))
