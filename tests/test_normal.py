"""The normal distribution agrees with scipy's, into the tails."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from sim.normal import normal_cdf, normal_quantile

pytestmark = pytest.mark.quick

CHANCES = np.concatenate(
    [np.linspace(1e-6, 1 - 1e-6, 20_001), 10.0 ** -np.arange(1, 308), 1 - 2.0 ** -np.arange(1, 54)]
)
NUMBERS = np.concatenate([np.linspace(-38, 9, 40_001), [0.0, -0.0, 40.0, -40.0, 1e300, -1e300, np.inf, -np.inf]])


def test_quantiles_are_those_of_scipy():
    expected = special.ndtri(CHANCES)
    np.testing.assert_allclose(normal_quantile(CHANCES), expected, rtol=3e-15, atol=1e-16)


def test_chances_are_those_of_scipy():
    ours, theirs = normal_cdf(NUMBERS), special.ndtr(NUMBERS)
    # rounding the number itself changes a chance in the tail by its square
    rounding = 4e-16 * (2 + np.clip(NUMBERS, -40, 40) ** 2)
    assert (np.abs(ours - theirs) <= rounding * theirs + 1e-300).all()


def test_ends_of_the_line():
    np.testing.assert_array_equal(normal_quantile([0.0, 0.5, 1.0]), [-np.inf, 0.0, np.inf])
    np.testing.assert_array_equal(normal_cdf([-np.inf, 0.0, np.inf]), [0.0, 0.5, 1.0])


@given(st.floats(1e-300, 1 - 1e-16))
def test_each_undoes_the_other(chance):
    assert normal_cdf(normal_quantile(chance)) == pytest.approx(chance, rel=1e-12)


@given(st.lists(st.floats(-37, 8), min_size=2))
def test_chances_never_fall(numbers):
    assert (np.diff(normal_cdf(sorted(numbers))) >= -1e-16).all()


@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_shapes_are_kept(shape):
    assert normal_quantile(np.full(shape, 0.01)).shape == normal_cdf(np.zeros(shape)).shape == shape
