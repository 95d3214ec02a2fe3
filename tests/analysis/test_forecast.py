"""A series of forecasts: the runs it is made of, its scores, and what it is set beside."""

import json
import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import SimError
from sim.scenario.event import Actual

DATES = ["2020-10-01", "2020-11-07", "2021-01-20"]
SMALL = {"worlds": 8, "replications": 4}


@pytest.fixture(scope="module")
def scenario():
    return sim.load("scenarios/new_start/baseline.yaml")


@pytest.fixture(scope="module")
def found(scenario):
    return sim.forecast(scenario, dates=DATES, **SMALL, base_rate={"lapsed": 0.3})


def test_each_date_is_the_run_as_of_it(scenario, found):
    assert [day.isoformat() for day in found.dates] == DATES
    alone = scenario.run(**SMALL, as_of="2020-11-07")
    pd.testing.assert_frame_equal(found.runs[1].table, alone.table)
    np.testing.assert_array_equal(found.probability[1], alone.probabilities()["probability"])


def test_the_table_has_a_row_per_date_and_outcome(found):
    assert list(found.table.columns[:4]) == ["as_of", "outcome", "probability", "standard_error"]
    assert len(found.table) == 3 * len(found.names)
    assert found.table.groupby("as_of")["probability"].sum().to_numpy() == pytest.approx(1)
    assert found.table["outcome"].cat.categories.tolist() == list(found.names)


def test_every_date_is_scored_against_what_happened(found):
    k = found.names.index("clean five years")
    np.testing.assert_array_equal(found.scores["probability"], found.probability[:, k])
    p = found.probability[2]
    assert found.scores["brier"].iloc[2] == pytest.approx(sum(x**2 for x in p) - 2 * p[k] + 1)
    assert found.scores["log"].iloc[2] == pytest.approx(-math.log(p[k]))
    assert found.floor == 1 / 64


def test_averages_stand_beside_forecasters_without_a_model(found):
    scores, means = found.scores, found.averages
    assert list(means.index) == ["mean of dates", "mean of days", "uniform", "base rate"]
    assert means.loc["mean of dates", "brier"] == pytest.approx(scores["brier"].mean())
    days = [37, 74, 6]  # the last stands until the signature
    assert means.loc["mean of days", "log"] == pytest.approx(np.average(scores["log"], weights=days))
    k = len(found.names)
    assert means.loc["uniform", "brier"] == pytest.approx(1 - 1 / k)
    assert means.loc["base rate", "log"] == pytest.approx(-math.log(0.7 / (k - 1)))


def test_published_odds_are_set_beside_the_forecast_that_stood(found):
    odds = found.published
    assert odds["date"].dt.date.tolist()[0] == date(2020, 8, 14)
    share = found.runs[0].table["happened_biden_wins"].mean()
    np.testing.assert_allclose(odds["simulated"].astype(float), float(share))  # the first forecast stood throughout
    assert odds["happened"].all()
    np.testing.assert_allclose(odds["published_brier"], (1 - odds["published"]) ** 2)


def test_where_the_end_is_not_known_nothing_is_scored(scenario):
    unknown = replace(scenario, model=scenario.model.model_copy(update={"actual": None}))
    found = sim.forecast(unknown, dates=DATES[:1], **SMALL)
    assert found.actual is None and found.scores.empty and found.averages.empty
    assert json.loads(found.to_json())["forecasts"][0]["score"] is None


def test_the_end_is_scored_and_never_forecast_from(scenario, found):
    other = replace(scenario, model=scenario.model.model_copy(update={"actual": Actual(outcome="lapsed")}))
    again = sim.forecast(other, dates=DATES, **SMALL)
    np.testing.assert_array_equal(again.probability, found.probability)
    np.testing.assert_array_equal(again.scores["probability"], found.probability[:, found.names.index("lapsed")])


def test_results_do_not_depend_on_workers_and_progress_counts_all_dates(scenario, found):
    calls = []
    again = sim.forecast(scenario, dates=DATES, **SMALL, workers=2, progress=lambda *now: calls.append(now))
    np.testing.assert_array_equal(again.probability, found.probability)
    assert calls[-1] == (96, 96) and calls == sorted(calls)


def test_a_saved_series_is_whole_and_the_same_again(found, tmp_path):
    found.save(tmp_path)
    names = {"forecast.csv", "forecast.json", "forecast.svg", "forecast.png"}
    assert {path.name for path in tmp_path.iterdir()} == names
    first = {name: (tmp_path / name).read_bytes() for name in names}
    found.save(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names} == first
    read = pd.read_csv(tmp_path / "forecast.csv")
    np.testing.assert_array_equal(read["probability"], found.table["probability"])


def test_what_cannot_be_written_to_is_told(found, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SimError, match="cannot be written to"):
        found.save(tmp_path / "taken")


def test_a_notebook_shows_the_series(found):
    assert "mean of days" in found._repr_html_()
    assert repr(found) == "<Forecast: New START, from 1 October 2020; 3 dates, 8 worlds x 4>"


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        ({"lapse": 0.3}, "no such outcome .found 'lapse'; allowed .*. Did you mean 'lapsed'"),
        ({"lapsed": 1.3}, "must be a chance between 0 and 1"),
        ({"lapsed": 0.6, "agreed too late": 0.6}, "must add up to 1"),
    ],
)
def test_base_rates_that_are_none_are_refused_before_anything_is_played(scenario, rate, message, monkeypatch):
    monkeypatch.setattr("sim.analysis.several_runs.play", lambda *_, **__: pytest.fail("played"))
    with pytest.raises(SimError, match=message):
        sim.forecast(scenario, base_rate=rate)
