import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble.batches import split

pytestmark = pytest.mark.quick


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 100))
def test_every_lane_is_in_exactly_one_batch_and_in_order(worlds, replications, lanes):
    batches = split(worlds, replications, lanes=lanes)
    found = [
        (w, r)
        for batch in batches
        for w in range(batch.first_world, batch.stop_world)
        for r in range(batch.first_replication, batch.stop_replication)
    ]
    assert found == [(w, r) for w in range(worlds) for r in range(replications)]
    assert max(batch.lanes for batch in batches) <= lanes


@pytest.mark.parametrize(("lanes", "count"), [(100, 1), (99, 2), (20, 5), (10, 10)])
def test_a_world_is_split_only_when_its_replications_are_too_many(lanes, count):
    assert len(split(5, 20, lanes=lanes)) == count
