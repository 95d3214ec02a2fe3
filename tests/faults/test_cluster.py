"""A real cluster on this machine, a scheduler and two workers: one is lost in the middle, and nothing changes."""

import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from tests.faults.held_runs import HOLD_FROM, PORT, REPLICATIONS, STEPWISE, WORLDS, Held, contents, environment, until

DASK = [sys.executable, "-m", "dask"]
QUIET = ["--no-dashboard", "--host", "127.0.0.1"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where workers and run tell that they wait, and are released."""
    return tmp_path_factory.mktemp("cluster")


def address_in(value):
    """The address that a scheduler has written into its file; None until all of it is there."""
    try:
        return json.loads(value.read_text())["address"]
    except (FileNotFoundError, ValueError):
        return None


@pytest.fixture(scope="module")
def address(place):
    """Start a scheduler and two workers, each a process."""
    found = place / "scheduler.json"
    one_thread = ["--nthreads", "1", "--no-nanny", "--preload", str(STEPWISE)]
    scheduler = [*DASK, "scheduler", *QUIET, "--port", "0", "--scheduler-file", str(found)]
    worker = [*DASK, "worker", *QUIET, "--scheduler-file", str(found), *one_thread]
    shown = (place / "said").open("w")
    begin = {"env": environment(place), "stdout": shown, "stderr": shown, "cwd": place}
    processes = [subprocess.Popen(scheduler, **begin)]
    until(lambda: address_in(found) or processes[0].poll() is not None, "the scheduler is there")
    assert processes[0].poll() is None, (place / "said").read_text()
    processes += [subprocess.Popen(worker, **begin) for _ in range(2)]
    (place / "scheduler").write_text(str(processes[0].pid))
    yield address_in(found)
    for process in processes:
        process.kill()
        process.wait()
    shown.close()


def test_a_worker_lost_in_the_middle_changes_nothing(place, address, whole):
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
    run = Held(place, place / "out", "--cluster", address)
    run.until_held(processes=2)
    os.kill(run.waiting.pop(), signal.SIGKILL)
    run.release()
    status, _, err = run.end()
    assert (status, err) == (0, f"Saved in {run.out}.\n")
    assert contents(run.out) == whole


def test_an_executor_of_dask_is_one_as_any_other(place, address, whole):
    from distributed import Client

    (place / "release").touch()
    with Client(address, set_as_default=False) as client:
        executor = client.get_executor(pure=False, retries=2)
        sim.load(PORT).run(worlds=WORLDS, replications=REPLICATIONS, executor=executor, out=place / "by_hand")
        assert client.nthreads(), "the cluster is left as it was"
    assert contents(place / "by_hand") == whole


def test_a_scheduler_lost_in_the_middle_is_told_and_what_is_done_stays(place, address, whole):
    """The last test of the cluster: there is none after it."""
    (place / "release").unlink()
    run = Held(place, place / "lost", "--cluster", address)
    until(lambda: run.process.poll() is not None or run.kept == HOLD_FROM, "the run is held")
    os.kill(int((place / "scheduler").read_text()), signal.SIGKILL)
    status, out, err = run.end()
    (place / "release").touch()
    assert (status, out) == (1, "")
    assert err == (
        "the executor broke off the run (CancelledError)\n"
        f"What is done is kept: sim run --resume {run.out} goes on from there.\n"
    )
    sim.resume(run.out)
    assert contents(run.out) == whole


@pytest.mark.parametrize(
    ("address", "message", "status"),
    [
        ("nonsense", "must be a scheduler's address", 2),
        ("tcp://127.0.0.1:1", "no scheduler of a dask cluster answers", 1),
    ],
)
def test_a_cluster_that_is_not_there_is_told(address, message, status, monkeypatch):
    monkeypatch.setattr("sim.ensemble.cluster._PATIENCE", 1)
    found = CliRunner().invoke(main, ["run", str(PORT), "--cluster", address])
    assert found.exit_code == status and found.stdout == ""
    assert message in found.stderr


def test_what_is_not_installed_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    found = CliRunner().invoke(main, ["run", str(PORT), "--cluster", "tcp://127.0.0.1:8786"])
    assert found.exit_code == 1
    assert "pip install 'negotiation-sim[cluster]'" in found.stderr
