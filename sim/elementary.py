"""Exponential, logarithm, power and error function from the four operations alone, the same to the last bit anywhere.

numpy's own take what the processor and the C library offer, and differ in the last bit between machines; what a
run computes from them would differ too. Addition, multiplication, division, square root, rounding and scaling by
powers of two are exact or correctly rounded under IEEE 754 wherever numpy runs, so nothing else is used here.

The algorithms and coefficients are those of Sun Microsystems' fdlibm (1993; e_exp.c, e_log.c, s_erf.c), on arrays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Terms", "erfc", "exp", "log", "power", "ratio", "whole_power"]

Floats = NDArray[np.float64]
Terms = tuple[float, ...]
"""Coefficients of a polynomial, the constant first."""

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ONE_OVER_LN2 = 1.44269504088896338700
_SMALLEST_EXPONENT, _LARGEST_EXPONENT = -746.0, 710.0
"""Beyond these exp is 0 and infinite."""

# fmt: off
_EXP: Terms = (
    1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
    -1.65339022054652515390e-06, 4.13813679705723846039e-08,
)
_LOG: Terms = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)
_ERF: tuple[Terms, Terms] = (  # erf(x) = x + x P(x^2) / Q(x^2), |x| < 0.84375
    (1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02,
     -5.77027029648944159157e-03, -2.37630166566501626084e-05),
    (1.0, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03,
     1.32494738004321644526e-04, -3.96022827877536812320e-06),
)
_ERF_ONE = 8.45062911510467529297e-01
_ERF_NEAR_ONE: tuple[Terms, Terms] = (  # erf(x) = ERF_ONE + P(x - 1) / Q(x - 1), up to 1.25
    (-2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01,
     3.18346619901161753674e-01, -1.10894694282396677476e-01, 3.54783043256182359371e-02,
     -2.16637559486879084300e-03),
    (1.0, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02,
     1.26171219808761642112e-01, 1.36370839120290507362e-02, 1.19844998467991074170e-02),
)
_ERFC_MIDDLE: tuple[Terms, Terms] = (  # erfc(x) = exp(-x^2 - 0.5625 + R/S (1/x^2)) / x, up to 1 / 0.35
    (-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01,
     -6.23753324503260060396e+01, -1.62396669462573470355e+02, -1.84605092906711035994e+02,
     -8.12874355063065934246e+01, -9.81432934416914548592e+00),
    (1.0, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02,
     6.45387271733267880336e+02, 4.29008140027567833386e+02, 1.08635005541779435134e+02,
     6.57024977031928170135e+00, -6.04244152148580987438e-02),
)
_ERFC_FAR: tuple[Terms, Terms] = (
    (-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01,
     -1.60636384855821916062e+02, -6.37566443368389627722e+02, -1.02509513161107724954e+03,
     -4.83519191608651397019e+02),
    (1.0, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03,
     3.19985821950859553908e+03, 2.55305040643316442583e+03, 4.74528541206955367215e+02,
     -2.24409524465858183362e+01),
)
# fmt: on

_ERFC_SMALLEST, _ERFC_NEAR, _ERFC_SWITCH = 0.84375, 1.25, 1 / 0.35
_ERFC_NOTHING = 28.0
"""Beyond this erfc is smaller than any double."""


def exp(x: ArrayLike) -> Floats:
    """Return e to the power `x`, within one unit of the last place; 0 and infinity beyond what doubles hold.

    Examples
    --------
    >>> exp([0.0, 0.5, -800.0, np.inf]).tolist()
    [1.0, 1.6487212707001282, 0.0, inf]
    """
    x = np.asarray(x, dtype=np.float64)
    high = np.minimum(np.maximum(x, _SMALLEST_EXPONENT), _LARGEST_EXPONENT)
    doublings = np.rint(high * _ONE_OVER_LN2)
    high -= doublings * _LN2_HIGH
    low = doublings * _LN2_LOW
    rest = high - low
    square = rest * rest
    c = _polynomial(_EXP, square)
    c *= square
    np.subtract(rest, c, out=c)
    rest *= c
    rest /= 2.0 - c
    low -= rest
    low -= high
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.asarray(np.ldexp(1.0 - low, doublings.astype(np.int32)))


def log(x: ArrayLike) -> Floats:
    """Return the natural logarithm of `x`, within one unit of the last place; minus infinity at 0, NaN below.

    Examples
    --------
    >>> log([1.0, 10.0, 0.0]).tolist()
    [0.0, 2.302585092994046, -inf]
    """
    x = np.asarray(x, dtype=np.float64)
    odd = ~((x > 0) & (x < np.inf))
    fraction, exponent = np.frexp(np.where(odd, 1.0, x) if odd.any() else x)
    # between sqrt(1/2) and sqrt(2)
    low = fraction < 0.7071067811865476
    f = np.where(low, 2.0 * fraction, fraction) - 1.0
    k = (exponent - low).astype(np.float64)
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    rest = s * (half + z * _polynomial(_LOG, z)) + k * _LN2_LOW
    found = k * _LN2_HIGH - ((half - rest) - f)
    if odd.any():
        found = np.where(odd, np.where(x == 0, -np.inf, np.where(x == np.inf, np.inf, np.nan)), found)
    return np.asarray(found)


def power(base: ArrayLike, exponent: ArrayLike) -> Floats:
    """Return `base` to the power `exponent`, for bases of at least 0; exact for bases of 0 and 1.

    The relative error is that of exp(exponent * log(base)): some `exponent * log(base)` units of the last place.

    Examples
    --------
    >>> power([0.0, 1.0, 2.0, 0.0], [3.0, 900.0, 0.5, 0.0]).round(12).tolist()
    [0.0, 1.0, 1.414213562373, 1.0]
    """
    base, exponent = np.asarray(base, dtype=np.float64), np.asarray(exponent, dtype=np.float64)
    found = exp(exponent * log(np.where(base > 0, base, 1.0)))
    return np.where(base > 0, found, np.where(exponent == 0, 1.0, 0.0))


def whole_power(base: ArrayLike, exponent: int) -> Floats:
    """Return `base` to a whole power of at least 0, by squaring: exact for an exponent of 0 or 1.

    Examples
    --------
    >>> whole_power([0.9, 2.0], 1).tolist(), whole_power(2.0, 10).tolist()
    ([0.9, 2.0], 1024.0)
    """
    square = np.array(base, dtype=np.float64)
    found = np.ones_like(square)
    while exponent:
        if exponent & 1:
            found = found * square
        exponent >>= 1
        square = square * square if exponent else square
    return found


def erfc(x: ArrayLike) -> Floats:
    """Return the complementary error function of `x`, 2 / sqrt(pi) times the integral of exp(-t^2) from `x` on.

    Examples
    --------
    >>> erfc([0.0, 1.0, -3.0, 40.0]).round(12).tolist()
    [1.0, 0.15729920705, 1.999977909503, 0.0]
    """
    x = np.asarray(x, dtype=np.float64)
    flat = x.ravel()
    size = np.abs(flat)
    found = np.where(flat > 0, 0.0, np.where(flat < 0, 2.0, np.nan))  # the ends; not a number stays so
    for here, rule in (
        (size < _ERFC_SMALLEST, _erfc_around_zero),
        ((size >= _ERFC_SMALLEST) & (size < _ERFC_NEAR), _erfc_around_one),
        ((size >= _ERFC_NEAR) & (size < _ERFC_NOTHING), _erfc_outside),
    ):
        chosen = np.flatnonzero(here)
        if len(chosen):
            found[chosen] = rule(flat[chosen])
    return found.reshape(x.shape)


def _erfc_around_zero(x: Floats) -> Floats:
    quotient = ratio(_ERF, x * x)
    return np.where(x < 0.25, 1.0 - (x + x * quotient), 0.5 - (x - 0.5 + x * quotient))


def _erfc_around_one(x: Floats) -> Floats:
    quotient = ratio(_ERF_NEAR_ONE, np.abs(x) - 1.0)
    return np.where(x > 0, 1.0 - _ERF_ONE - quotient, 1.0 + (_ERF_ONE + quotient))


def _erfc_outside(x: Floats) -> Floats:
    size = np.abs(x)
    inverse = 1.0 / (size * size)
    quotient = np.where(size < _ERFC_SWITCH, ratio(_ERFC_MIDDLE, inverse), ratio(_ERFC_FAR, inverse))
    # the upper half of the digits squares without rounding
    upper = (size.view(np.uint64) & np.uint64(0xFFFFFFFF00000000)).view(np.float64)
    tail = exp(-upper * upper - 0.5625) * exp((upper - size) * (upper + size) + quotient) / size
    return np.where(x > 0, tail, 2.0 - tail)


def _polynomial(terms: Terms, x: Floats) -> Floats:
    """Return the polynomial with coefficients `terms`, the constant first, at `x`."""
    total = np.full_like(x, terms[-1])
    for term in terms[-2::-1]:
        total *= x
        total += term
    return total


def ratio(polynomials: tuple[Terms, Terms], x: Floats) -> Floats:
    """Return the quotient of two polynomials at `x`."""
    above, below = (_polynomial(terms, x) for terms in polynomials)
    above /= below
    return above
