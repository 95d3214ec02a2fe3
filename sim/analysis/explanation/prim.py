"""Patient rule induction: the box of a few conditions in which an outcome is likely (Friedman & Fisher 1999).

Peeling cuts a thin slice off the box, again and again, wherever that raises the density most; the best box on the way
is taken; pasting then gives back what was cut too far.

Departures, and why:

- The response is a share in [0, 1], weighed by plays, not 0 or 1.
- A slice off a category is a level of it, however large, so slices are judged by the gain in density per mass cut
  (as in the EMA Workbench; Kwakkel & Jaxa-Rozen 2016), or large levels would always win or never.
- Conditions a person can hold in mind are few. Instead of peeling on all factors and dropping most of them after,
  factors are added one at a time, a few of the best kept (a beam), and each set is peeled by itself.
- The box on the trade-off curve is the one of most worth: the `balance` of coverage and density, both corrected for
  chance, with the density one standard error lower than found, so that a handful of worlds never looks like much,
  less `PRICE` for each condition.
- Limits are rounded to short numbers, and judged as rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.analysis.explanation.conditions import Box, Cases, Factor, Restriction, balance, inside
from sim.arrays import Bools, Floats

__all__ = ["FEW", "MOST", "find_box", "peel", "ranked_restrictions"]

MOST = 4
"""Conditions in a box, at most: what a person can hold in mind (Bryant & Lempert 2010 advise two to four)."""

SLICE = 0.05
"""Share of the box that a peel cuts off: between 0.05 and 0.1 is patient (Friedman & Fisher 1999, section 8)."""

LEAST_MASS = 0.05
"""Share of all plays below which no box is taken. ASSUMPTION: fewer than one in twenty explain little."""

PRICE = 0.02
"""Balance that each condition has to add. ASSUMPTION: below two points of it, a simpler box is better."""

BEAM = 3
"""Sets of factors kept at each size, and factors tried on each. ASSUMPTION: more found nothing better in tests."""

_GRID = 40
FEW = 8
"""Number of different values up to which they are taken and named one by one, not as a range."""


def find_box(cases: Cases, *, most: int = MOST) -> Box:
    """Return the box of at most `most` factors with the best balance of coverage and density.

    Parameters
    ----------
    cases : Cases
        On which to search; keep others to judge what is found.
    most : int
        Number of factors that may be restricted.

    Returns
    -------
    tuple of Restriction
        Empty where no box is worth more than no condition at all.

    Examples
    --------
    >>> ages, towns = np.tile(np.arange(20.0), 3), np.repeat([0.0, 1.0, 2.0], 20)
    >>> factors = Factor("age", ages), Factor("town", towns, ("Rome", "Oslo", "Bonn"))
    >>> ended = ((ages >= 10) & (towns != 1)).astype(float)
    >>> box = find_box(Cases(factors, ended, np.ones(60), np.arange(60)))
    >>> {each.name: set(each.levels) if each.levels else (each.low, each.high) for each in box}
    {'age': (10.0, inf), 'town': {0, 2}}
    """
    best: Box = ()
    kept: list[Box] = [()]
    for _ in range(most):
        grown = sorted(_grow(cases, kept), key=lambda box: -_worth(cases, box))
        kept = list(dict.fromkeys(grown))[:BEAM]
        if not kept or _worth(cases, kept[0]) <= _worth(cases, best) + 1e-9:
            break
        best = kept[0]
    return best


def _grow(cases: Cases, boxes: list[Box]) -> Iterator[Box]:
    """Yield boxes with one factor more than those given."""
    for box in boxes:
        taken = {restriction.name for restriction in box}
        ranked = [
            (name, added) for name, added, _ in ranked_restrictions(cases, inside(box, cases)) if name not in taken
        ]
        for _, added in ranked[:BEAM]:
            names = [*(restriction.name for restriction in box), added.name]
            for candidate in ((*box, added), peel(cases, names)):
                rounded = tuple(_rounded(restriction, cases) for restriction in _paste(cases, candidate))
                yield tuple(each for each in rounded if not each.holds(cases[each.name].values).all())


def ranked_restrictions(cases: Cases, held: Bools) -> list[tuple[str, Restriction, float]]:
    """Return for each factor the one range or set of levels that, added to a box, is worth most.

    Parameters
    ----------
    cases : Cases
        All of them.
    held : ndarray of bool, shape (n,)
        Those in the box so far.

    Returns
    -------
    list of (name, Restriction, worth)
        Best first; factors that are the same everywhere in the box are left out.
    """
    found = [(each.name, *best) for each in cases.factors if (best := _best_alone(each, cases, held)) is not None]
    return sorted(found, key=lambda row: -row[2])


def _best_alone(factor: Factor, cases: Cases, held: Bools) -> tuple[Restriction, float] | None:
    values = factor.values[held]
    if not len(values) or values.min() == values.max():
        return None
    shown = np.unique(values)
    if factor.levels:
        order, group = shown, np.searchsorted(shown, values)
    else:
        edges = shown if len(shown) <= _GRID else np.unique(np.quantile(values, np.linspace(0, 1, _GRID + 1)))[:-1]
        order, group = edges, np.searchsorted(edges, values, side="right") - 1
    sums = [np.bincount(group, weights=each[held], minlength=len(order)).astype(float) for each in _parts(cases)]
    find = _best_levels if factor.levels else _best_range
    return find(factor.name, order, sums, cases.base)


def _best_levels(name: str, levels: Floats, sums: list[Floats], base: float) -> tuple[Restriction, float]:
    """Return the best set of levels: with two classes it is a head of the order by density (Fisher 1958)."""
    order = np.argsort(-sums[1] / sums[0], kind="stable")
    worth = _worths(*(np.cumsum(each[order])[:-1] for each in sums), base=base, price=PRICE)
    size = int(np.argmax(worth)) + 1
    return Restriction(name, levels=frozenset(int(levels[place]) for place in order[:size])), float(worth[size - 1])


def _best_range(name: str, edges: Floats, sums: list[Floats], base: float) -> tuple[Restriction, float]:
    """Return the best run of neighbouring bins; bin k begins at edge k and ends below the next."""
    count = len(edges)
    first, last = np.triu_indices(count)
    proper = (first > 0) | (last < count - 1)
    first, last = first[proper], last[proper]
    below = [np.concatenate([[0.0], np.cumsum(each)]) for each in sums]
    price = PRICE * ((first > 0).astype(float) + (last < count - 1))
    worth = _worths(*(each[last + 1] - each[first] for each in below), base=base, price=price)
    best = int(np.argmax(worth))
    low = float(edges[first[best]]) if first[best] > 0 else -math.inf
    high = float(np.nextafter(edges[last[best] + 1], -math.inf)) if last[best] < count - 1 else math.inf
    return Restriction(name, low, high), float(worth[best])


def _parts(cases: Cases) -> tuple[Floats, Floats, Floats]:
    """Return what each case (n,) adds to a box's mass, to what it holds, and to the variance of that."""
    share = cases.weight / cases.weight.sum()
    return share, share * cases.response, (share * (cases.response - cases.base)) ** 2


