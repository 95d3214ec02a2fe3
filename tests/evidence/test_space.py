import itertools

import numpy as np
import pytest

from sim.errors import SimError
from sim.evidence.polytope import is_feasible
from sim.evidence.pools import draw_pool
from sim.evidence.space import Adjustment, PreferenceSpace


def test_features_give_the_same_values_as_the_sum_over_issues(space):
    x = np.random.default_rng(1).normal(size=(5, space.dimension))
    np.testing.assert_allclose(space.values(x), x @ space.features.T, rtol=0, atol=1e-12)


def test_worst_options_are_zero_and_best_ones_sum_to_100(space):
    x = draw_pool(space, (), name="us", seed=3, size=300).x
    place = {name: column for column, name in enumerate(space.names)}
    for worst in ("extension: five", "freeze: none", "checks: treaty", "china: separate"):
        assert (x[:, place[worst]] == 0).all()
    best = ("extension: one", "freeze: defined", "checks: enhanced", "china: joins")
    np.testing.assert_allclose(sum(x[:, place[name]] for name in best), 100, atol=1e-9)


def test_tied_options_are_equal_to_the_last_bit(space):
    pool = draw_pool(space, (), name="us", seed=3, size=300)
    separate, pledge = space.names.index("china: separate"), space.names.index("china: pledge")
    assert (pool.x[:, separate] == pool.x[:, pledge]).all()
    twins = [np.flatnonzero(space.packages[:, 3] == option) for option in (0, 1)]
    assert (pool.values[:, twins[0]] == pool.values[:, twins[1]]).all()


def test_orders_adjustments_and_no_deal_value_stay_in_their_bounds(space):
    x = draw_pool(space, (), name="us", seed=4, size=300).x
    assert (x[:, 0] >= x[:, 1]).all() and (x[:, 1] >= x[:, 2]).all()
    assert (x[:, -2] >= -30).all() and (x[:, -2] <= 0).all()
    assert (x[:, -1] >= -50).all() and (x[:, -1] <= 100).all()


def test_an_issue_of_one_tie_group_is_worth_nothing():
    space = PreferenceSpace(
        (("a", ("x", "y")), ("b", ("no", "yes"))),
        np.array(list(itertools.product(range(2), range(2)))),
        (((0, 1),), ((1,), (0,))),
    )
    pool = draw_pool(space, (), name="us", seed=1, size=100)
    assert (pool.x[:, :2] == 0).all()
    np.testing.assert_allclose(pool.values, [[0, 100, 0, 100]] * 100)


def test_a_number_whose_bounds_meet_is_known_exactly(term):
    mask = np.array([True, False])
    space = PreferenceSpace(term.issues, term.packages, term.orders, (Adjustment("bonus", mask, 5, 5),), (7, 7))
    pool = draw_pool(space, (), name="us", seed=1, size=100)
    np.testing.assert_allclose(pool.values, [[5, 100]] * 100)
    np.testing.assert_allclose(pool.no_deal, 7)
    assert pool.steps == 0


def test_an_unstated_order_makes_a_case_per_pair_of_best_and_worst(unstated):
    assert len(unstated.order_cases) == 6
    assert all(is_feasible(unstated.rules(case)) for case in range(6))


def test_an_unstated_middle_option_lies_anywhere_between(unstated):
    pool = draw_pool(unstated, (), name="us", seed=2, size=600)
    worths = np.sort(pool.x[:, :3], axis=1)
    assert (worths[:, 0] == 0).all()
    share = worths[:, 1] / worths[:, 2]
    assert abs(share.mean() - 0.5) < 0.05 and share.min() < 0.05 and share.max() > 0.95


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"orders": (((1,),),)}, "order of term: name every option once"),
        ({"orders": (((1,), (0,), (0,)),)}, "order of term: name every option once"),
        ({"orders": (((0, 1),),)}, "no issue has a better and a worse option"),
        ({"no_deal": (10.0, 0.0)}, "bounds of no deal"),
        ({"no_deal": (float("-inf"), 0.0)}, "bounds of no deal"),
        ({"adjustments": (Adjustment("bonus", np.array([True, False]), 1, 0),)}, "bounds of bonus"),
    ],
)
def test_a_space_that_makes_no_sense_is_refused(term, changes, message):
    fields = {"issues": term.issues, "packages": term.packages, "orders": term.orders}
    with pytest.raises(SimError, match=message):
        PreferenceSpace(**{**fields, **changes})


def _without_orders(options: int) -> PreferenceSpace:
    issues = tuple((name, tuple("wxyz"[:options])) for name in "abc")
    return PreferenceSpace(issues, np.array(list(itertools.product(range(options), repeat=3))), (None, None, None))


def test_too_many_unstated_orders_are_refused_before_any_work():
    with pytest.raises(SimError, match=r"\(a, b, c\): 1728 combinations .*allowed 256"):
        _without_orders(4)


def test_three_issues_without_an_order_are_drawn_all_alike():
    """Of 216 cases none is likelier than another: each option is best, and worst, in a third of models."""
    x = draw_pool(_without_orders(3), (), name="us", seed=5, size=3000).x[:, :9].reshape(-1, 3, 3)
    for place in (x.argmax(axis=2), x.argmin(axis=2)):
        counts = np.stack([(place == option).sum(axis=0) for option in range(3)])
        assert (((counts - 1000) ** 2 / 1000).sum(axis=0) < 13.8).all()  # 0.1% of chi-square of 2
    assert np.allclose(x.max(axis=2).sum(axis=1), 100) and not x.min(axis=2).any()
    best = x.max(axis=2)  # each issue's part of 100: on average a third, to four standard errors
    assert np.abs(best.mean(axis=0) - 100 / 3).max() < 4 * best.std(axis=0).max() / np.sqrt(len(best))
