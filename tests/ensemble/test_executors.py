"""Any executor of Python's kind plays the same run, and is asked for a few batches at a time."""

import multiprocessing
import pickle
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from sim.ensemble.cores import cores_allowed
from sim.ensemble.executors import places
from sim.ensemble.play import batch_size, play_ensemble
from sim.ensemble.player import Player
from sim.errors import SimError

SIZE = {"worlds": 12, "replications": 6}


class Here(Executor):
    """The least an executor can be: calls when asked to, as one does that knows nothing of processes."""

    def __init__(self):
        self.calls, self.closed = 0, False

    def submit(self, fn, /, *args, **kwargs):
        self.calls += 1
        future = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(pickle.loads(pickle.dumps(fn))(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.closed = True


class Slow(Here):
    """Finishes a call only when the next is asked for or nothing else is: counts how many it was given."""

    _max_workers = 2

    def __init__(self):
        super().__init__()
        self.open, self.most = 0, 0

    def submit(self, fn, /, *args, **kwargs):
        self.open += 1
        self.most = max(self.most, self.open)
        future = super().submit(fn, *args, **kwargs)
        later = Future()
        later.result_of = future

        def take(timeout=None):
            self.open -= 1
            return future.result()

        later.set_result(None)
        later.result = take
        return later


def spawned():
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


def forked():
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"))


def assert_same(one, other):
    for columns, others in ((one.lanes, other.lanes), (one.worlds, other.worlds)):
        assert list(columns) == list(others)
        for name, column in columns.items():
            assert column.dtype == others[name].dtype
            np.testing.assert_array_equal(column, others[name], err_msg=name)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # of the threads of linear algebra
@pytest.mark.parametrize("executor", [lambda: ThreadPoolExecutor(3), spawned, forked, Here])
def test_every_executor_plays_the_same_run(source, whole, executor):
    with executor() as chosen:
        assert_same(play_ensemble(source, **SIZE, executor=chosen, lanes_per_batch=5).part, whole)


def test_only_so_many_batches_are_handed_over_as_keep_an_executor_busy(source, whole):
    executor = Slow()
    assert_same(play_ensemble(source, **SIZE, executor=executor, lanes_per_batch=1).part, whole)
    assert executor.calls == 72
    assert executor.most == 4
    assert not executor.closed


def test_pools_travel_once_and_are_found_again(source):
    player = Player(source)
    one, two = (pickle.loads(pickle.dumps(player)) for _ in range(2))
    assert one is two


def test_a_worker_of_another_version_is_refused(source, monkeypatch):
    packed = pickle.dumps(Player(source))
    monkeypatch.setattr("sim.ensemble.player.VERSION", "0.0.1")
    with pytest.raises(SimError, match=r"another version .*found 0.0.1"):
        pickle.loads(packed)


def test_an_executor_that_breaks_is_told(source):
    class Broken(Here):
        def submit(self, fn, /, *args, **kwargs):
            raise BrokenExecutor("gone")

    with pytest.raises(SimError, match=r"the executor broke off the run \(BrokenExecutor: gone\)"):
        play_ensemble(source, **SIZE, executor=Broken())


def test_classes_that_workers_cannot_see_are_refused(source):
    from sim.minds.plugin import Plugins
    from sim.minds.tactic import Tactic

    class Mine(Tactic):
        pass

    plugins = Plugins(tactics={"union": Mine})
    with pytest.raises(SimError, match="worker processes cannot see it"):
        play_ensemble(source, **SIZE, executor=Here(), plugins=plugins)
    assert play_ensemble(source, **SIZE, workers=2, plugins=plugins).part, "forked workers see it"


def test_a_small_run_is_cut_for_the_places_of_an_executor_but_not_into_crumbs():
    class Said(Here):
        _max_workers = 40

    assert places(Said(), 7) == 40
    assert places(Here(), 7) == 7
    assert places(Here()) == cores_allowed()
    assert batch_size(1000, 1000, executor=Said()) == 25_000
    assert batch_size(1000, 1000, executor=Here(), workers=50) == 20_000
    assert batch_size(500, 20, executor=Said()) == 16_384
    assert batch_size(500, 20, workers=4) == 2_500
