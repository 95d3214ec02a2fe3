"""Forecasts with worlds weighed by the record: in words, data and picture."""

import pytest

from sim.analysis.forecasts.forecast import forecast
from sim.analysis.forecasts.learned import learned_numbers
from sim.analysis.sweeps.sweep import sweep
from sim.present.forecast import parts
from sim.present.sweep import parts as sweep_parts
from sim.results.run import run
from sim.scenario.load import load_scenario_text
from sim.scenario.vary import vary
from tests.results.test_weights import TEXT

DAYS = ["2020-01-04", "2020-01-10", "2020-01-20"]


@pytest.fixture(scope="module")
def weighed():
    return forecast(load_scenario_text(TEXT % ""), dates=DAYS, worlds=40, replications=4, weights=True)


def test_forecasts_are_weighed_from_the_first_recorded_move_on(weighed):
    assert [run.weights is not None for run in weighed.runs] == [False, True, True]
    plain = forecast(load_scenario_text(TEXT % ""), dates=DAYS, worlds=40, replications=4)
    assert plain.probability[0].tolist() == weighed.probability[0].tolist()
    assert plain.probability[2].tolist() != weighed.probability[2].tolist()


def test_weights_are_shown_by_date_by_move_and_by_number(weighed):
    text = " ".join(map(str, parts(weighed, "full")))
    for words in (
        "not weighed",
        "beta 0.25",
        "ESS",
        "log Z",
        "union refuses middle",
        "told by the record",
        "Starved",
    ):
        assert words in text
    data = weighed.to_dict()
    assert [each is None for each in data["weights"]] == [True, False, False]
    assert len(data["weights"][2]["moves"]) == 2
    assert data["learned"][0] == []
    assert {each["name"] for each in data["learned"][2]} >= {each.name for each in learned_numbers(weighed.runs[2])}


def test_a_refusal_makes_what_was_refused_look_worse_to_the_refuser(weighed):
    found = {each.axis: each for each in learned_numbers(weighed.runs[2])}
    middle = found["“middle” to council: points above no deal"]
    assert middle.posterior[0] < middle.prior[0]


def test_what_is_learned_is_drawn(weighed):
    axes = weighed.plot.learned()
    assert len(axes.get_yticklabels()) == min(12, len(learned_numbers(weighed.runs[2])))
    assert [each.stem for each in weighed.drawings()] == ["forecast", "learned"]
    axes.figure.draw_without_rendering()
    shown = [*axes.get_yticklabels(), *axes.figure.legends]
    assert all(each.get_window_extent().x0 > 0 and each.get_window_extent().y0 > 0 for each in shown)


def test_a_sweep_of_weighed_worlds_says_its_day_and_its_points_are_those_of_runs():
    scenario = load_scenario_text(TEXT % "")
    size = {"worlds": 20, "replications": 3}
    found = sweep(scenario, {"events.strike.chance": [0.2, 0.8]}, as_of=DAYS[2], weights=True, **size)
    assert "as of 2020-01-20" in next(words for kind, words in sweep_parts(found, "full") if kind == "title")
    assert "Starved: as good as" in str(found) and "at each point by itself" in str(found)
    at = vary(scenario, "events.strike.chance=0.8")
    alone = run(at, as_of=DAYS[2], weights=True, **size)
    assert found.of("any deal").loc[0.8] == alone.probabilities().loc["any deal", "probability"]


def test_a_structural_range_is_that_of_runs_under_each_reading():
    quick = "{value: 2, claims: [quick]}, {value: 25, claims: [slow]}"
    claims = [
        f"claims.{name}={{date: {day}, claim: x}}" for name, day in (("quick", "2020-01-01"), ("slow", "2020-01-12"))
    ]
    scenario = load_scenario_text(
        TEXT % "", settings=[*claims, f"seats.union.procedure_days={{median: {{by_claim: [{quick}]}}, spread: 0}}"]
    )
    size = {"worlds": 20, "replications": 2}
    found = forecast(scenario, dates=["2020-01-04", "2020-01-20"], readings=True, **size)
    early, late = ([each.what for each in readings] for readings in found.readings)
    path = "seats.union.procedure_days.median"
    assert late[-2:] == [f"{path}=2 (quick)", f"{path}=25 (slow)"] and not [
        name for name in early if name.startswith(path)
    ]
    place = found.names.index("any deal")
    (low, _), (high, _) = found.structural_range(place)[1]
    assert low <= found.probability[1][place] <= high
    alone = run(vary(scenario, "seats.union.procedure_days={median: 2, spread: 0}"), as_of="2020-01-20", **size)
    assert found.readings[1][-2].probability[place] == alone.probabilities().loc["any deal", "probability"]
    assert "structural range" in str(found) and f"{path}=2" in found.to_json()
