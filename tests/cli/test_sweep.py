"""``sim sweep``: ranges and lists, what is printed and saved, and how mistakes are told."""

import json

import pytest

from sim.cli.sweep import read_values
from sim.ensemble.play import play_here
from tests.cli.calls import PORT, call

SMALL = ["--worlds", "6", "--replications", "4"]


def sweep(*words, columns=100):
    return call("sweep", PORT, *words, *SMALL, columns=columns)


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("0:1:0.25", [0, 0.25, 0.5, 0.75, 1]),
        ("0:1:0.3", [0, 0.3, 0.6, 0.9]),
        ("10:-10:-10", [10, 0, -10]),
        ("1:1:1", [1]),
        ("no, 2024-02-01", None),
        ("{uniform: [0, 1]}, 0.5", [{"uniform": [0, 1]}, 0.5]),
    ],
)
def test_values_are_ranges_with_both_ends_or_yaml(written, values):
    found = read_values(written, where="x")
    assert found == values if values is not None else [str(value) for value in found] == ["no", "2024-02-01"]


def test_a_table_of_all_outcomes_by_value():
    found = sweep("--set", "chance.vote=0:1:0.5")
    assert found.exit_code == 0, found.output
    for part in ("events.vote.chance varied; 3 points", "the scenario's own is 0.5", "lapsed", "From 0 to 1:"):
        assert part in found.stdout
    assert max(map(len, found.stdout.splitlines())) <= 100


def test_two_quantities_give_the_table_of_one_outcome():
    found = sweep(
        "--set", "chance.vote=0,1", "--set", "governments.union.no_deal=0:40:20", "--outcome", "short hours"
    )
    assert "Probability of “short hours”; rows: events.vote.chance" in found.stdout


def test_a_single_value_is_set_and_not_varied():
    found = sweep("--set", "chance.vote=0,1", "--set", "deadline=2024-03-15", "--json")
    data = json.loads(found.stdout)
    assert data["settings"] == ["deadline=2024-03-15"] and len(data["quantities"]) == 1
    assert found.stderr == ""


def test_places_between_commas_move_together():
    data = json.loads(sweep("--set", "chance.vote,governments.union.beliefs.vote=0,1", "--json").stdout)
    assert data["quantities"][0]["paths"] == ["events.vote.chance", "governments.union.beliefs.vote"]


def test_out_saves_table_and_picture(tmp_path):
    assert sweep("--set", "chance.vote=0,1", "--out", tmp_path / "out").exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"sweep.json", "sweep.svg", "sweep.png"}


@pytest.mark.parametrize(("after", "status"), [(0, 130), (2, 130)])
def test_an_interrupt_reports_and_saves_what_is_done(after, status, tmp_path, monkeypatch):
    played = []

    def interrupted(player, *batches, **options):
        if len(played) == after:
            raise KeyboardInterrupt
        played.append(player)
        return play_here(player, *batches, **options)

    monkeypatch.setattr("sim.analysis.joint_player.play_here", interrupted)
    monkeypatch.setattr("sim.analysis.several_runs._AT_ONCE", 1)
    found = sweep("--set", "chance.vote=0:1:0.5", "--out", tmp_path / "out")
    assert found.exit_code == status
    if after:
        assert "Interrupted after 2 of 3 points: what is shown and saved is theirs." in found.stderr
        assert len(json.loads((tmp_path / "out" / "sweep.json").read_text())["points"]) == 10
    else:
        assert found.stderr == "Interrupted: nothing was written.\n"
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "chance.vote=0:2:1"], "--set events.vote.chance=2: events.vote.chance: must lie between 0 and 1"),
        (["--set", "chance.vote=0:1:-1"], "start:stop:step must lead from start to stop"),
        (["--set", "chance.vote=0:1:1e-9"], "at most 1,000 steps"),
        (["--set", "chance.vote=0.5"], "nothing varies"),
        (["--set", "chance.vote=[0"], "--set chance.vote=[0: not YAML"),
        (["--set", "chance.vote=0,1", "--set", "chance.vote=0,1"], "is given twice"),
        (["--set", "chance.vote=0,1", "--outcome", "high wages"], "Did you mean 'high wage'?"),
        (["--set", "nothing"], "must be path=value"),
    ],
)
def test_mistakes_are_told_without_a_traceback(words, message):
    found = sweep(*words)
    assert found.exit_code == 2
    assert message in found.stderr and "Traceback" not in found.output


def test_the_help_says_how_to_sweep_beliefs_as_well():
    found = sweep("--help").output
    assert "--set chance.vote,governments.us.beliefs.vote=0:1:0.1" in found


def test_what_always_comes_has_a_limit_for_an_error_and_changes_nothing():
    words = " ".join(sweep("--set", "minds.noise=1:2:1", "--set", "seats.union.procedure_days=9000").stdout.split())
    assert "From 1 to 2: no change." in words
    assert "(95% limit where an outcome never came, or always) is at most 39.0 percentage points." in words
