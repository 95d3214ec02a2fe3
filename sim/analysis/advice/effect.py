"""What a change is worth to a government: world by world, with the same luck, and with its error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from sim.arrays import Floats
from sim.ensemble.execution import RunSize
from sim.ensemble.part import Part
from sim.results.estimates import Z

__all__ = ["Effect", "Standing", "effect_of", "pick", "standing_of"]


class Standing(NamedTuple):
    """How a government fares in each world (w,): points, and the share of plays with an agreement in force."""

    points: Floats
    agreed: Floats


@dataclass(frozen=True)
class Effect:
    """A difference between two runs of the same luck.

    Parameters
    ----------
    points, error : float
        By how many points more the end is worth to the government, and its standard error.
    agreed, agreed_error : float
        By how much more likely an agreement in force is, and its standard error; shares.
    worlds : int
        From how many worlds.
    """

    points: float
    error: float
    agreed: float
    agreed_error: float
    worlds: int

    @property
    def margin(self) -> float:
        """Half of the 95% interval of the points."""
        return Z * self.error

    @property
    def is_clear(self) -> bool:
        """Whether the 95% interval of the points excludes 0."""
        return abs(self.points) > self.margin

    @property
    def changes(self) -> bool:
        """Whether anything is otherwise in any world."""
        return bool(self.points or self.error or self.agreed or self.agreed_error)


def standing_of(part: Part, size: RunSize, government: str, *, less: Floats | None = None) -> Standing:
    """Return how a government fares in what was played; `less` (lanes,) are points to take off each end."""
    shape = (size.worlds, size.replications)
    points = part.lanes[f"value_{government}"] - (0.0 if less is None else less)
    return Standing(points.reshape(shape).mean(axis=1), part.lanes["in_force"].reshape(shape).mean(axis=1))


def effect_of(difference: Standing, which: slice = slice(None)) -> Effect:
    """Estimate a difference from the worlds `which`.

    Notes
    -----
    Worlds are the independent units, and both runs have their luck in common (Glasserman & Yao 1992): the standard
    error is sd(d) / sqrt(W) of the worlds' own differences d.

    Examples
    --------
    >>> effect_of(Standing(np.array([1.0, 3.0]), np.zeros(2)))
    Effect(points=2.0, error=1.0, agreed=0.0, agreed_error=0.0, worlds=2)
    """
    points, agreed = difference.points[which], difference.agreed[which]
    count = len(points)
    errors = [float(each.std(ddof=1)) / count**0.5 if count > 1 else float("nan") for each in (points, agreed)]
    return Effect(float(points.mean()), errors[0], float(agreed.mean()), errors[1], count)


def pick(differences: Sequence[Standing], *, by: Literal["points", "agreed"]) -> tuple[int, Effect] | None:
    """Return the place of what helps most, in points or to an agreement, and how much; None where nothing helps.

    Notes
    -----
    The largest of many estimates is too large by chance. So it is picked by the worlds of even number, and what it is
    worth is estimated from the others, which had no say in it.

    Examples
    --------
    >>> worse, better = (Standing(np.full(4, points), np.zeros(4)) for points in (-1.0, 2.0))
    >>> place, effect = pick([worse, better], by="points")
    >>> place, effect.points, effect.worlds
    (1, 2.0, 2)
    >>> pick([worse], by="points") is None
    True
    """
    found = [float(getattr(each, by)[::2].mean()) for each in differences]
    place = int(np.argmax(found)) if found else -1
    return (place, effect_of(differences[place], slice(1, None, 2))) if found and found[place] > 0 else None
