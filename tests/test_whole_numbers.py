"""Sizes and seeds from Python: whole numbers of any type, and nothing that only looks like one."""

import numpy as np
import pytest

import sim
from sim.analysis.comparison.comparison import compare
from sim.streams import stream_key


@pytest.fixture(scope="module")
def port():
    return sim.load("tests/ensemble/port.yaml")


@pytest.mark.parametrize(
    ("size", "given"),
    [
        (size, given)
        for size in ("worlds", "replications", "workers")
        for given in (2.5, 2.0, "10", float("nan"), True)
    ]
    + [("worlds", None), ("replications", None)],  # workers=None: all the cores allowed
)
def test_a_size_that_is_not_a_whole_number_is_refused(port, size, given):
    with pytest.raises(sim.SimError, match=f"{size}: must be a whole number"):
        port.run(**{"worlds": 2, "replications": 2, size: given})


@pytest.mark.parametrize("given", ["x", 1.0, True, None])
@pytest.mark.parametrize("door", ["run", "tell", "analyse", "evidence", "compare"])
def test_a_seed_that_is_not_a_whole_number_is_refused_at_every_door(port, door, given):
    with pytest.raises(sim.SimError, match="seed: must be a whole number"):
        if door == "compare":
            compare({"a": port, "b": port}, worlds=2, seed=given)
        else:
            getattr(port, door)(seed=given)
    with pytest.raises(sim.SimError, match="seed: must be a whole number"):
        stream_key(given, "reply/us")


def test_the_bargaining_set_asks_for_whole_worlds(port):
    with pytest.raises(sim.SimError, match="worlds: must be a whole number"):
        port.analyse(worlds=2.5)


def test_numpys_whole_numbers_are_as_good_as_pythons(port):
    run = port.run(worlds=np.int64(3), replications=np.int32(2), seed=np.int64(1))
    same = port.run(worlds=3, replications=2, seed=1)
    assert run.summary() == same.summary()
    assert type(run.provenance.seed) is int and type(run.provenance.worlds) is int
