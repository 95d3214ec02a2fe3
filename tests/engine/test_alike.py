"""Lanes that are alike are told, and asked once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import alike
from sim.alike import sort_alike
from sim.engine.grouped_review import GroupedReview
from sim.minds.circumstance import Circumstances
from sim.minds.tactic import Review

number = st.integers(0, 5) | st.integers(0, 2**40)
rows = st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[number] * n), min_size=1, max_size=40))


@pytest.mark.parametrize("few", [1, 16, 1 << 18])
@given(rows=rows)
def test_places_share_a_group_exactly_when_they_agree_in_every_column(rows: list[tuple[int, ...]], few: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "_FEW", few)
        first, group = sort_alike(*np.array(rows, dtype=np.int64).T)
    assert [(rows[i] == rows[j]) == (group[i] == group[j]) for i in range(len(rows)) for j in range(len(rows))]
    assert len(first) == len(set(rows))
    assert [rows[first[k]] for k in group] == rows


def test_nothing_makes_no_groups():
    first, group = sort_alike(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    assert (len(first), len(group)) == (0, 0)


def look(lanes: list[int], group: list[int] | None, stand: list[int]) -> GroupedReview:
    """Lanes in groups; the review holds nothing but which lanes stand for them."""
    here = np.array(stand)
    zero, none = np.zeros_like(here), np.full((len(here), 1), -1)
    known, yes = Circumstances((0, 0), (0, 1)), np.ones(len(here), dtype=bool)
    review = Review(0, here, here, zero, known, none, none * np.inf, yes, zero)
    sitting = np.array([[0, 0]])
    return GroupedReview(np.array(lanes), None if group is None else np.array(group), review, sitting, zero)


def test_what_holds_of_a_group_is_said_of_its_lanes_and_gathered_again():
    seen = look([3, 5, 7, 9], [1, 0, 1, 1], [5, 7])
    found = np.array([10, 20])
    assert seen.broadcast(found).tolist() == [20, 10, 20, 20]
    assert seen.gather(seen.broadcast(found)).tolist() == found.tolist()
    assert seen.where(np.array([False, True])).tolist() == [3, 7, 9]


def test_some_groups_are_looked_at_alone():
    rest = look([3, 5, 7, 9], [2, 0, 1, 2], [5, 7, 9]).select(np.array([True, False, True]))
    assert rest.lanes.tolist() == [3, 5, 9]
    assert rest.review.lanes[rest.group].tolist() == [9, 5, 9]


def test_among_some_lanes_a_group_is_stood_for_by_one_of_them():
    seen, left = look([3, 5, 7, 9], [1, 0, 1, 2], [5, 7, 9]).select_lanes(np.array([True, False, False, True]))
    assert (seen.lanes.tolist(), left.tolist()) == ([3, 9], [False, True, True])
    assert seen.review.lanes[seen.group].tolist() == [3, 9]


def test_lanes_that_are_looked_at_singly_stay_so():
    seen = look([3, 5, 7], None, [3, 5, 7])
    assert seen.select(np.array([True, False, True])).lanes.tolist() == [3, 7]
    among, left = seen.select_lanes(np.array([False, True, True]))
    assert (among.lanes.tolist(), among.review.lanes.tolist(), left.tolist()) == ([5, 7], [5, 7], [False, True, True])


@pytest.mark.parametrize("group", [None, [1, 0, 2, 2]])
def test_each_government_has_its_own_part_of_what_is_looked_at_together(group: list[int] | None):
    """Two lanes of the first, the rest of the second, in another seat."""
    stand = [3, 5, 7, 9] if group is None else [5, 3, 9]
    seen = replace(look([3, 5, 7, 9], group, stand), sitting=np.array([[0, 4], [2, 6]]))
    seen = replace(seen, who=np.array([0, 0, 1, 1])[: len(stand)])
    first, second = seen.parts()
    assert [(part.principal, part.government) for part in (first, second)] == [(0, 4), (2, 6)]
    assert sorted(first.look.lanes.tolist()) == [3, 5]
    assert second.look.lanes.tolist() == [7, 9]
    assert second.look.broadcast(np.arange(len(stand))[second.here]).tolist() == ([2, 3] if group is None else [2, 2])
    assert [part.principal for part in seen.select(seen.who == 1).parts()] == [2]
    assert seen.principal.tolist() == [0, 0, 2, 2][: len(stand)]
