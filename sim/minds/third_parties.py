"""Third parties asked before a signature: who sits there, what they have refused, what they would assent to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from sim.alike import sort_alike
from sim.arrays import Bools, Floats, Ints
from sim.memory import CHUNK, Kept
from sim.worlds.worlds import Worlds

__all__ = ["Standing", "ThirdParties", "assented", "lead"]

Kind = TypeVar("Kind", bound=Hashable)

_EQUAL = 1e-9
"""Points within which a package is no better than another."""


class Standing(NamedTuple):
    """Who sits in a third party's seat, and the packages that it has refused there."""

    seat: int
    government: int
    refused: tuple[int, ...]


class ThirdParties:
    """What third parties have refused, and who sits there, by number; what they would assent to, as imagined.

    Parameters
    ----------
    worlds : Worlds
        The batch of worlds.
    signing_cost : float
        What a signature costs, in points.
    imagined : callable
        What models of a government expect in a payoff regime on a grid day, with and without a deal
        (`Appraisal.imagined`).
    key : callable
        What tells regimes and grid days apart (`Appraisal.key`).

    Attributes
    ----------
    asked : bool
        Whether any package needs a third party's assent.

    Notes
    -----
    A refusal bars the package that was refused, while the government that refused it sits in a seat that the package
    needs. It tells more than that: whoever refuses a package refuses what is no better for it and takes no less time.
    What is better for it nobody but the third party knows; each imagined model of it says so by its own preferences,
    and is taken to refuse all that by these is no better. So what a refusal leaves is a chance of assent for each
    other package, 0 where every model refuses.
    """

    def __init__(
        self,
        worlds: Worlds,
        *,
        signing_cost: float,
        imagined: Callable[[int, int, int], tuple[Floats, Floats]],
        key: Callable[[int, int], tuple[int, ...]],
    ) -> None:
        self._worlds, self._signing_cost, self._expected, self._key = worlds, signing_cost, imagined, key
        after = {x for x, _ in worlds.ratifiers}
        self.asked = bool(worlds.needs.any())
        self._before = tuple(x for x, needs in enumerate(worlds.needs) if needs.any() and x not in after)
        self._refusals = _Numbered[frozenset[tuple[int, int]]](frozenset())
        self._standings = _Numbered[tuple[Standing, ...]](())
        self._assents = Kept[tuple[int, ...], Bools](within=CHUNK)

    def refuse(self, refused: Ints, governments: Ints, packages: Ints) -> Ints:
        """Return the numbers (n,) of what has been `refused` once `governments` (n,) refuse `packages` (n,), too."""
        arrays = refused, governments, packages
        return self._refusals.changed(arrays, lambda number, g, package: self._refusals[number] | {(g, package)})

    def forget(self, refused: Ints, governments: Iterable[int]) -> Ints:
        """Return the numbers (n,) of what is `refused` (n,) without what `governments` have refused."""
        gone = {*governments}
        if not refused.any():
            return refused
        return self._refusals.changed(
            (refused,), lambda number: frozenset(pair for pair in self._refusals[number] if pair[0] not in gone)
        )

    def standing(self, refused: Ints, seats: tuple[int, ...], sitting: Ints) -> Ints:
        """Return the numbers (n,) of who sits in third parties' `seats` (k, n), and what they have `refused` (n,)."""

        def of(number: int, *governments: int) -> tuple[Standing, ...]:
            each = zip(seats, governments, strict=True)
            return tuple(Standing(x, g, self.refused_by(g, number)) for x, g in each)

        return self._standings.changed((refused, *sitting), of)

    def refused_by(self, government: int, refused: int) -> tuple[int, ...]:
        """Return the packages that a government has refused, of what has the number `refused`."""
        count = self._worlds.needs.shape[1]
        return tuple(sorted(one for g, one in self._refusals[refused] if g == government and one < count))

    def refuse_time(self, refused: Ints, governments: Ints, step: int) -> Ints:
        """Return the numbers (n,) of what has been `refused` once `governments` (n,) refuse a prolongation, too.

        `step` is its place among all prolongations in turn; refusals of packages and of these are counted together.
        """
        return self.refuse(refused, governments, np.full(len(refused), self._worlds.needs.shape[1] + step))

    def allow_time(self, refused: Ints, governments: Ints, step: int) -> Ints:
        """Return the numbers (n,) of what is `refused` (n,) once `governments` (n,) refuse a prolongation no more."""
        about = self._worlds.needs.shape[1] + step
        return self._refusals.changed((refused, governments), lambda n, g: self._refusals[n] - {(g, about)})

    def has_refused_time(self, government: int, refused: int, step: int) -> bool:
        """Tell whether a government has refused a prolongation, of what has the number `refused`."""
        return (government, self._worlds.needs.shape[1] + step) in self._refusals[refused]

    def barred(self, standing: int) -> Bools:
        """Return which packages (p,) need the assent of a government that has refused them."""
        needs = self._worlds.needs
        found = np.zeros(needs.shape[1], dtype=np.bool_)
        for seat, _, refused in self._standings[standing]:
            found[[package for package in refused if needs[seat, package]]] = True
        return found

    def assents(self, standing: int, regime: int, turn: int) -> Bools:
        """Return the packages (w, m, p) to which all who are needed would assent, as each is imagined.

        `regime` and `turn` are those of `Appraisal.imagined`.
        """
        return self._assents.get((standing, *self._key(regime, turn)), lambda: self._imagined(standing, regime, turn))

    def _imagined(self, standing: int, regime: int, turn: int) -> Bools:
        worlds = self._worlds
        asked = [(x, g, refused) for x, g, refused in self._standings[standing] if x in self._before]
        count = next(iter(worlds.imagined.values())).no_deal.shape[1]  # as many of each
        found = np.ones((len(worlds), count, worlds.needs.shape[1]), dtype=np.bool_)
        for x, g, refused in asked:
            points, no_deal = self._expected(g, regime, turn)
            willing = assented(points - no_deal[:, :, None], self._signing_cost, lead(worlds), refused)
            found &= willing | ~worlds.needs[x]
        return found


