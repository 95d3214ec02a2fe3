"""How plays of a case end: in the classes common to all cases, and on which day; worlds weighed or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.analysis.forecasts.climatology import AGREED, CLASSES, PROLONGED
from sim.arrays import Floats, Ints
from sim.results.endings import LAPSED, TOO_LATE, Endings
from sim.results.outcomes import Outcomes
from sim.results.weights import TEMPERED
from sim.scenario.outcome import end_of

__all__ = ["MODEL", "READINGS", "TEMPERED_MODEL", "UNWEIGHED", "Ends", "Horizon", "ends_of", "readings_of"]

MODEL, TEMPERED_MODEL, UNWEIGHED = "model", "model, tempered", "model, not weighed"

READINGS = (MODEL, TEMPERED_MODEL, UNWEIGHED)
"""Three readings of one model: worlds weighed by the recorded moves (the one the criterion is about), weighed by the
power `sim.results.weights.TEMPERED` of that likelihood, and not weighed."""


class Ends(NamedTuple):
    """Chances of the classes (3,), and of the end on each day from the as-of day to the deadline (before + 1,)."""

    chances: tuple[float, ...]
    days: tuple[float, ...]


@dataclass(frozen=True)
class Horizon:
    """What a forecast is about.

    Parameters
    ----------
    day : date
        From which it is made.
    before : int
        Days left to the deadline.
    replaced : sequence of str
        Outcomes that keep the matter alive without the deal.
    """

    day: date
    before: int
    replaced: Sequence[str] = ()


def readings_of(weighed: Outcomes, unweighed: Outcomes, horizon: Horizon) -> dict[str, Ends]:
    """Return the ends by reading; all alike where the record has nothing that worlds can be weighed by."""
    weights, plain = weighed.weights, ends_of(unweighed, horizon)
    if weights is None:
        return dict.fromkeys(READINGS, plain)
    by_weights = {name: ends_of(weighed, horizon, weights.at(beta)) for name, beta in ((MODEL, 1.0), _TEMPERED)}
    return {**by_weights, UNWEIGHED: plain}


_TEMPERED = (TEMPERED_MODEL, TEMPERED)


def ends_of(found: Outcomes, horizon: Horizon, weights: Floats | None = None) -> Ends:
    """Return the share of plays in each class, and of those that end on each day from the as-of day on.

    Parameters
    ----------
    found : Outcomes
    horizon : Horizon
    weights : ndarray, shape (w,), optional
        Of worlds, adding up to 1; all alike by default.

    Notes
    -----
    A play whose deadline was moved is prolonged, whatever came of it after; so is one that ends in an outcome which
    the facts call a replacement. What is left and counts is agreed in time.
    """
    classes = _class_of_outcome(found, horizon.replaced)
    first = (horizon.day - found.scenario.model.start).days
    worlds = found.provenance.worlds
    ended_by_world = np.zeros((worlds, len(CLASSES)), dtype=np.int64)
    days_by_world = np.zeros((worlds, horizon.before + 1), dtype=np.int64)
    for piece in found.lanes.pieces():
        ended = classes[piece["code"]]
        if "prolonged" in piece:
            ended = np.where(piece["prolonged"] > 0, CLASSES.index(PROLONGED), ended)
        agreed = ended == CLASSES.index(AGREED)
        day = np.where(agreed, piece["signed"].astype(np.int64) - first, horizon.before)
        np.add.at(ended_by_world, (piece["world"], ended), 1)
        np.add.at(days_by_world, (piece["world"], np.clip(day, 0, horizon.before)), 1)
    return Ends(_shares(ended_by_world, weights), _shares(days_by_world, weights))


def _shares(counts: Ints, weights: Floats | None) -> tuple[float, ...]:
    """Return the shares of columns of counts (w, k), worlds weighed; whole numbers are divided once, at the end."""
    each = counts.sum(axis=0) if weights is None else (weights[:, None] * counts).sum(axis=0)
    return tuple((each / each.sum()).tolist())


def _class_of_outcome(found: Outcomes, replaced: Sequence[str]) -> Ints:
    """Return the class of each outcome, as a position in `CLASSES`."""
    rules = found.scenario.model.outcomes
    unsigned = Endings(found.scenario.model, found.scenario.packages).unsigned
    ended = []
    for name in found.names:
        too_late = name == TOO_LATE or (name in rules and end_of(rules[name]) == "too late")
        lapsed = name in unsigned or too_late
        ended.append(CLASSES.index(PROLONGED if name in replaced else LAPSED if lapsed else AGREED))
    return np.array(ended)
