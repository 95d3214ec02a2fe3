from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import sim.ensemble.play as play_module
import sim.ensemble.player as module
from sim.ensemble.play import play_ensemble
from sim.errors import SimError
from sim.worlds.draw import WorldSource


def assert_same(one, other):
    for columns, others in ((one.lanes, other.lanes), (one.worlds, other.worlds)):
        assert list(columns) == list(others)
        for name, column in columns.items():
            assert column.dtype == others[name].dtype
            np.testing.assert_array_equal(column, others[name], err_msg=name)


def test_worker_processes_change_nothing(source, whole):
    found = play_ensemble(source, worlds=12, replications=6, workers=2, lanes_per_batch=12)
    assert_same(found.part, whole)


def test_a_small_run_in_a_notebook_is_shared_by_threads_and_starts_no_process(source, whole, monkeypatch):
    monkeypatch.setattr(play_module, "forks", lambda: False)
    monkeypatch.setattr(play_module, "play_in_processes", None)
    assert_same(play_ensemble(source, worlds=12, replications=6, workers=3).part, whole)


def test_an_executor_of_the_callers_is_used_and_left_open(source, whole):
    with ThreadPoolExecutor(3) as executor:
        found = play_ensemble(source, worlds=12, replications=6, executor=executor, lanes_per_batch=5)
        assert executor.submit(int).result() == 0
    assert_same(found.part, whole)


def test_another_seed_gives_another_run(source, whole):
    other = WorldSource(source.scenario, source.packages, seed=4)
    found = play_ensemble(other, worlds=12, replications=6).part
    assert (found.lanes["signed"] != whole.lanes["signed"]).any()


def test_worlds_are_told_by_the_numbers_drawn_in_them(source, whole):
    drawn = source.draw(np.arange(12))
    np.testing.assert_array_equal(whole.worlds["no_deal_union"], drawn.no_deal[2])
    assert (whole.worlds["points_union_wage_mid"] == 30).all()
    assert (whole.worlds["points_old_board.hours.short"] == -40).all()
    assert ((whole.worlds["belief_union_vote"] >= 0.2) & (whole.worlds["belief_union_vote"] <= 0.6)).all()
    days = whole.worlds["lead_days_wage_high"]
    assert ((days >= 10) & (days <= 20)).all() and len(set(days.tolist())) == 12
    assert "lead_days_hours_short" not in whole.worlds  # a plain number is the same in every world


def test_progress_tells_lanes_done_of_all(source):
    calls = []
    play_ensemble(source, worlds=4, replications=5, lanes_per_batch=5, progress=lambda *now: calls.append(now))
    assert calls == [(5, 20), (10, 20), (15, 20), (20, 20)]


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor], ids=["here", "on an executor"])
def test_an_interrupt_keeps_the_whole_worlds_that_were_done(source, whole, executor, monkeypatch):
    play = module.play_batch

    def interrupted(source, batch, **how):
        if (batch.first_world, batch.first_replication) == (3, 3):
            raise KeyboardInterrupt
        return play(source, batch, **how)

    monkeypatch.setattr(module, "play_batch", interrupted)
    pool = executor(1) if executor else None
    found = play_ensemble(source, worlds=12, replications=6, lanes_per_batch=3, executor=pool)
    if pool:
        pool.shutdown()
    assert found.interrupted and found.worlds == 3
    kept = whole.lanes["world"] < 3
    for name, column in found.part.lanes.items():
        np.testing.assert_array_equal(column, whole.lanes[name][kept], err_msg=name)
    assert len(found.part.worlds["world"]) == 3


def test_an_interrupt_before_any_world_is_whole_keeps_nothing(source, monkeypatch):
    def interrupted(source, batch, **how):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "play_batch", interrupted)
    found = play_ensemble(source, worlds=2, replications=2)
    assert found.interrupted and found.worlds == 0 and found.part is None


def test_an_interrupt_while_telling_progress_keeps_what_was_done(source):
    def stop(done, total):
        if done >= 12:
            raise KeyboardInterrupt

    found = play_ensemble(source, worlds=12, replications=6, lanes_per_batch=6, progress=stop)
    assert found.interrupted and found.worlds == 2


def test_what_goes_wrong_in_a_batch_is_not_swallowed(source, monkeypatch):
    def broken(source, batch, **how):
        raise RuntimeError("broken")

    monkeypatch.setattr(module, "play_batch", broken)
    with ThreadPoolExecutor(1) as executor, pytest.raises(RuntimeError, match="broken"):
        play_ensemble(source, worlds=2, replications=2, executor=executor)


@pytest.mark.parametrize("name", ["worlds", "replications", "workers"])
def test_numbers_below_one_are_refused(source, name):
    numbers = {"worlds": 1, "replications": 1, "workers": 1, name: 0}
    with pytest.raises(SimError, match=f"{name}: must be at least 1 \\(found 0\\)"):
        play_ensemble(source, **numbers)
