import itertools

import numpy as np
import pytest

from sim.errors import SimError
from sim.evidence.clauses import Clause, clause_rows
from sim.evidence.pools import draw_pool
from sim.evidence.space import Adjustment, PreferenceSpace
from tests.evidence.treaty import holds, package

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("kind", ["accepts", "refuses", "refuses_any", "prefers"])
@pytest.mark.parametrize("stated", [True, False])
def test_rows_say_what_the_statement_says_for_every_preference_model(space, kind, stated):
    orders = space.orders if stated else (*space.orders[:3], None)
    space = PreferenceSpace(space.issues, space.packages, orders, space.adjustments)
    free = draw_pool(space, (), name="us", seed=5, size=400)
    rng = np.random.default_rng(7)
    for _ in range(10):
        chosen = tuple(int(p) for p in rng.choice(len(space.packages), size=6, replace=False))
        other = int(rng.integers(len(space.packages))) if kind == "prefers" else None
        clause = Clause(kind, chosen, other=other, margin=float(rng.uniform(-60, 5)))
        A, b = clause_rows(space, clause)
        np.testing.assert_array_equal((free.x @ A.T <= b).all(axis=1), holds(space, clause, free.x))


def test_a_red_line_under_stated_orders_needs_one_row(space):
    space = PreferenceSpace(space.issues, space.packages, space.orders)
    pledges = tuple(np.flatnonzero(space.packages[:, 3] == 1).tolist())
    A, _ = clause_rows(space, Clause("refuses_any", pledges))
    assert len(pledges) == 18 and len(A) == 1
    best = space.features[package(0, 2, 1, 1)]
    np.testing.assert_array_equal(A[0][:-1], best[:-1])


def test_an_adjustment_of_either_sign_keeps_the_packages_it_could_lift(space):
    mask = space.packages[:, 0] == 2
    space = PreferenceSpace(space.issues, space.packages, space.orders, (Adjustment("gift", mask, -5, 5),))
    pledges = tuple(np.flatnonzero(space.packages[:, 3] == 1).tolist())
    assert len(clause_rows(space, Clause("refuses_any", pledges))[0]) == 2


def test_packages_sure_to_be_equal_leave_one_row(space):
    tied = [package(*first, china) for first, china in itertools.product([(0, 0, 0)], [0, 1])]
    assert len(clause_rows(space, Clause("accepts", tuple(tied)))[0]) == 1


def test_a_red_line_that_no_package_crosses_holds_of_itself(term):
    assert clause_rows(term, Clause("refuses_any", ()))[0].shape == (0, term.dimension)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "prefers", "packages": (0,)}, "compares with another package"),
        ({"kind": "accepts", "packages": (0,), "other": 1}, "compares with another package"),
        ({"kind": "accepts", "packages": (0,), "credence": 1.2}, "credence is a chance"),
        ({"kind": "accepts", "packages": (0,), "margin": float("nan")}, "margin must be a finite number"),
    ],
)
def test_a_clause_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(SimError, match=message):
        Clause(**fields)
