"""How a run is cut into batches and shared out, and how large it is, changes no lane of it."""

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ensemble.part import Part
from sim.ensemble.play import play_ensemble
from tests.property.cases import MANY, POOL_SIZE, Case, cases, draw_small_pools, seeds

WORLDS, REPLICATIONS = POOL_SIZE + 2, 3  # the last two worlds come from the second pool


def run(case: Case, seed: int, *, worlds: int = WORLDS, replications: int = REPLICATIONS, **how: object) -> Part:
    found = play_ensemble(case.source(seed), worlds=worlds, replications=replications, **how)
    assert found.part is not None and not found.interrupted
    return found.part


def assert_same(one: Part, other: Part) -> None:
    for columns, others in ((one.lanes, other.lanes), (one.worlds, other.worlds)):
        assert list(columns) == list(others)
        for name, column in columns.items():
            assert column.dtype == others[name].dtype
            np.testing.assert_array_equal(column, others[name], err_msg=name)


@MANY
@given(cases(), seeds, st.integers(1, WORLDS), st.integers(1, REPLICATIONS))
def test_a_smaller_run_is_the_beginning_of_a_larger_one(case, seed, worlds, replications):
    whole, small = run(case, seed), run(case, seed, worlds=worlds, replications=replications)
    kept = (whole.lanes["world"] < worlds) & (whole.lanes["replication"] < replications)
    assert_same(
        small,
        Part(
            {name: column[kept] for name, column in whole.lanes.items()},
            {name: column[:worlds] for name, column in whole.worlds.items()},
        ),
    )


@MANY
@given(cases(), seeds, st.integers(1, WORLDS * REPLICATIONS), st.sampled_from([1, 2, 5]))
def test_neither_the_size_of_batches_nor_the_number_of_workers_changes_anything(case, seed, lanes, workers):
    threads = run(case, seed, workers=workers)  # a batch each
    if lanes % 2:
        assert_same(run(case, seed, lanes_per_batch=lanes), threads)
    else:
        with ThreadPoolExecutor(workers) as executor:
            assert_same(run(case, seed, lanes_per_batch=lanes, executor=executor), threads)


@pytest.fixture(scope="module")
def processes() -> Executor:
    context, patch = multiprocessing.get_context("spawn"), pytest.MonkeyPatch()
    with ProcessPoolExecutor(1, mp_context=context, initializer=draw_small_pools, initargs=(patch,)) as pool:
        yield pool


@settings(MANY, max_examples=max(6, MANY.max_examples // 4))
@given(cases(), seeds)
def test_another_process_plays_the_same(processes, case, seed):
    assert_same(run(case, seed, executor=processes, lanes_per_batch=11), run(case, seed))


@MANY
@given(cases(), seeds, st.data())
def test_a_lane_does_not_depend_on_those_played_with_it(case, seed, data):
    whole = case.lanes(worlds=6, replications=4, seed=seed)
    worlds = data.draw(st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True))
    replications = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True))
    some = case.lanes(worlds=worlds, replications=replications, seed=seed)
    assert some == {lane: whole[lane] for lane in some}


@pytest.mark.quick
@MANY
@given(cases(), seeds)
def test_writing_the_log_changes_nothing(case, seed):
    with_log = case.lanes(seed=seed)
    for part in with_log.values():
        moves, demands = part.pop("moves"), part.pop("demands")
        waits = any(kind == "drafting" for _, kind, *_ in moves)  # all stood by one text from the start
        assert moves and (demands or part["suspended"] or part["package"] or waits)
    assert case.lanes(seed=seed, log=False) == with_log
