"""Runs that are ended, by the signals that do it, when half is done: nothing of it is lost or mixed up."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from contextlib import suppress
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.cli.run import _stoppable
from sim.ensemble.executors import do_not_wait, play_on
from tests.faults.held_runs import HOLD_FROM, PORT, WORLDS, contents, is_gone, until


def test_a_killed_run_is_taken_up_again_with_the_results_of_one_that_was_not(held, whole):
    run = held()
    run.until_held(processes=2)
    run.process.kill()
    run.end()
    until(lambda: all(map(is_gone, run.waiting)), "its workers have left")
    assert run.kept == HOLD_FROM
    with pytest.raises(sim.SimError, match="holds no whole result"):
        sim.Outcomes.load(run.out)

    done = []
    sim.resume(run.out, progress=lambda *now: done.append(now))
    assert done[0] == (35, 60), "what was done is not done again"
    assert contents(run.out) == whole
    assert not {path.name for path in run.out.iterdir()} - set(whole), "and nothing else is left"


def test_a_new_run_where_one_is_unfinished_is_refused_with_what_can_be_done(held, whole):
    run = held()
    run.until_held(processes=2)
    run.process.kill()
    run.end()
    until(lambda: all(map(is_gone, run.waiting)), "its workers have left")
    found = CliRunner().invoke(main, ["run", str(PORT), "--seed", "7", "--out", str(run.out)])
    assert found.exit_code == 2 and found.stdout == ""
    assert found.stderr == (
        f"{run.out}: holds an unfinished run of Port wage talks: 12 worlds x 5 replications, seed 1, "
        "30 of 60 plays done.\n"
        f"Finish it (sim run --resume {run.out}), give another folder, or remove {run.out}/unfinished to drop it.\n"
    )
    found = CliRunner().invoke(main, ["run", "--resume", str(run.out), "--workers", "1"])
    assert found.exit_code == 0, found.output
    assert contents(run.out) == whole
    assert (run.out / "timing.svg").exists(), "the command line draws the pictures of a run taken up again"


def test_one_run_at_a_time_in_a_folder(held):
    run = held()
    run.until_held(processes=2)
    for words in (["run", str(PORT), "--out", str(run.out)], ["run", "--resume", str(run.out)]):
        found = CliRunner().invoke(main, words)
        assert found.exit_code == 1
        assert found.stderr.startswith(
            f"{run.out}: another run writes its results here (process {run.process.pid} on "
        )
    assert run.process.poll() is None and run.kept == HOLD_FROM


def test_what_a_killed_worker_had_in_hand_is_played_again(held, whole):
    run = held()
    run.until_held(processes=2)
    os.kill(run.waiting.pop(), signal.SIGKILL)
    run.release()
    status, _, err = run.end()
    assert (status, err) == (0, f"Saved in {run.out}.\n")
    assert contents(run.out) == whole


def test_workers_that_die_again_and_again_end_the_run_and_what_is_done_stays(held, whole):
    run = held(workers=2)
    while run.process.poll() is None:
        until(lambda: run.process.poll() is not None or not all(map(is_gone, run.waiting)), "a worker waits")
        for pid in run.waiting:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    status, out, err = run.end()
    assert (status, out) == (1, "")
    assert "worker processes died 3 times in a row" in err
    assert err.endswith(f"What is done is kept: sim run --resume {run.out} goes on from there.\n")
    sim.resume(run.out)
    assert contents(run.out) == whole


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_reports_and_saves_the_worlds_done_and_the_rest_can_be_finished(held, whole, workers):
    run = held(workers=workers)
    run.until_held(processes=workers)
    os.killpg(run.process.pid, signal.SIGINT)  # as a terminal does: to the run and its workers
    if workers > 1:
        run.release()  # what has begun is waited for
    status, out, err = run.end()
    assert status == 130
    done = sim.Outcomes.load(run.out).provenance.worlds
    assert HOLD_FROM <= done < WORLDS
    waits = "Stopping when what is being played is done. Ctrl-C again does not wait.\n" if workers > 1 else ""
    text = f"Interrupted after {done} of 12 worlds: what is shown and saved is theirs. "
    assert err == f"{waits}{text}Go on with: sim run --resume {run.out}\n"
    assert f"{done} worlds x 5 replications" in out
    sim.resume(run.out)
    assert contents(run.out) == whole


def test_a_terminated_run_keeps_what_is_done(held, whole):
    run = held(workers=1)
    run.until_held(processes=1)
    run.process.terminate()
    status, out, err = run.end()
    assert (status, out) == (143, "")
    assert err == f"Ended from outside. Go on with: sim run --resume {run.out}\n"
    sim.resume(run.out)
    assert contents(run.out) == whole


def test_ctrl_c_again_waits_for_nothing(held, whole):
    run = held(workers=2)
    run.until_held(processes=2)
    run.process.send_signal(signal.SIGINT)
    assert run.process.stderr.readline().startswith("Stopping when what is being played is done.")
    run.process.send_signal(signal.SIGINT)
    status, _, err = run.end()
    assert status == 130
    assert err.startswith(f"Interrupted after {HOLD_FROM} of 12 worlds")
    until(lambda: all(map(is_gone, run.waiting)), "its workers have left")
    sim.resume(run.out)
    assert contents(run.out) == whole


def test_a_second_ctrl_c_that_comes_before_the_first_is_raised_ends_the_workers(monkeypatch):
    worker = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    worker.start()
    monkeypatch.setattr("sim.cli.run.notice", lambda _: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt), _stoppable(waits=True):
        signal.raise_signal(signal.SIGINT)
    worker.join(60)
    assert worker.exitcode == -signal.SIGTERM


def test_a_second_ctrl_c_that_comes_before_the_first_is_raised_waits_for_no_executor(monkeypatch):
    """A cluster's workers are nobody's children here: they cannot be ended, and need not be waited for."""
    never, kept = Future(), []

    class Cluster(Executor):
        _max_workers = 1

        def submit(self, fn, /, *args, **kwargs):
            future = never if args[0] else Future()
            if not args[0]:
                future.set_result("part 0")
            return future

    def keep(number, part):
        kept.append((number, part))
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("sim.cli.run.notice", lambda _: signal.raise_signal(signal.SIGINT))
    never.set_running_or_notify_cancel()
    with pytest.raises(KeyboardInterrupt), _stoppable(waits=True):
        play_on(Cluster(), lambda _: None, {0: 0, 1: 1}, keep=keep)
    assert kept[0] == (0, "part 0") and not any(number for number, _ in kept)
    assert not do_not_wait.is_set(), "the next run of this program waits again"


@pytest.mark.parametrize(
    ("number", "status", "cause"),
    [(signal.SIGINT, 130, "Interrupted"), (signal.SIGTERM, 143, "Ended from outside")],
)
def test_any_other_command_ends_at_once_with_its_workers(monkeypatch, number, status, cause):
    """It said nothing and waited for batches that nobody keeps, for minutes in a large run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
    worker = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    worker.start()
    monkeypatch.setattr(sim, "sweep", lambda *_, **__: signal.raise_signal(number))
    found = CliRunner().invoke(main, ["sweep", str(PORT), "--set", "minds.noise=1:2:1"])
    assert (found.exit_code, found.stdout) == (status, "")
    assert found.stderr.endswith(f"{cause}: nothing was written.\n")
    worker.join(60)
    assert worker.exitcode == -signal.SIGTERM
    assert not do_not_wait.is_set() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("undone", [0, 3])
def test_advice_cut_short_is_shown_and_its_exit_status_says_so(monkeypatch, undone):
    monkeypatch.setattr("sim.analysis.advice.advise.advise", lambda *_, **__: SimpleNamespace(undone=undone))
    monkeypatch.setattr("sim.cli.advise.report", lambda *_, **__: None)
    found = CliRunner().invoke(main, ["advise", str(PORT), "--seat", "port"])
    assert found.exit_code == (130 if undone else 0)


FORKED_UNDER_FIRE = """
import os, signal
from sim.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
forks = []
def hook():
    forks.append(1)
    if len(forks) == {fork}:
        os.kill(os.getpid(), signal.{number})
os.register_at_fork(before=hook)
main([*{words!r}, "--worlds", "2000", "--replications", "20", "--workers", "2"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
@pytest.mark.parametrize(("number", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize(
    ("words", "fork"), [(["compare", str(PORT), "scenarios/theory/pie.yaml"], 2), (["run", str(PORT)], 1)]
)
def test_a_signal_that_comes_at_a_fork_is_not_lost(words, fork, number, status):
    script = FORKED_UNDER_FIRE.format(number=number, words=words, fork=fork)
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == status, found.stderr
    assert "ignored" not in found.stderr
