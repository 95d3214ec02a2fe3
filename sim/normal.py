"""The standard normal distribution on arrays, to the accuracy of doubles.

scipy has both functions, but takes a quarter of a second to be imported, a fifth of a short run, and its last digits
depend on version and processor (see `sim.elementary`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.arrays import Floats
from sim.elementary import Terms, erfc, log, ratio

__all__ = ["normal_cdf", "normal_quantile"]


# fmt: off
_NEAR: tuple[Terms, Terms] = (
    (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
)
_FAR: tuple[Terms, Terms] = (
    (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9),
)
_FARTHEST: tuple[Terms, Terms] = (
    (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15),
)
# fmt: on

_NOWHERE = 1e9
"""Beyond the square root of any -ln p: the smallest double has one of 27."""


def normal_quantile(p: ArrayLike) -> Floats:
    """Return the number that a standard normal one stays below with chance `p`.

    Notes
    -----
    Wichura (1988), algorithm AS 241, PPND16: within 1e-15 of the number, relatively.

    Examples
    --------
    >>> normal_quantile([0.025, 0.5, 0.975, 1]).round(6)
    array([-1.959964,  0.      ,  1.959964,       inf])
    """
    p = np.asarray(p, dtype=np.float64)
    off = np.asarray(p - 0.5)
    x: Floats = np.asarray(off * ratio(_NEAR, 0.180625 - off * off))
    far = np.flatnonzero(np.abs(off) > 0.425)
    if len(far):
        x.flat[far] = np.copysign(_far_quantile(p.flat[far]), off.flat[far])
    return x


def _far_quantile(p: Floats) -> Floats:
    """Return the size of the quantiles of chances next to 0 or 1."""
    root = np.minimum(np.sqrt(-log(np.minimum(p, 1 - p))), _NOWHERE)
    x = ratio(_FAR, root - 1.6)
    farthest = root > 5
    if farthest.any():
        x[farthest] = np.where(root < _NOWHERE, ratio(_FARTHEST, root - 5), np.inf)[farthest]
    return x


def normal_cdf(x: ArrayLike) -> Floats:
    """Return the chance that a standard normal number is at most `x`.

    Notes
    -----
    Phi(x) = erfc(-x / sqrt 2) / 2.

    Examples
    --------
    >>> normal_cdf([-1.959964, 0, 1.959964]).round(6)
    array([0.025, 0.5  , 0.975])
    """
    y = np.asarray(x, dtype=np.float64) / -np.sqrt(2)
    return 0.5 * erfc(y)
