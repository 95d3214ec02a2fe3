"""Answers are values: pickled, copied, compared, handed out without being changed."""

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import pandas as pd
import pytest

import sim
from sim.analysis.influence.alternatives import list_alternatives
from tests.cli.calls import PORT

TINY = {"worlds": 6, "replications": 4}


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


@pytest.fixture(scope="module")
def answers(port):
    """Return what makes one of every kind of answer."""
    from sim.analysis.influence.assumed import assumed_numbers

    outcomes = port.run(worlds=40, replications=4)
    other = port.with_("chance.vote=0.9")
    return {
        "Scenario": (lambda: sim.load(PORT), lambda: other),
        "Outcomes": (lambda: port.run(**TINY), lambda: port.run(**TINY, seed=2)),
        "Comparison": (
            lambda: sim.compare({"a": port, "b": other}, **TINY),
            lambda: sim.compare({"a": port, "c": other}, **TINY),
        ),
        "Sweep": (
            lambda: sim.sweep(port, {"chance.vote": [0, 1]}, **TINY),
            lambda: sim.sweep(port, {"chance.vote": [0, 0.9]}, **TINY),
        ),
        "Explanation": (
            lambda: sim.explain(port, outcome="lapsed", worlds=60, replications=4),
            lambda: sim.explain(other, outcome="lapsed", worlds=60, replications=4),
        ),
        "BargainingSet": (lambda: port.analyse(worlds=6), lambda: port.analyse(worlds=7)),
        "Forecast": (lambda: sim.forecast(port, every=30, **TINY), lambda: sim.forecast(port, every=29, **TINY)),
        "Story": (lambda: port.tell(world=0), lambda: port.tell(world=1)),
        "Influence": (lambda: sim.influence(port, **TINY), lambda: sim.influence(port, **TINY, seed=2)),
        "AssumedNumbers": (
            lambda: assumed_numbers(port, "lapsed", **TINY),
            lambda: assumed_numbers(port, "lapsed", **TINY, seed=2),
        ),
        "Sensitivity": (outcomes.sensitivity, lambda: outcomes.sensitivity("high wage")),
        "VarianceSplit": (outcomes.variance, port.run(**TINY).variance),
        "EvidenceReport": (port.evidence, lambda: port.evidence(seed=2)),
        "Estimates": (lambda: outcomes.estimates, lambda: port.run(**TINY).estimates),
    }


KINDS = [
    "Scenario",
    "Outcomes",
    "Comparison",
    "Sweep",
    "Explanation",
    "BargainingSet",
    "Forecast",
    "Story",
    "Influence",
    "AssumedNumbers",
    "Sensitivity",
    "VarianceSplit",
    "EvidenceReport",
    "Estimates",
]


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_pickled_copied_and_compared(answers, kind, monkeypatch):
    few = "sim.analysis.influence.assumed.list_alternatives"  # or dozens of runs
    monkeypatch.setattr(few, lambda scenario: list_alternatives(scenario)[:4])
    one, other = (make() for make in answers[kind])
    str(one), repr(one)  # and with whatever that computed
    for again in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one), answers[kind][0]()):
        assert type(again) is type(one)
        assert again == one and hash(again) == hash(one)
        assert kind == "Estimates" or str(again) == str(one)
    assert one != other and other != one
    assert one != "something else"


def test_a_saved_result_is_the_one_that_was_played_and_its_pickle_tells_it(port, tmp_path):
    played = port.run(**TINY)
    saved = sim.Outcomes.load(played.save(tmp_path / "out"))
    assert saved == played and played == saved
    again = pickle.loads(pickle.dumps(saved))
    assert again == played
    pd.testing.assert_frame_equal(again.table, played.table)
    kept = pickle.dumps(saved)
    (tmp_path / "out" / "results.parquet").unlink()
    assert str(pickle.loads(kept)) == str(played)
    with pytest.raises(sim.StorageError, match="was replaced or removed"):
        _ = pickle.loads(kept).table


def _ask(scenario, chance):
    return scenario.with_({"chance.vote": chance}).run(**TINY)


def test_answers_come_back_from_a_process_pool(port):
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(_ask, port, 0.25).result() == _ask(port, 0.25)
        with pytest.raises(sim.ProblemsError, match="must lie between 0 and 1") as caught:
            pool.submit(_ask, port, 2).result()
    assert caught.value.problems[0].where == "events.vote.chance"


def test_what_is_done_to_a_table_stays_with_who_did_it(port, tmp_path):
    outcomes = port.run(worlds=40, replications=4)
    saved = sim.Outcomes.load(outcomes.save(tmp_path / "out"))
    forecast, sweep = sim.forecast(port, every=30, **TINY), sim.sweep(port, {"chance.vote": [0, 1]}, **TINY)
    report = port.evidence()
    for owner, name in [
        (outcomes, "table"),
        (outcomes, "worlds"),
        (saved, "table"),
        (saved, "worlds"),
        (forecast, "table"),
        (forecast, "scores"),
        (forecast, "averages"),
        (forecast, "published"),
        (sweep, "table"),
        (report, "table"),
    ]:
        before, frame = getattr(owner, name), getattr(owner, name)
        frame["mine"] = 0.5
        if len(frame):
            frame.loc[frame.index[0], frame.columns[0]] = frame.iloc[-1, 0]
        pd.testing.assert_frame_equal(getattr(owner, name), before)
    with pytest.raises(ValueError, match="read-only"):
        outcomes.by_world["share_lapsed"][0] = 0.5
    with pytest.raises(ValueError, match="read-only"):
        outcomes.estimates.probability[0] = 0.5
    with pytest.raises(ValueError, match="read-only"):
        forecast.probability[0] = 0.5


def test_arrays_handed_out_cannot_be_changed(port):
    outcomes, found = port.run(**TINY), port.analyse(worlds=4)
    pair = found.computed[0]
    tally = outcomes.lanes.tally
    arrays = [tally.ended, tally.signed, tally.in_force, *tally.value.values(), pair.gain, pair.assent, pair.zone]
    arrays += [pair.frontier, pair.zone_without_third_parties]
    arrays += [column for each in pair.solutions.values() for column in (each.package, each.tied)]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
