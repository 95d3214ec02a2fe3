import numpy as np
import pytest

from sim.evidence.polytope import Polytope, find_interior, is_feasible

NO_EQUALITIES = np.zeros((0, 3)), np.zeros(0)
CUBE = np.vstack([np.eye(3), -np.eye(3)]), np.array([1.0, 1, 1, 0, 0, 0])


def test_the_centre_of_a_cube_is_its_centre():
    interior = find_interior(Polytope(*CUBE, *NO_EQUALITIES))
    np.testing.assert_allclose(interior.point, 0.5, atol=1e-9)
    assert interior.basis.shape == (3, 3) and not interior.tight.any()


def test_equalities_leave_a_flat_of_fewer_dimensions():
    interior = find_interior(Polytope(*CUBE, np.array([[1.0, 1, 1]]), np.array([1.0])))
    assert interior.basis.shape == (3, 2)
    assert interior.point.sum() == pytest.approx(1)
    np.testing.assert_allclose(np.ones(3) @ interior.basis, 0, atol=1e-12)


def test_inequalities_that_meet_are_found_to_be_equalities():
    # x + y <= 0.5 and x + y >= 0.5 within the cube: a rectangle
    cut = Polytope(*CUBE, *NO_EQUALITIES).with_rows(np.array([[1.0, 1, 0], [-1, -1, 0]]), np.array([0.5, -0.5]))
    interior = find_interior(cut)
    assert interior.basis.shape == (3, 2)
    assert interior.tight.tolist() == [False] * 6 + [True, True]
    slack = cut.b - cut.A @ interior.point
    assert slack[~interior.tight].min() > 0.05 and abs(slack[interior.tight]).max() < 1e-9


def test_a_polytope_that_is_a_point_has_no_free_direction():
    corner = Polytope(*CUBE, *NO_EQUALITIES).with_rows(-np.ones((1, 3)), np.array([-3.0]))
    interior = find_interior(corner)
    np.testing.assert_allclose(interior.point, 1, atol=1e-9)
    assert interior.basis.shape == (3, 0)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 10.0])
def test_an_empty_polytope_has_no_interior(gap):
    empty = Polytope(*CUBE, *NO_EQUALITIES).with_rows(-np.ones((1, 3)), np.array([-3.0 - gap]))
    assert find_interior(empty) is None
    assert not is_feasible(empty)


def test_equalities_that_contradict_each_other_leave_nothing():
    E = np.array([[1.0, 0, 0], [1.0, 0, 0]])
    assert not is_feasible(Polytope(*CUBE, E, np.array([0.2, 0.3])))
    assert find_interior(Polytope(*CUBE, E, np.array([0.2, 0.3]))) is None


def test_a_point_fixed_by_equalities_is_feasible_only_within_the_inequalities():
    assert is_feasible(Polytope(*CUBE, np.eye(3), np.full(3, 0.5)))
    assert not is_feasible(Polytope(*CUBE, np.eye(3), np.full(3, 1.5)))
