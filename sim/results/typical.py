"""Which play to show: a typical one of those that end in a given way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arguments import outcome_place
from sim.arrays import Floats
from sim.ensemble.drawn import Columns
from sim.ensemble.execution import Progress
from sim.ensemble.part import Part
from sim.ensemble.play import play_ensemble
from sim.errors import InputError
from sim.figures import percent
from sim.results.endings import Endings
from sim.results.weights import read_weights, weighed_median
from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource

__all__ = ["Chosen", "typical_lane"]

SEARCHES = ((100, 10), (500, 20))
"""Worlds and replications played in search of a lane; the second where the first finds none. The likeliest end is
always that of the second, a run of the usual size, so that a story does not call another end the likeliest than the
run before it did."""


@dataclass(frozen=True)
class Chosen:
    """A lane, and how it was chosen."""

    world: int
    replication: int
    why: str


def typical_lane(
    source: WorldSource,
    outcome: str | None = None,
    *,
    workers: int | None = 1,
    progress: Progress | None = None,
    as_of: date | None = None,
    weighing: Weighing | None = None,
    searched: dict[tuple[int, int], Part] | None = None,
) -> Chosen:
    """Return a typical lane that ends in `outcome`; by default in the likeliest one.

    Of the lanes that end so, that with the median day of signature is taken, the first of equals; where nothing is
    signed, that with the median number of offers and refusals. Where worlds are weighed by the record, ends are as
    likely, and a median is that of lanes that count as often, as their worlds weigh. What is played is kept in
    `searched` by its size, and taken from there when a lane with another outcome is asked for; `progress` is called
    with the plays done and all plays of a search.

    Raises
    ------
    InputError
        If there is no such outcome, or no play that ends so is found.
    """
    endings = Endings(source.scenario, source.packages)
    asked = None if outcome is None else outcome_place(outcome, endings.names)
    searched = {} if searched is None else searched
    for worlds, replications in SEARCHES if outcome is not None else SEARCHES[-1:]:
        if (worlds, replications) not in searched:
            how: dict[str, Any] = {"workers": workers, "progress": progress, "as_of": as_of, "weighing": weighing}
            played = play_ensemble(source, worlds=worlds, replications=replications, **how)
            if played.part is None:
                raise KeyboardInterrupt
            searched[worlds, replications] = played.part
        part = searched[worlds, replications]
        lanes, weights = part.lanes, read_weights(part.worlds)
        codes = endings.of_columns(lanes)
        each = None if weights is None else weights.at()[lanes["world"].astype(np.int64)] * worlds
        counts = np.bincount(codes, weights=each, minlength=len(endings.names))
        wanted = int(counts.argmax()) if asked is None else asked
        if counts[wanted] > 0:
            here, signed = np.flatnonzero(codes == wanted), endings.names[wanted] not in endings.unsigned
            measure = lanes["signed"][here].astype(np.int64) if signed else _moves(lanes)[here]
            lane = _median(here, measure, None if each is None else each[here])
            why = _why(
                endings.names[wanted],
                float(counts[wanted]),
                len(codes),
                likeliest=outcome is None,
                signed=signed,
                weighed=weights is not None,
            )
            return Chosen(int(lanes["world"][lane]), int(lanes["replication"][lane]), why)
    found = ", ".join(name for name, count in zip(endings.names, counts.tolist(), strict=True) if count)
    raise InputError(f"outcome: none of {len(codes):,} plays ends in '{outcome}' (found {found})")


def _moves(lanes: Columns) -> NDArray[np.int64]:
    """Return the number of offers and refusals in each lane, all seats together."""
    counts = [lanes[name].astype(np.int64) for name in lanes if name.startswith(("offers_", "refusals_"))]
    moves: NDArray[np.int64] = np.sum(counts, axis=0, dtype=np.int64)
    return moves


def _median(lanes: NDArray[np.int64], measure: NDArray[np.int64], weights: Floats | None) -> int:
    """Return the first lane of median measure, the smaller of two, of those that count at all."""
    if weights is None:
        middle = float(np.sort(measure)[(len(measure) - 1) // 2])
        return int(lanes[np.flatnonzero(measure == middle)[0]])
    middle = weighed_median(measure.astype(np.float64), weights)
    return int(lanes[np.flatnonzero((measure == middle) & (weights > 0))[0]])


def _why(outcome: str, count: float, plays: int, *, likeliest: bool, signed: bool, weighed: bool) -> str:
    how = "one signed on the median day" if signed else "one with the median number of offers and refusals"
    if count == plays:
        return f"All {plays:,} plays end like this: {outcome}. This is {how}."
    if weighed:
        share = f"{percent(count / plays)} of {plays:,} plays, their worlds weighed by the record, end like this"
    else:
        share = f"{count:,.0f} of {plays:,} plays end like this"
    return f"{share}: {outcome}{', the likeliest end' * likeliest}. This is {how}."
