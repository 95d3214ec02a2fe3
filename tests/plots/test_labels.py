from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plots.labels import Box, place_boxes, spread, stagger

pytestmark = pytest.mark.quick

positions = st.lists(st.floats(0, 100), max_size=12)


@given(positions, st.floats(0.1, 8))
def test_spread_labels_do_not_touch_and_keep_their_order(wanted, size):
    placed = spread(wanted, [size] * len(wanted), low=0, high=100)
    assert all(size / 2 - 1e-9 <= each <= 100 - size / 2 + 1e-9 for each in placed)
    ranked = sorted(zip(wanted, placed, strict=True))
    assert all(b[1] - a[1] >= size - 1e-9 for a, b in itertools.pairwise(ranked) if a[0] < b[0])
    ends = sorted(placed)
    assert all(b - a >= size - 1e-9 for a, b in itertools.pairwise(ends))


def test_labels_with_room_stay_where_they_want_to_be():
    assert spread([10, 80, 40], [5, 5, 5], low=0, high=100) == [10, 80, 40]


def test_too_many_labels_share_the_room():
    assert spread([50, 50], [100, 100], low=0, high=100) == [25, 75]


def test_no_label_is_no_trouble():
    assert spread([], [], low=0, high=1) == []
    assert stagger([]) == []


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)), max_size=12))
def test_staggered_labels_share_no_row_with_one_they_touch(drawn):
    spans = [(left, left + width) for left, width in drawn]
    rows = stagger(spans)
    for i, (a, b) in enumerate(spans):
        for j, (c, d) in enumerate(spans[:i]):
            assert rows[i] != rows[j] or b <= c or d <= a


def test_lines_do_not_run_through_labels_while_rows_last():
    spans = [(place * 10.0, place * 10.0 + 25) for place in range(5)]
    rows = stagger(spans, rows=6)
    for place, (left, right) in enumerate(spans):
        for other, (line, _) in enumerate(spans):
            assert not (left < line < right and rows[other] > rows[place])


@given(st.lists(st.tuples(st.floats(50, 350), st.floats(50, 350)), max_size=6))
def test_placed_boxes_keep_off_each_other(anchors):
    placed = place_boxes(anchors, [(60, 12)] * len(anchors), within=Box(0, 0, 400, 400))
    for place, box in enumerate(placed):
        assert all(box.overlap(other) == pytest.approx(0, abs=30) for other in placed[:place])


def test_a_box_moves_away_from_what_must_stay_visible():
    (box,) = place_boxes([(50, 50)], [(20, 10)], within=Box(0, 0, 200, 200), avoid=[Box(50, 40, 90, 70)])
    assert box.overlap(Box(50, 40, 90, 70)) == 0
