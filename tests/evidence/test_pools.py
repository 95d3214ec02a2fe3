import numpy as np
import pytest
from scipy import stats

from sim.errors import SimError
from sim.evidence import rejection
from sim.evidence.clauses import Clause
from sim.evidence.hit_and_run import RHAT_LIMIT
from sim.evidence.pools import draw_pool, tightness
from sim.evidence.space import PreferenceSpace
from tests.evidence.treaty import holds, package


def statements(credence=1.0):
    return [
        Clause("refuses", (package(2, 0, 0, 0),), name="refuses clean five", credence=credence),
        Clause("accepts", (package(0, 2, 1, 0),), name="accepts verified freeze"),
        Clause("refuses", (package(0, 1, 0, 0),), name="refuses freeze", credence=credence),
        Clause("prefers", (package(0, 2, 0, 2),), package(1, 2, 1, 0), name="china first", credence=credence),
    ]


def test_every_element_satisfies_the_statements_it_takes_in(space):
    clauses = statements(credence=0.7)
    pool = draw_pool(space, clauses, name="us", seed=1)
    assert pool.rhat < RHAT_LIMIT
    for clause, taken in zip(clauses, pool.included.T, strict=True):
        assert holds(space, Clause(clause.kind, clause.packages, clause.other, 1.0 - 1e-9), pool.x[taken]).all()


def test_every_element_obeys_the_rules_of_the_space(space):
    pool = draw_pool(space, statements(), name="us", seed=1)
    rules = space.rules(0)
    assert (pool.x @ rules.A.T <= rules.b + 1e-9).all()
    np.testing.assert_allclose(pool.x @ rules.E.T, np.tile(rules.e, (len(pool.x), 1)), atol=1e-9)


def test_statements_are_taken_in_as_often_as_their_credence_says(space):
    pool = draw_pool(space, statements(credence=0.7), name="us", seed=2)
    share = pool.included.mean(axis=0)
    assert share[1] == 1.0
    np.testing.assert_allclose(share[[0, 2, 3]], 0.7, atol=0.03)
    # and independently of each other
    assert abs(np.corrcoef(pool.included[:, 0], pool.included[:, 2])[0, 1]) < 0.06
    assert pool.rejected == 0.0


def test_elements_without_a_statement_are_drawn_as_if_it_had_not_been_made(term):
    pool = draw_pool(term, [Clause("refuses", (0,), margin=50.0, credence=0.5)], name="us", seed=3)
    taken = pool.included[:, 0]
    # no-deal values: 50 to 100 with the statement, -50 to 100 without
    assert pool.no_deal[taken].min() >= 50
    assert (pool.no_deal[~taken] < 50).mean() == pytest.approx(2 / 3, abs=0.05)


def test_clauses_of_one_name_have_coins_of_their_own(term):
    twins = [Clause("refuses", (0,), credence=0.5, name="same")] * 2
    both = draw_pool(term, twins, name="us", seed=3).included
    assert 0.4 < (both[:, 0] == both[:, 1]).mean() < 0.6


def test_a_certain_conflict_is_an_error_that_names_its_statements(term):
    clauses = [
        Clause("accepts", (1,), name="likes five"),
        Clause("accepts", (0,), name="accepts one"),
        Clause("refuses", (0,), name="refuses one"),
    ]
    with pytest.raises(SimError, match="us: statements that cannot all hold: accepts one; refuses one"):
        draw_pool(term, clauses, name="us", seed=1)


def test_a_statement_against_the_bounds_is_told_alone(term):
    # no deal is worth 100 at most, as much as the best package
    clauses = [Clause("accepts", (0,)), Clause("refuses", (1,), name="refuses five")]
    with pytest.raises(SimError, match="cannot hold under the orders and bounds given: refuses five"):
        draw_pool(term, clauses, name="us", seed=1)


def test_uncertain_statements_that_conflict_are_conditioned_on_agreeing(term):
    accepts = Clause("accepts", (0,), name="accepts", credence=0.5)
    refuses = Clause("refuses", (0,), name="refuses", credence=0.8)
    pool = draw_pool(term, [accepts, refuses], name="us", seed=4)
    assert not pool.included.all(axis=1).any()
    # of the combinations that agree, 0.1 + 0.1 + 0.4, two in three include the refusal
    assert pool.included[:, 1].mean() == pytest.approx(2 / 3, abs=0.04)
    assert pool.rejected == pytest.approx(0.4, abs=0.03)


def test_uncertain_statements_that_never_agree_are_an_error(term):
    contradiction = Clause("accepts", (0,), margin=500.0, credence=1 - 1e-9)
    with pytest.raises(SimError, match="contradict each other almost always"):
        draw_pool(term, [contradiction], name="us", seed=4, size=4)


def test_statements_that_only_just_agree_leave_a_flat_of_models(term):
    exactly = [Clause("accepts", (0,), margin=10.0), Clause("refuses", (0,), margin=-10.0)]
    pool = draw_pool(term, exactly, name="us", seed=5, size=50)
    np.testing.assert_allclose(pool.no_deal, -10, atol=1e-9)
    assert pool.rhat == 1.0


def test_unstated_orders_are_drawn_evenly_among_those_the_statements_allow(unstated):
    # x surely beats y on the first issue, so y is never best and x never worst: three pairs of six remain
    pool = draw_pool(unstated, [Clause("prefers", (0,), other=2)], name="us", seed=6)
    cases = [unstated.order_cases[case][0] for case in pool.order_case]
    pairs = {(case[0], case[-1]) for case in cases}
    assert pairs == {((0,), (1,)), ((0,), (2,)), ((2,), (1,))}
    _, counts = np.unique(pool.order_case, return_counts=True)
    np.testing.assert_allclose(counts / len(pool.x), 1 / 3, atol=0.04)
    assert (pool.x[:, 0] >= pool.x[:, 1] + 1 - 1e-9).all()


