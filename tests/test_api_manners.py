"""What the Python API and the commands take and give back: days, types, paths, errors by cause, whole answers."""

import datetime as dt
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.errors import Problem

PORT = "tests/ensemble/port.yaml"
TINY = {"worlds": 6, "replications": 4}
SMALL = ["--worlds", "6", "--replications", "4"]


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


def call(*words, **more):
    return CliRunner().invoke(main, [str(word) for word in words], **more)


# days

DAYS = [
    dt.date(2024, 3, 15),
    dt.datetime(2024, 3, 15, 15, 30),
    pd.Timestamp("2024-03-15 15:30"),
    pd.Timestamp("2024-03-15", tz="Europe/Berlin"),
    np.datetime64("2024-03-15"),
    np.datetime64("2024-03-15T15:30", "ns"),
]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{type(day).__name__}-{day}")
def test_a_day_may_be_of_any_usual_type(port, day):
    assert port.with_({"deadline": day}).model.deadline == dt.date(2024, 3, 15)
    assert port.with_({"deadline": "2024-03-15"}).model.deadline == dt.date(2024, 3, 15)
    assert port.with_(deadline=day).settings == ("deadline=2024-03-15",)


def test_a_sweep_takes_days_of_any_type_and_values_of_any_number_type(port):
    for days in (pd.date_range("2024-03-01", "2024-03-02"), np.array(["2024-03-01", "2024-03-02"], "M8[ns]")):
        found = sim.sweep(port, {"deadline": days}, **TINY)
        assert list(found.of("lapsed").index) == ["2024-03-01", "2024-03-02"]
    found = sim.sweep(port, {"chance.vote": [Fraction(1, 4), Decimal("0.5"), np.float32(0.75)]}, **TINY)
    assert list(found.of("lapsed").index) == [0.25, 0.5, 0.75]
    pd.testing.assert_frame_equal(
        found.table, sim.sweep(port, {"chance.vote": pd.Series([0.25, 0.5, 0.75])}, **TINY).table
    )


# sweeps


@pytest.mark.parametrize(
    "varied",
    ["deadline=2024-03-01,2024-04-01", "start=2024-01-01,2024-01-05", "events.vote.date=2024-01-20,2024-02-01"],
)
def test_a_sweep_over_dates_plays_tells_and_draws(varied, tmp_path):
    found = call("sweep", PORT, "--set", varied, *SMALL, "--out", tmp_path / "out")
    assert found.exit_code == 0, found.output
    assert f"From {varied.partition('=')[2].replace(',', ' to ')}" in found.stdout
    assert (tmp_path / "out" / "sweep.png").exists()
    assert call("sweep", PORT, "--set", varied, *SMALL, "--json").exit_code == 0


def test_values_whose_words_are_alike_stay_apart(port):
    found = sim.sweep(port, {"title": ["a b", "a_b"]}, **TINY)
    assert len(set(found.axes[0].labels)) == 2
    assert found.points == 2


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({"events.vote.chance": [0.1, 0.1]}, "events.vote.chance: 0.1 is given twice"),
        ({"chance.vote": [0.1, np.float64(0.1)]}, "0.1 is given twice"),
        ({"deadline": ["2024-03-01", dt.date(2024, 3, 1)]}, "2024-03-01 is given twice"),
        ({"chance.vote": [0, 1], "events.vote.chance": [0, 1]}, "events.vote.chance: given twice"),
        ({("chance.vote", "chance.vote"): [0, 1]}, "given twice"),
        (5, "must be a mapping"),
        ({"chance.vote": 5}, "must be a list of values"),
        ({"chance.vote": "0.5"}, "must be a list of values"),
        ({5: [0, 1]}, "by a place"),
        ({(5,): [0, 1]}, "by places"),
        ({"chance.vote": [object(), 1]}, "not a value that a scenario can hold"),
        ({"chance.vote": iter(lambda: 0.5, None)}, "given twice"),
        ({name: np.arange(1000) for name in ("chance.vote", "deadline", "title")}, "one or two quantities"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_before_it_is_played(port, quantities, message, monkeypatch):
    monkeypatch.setattr("sim.analysis.sweeps.sweep.run", lambda *_, **__: pytest.fail("played"))
    with pytest.raises(sim.InputError, match=message):
        sim.sweep(port, quantities)


def test_a_range_says_where_it_stops_short_of_its_end():
    assert (
        "the last point is 0.9: steps of 0.3 do not reach 1"
        in call("sweep", PORT, "--set", "chance.vote=0:1:0.3", *SMALL).stderr
    )
    assert not call("sweep", PORT, "--set", "chance.vote=0:1:0.5", *SMALL).stderr


# errors by cause


def test_errors_are_told_apart_by_cause():
    for kind in (sim.InputError, sim.StorageError, sim.ExecutionError, sim.MissingDependencyError):
        assert issubclass(kind, sim.SimError)
    assert issubclass(sim.ProblemsError, sim.InputError)
    assert not issubclass(sim.StorageError, sim.InputError)
    for kind in (sim.RunInterrupted, sim.SweepInterrupted):
        assert issubclass(kind, sim.Interrupted) and issubclass(kind, KeyboardInterrupt)


@pytest.mark.parametrize(
    "error",
    [
        sim.ProblemsError([Problem("a.yaml", 1, 2, "deadline", "must be a date")]),
        sim.StorageError("out: cannot be written to"),
    ],
)
def test_an_error_leaves_a_worker_process_whole(error):
    found = pickle.loads(pickle.dumps(error))
    assert type(found) is type(error) and str(found) == str(error)
    assert getattr(found, "problems", ()) == getattr(error, "problems", ())


def test_an_interrupt_leaves_a_worker_process_whole():
    found = pickle.loads(pickle.dumps(sim.RunInterrupted(None, 5)))
    assert (found.outcomes, found.asked, str(found)) == (None, 5, "interrupted after 0 of 5 worlds")
    found = pickle.loads(pickle.dumps(sim.SweepInterrupted(None, 3)))
    assert (found.sweep, str(found)) == (None, "interrupted after 0 of 3 points")
