"""Rows that lanes have in common are kept once, as long as a lane has them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.minds.distinct import Distinct


@pytest.fixture(params=["its own code", "one code for all"])
def kept(request, monkeypatch):
    if request.param == "one code for all":  # which as good as never happens must make no difference
        monkeypatch.setattr(Distinct, "_coded", lambda self, rows, apart: np.zeros(len(rows), dtype=np.uint64))
    return Distinct(np.zeros(50, dtype=np.int64), np.zeros((1, 3)))


def test_every_lane_has_the_row_it_was_given_however_often_these_change(kept):
    rng, expected = np.random.default_rng(1), np.zeros((50, 3))
    for _ in range(200):
        lanes = rng.choice(50, size=10, replace=False)
        rows = rng.integers(0, 3, (10, 3)).astype(float)
        kept.number[lanes], expected[lanes] = kept.numbers_of(rows), rows
        assert (kept.rows[kept.number] == expected).all()
    assert kept.numbers_of(np.empty((0, 3))).tolist() == []
    assert len(kept.rows) <= 200, "numbers that no lane has any more are given anew"


def test_lanes_apart_never_share_a_row():
    kept = Distinct(np.zeros(4, dtype=np.int64), np.zeros((1, 2)))
    kept.number[:] = kept.numbers_of(np.ones((4, 2)), np.array([0, 1, 0, 1]))
    assert kept.number[0] == kept.number[2] != kept.number[1] == kept.number[3]


def test_what_follows_from_the_key_does_not_tell_rows_apart():
    kept = Distinct(np.zeros(2, dtype=np.int64), np.zeros((1, 2, 1)), key=1)
    one, other = kept.numbers_of(np.array([[[1.0], [2.0]], [[1.0], [3.0]]]))
    assert one == other


def test_changed_rows_are_still_found(kept):
    kept.number[:3] = kept.numbers_of(np.eye(3))
    kept.change(lambda rows: np.concatenate([rows, rows], axis=1))
    assert (kept.rows[kept.number[:3]] == np.concatenate([np.eye(3)] * 2, axis=1)).all()
    if kept._coded(np.eye(3), np.zeros(3, dtype=np.int64)).any():
        assert (kept.numbers_of(np.concatenate([np.eye(3)] * 2, axis=1)) == kept.number[:3]).all()