def test_an_order_that_would_leave_only_a_tie_is_not_drawn(unstated):
    pool = draw_pool(unstated, [Clause("prefers", (0,), other=2, margin=0.0)], name="us", seed=6, size=500)
    assert (pool.x[:, 0] > pool.x[:, 1]).all()


def test_pools_repeat_by_seed_and_differ_by_seed_name_and_chunk(space):
    def draw(**changes):
        return draw_pool(space, statements(0.8), **{"name": "us", "seed": 1, "size": 200, **changes})

    first = draw()
    np.testing.assert_array_equal(first.x, draw().x)
    for other in (draw(seed=2), draw(name="russia"), draw(chunk=1)):
        assert not (first.x == other.x).all(axis=1).any()
        assert not (first.included == other.included).all()


def test_a_coin_does_not_depend_on_the_other_statements(space):
    clauses = statements(0.6)
    full = draw_pool(space, clauses, name="us", seed=9, size=300)
    fewer = draw_pool(space, clauses[:3], name="us", seed=9, size=300)
    np.testing.assert_array_equal(full.included[:, :3], fewer.included)


def test_tightness_is_the_share_of_models_a_statement_leaves(term):
    shares = tightness(term, [Clause("refuses", (0,), margin=50.0), Clause("accepts", (1,), margin=0.0)], seed=1)
    assert shares[0] == pytest.approx(1 / 3, abs=0.04)
    assert shares[1] == 1.0


def test_tightness_reads_every_kind_of_statement(space):
    kinds = statements()
    shares = tightness(space, kinds, seed=1)
    free = draw_pool(space, (), name="without statements", seed=1)
    assert shares == [holds(space, clause, free.x).mean() for clause in kinds]


@pytest.mark.parametrize("stated", [True, False])
def test_a_pool_is_what_rejection_leaves_of_models_without_statements(space, stated):
    clauses = statements(credence=0.6)[:2]
    free = draw_pool(space, (), name="anyone", seed=8, size=8000)
    pool = draw_pool(space, clauses, name="us", seed=8)
    taken = pool.included[:, 0] == stated
    left = np.all([holds(space, clause, free.x) for clause in (clauses if stated else clauses[1:])], axis=0)
    moving = free.x.std(axis=0) > 1e-6
    for ours, theirs in zip(pool.x[taken][:, moving].T, free.x[left][:, moving].T, strict=True):
        assert stats.ks_2samp(ours, theirs).pvalue > 0.001


def test_a_pool_is_drawn_without_a_library_of_linear_algebra(monkeypatch, space):
    """Such libraries add up in an order of their own: other bits on another processor or version."""

    def refuse(*_, **__):
        raise AssertionError("linear algebra of a library")

    for name in ("svd", "solve", "lstsq", "cholesky", "inv", "qr", "norm"):
        monkeypatch.setattr(np.linalg, name, refuse)
    monkeypatch.setattr(rejection, "_TRIAL", 0)
    monkeypatch.setattr(rejection, "_RAREST", 2.0)
    assert draw_pool(space, statements(0.7), name="us", seed=1, size=64).steps > 0


_LONG = PreferenceSpace(
    (("pie", tuple(map(str, range(40)))),), np.arange(40)[:, None], (tuple((k,) for k in range(39, -1, -1)),)
)


@pytest.mark.parametrize("walked", [False, True])
def test_with_the_flat_prior_no_deal_is_even_over_what_is_possible_and_values_as_in_its_slice(
    monkeypatch, space, walked
):
    """By volume the no-deal value is pushed up by what is refused; in a thin slice both priors are the same."""
    clauses = statements()[:2]
    by_volume = draw_pool(space, clauses, name="anyone", seed=8, size=20000)
    if walked:
        monkeypatch.setattr(rejection, "_TRIAL", 0)
        monkeypatch.setattr(rejection, "_RAREST", 2.0)
    pool = draw_pool(space, clauses, name="us", seed=1, prior="flat")
    assert pool.rhat < RHAT_LIMIT and (pool.steps > 0) == walked
    for clause in clauses:
        assert holds(space, Clause(clause.kind, clause.packages, clause.other, -1e-9), pool.x).all()
    # the worst package is worth 0, the best 100, and both statements have a margin of a point
    assert stats.kstest((pool.no_deal - 1) / 98, "uniform").pvalue > 0.001
    inside = (abs(each.no_deal - 60) < 4 for each in (pool, by_volume))
    ours, theirs = (each.x[here] for each, here in zip((pool, by_volume), inside, strict=True))
    for column in np.flatnonzero(by_volume.x.std(axis=0) > 1e-6)[:-1]:
        assert stats.ks_2samp(ours[:, column], theirs[:, column]).pvalue > 0.001


def test_with_the_flat_prior_long_orders_keep_their_no_deal_value_and_coins_their_chance():
    clauses = (Clause("accepts", (30,)), Clause("refuses", (10,), credence=0.5))
    pool = draw_pool(_LONG, clauses, name="us", seed=1, size=256, prior="flat")
    taken = pool.included[:, 1]
    for here, low in ((taken, 0.0), (~taken, -50.0)):
        assert stats.kstest((pool.no_deal[here] - low) / (100 - low), "uniform").pvalue > 0.001
    assert (pool.values[:, 30] > pool.no_deal - 1e-9).all()
    assert (pool.values[taken, 10] < pool.no_deal[taken] + 1e-9).all()
