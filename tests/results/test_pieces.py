"""Lanes counted and written piece by piece, wherever a piece ends, are those of one piece."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

import sim
from sim.ensemble.part import Part
from sim.ensemble.part_files import PartFiles
from sim.ensemble.play import Parts
from sim.plots.gains import read_gains
from sim.plots.timing import signed_shares
from sim.results import saving
from sim.results.estimates import estimate
from sim.results.lanes import PlayedLanes
from tests.results.table_lanes import TableLanes


@pytest.fixture(params=[33, 100, 1000])
def rows(request, monkeypatch):
    """Rows of a piece: 480 lanes in many pieces, or in one."""
    monkeypatch.setattr("sim.results.lanes.ROWS", request.param)
    monkeypatch.setattr("sim.results.saving.ROWS", request.param)
    return request.param


def cut(lanes, rows):
    """The played lanes in parts of so many rows."""
    whole = {name: np.concatenate([part.lanes[name] for part in lanes._parts]) for name in lanes._parts[0].lanes}
    drawn = {"world": np.arange(lanes.worlds)}
    parts = [
        Part({name: column[at : at + rows] for name, column in whole.items()}, {} if at else drawn)
        for at in range(0, len(whole["world"]), rows)
    ]
    return PlayedLanes(lanes.scenario, lanes.worlds, parts)


def assert_counted_alike(one, other):
    for name in ("ended", "signed", "in_force"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name, sums in one.value.items():
        np.testing.assert_array_equal(sums, other.value[name])


def test_lanes_are_counted_and_put_together_alike_wherever_a_piece_ends(outcomes, rows):
    found = cut(outcomes.lanes, rows)
    assert_counted_alike(found.tally, outcomes.lanes.tally)
    pd.testing.assert_frame_equal(found.table, outcomes.table)
    frames = list(found.frames())
    assert [len(frame) for frame in frames[:-1]] == [rows] * (len(frames) - 1)
    pd.testing.assert_frame_equal(pd.concat(frames, ignore_index=True), outcomes.table)
    assert_counted_alike(TableLanes(outcomes.scenario, 60, outcomes.table).tally, outcomes.lanes.tally)


def test_results_on_disk_are_read_piece_by_piece(outcomes, rows, tmp_path):
    outcomes.save(tmp_path)
    found = sim.Outcomes.load(tmp_path)
    assert_counted_alike(found.lanes.tally, outcomes.lanes.tally)
    pd.testing.assert_frame_equal(found.table, outcomes.table)
    assert [len(frame) for frame in found.lanes.frames()] == [len(frame) for frame in outcomes.lanes.frames()]
    assert found.summary() == outcomes.summary()


def test_pictures_are_drawn_from_pieces(outcomes, rows, tmp_path, monkeypatch):
    expected = signed_shares(outcomes), read_gains(outcomes)
    outcomes.save(tmp_path)
    found = sim.Outcomes.load(tmp_path)
    monkeypatch.setattr("sim.results.lanes.SavedLanes.table", None)
    monkeypatch.setattr("sim.plots.timing._SLICE", rows)
    (shares, total), gains = signed_shares(found), read_gains(found)
    pd.testing.assert_frame_equal(shares, expected[0][0])
    for name, column in vars(total).items():
        np.testing.assert_array_equal(column, getattr(expected[0][1], name))
    for one, other in zip(gains, expected[1], strict=True):
        assert (one.pair, one.plays) == (other.pair, other.plays)
        pd.testing.assert_frame_equal(one.agreements, other.agreements)


def test_the_share_signed_by_a_day_has_the_error_of_its_worlds(outcomes):
    _, total = signed_shares(outcomes)
    table = outcomes.table
    signed = (table["signed"].to_numpy(dtype=float, na_value=np.inf)[:, None] <= np.arange(61)).reshape(60, 8, 61)
    expected = estimate(signed.mean(axis=1), 8)
    for name in ("probability", "standard_error", "low", "high"):
        np.testing.assert_allclose(getattr(total, name), getattr(expected, name), atol=1e-12)


def test_a_run_larger_than_memory_takes_no_more_of_it_than_a_small_one(outcomes, tmp_path, monkeypatch):
    """Parts of a hundred thousand rows each: what is kept of one while the next is read is small."""
    monkeypatch.setattr("sim.results.lanes.ROWS", 2**15)
    monkeypatch.setattr("sim.results.saving.ROWS", 2**15)
    columns = next(iter(outcomes.lanes._parts)).lanes
    part_bytes, peaks = 0, []
    for count in (2, 12):
        place = tmp_path / str(count)
        place.mkdir()
        files = PartFiles(place)
        for number in range(count):
            lanes = {name: np.repeat(column[:1], 2**16) for name, column in columns.items()}
            lanes["world"] = np.repeat(np.arange(256, dtype=np.int32) + 256 * number, 256)
            files[number] = Part(lanes, {"world": np.arange(256) + 256 * number})
            part_bytes = sum(column.nbytes for column in lanes.values())
        played = PlayedLanes(outcomes.scenario, 256 * count, Parts(files, count))
        tracemalloc.start()
        assert len(played.drawn["world"]) == 256 * count
        saving._write_table(played.frames(), place / "results.parquet", {})
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < part_bytes / 2
