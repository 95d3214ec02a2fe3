"""Where no worker process can be started a run is played in this one, with a line that says so."""

import multiprocessing
import warnings

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.ensemble import workers
from sim.errors import SimWarning
from tests.faults.held_runs import PORT

SIZE = {"worlds": 12, "replications": 5}
READ_ONLY = OSError(30, "Read-only file system")
TOLD = "Playing on one core: worker processes cannot be started here (Read-only file system).\n"


def refused(*_, **__):
    raise READ_ONLY


@pytest.fixture(autouse=True)
def _as_without_threads(monkeypatch):
    """A few batches beside other threads, such as those left by a cluster's tests, would be played in threads."""
    monkeypatch.setattr("sim.ensemble.play.forks", lambda: True)


@pytest.fixture
def without_semaphores(monkeypatch):
    """A machine whose shared memory is read-only, as in a locked container."""
    monkeypatch.setattr("multiprocessing.context.BaseContext.Event", refused)


@pytest.mark.parametrize(
    "error",
    [READ_ONLY, ImportError("no sem_open"), NotImplementedError("too few semaphores"), BlockingIOError(11, "")],
)
@pytest.mark.parametrize("place", ["multiprocessing.context.BaseContext.Event", "sim.ensemble.workers._start"])
def test_a_run_is_played_in_this_process(monkeypatch, error, place):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(place, refuse)
    scenario = sim.load(PORT)
    with pytest.warns(SimWarning, match="Playing on one core: worker processes cannot be started here") as caught:
        outcomes = scenario.run(**SIZE, workers=2)
    assert len(caught) == 1
    assert outcomes == scenario.run(**SIZE)


def test_a_script_that_spawned_workers_run_again_is_not_played_twice(monkeypatch):
    def refuse(*_, **__):
        raise RuntimeError("an attempt has been made to start a new process before its bootstrapping")

    monkeypatch.setattr(workers, "_start", refuse)
    with pytest.raises(RuntimeError, match="bootstrapping"):
        sim.load(PORT).run(**SIZE, workers=2)


@pytest.mark.parametrize(
    "words",
    [
        ["run", str(PORT)],
        ["compare", str(PORT), "--vary", "minds.floor=0.1"],
        ["sweep", str(PORT), "--set", "minds.floor=0.1,0.2"],
        ["explain", str(PORT), "--outcome", "lapsed"],
        ["forecast", str(PORT)],
        ["sensitivity", str(PORT)],
        ["evidence", str(PORT), "--influence"],
    ],
    ids=lambda words: words[0],
)
def test_every_command_that_plays_says_so_once(without_semaphores, words):
    size = ["--worlds", "40", "--replications", "3"]
    alone = CliRunner().invoke(main, [*words, *size, "--workers", "1"])
    found = CliRunner().invoke(main, [*words, *size, "--workers", "2"])
    assert (found.exit_code, found.stdout) == (alone.exit_code, alone.stdout)
    assert found.exit_code == 0, found.stderr
    assert found.stderr.count(TOLD) == 1 and "Traceback" not in found.stderr


def shares(workers):
    """Play in a worker of somebody else's pool; return what was warned of, and what came out."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        outcomes = sim.load(PORT).run(**SIZE, workers=workers)
    return [str(each.message) for each in caught], outcomes.probabilities()["probability"].to_dict()


def test_workers_of_a_pool_play_by_themselves():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        shown, found = pool.apply(shares, (2,))
    assert found == shares(1)[1]
    assert shown in (
        ["Playing on one core: this process is itself a worker of a pool, which may not start others."],
        [],  # played on threads
    )


def test_a_daemonic_process_starts_no_worker(monkeypatch, tmp_path):
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)
    loaded = sim.load(PORT)
    with pytest.warns(SimWarning, match="itself a worker of a pool"):
        outcomes = loaded.run(**SIZE, workers=2, out=tmp_path / "out")
    assert outcomes == loaded.run(**SIZE)
