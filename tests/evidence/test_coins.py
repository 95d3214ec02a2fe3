"""Conflicts once found are known again: coins fall as if every subset had been looked at."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.evidence.clauses import Clause
from sim.evidence.coins import _Verdicts, toss_coins
from sim.evidence.conflicts import can_all_hold
from tests.evidence.test_conflicts import CLAUSES, SPACE


def judge(clauses):
    def is_possible(subset):
        return can_all_hold(SPACE, [each for each, held in zip(clauses, subset, strict=True) if held])

    return is_possible


@settings(max_examples=40)
@given(CLAUSES, st.lists(st.sampled_from([0.3, 0.6, 1.0]), min_size=6, max_size=6))
def test_verdicts_are_those_of_every_subset_looked_at(clauses, credences):
    clauses = tuple(replace(clause, credence=c) for clause, c in zip(clauses, credences, strict=False))
    is_possible = judge(clauses)
    certain = np.array([clause.credence == 1 for clause in clauses], dtype=bool)
    if not is_possible(certain):
        return
    subsets = np.array(
        [certain | (number >> np.arange(len(clauses)) & 1 == 1) for number in range(2 ** len(clauses))]
    )
    wanted = [is_possible(subset) for subset in subsets]
    assert _Verdicts(clauses, is_possible).of(subsets[::-1]).tolist() == wanted[::-1]


def test_many_clashing_statements_are_not_looked_at_subset_by_subset():
    clauses = tuple(Clause(kind, (p,), credence=0.5) for kind in ("accepts", "refuses") for p in range(6))
    looked, is_possible = [], judge(clauses)

    def counted(subset):
        looked.append(subset)
        return is_possible(subset)

    try:
        included, _ = toss_coins(clauses, np.arange(512), name="us", seed=1, is_possible=counted)
        assert all(is_possible(subset) for subset in np.unique(included, axis=0))
    except InputError as error:
        raise AssertionError("they agree often enough") from error
    assert len(looked) < 300
