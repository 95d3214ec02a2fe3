"""Parts of another run, and plans that were changed: told or played again, never mixed with this run."""

import json

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from tests.faults.held_runs import PORT, REPLICATIONS, WORLDS, contents


def interrupted(folder, monkeypatch, seed=1):
    """A run of seed `seed`, half of it done."""
    monkeypatch.setattr("sim.results.planned.batch_size", lambda *_, **__: REPLICATIONS)

    def stop(done, total):
        if done >= total // 2:
            raise KeyboardInterrupt

    with pytest.raises(sim.Interrupted):
        sim.load(PORT).run(worlds=WORLDS, replications=REPLICATIONS, seed=seed, out=folder, progress=stop)
    return folder / "unfinished"


def test_parts_of_another_seed_and_strange_ones_are_played_again(tmp_path, whole, monkeypatch):
    ours, other = (interrupted(tmp_path / str(seed), monkeypatch, seed) for seed in (1, 2))
    for path in other.glob("part-*.columns"):
        (ours / path.name).write_bytes(path.read_bytes())
    (ours / "part-x.columns").write_bytes(b"")
    (ours / "part-000099.columns").mkdir()
    sim.resume(tmp_path / "1")
    assert contents(tmp_path / "1") == whole


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lanes_per_batch", 0),
        ("lanes_per_batch", "x"),
        ("tactics", 5),
        ("worlds", 10**12),
        ("worlds", "x"),
        ("replications", 0),
        ("as_of", "x"),
        ("seed", 2),
        ("settings", None),
    ],
)
def test_a_plan_that_was_changed_is_told_in_a_line(tmp_path, monkeypatch, name, value):
    place = interrupted(tmp_path / "out", monkeypatch)
    plan = json.loads((place / "run.json").read_text())
    (plan if name in plan else plan["provenance"])[name] = value
    (place / "run.json").write_text(json.dumps(plan))
    for words in (["--resume", str(tmp_path / "out")], [str(PORT), "--out", str(tmp_path / "out")]):
        found = CliRunner().invoke(main, ["run", *words])
        assert found.stdout == "" and len(found.stderr.splitlines()) == 1
        assert found.exit_code == 2 and str(place / "run.json") in found.stderr
