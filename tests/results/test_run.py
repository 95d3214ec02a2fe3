import subprocess
import sys

import pandas as pd
import pytest

import sim
import sim.ensemble.player as module
from sim.results.planned import RunInterrupted
from sim.results.run import run


def test_the_face_of_the_package_loads_and_runs(outcomes):
    loaded = sim.load("tests/ensemble/port.yaml", settings=["events.vote.chance=0.6"])
    found = loaded.run(worlds=60, replications=8, seed=2)
    assert isinstance(found, sim.Outcomes)
    pd.testing.assert_frame_equal(found.table, outcomes.table)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sim.nothing  # noqa: B018


def test_an_interrupted_run_is_the_run_of_its_worlds(port, monkeypatch):
    play = module.play_batch

    def interrupted(source, batch, **how):
        if batch.first_world >= 2:
            raise KeyboardInterrupt
        return play(source, batch, **how)

    monkeypatch.setattr("sim.results.planned.batch_size", lambda *_, **__: 3)  # a world each
    monkeypatch.setattr(module, "play_batch", interrupted)
    with pytest.raises(RunInterrupted, match="interrupted after 2 of 5 worlds") as caught:
        run(port, worlds=5, replications=3)
    monkeypatch.undo()
    expected = run(port, worlds=2, replications=3)
    pd.testing.assert_frame_equal(caught.value.outcomes.table, expected.table)
    assert caught.value.outcomes.provenance == expected.provenance
    assert not isinstance(caught.value, Exception)  # `except Exception` must not swallow Ctrl-C


def test_worlds_can_be_drawn_again(outcomes):
    drawn = outcomes.world_source().draw([0, 1])
    assert drawn.no_deal[2].tolist() == outcomes.worlds["no_deal_union"].tolist()[:2]


def test_pictures_are_drawn_when_asked_for(outcomes):
    from matplotlib.axes import Axes

    for draw in (outcomes.plot, outcomes.plot.timing, outcomes.plot.values):
        assert isinstance(draw(), Axes)


def test_a_run_as_of_a_date_is_taken_up_again_as_of_that_date(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.results.planned.batch_size", lambda *_, **__: 4)
    scenario = sim.load("scenarios/new_start/baseline.yaml")

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(RunInterrupted):
        scenario.run(worlds=3, replications=4, as_of="2020-12-24", out=tmp_path / "out", progress=stop)
    found = sim.resume(tmp_path / "out")
    whole = scenario.run(worlds=3, replications=4, as_of="2020-12-24")
    pd.testing.assert_frame_equal(found.table, whole.table)
    assert found.provenance == whole.provenance


def test_a_plain_run_that_is_only_told_loads_no_pandas():
    script = (
        "import sys; from sim.cli import main\n"
        "try: main(['run', 'tests/ensemble/port.yaml', '--worlds', '5'])\nexcept SystemExit: pass\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "sim.results.run" in done.stdout.split()
    assert not {"pandas", "pyarrow", "matplotlib"} & set(done.stdout.split())