class _Numbered(Generic[Kind]):
    """Things in the order in which they were first met; the `first` has the number 0."""

    def __init__(self, first: Kind) -> None:
        self._things, self._numbers = [first], {first: 0}

    def __getitem__(self, number: int) -> Kind:
        return self._things[number]

    def changed(self, arrays: tuple[Ints, ...], change: Callable[..., Kind]) -> Ints:
        """Return the numbers (n,) of what becomes of the entries (n,) of arrays; each kind of entry is asked once."""
        first, group = sort_alike(*arrays)
        kinds = zip(*(each[first].tolist() for each in arrays), strict=True)
        return np.array([self._number(change(*kind)) for kind in kinds], dtype=np.int64)[group]

    def _number(self, thing: Kind) -> int:
        if thing not in self._numbers:
            self._numbers[thing] = len(self._things)
            self._things.append(thing)
        return self._numbers[thing]


def lead(worlds: Worlds, rows: Ints | slice = slice(None)) -> Floats:
    """Return the median days (w or 1, p) that packages take from their signature, as far as these matter."""
    median = worlds.lead_median
    if worlds.calendar.signature_counts:
        return np.zeros((1, median.shape[1]))
    return median[rows] if len(median) > 1 else median


def assented(gains: Floats, least: float, lead: Floats, refused: tuple[int, ...]) -> Bools:
    """Return where packages gain a third party enough, and more or sooner than what it has `refused`.

    Parameters
    ----------
    gains : ndarray, shape (w, m, p)
        Points over no deal of imagined models.
    least : float
        What a signature costs, in points.
    lead : ndarray, shape (w or 1, p)
        Median days until what is signed takes effect.
    refused : tuple of int
        Packages.

    Returns
    -------
    ndarray of bool, shape (w, m, p)

    Examples
    --------
    >>> gains, lead = np.array([[[3.0, 9.0, 5.0, 5.0, 0.0]]]), np.array([[9.0, 9.0, 9.0, 3.0, 9.0]])
    >>> assented(gains, 1.0, lead, (2,))[0, 0].tolist()
    [False, True, False, True, False]
    """
    willing = np.asarray(gains >= least)
    for package in refused:
        no_better = gains <= gains[:, :, package, None] + _EQUAL
        willing &= ~(no_better & (lead >= lead[:, package, None])[:, None])
    return willing
