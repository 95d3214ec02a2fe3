"""Exponential, logarithm, power and error function: accurate, and made of the four operations alone."""

import math

import numpy as np
import pytest

from sim.elementary import erfc, exp, log, power

SPREAD = np.random.default_rng(1)
EXPONENTS = np.concatenate([SPREAD.uniform(-708, 709, 20_000), SPREAD.uniform(-2, 2, 20_000), [0.0, -0.0]])
POSITIVE = np.concatenate([np.exp(SPREAD.uniform(-700, 700, 20_000)), SPREAD.uniform(0.5, 2, 20_000), [1.0, 5e-324]])
EDGES = [0.0, 0.84375, 1.25, 1 / 0.35]
NUMBERS = np.concatenate([SPREAD.uniform(-6, 26, 20_000), SPREAD.uniform(-2, 3, 20_000), EDGES])


def units_apart(found, expected):
    return (np.abs(found - expected) / np.spacing(np.abs(expected))).max()


@pytest.mark.parametrize(
    ("ours", "theirs", "at", "most"),
    [(exp, math.exp, EXPONENTS, 1), (log, math.log, POSITIVE, 1), (erfc, math.erfc, NUMBERS, 4)],
)
def test_results_are_those_of_the_c_library_to_the_last_places(ours, theirs, at, most):
    assert units_apart(ours(at), np.array([theirs(x) for x in at.tolist()])) <= most


def test_powers_are_those_of_the_c_library():
    base, exponent = SPREAD.uniform(0.01, 3, 1000), SPREAD.uniform(-50, 50, 1000)
    np.testing.assert_allclose(power(base, exponent), base**exponent, rtol=1e-13)


def test_powers_of_one_are_exact_and_zero_stays_zero():
    np.testing.assert_array_equal(power([1.0, 1.0, 0.0, 0.0], [1e6, -3.0, 2.0, 0.0]), [1.0, 1.0, 0.0, 1.0])


def test_the_ends_of_the_line():
    np.testing.assert_array_equal(exp([-np.inf, -1e9, 1e9, np.inf, np.nan]), [0, 0, np.inf, np.inf, np.nan])
    np.testing.assert_array_equal(log([0.0, np.inf, -1.0, np.nan]), [-np.inf, np.inf, np.nan, np.nan])
    np.testing.assert_array_equal(erfc([-np.inf, -30.0, 30.0, np.inf, np.nan]), [2, 2, 0, 0, np.nan])


@pytest.mark.parametrize("function", [exp, log, erfc])
@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_shapes_are_kept(function, shape):
    assert function(np.full(shape, 0.5)).shape == shape


@pytest.mark.parametrize("function", [exp, log, erfc])
def test_a_number_is_the_same_wherever_in_an_array_it_stands(function):
    for length in (1, 2, 3, 5, 8, 17, 64):
        assert len(set(function(np.full(length, 1.7)).tolist())) == 1
