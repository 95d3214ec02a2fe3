"""Three classes common to all cases, by hand, and how often they came elsewhere."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import sim
from sim.analysis.forecasts.climatology import CASES, CLASSES, actual_class, class_shares, climatology
from sim.present.forecast import parts
from sim.scenario.event import Actual


def test_families_count_once_whatever_the_number_of_their_cases():
    # agreed: Black Sea 3/4, Brexit 2/3, debt limit, USMCA; prolonged: START I, Iran, Brexit 1/3; lapsed: INF, and 1/4
    agreed, prolonged, lapsed = 3 / 4 + 2 / 3 + 2, 2 + 1 / 3, 1 + 1 / 4
    np.testing.assert_allclose(climatology(), (np.array([agreed, prolonged, lapsed]) + 0.5) / (7 + 1.5))
    assert len({case.family for case in CASES}) == 7 and all(case.came in CLASSES for case in CASES)


@pytest.mark.parametrize("name", ["scenarios/recipes/prolongation.yaml", "tests/ensemble/port.yaml"])
def test_every_play_is_in_one_class(name):
    outcomes = sim.load(name).run(worlds=30, replications=5)
    table = outcomes.table
    prolonged = table["prolonged"] > 0 if "prolonged" in table else np.zeros(len(table), dtype=bool)
    agreed = table["in_force_date"].notna() & ~prolonged
    expected = [agreed.mean(), prolonged.mean(), 1 - (agreed | prolonged).mean()]
    np.testing.assert_allclose(class_shares(outcomes), expected)
    assert class_shares(outcomes).sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("actual", "came"),
    [
        (Actual(outcome="lapsed"), "lapsed"),
        (Actual(outcome="agreed too late", signed=date(2024, 2, 20)), "lapsed"),
        (Actual(outcome="high wage", signed=date(2024, 2, 20)), "agreed in time"),
        (Actual(outcome="high wage"), "agreed in time"),
        (Actual(outcome="high wage", signed=date(2024, 3, 9)), "prolonged"),
        (None, None),
    ],
)
def test_what_really_happened_is_told_by_its_day(actual, came):
    model = sim.load("tests/ensemble/port.yaml").model.model_copy(update={"actual": actual})
    assert actual_class(model) == (None if came is None else CLASSES.index(came))


@pytest.mark.parametrize(("seats", "came"), [((), "lapsed"), (("iran",), "lapsed"), (("iran", "six"), "prolonged")])
def test_what_comes_after_a_prolongation_on_record_comes_of_prolonged_talks(seats, came):
    each = ", ".join(f"{{date: 2014-07-18, seat: {seat}, prolongs: four_months}}" for seat in seats)
    settings = [f"record=[{each}]", "actual={outcome: lapsed}"]
    model = sim.load("scenarios/recipes/prolongation.yaml", settings=settings).model
    assert actual_class(model) == CLASSES.index(came)


def test_forecasts_are_scored_in_classes_beside_climatology():
    scenario = sim.load("scenarios/new_start/baseline.yaml")
    found = sim.forecast(scenario, dates=["2020-10-01", "2021-01-20"], worlds=8, replications=4)
    own, past = found.classes.iloc[1], found.class_averages.loc["climatology"]
    p = own[list(CLASSES)]
    assert own["brier"] == pytest.approx((1 - p.iloc[0]) ** 2 + p.iloc[1] ** 2 + p.iloc[2] ** 2)
    assert past["log"] == pytest.approx(-np.log(climatology()[0]))
    assert "climatology" in str(found) and "uniform" not in str(found)
    assert any("one trial" in str(part) for part in parts(found, "full"))


def test_where_the_end_is_not_known_the_chances_stand_without_scores():
    scenario = sim.load("tests/ensemble/port.yaml")
    found = sim.forecast(replace(scenario), dates=["2024-01-01"], worlds=4, replications=2)
    assert found.classes[list(CLASSES)].notna().all().all() and found.classes["brier"].isna().all()
