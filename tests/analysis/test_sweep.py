"""Sweeps: points are runs of their own with the same luck; what is wrong is told before any is run."""

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.sweeps.sweep import SweepInterrupted
from sim.ensemble.play import play_here
from sim.errors import ProblemsError, SimError

PORT = Path(__file__).parent.parent / "ensemble" / "port.yaml"
SMALL = {"worlds": 12, "replications": 4}


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


def test_a_point_is_the_run_of_the_scenario_set_so(port):
    found = sim.sweep(port, {"chance.vote": np.linspace(0, 1, 3)}, seed=2, **SMALL)
    alone = port.with_("events.vote.chance=0.5").run(seed=2, **SMALL).probabilities()
    rows = found.table[found.table["events.vote.chance"] == 0.5].set_index("outcome")
    for column in ("probability", "standard_error", "low", "high"):
        np.testing.assert_array_equal(rows[column], alone[column])
    assert found.of("lapsed").index.tolist() == [0.0, 0.5, 1.0]


def test_floats_of_linspace_are_told_as_meant(port):
    found = sim.sweep(port, {"chance.vote": np.linspace(0, 1, 11)[3:4]}, worlds=2, replications=1)
    assert found.axes[0].values == (0.3,)


def test_two_quantities_make_a_table(port):
    found = sim.sweep(
        port, {"chance.vote": [0, 1], "governments.old_board.tactic": ["aspiration", "foresight"]}, **SMALL
    )
    table = found.of(found.likeliest)
    assert table.shape == (2, 2) and list(table.columns) == ["aspiration", "foresight"]
    assert found.points == 4 and len(found.table) == 4 * len(found.names)


def test_several_places_move_together(port):
    places = ("chance.vote", "governments.union.beliefs.vote")
    found = sim.sweep(port, {places: [0.2, 0.8]}, **SMALL)
    both = port.with_("events.vote.chance=0.8", "governments.union.beliefs.vote=0.8").run(**SMALL)
    rows = found.table[found.table["events.vote.chance"] == 0.8]
    assert rows["probability"].tolist() == both.probabilities()["probability"].tolist()


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("chance.vote", (0.5, 0.5)),
        ("governments.union.no_deal", (0.0, 40.0)),
        ("governments.union.beliefs.strike", None),
        ("governments.union.review_days", (14.0, 14.0)),
    ],
)
def test_the_scenarios_own_value_is_known(port, path, own):
    assert sim.sweep(port, {path: [1]}, worlds=1, replications=1).axes[0].own_range == own


def test_all_that_is_wrong_is_told_at_once_before_anything_is_run(port, monkeypatch):
    monkeypatch.setattr("sim.analysis.joint_player.play_here", lambda *_, **__: pytest.fail("run"))
    with pytest.raises(ProblemsError) as caught:
        sim.sweep(port, {"chance.vote": [-1, 0.5, 2]})
    assert [problem.file for problem in caught.value.problems] == [
        "--set events.vote.chance=-1",
        "--set events.vote.chance=2",
    ]


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({}, "one or two quantities"),
        ({"chance.vote": [1], "deadline": ["2024-03-01"], "title": ["x"]}, "one or two quantities"),
        ({"chance.vote": []}, "0 points"),
        ({"chance.vote": np.linspace(0, 1, 1001)}, "1,001 points"),
        ({"chance.vot": [1]}, "Did you mean 'vote'?"),
    ],
)
def test_what_is_no_sweep_is_refused(port, quantities, message):
    with pytest.raises(SimError, match=message.replace("?", r"\?")):
        sim.sweep(port, quantities)


def test_an_interrupt_keeps_the_points_that_are_done(port, monkeypatch):
    played = []

    def interrupted(player, *batches, **options):
        if len(played) == 2:
            raise KeyboardInterrupt
        played.append(player)
        return play_here(player, *batches, **options)

    monkeypatch.setattr("sim.analysis.joint_player.play_here", interrupted)
    monkeypatch.setattr("sim.analysis.several_runs._AT_ONCE", 1)
    with pytest.raises(SweepInterrupted, match="after 2 of 3 points") as caught:
        sim.sweep(port, {"chance.vote": [0, 0.5, 1]}, **SMALL)
    assert caught.value.sweep.of("lapsed").index.tolist() == [0.0, 0.5]
    assert "0.5" in str(caught.value.sweep)


def test_progress_is_of_all_points(port):
    calls = []
    sim.sweep(port, {"chance.vote": [0, 1]}, progress=lambda done, total: calls.append((done, total)), **SMALL)
    assert calls == [(96, 96)]  # both are played together


def test_words_and_plain_data(port):
    found = sim.sweep(port, {"chance.vote": [0, 1]}, **SMALL)
    data = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert data["quantities"] == [{"paths": ["events.vote.chance"], "values": ["0", "1"], "own": "0.5"}]
    assert len(data["points"]) == 2 * len(found.names)
    assert "events.vote.chance: the scenario's own is 0.5." in str(found)
    assert "<table>" in found._repr_html_()
    with pytest.raises(SimError, match="allowed high wage, short hours"):
        found.of("peace")
