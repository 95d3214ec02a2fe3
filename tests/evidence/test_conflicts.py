import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.evidence.clauses import Clause
from sim.evidence.conflicts import can_all_hold, minimal_conflict
from sim.evidence.space import PreferenceSpace

SPACE = PreferenceSpace(
    (("a", ("x", "y", "z")), ("b", ("no", "yes"))),
    np.array([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]]),
    (((0,), (1,), (2,)), ((1,), (0,))),
)

PACKAGE = st.integers(0, 5)
CLAUSES = st.lists(
    st.one_of(
        st.builds(Clause, st.sampled_from(["accepts", "refuses"]), st.tuples(PACKAGE)),
        st.builds(Clause, st.just("prefers"), st.tuples(PACKAGE), PACKAGE),
    ),
    max_size=6,
)


def test_accepting_and_refusing_the_same_package_conflict():
    clauses = [Clause("accepts", (3,)), Clause("prefers", (1,), other=5), Clause("refuses", (3,))]
    assert minimal_conflict(SPACE, clauses) == (0, 2)


def test_refusing_a_package_and_accepting_a_worse_one_conflict_by_the_orders():
    assert minimal_conflict(SPACE, [Clause("accepts", (4,)), Clause("refuses", (0,))]) == (0, 1)


def test_a_cycle_of_preferences_is_told_whole():
    cycle = [Clause("prefers", (1,), 2), Clause("prefers", (2,), 5), Clause("prefers", (5,), 1)]
    # the orders alone forbid the last: y with yes cannot beat x with yes
    assert minimal_conflict(SPACE, cycle) == (2,)
    assert minimal_conflict(SPACE, [Clause("prefers", (0,), 5), Clause("prefers", (5,), 0)]) == (0, 1)


def test_a_statement_against_the_orders_conflicts_alone():
    assert minimal_conflict(SPACE, [Clause("accepts", (1,)), Clause("prefers", (2,), other=0)]) == (1,)


def test_credence_does_not_excuse_a_conflict():
    clauses = [Clause("accepts", (3,), credence=0.1), Clause("refuses", (3,), credence=0.1)]
    assert minimal_conflict(SPACE, clauses) == (0, 1)


def test_an_unstated_order_is_in_conflict_only_if_every_order_is():
    space = PreferenceSpace(SPACE.issues, SPACE.packages, (None, ((1,), (0,))))
    reverse = Clause("prefers", (2,), other=0)
    assert minimal_conflict(space, [reverse]) is None
    assert minimal_conflict(space, [reverse, Clause("prefers", (0,), other=2)]) == (0, 1)


@settings(max_examples=40, derandomize=True)
@given(CLAUSES)
def test_without_any_one_member_a_minimal_conflict_is_none(clauses):
    conflict = minimal_conflict(SPACE, clauses)
    if conflict is None:
        assert can_all_hold(SPACE, clauses)
        return
    assert not can_all_hold(SPACE, [clauses[index] for index in conflict])
    for left_out in conflict:
        assert can_all_hold(SPACE, [clauses[index] for index in conflict if index != left_out])
