"""Rank acceptability (Lahdelma, Hokkanen & Salminen 1998) of a case small enough to integrate by hand."""

import numpy as np

from sim.evidence.clauses import Clause
from sim.evidence.pools import draw_pool
from sim.evidence.space import PreferenceSpace

# Two issues, each best > middle > worst. Package A is best on the first and worst on the second, B the reverse,
# C in the middle on both.
SPACE = PreferenceSpace(
    issues=(("first", ("worst", "middle", "best")), ("second", ("worst", "middle", "best"))),
    packages=np.array([[2, 0], [0, 2], [1, 1]]),
    orders=(((2,), (1,), (0,)), ((2,), (1,), (0,))),
)


def test_rank_acceptabilities_of_two_criteria_are_those_found_by_hand():
    # With w the best of the first issue over 100, the middles uniform below w and 1 - w: w has density 6 w (1 - w).
    # For w > 1/2 package C comes first, and also last, with chance (1 - w) / 2w; twice the integral is 1/4 each.
    values = draw_pool(SPACE, (), name="us", seed=1).values
    ranks = np.argsort(np.argsort(-values, axis=1), axis=1)
    acceptability = np.array([(ranks == rank).mean(axis=0) for rank in range(3)])
    by_hand = [[3 / 8, 3 / 8, 1 / 4], [1 / 4, 1 / 4, 1 / 2], [3 / 8, 3 / 8, 1 / 4]]
    np.testing.assert_allclose(acceptability, by_hand, atol=0.035)


def test_a_stated_preference_moves_them_as_conditioning_does():
    # Given A over B by any margin, w > 1/2: C is first with chance (1/8) / (1/2), A otherwise.
    values = draw_pool(SPACE, [Clause("prefers", (0,), other=1, margin=0.0)], name="us", seed=2).values
    first = [(values.argmax(axis=1) == package).mean() for package in range(3)]
    np.testing.assert_allclose(first, [3 / 4, 0, 1 / 4], atol=0.035)
