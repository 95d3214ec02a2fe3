"""What silence tells of draws among offers, which a government keeps until it tables something.

See docs/model.md, "Weights".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.elementary import exp

__all__ = ["Look", "Silence", "silence_at_first", "weights_of"]

_MOST = 5
"""Looks that are kept apart; of more the first two count as one. ASSUMPTION: what is added up doubles with each."""

_BEYOND = 500.0
"""Units of noise beyond which a utility counts as this: its exponential is still a number."""

_ENDLESS = 1e60
"""Stands for infinity where an integral that falls with its square ends."""


@dataclass(frozen=True)
class Look:
    """A review in which a government tabled nothing, if it took place and it took up what to table.

    Parameters
    ----------
    chance : ndarray, shape (n, q)
        Of its having done so.
    weight : ndarray, shape (p, n, q)
        exp u_p, with u_p what packages promise more than tabling nothing, in units of the noise among offers; 0 for
        those that may not be tabled.
    """

    chance: Floats
    weight: Floats


@dataclass(frozen=True)
class Silence:
    """Looks at which nothing was tabled, all under the same draws G of the extreme-value distribution.

    Parameters
    ----------
    looks : tuple of Look
        From first to last.
    chance : ndarray, shape (n, q)
        Of nothing at any of them.

    Notes
    -----
    A look at which a package p promises u_p is silent if u_p + G_p < G_0 for all p. At several, it is the greatest
    u_p that counts, M_p, so that with the looks S that took place

        P(silence) = sum_S P(S) / (1 + sum_p exp M_p(S)),

    and the chance that p is tabled at the next, where it promises u_p, is

        P(silence, p) = sum_S P(S) exp(u_p) int_1^exp(u_p - M_p) dz / D(z)^2,
        D(z) = z + sum_q max(exp u_q, z exp M_q),

    with z = exp(u_p + G_p - G_0): p is better than nothing now, was not before, and no other package is better than p
    now, or was better than nothing before. D is linear between the points exp(u_q - M_q).
    """

    looks: tuple[Look, ...]
    chance: Floats

    def after(self, look: Look) -> tuple[Silence, Floats]:
        """Return the silence with one look more, and the chance (n, q) of that, given the silence so far."""
        longer = Silence((*self.looks, look), _chance((*self.looks, look)))
        given = _given(longer.chance, self.chance)
        if len(longer.looks) <= _MOST:
            return longer, given
        looks = (_as_one(*longer.looks[:2]), *longer.looks[2:])
        return Silence(looks, _chance(looks)), given

    def broken(self, utility: Floats, sets: Bools) -> Floats:
        """Return the chance (s, n, q) that a package of each of some sets (s, p) is tabled now, given the silence."""
        found = np.zeros((len(sets), *self.chance.shape))
        for chance, most in _subsets(self.looks, utility.shape):
            found += chance * _tabled(utility, most, sets)
        return _given(found, self.chance)


def weights_of(utility: Floats) -> Floats:
    """Return exp of utilities, as far as it is a number."""
    return exp(np.minimum(utility, _BEYOND))


def silence_at_first(worlds: int, draws: int) -> Silence:
    """Return the silence of a government that has had no look yet.

    Examples
    --------
    >>> first = silence_at_first(1, 1)
    >>> utility = np.zeros((3, 1, 1))  # three packages as good as nothing
    >>> first.broken(utility, np.eye(3, dtype=bool)).ravel().tolist()
    [0.25, 0.25, 0.25]
    >>> look = Look(np.ones((1, 1)), weights_of(utility))
    >>> silent, chance = first.after(look)
    >>> again, once_more = silent.after(look)
    >>> chance.item(), once_more.item(), silent.broken(utility, np.ones((1, 3), dtype=bool)).item()
    (0.25, 1.0, 0.0)
    """
    return Silence((), np.ones((worlds, draws)))


def _as_one(first: Look, second: Look) -> Look:
    """Return one look in the place of two: it took place if either did, and promised the more of both."""
    chance = 1 - (1 - first.chance) * (1 - second.chance)
    return Look(chance, np.maximum(first.weight, second.weight))


def _subsets(looks: Sequence[Look], shape: tuple[int, ...]) -> Iterator[tuple[Floats, Floats]]:
    """Yield, for each choice of looks that took place, its chance (n, q) and exp M_p, what was promised at most."""
    if not looks:
        yield np.ones(shape[1:]), np.zeros(shape)
        return
    last = looks[-1]
    for chance, most in _subsets(looks[:-1], shape):
        yield chance * (1 - last.chance), most
        yield chance * last.chance, np.maximum(most, last.weight)


def _chance(looks: Sequence[Look]) -> Floats:
    """Return the chance (n, q) of silence at all of some looks."""
    found = np.zeros(looks[0].chance.shape)
    for chance, most in _subsets(looks, looks[0].weight.shape):
        found += chance / (1 + _summed(most))
    return found


def _tabled(utility: Floats, most: Floats, sets: Bools) -> Floats:
    """Return the chance (s, n, q) of silence where packages promised exp M_p, then of one of each of some sets.

    In units of z that make the greatest exp u_p 1.
    """
    above = np.maximum(utility.max(axis=0, initial=-np.inf), 0.0)
    now, begin = exp(utility - above), exp(-above)
    ends = np.divide(now, most, out=np.where(now > 0, _ENDLESS, 0.0), where=most > 0)
    order = ends.argsort(axis=0, kind="stable")
    now_by_end, most_by_end = (np.take_along_axis(each, order, axis=0) for each in (now, most))
    ends = np.clip(np.take_along_axis(ends, order, axis=0), begin, np.maximum(_ENDLESS, begin))
    begins = np.concatenate([begin[None], ends[:-1]])
    level = np.cumsum(now_by_end[::-1], axis=0)[::-1]  # D(z) = level + slope z
    slope = 1 + np.concatenate([np.zeros_like(most[:1]), np.cumsum(most_by_end, axis=0)[:-1]])
    parts = (ends - begins) / (level + slope * ends) / (level + slope * begins)
    whole = np.empty_like(parts)
    np.put_along_axis(whole, order, np.cumsum(parts, axis=0), axis=0)
    each = now * whole
    return np.stack([_summed(each[some]) for some in sets]) if len(sets) else np.zeros((0, *above.shape))


def _summed(each: Floats) -> Floats:
    """Return the sum over packages (p, ...), in their order."""
    return np.cumsum(each, axis=0)[-1] if len(each) else np.zeros(each.shape[1:])


def _given(both: Floats, first: Floats) -> Floats:
    """Return the chance of both given the first; 0 where the first has none."""
    return np.divide(both, first, out=np.zeros_like(both), where=first > 0)