def _worths(mass: Floats, held: Floats, variance: Floats, *, base: float, price: Floats | float) -> Floats:
    """Return the worth of boxes: balance at a cautious density, less their price; -1 for those too small."""
    worth = balance(mass, held - np.sqrt(np.maximum(variance, 0.0)), base) - price
    return np.where(mass >= LEAST_MASS, worth, -1.0)


def _worth(cases: Cases, box: Box) -> float:
    if not box:
        return 0.0
    held = inside(box, cases)
    price = PRICE * sum(len(restriction.sides()) for restriction in box)
    return float(_worths(*(each[held].sum() for each in _parts(cases)), base=cases.base, price=price))


def peel(cases: Cases, names: list[str]) -> Box:
    """Peel on the named factors, and return the box worth most on the way.

    Parameters
    ----------
    cases : Cases
        All of them.
    names : list of str
        Factors that may be restricted.
    """
    box = {name: Restriction(name) for name in names}
    held = np.ones(len(cases), dtype=bool)
    best: tuple[float, Box] = (0.0, ())
    while (peeled := _best_peel(cases, box, held)) is not None:
        restriction, held = peeled
        box[restriction.name] = restriction
        cut = tuple(each for each in box.values() if each != Restriction(each.name))
        worth = _worth(cases, cut)
        if worth > best[0]:
            best = worth, cut
    return best[1]


