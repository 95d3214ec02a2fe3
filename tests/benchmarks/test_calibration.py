"""Weights are right where a play's truth is known: a small part of ``python -m benchmarks.calibration``."""

import numpy as np
import pytest

from benchmarks.calibration import CASES, Calibration, calibrate
from sim.scenario.weighing import Weighing

EXACT = Weighing(mixing=0.0, silence=True, nodes=16)


@pytest.fixture(scope="module")
def found():
    return calibrate(CASES[1], plays=10, worlds=50, replications=1, last=20, weighing=EXACT)


def test_what_was_drawn_lies_anywhere_among_the_weighed_worlds(found):
    for name, ranks in found.ranks.items():
        # mean of uniform numbers, within four errors and what 50 worlds can tell
        assert abs(ranks.mean() - 0.5) < 4 * np.sqrt(1 / 12 / len(ranks)), name
    together = np.concatenate(list(found.ranks.values()))
    assert abs(together.mean() - 0.5) < 4 * np.sqrt(1 / 12 / len(together)) + 0.05


def test_plays_recorded_whole_are_possible_in_some_world(found):
    assert (found.sizes >= 1).all()
    assert (found.moves > 0).all()
    assert set(found.ranks) >= {"no deal of ann", "reply days of bob", "chance of vote"}


def test_ranks_that_bunch_are_seen():
    rng = np.random.default_rng(1)  # a test's own luck
    skewed = Calibration(
        {"x": rng.uniform(size=500) ** 2}, rng.normal(1, 1, 500), np.ones(500), np.ones(500, dtype=int)
    )
    even = Calibration({"x": rng.uniform(size=500)}, rng.normal(1, 1, 500), np.ones(500), np.ones(500, dtype=int))
    assert skewed.chi_square("x")[1] < 1e-6
    assert even.chi_square("x")[1] > 0.001
    gain, margin = even.gain
    assert abs(gain - 1) < 0.2
    assert 0.05 < margin < 0.15