def _best_peel(cases: Cases, box: dict[str, Restriction], held: Bools) -> tuple[Restriction, Bools] | None:
    """Return the slice that raises density most for what it cuts, if the box stays large enough."""
    weight, ended = cases.weight, cases.weight * cases.response
    mass, density = weight[held].sum(), ended[held].sum() / weight[held].sum()
    best, chosen = -math.inf, None
    for name, restriction in box.items():
        factor = cases[name]
        for cut in _slices(factor, restriction, factor.values[held], weight[held]):
            left = held & cut.holds(factor.values)
            remains = weight[left].sum()
            if remains < LEAST_MASS * weight.sum() or remains == mass:
                continue
            gain = (ended[left].sum() / remains - density) / (mass - remains)
            if gain > best + 1e-15:
                best, chosen = gain, (cut, left)
    return chosen


def _slices(factor: Factor, restriction: Restriction, values: Floats, weight: Floats) -> Iterator[Restriction]:
    """Yield the restriction with a level less, or a slice less at either end."""
    if factor.levels:
        shown = frozenset(int(level) for level in np.unique(values))
        yield from (Restriction(factor.name, levels=shown - {level}) for level in sorted(shown) if len(shown) > 1)
        return
    order = np.argsort(values, kind="stable")
    ranked, below = values[order], np.cumsum(weight[order])
    if ranked[0] == ranked[-1]:
        return
    # ties go together: where the slice ends among the lowest (highest) value, all of that value goes
    low = ranked[np.searchsorted(below, SLICE * below[-1])]
    low = low if low > ranked[0] else ranked[np.searchsorted(ranked, ranked[0], side="right")]
    high = ranked[np.searchsorted(below, (1 - SLICE) * below[-1])]
    high = high if high < ranked[-1] else ranked[np.searchsorted(ranked, ranked[-1]) - 1]
    yield Restriction(factor.name, float(low), restriction.high)
    yield Restriction(factor.name, restriction.low, float(high))


def _paste(cases: Cases, box: Box) -> Box:
    """Give back slices at either end, and levels, as long as the balance rises."""
    worth = _worth(cases, box)
    while True:
        tried = [
            (*box[:place], wider, *box[place + 1 :])
            for place, restriction in enumerate(box)
            for wider in _wider(cases, box, restriction)
        ]
        scored = [(_worth(cases, each), each) for each in tried]
        best = max(scored, key=lambda row: row[0], default=(worth, box))
        if best[0] <= worth:
            return box
        worth, box = best


def _wider(cases: Cases, box: Box, restriction: Restriction) -> Iterator[Restriction]:
    name, values = restriction.name, cases[restriction.name].values
    if restriction.levels is not None:
        others = set(np.unique(values).astype(int).tolist()) - restriction.levels
        yield from (Restriction(name, levels=restriction.levels | {level}) for level in sorted(others))
        return
    candidates = values[inside([each for each in box if each.name != name], cases)]
    step = max(int(SLICE * (restriction.holds(candidates)).sum()), 1)
    lower = np.sort(candidates[candidates < restriction.low])[::-1]
    higher = np.sort(candidates[candidates > restriction.high])
    if lower.size:
        yield Restriction(name, float(lower[min(step, len(lower)) - 1]), restriction.high)
        yield Restriction(name, -math.inf, restriction.high)
    if higher.size:
        yield Restriction(name, restriction.low, float(higher[min(step, len(higher)) - 1]))
        yield Restriction(name, restriction.low, math.inf)


def _rounded(restriction: Restriction, cases: Cases) -> Restriction:
    """Put limits on values that occur where these are few; else round to about a twentieth of the usual span."""
    if restriction.levels is not None:
        return restriction
    values = cases[restriction.name].values
    shown = np.unique(values)
    if len(shown) <= FEW:
        among = shown[restriction.holds(shown)]
        low = float(among[0]) if math.isfinite(restriction.low) and among.size else restriction.low
        high = float(among[-1]) if math.isfinite(restriction.high) and among.size else restriction.high
        return Restriction(restriction.name, low, high)
    span = float(np.subtract(*np.quantile(values, [0.95, 0.05])))
    if span <= 0:
        return restriction
    # a step is 1, 2 or 5 times a power of ten
    power = 10.0 ** math.floor(math.log10(span / 20))
    step = power * max(each for each in (1, 2, 5) if each * power <= span / 20 * (1 + 1e-9))
    ends = (restriction.low, restriction.high)
    low, high = (round(round(end / step) * step, 10) if math.isfinite(end) else end for end in ends)
    return Restriction(restriction.name, low, high)
