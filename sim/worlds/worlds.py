"""A batch of worlds as arrays: everything the analyst does not know, drawn once per world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import Calendar
from sim.worlds.drafting import Drafting
from sim.worlds.hurried import Hurried

__all__ = ["Imagined", "Worlds"]


@dataclass(frozen=True)
class Imagined:
    """The preference models that others consider possible for one government.

    Parameters
    ----------
    value : ndarray, shape (w, m, p)
        Points of each package.
    no_deal : ndarray, shape (w, m)
        No-deal values in points.
    beliefs : ndarray, shape (w, m, events)
        The chance each imagined rival gives to each event.
    """

    value: Floats
    no_deal: Floats
    beliefs: Floats


@dataclass(frozen=True)
class Worlds:
    """Axes: g government, w world of the batch, p package, event in the scenario's order, moves after all events.

    Parameters
    ----------
    number : ndarray of int, shape (w,)
        The worlds' numbers in the run.
    scenario : ScenarioModel
        The negotiation.
    calendar : Calendar
        Its calendar in day numbers.
    governments, seats : tuple of str
        Names, in the scenario's order.
    value : ndarray, shape (g, w, p)
        Points of each package to each government, before any event shifts them.
    no_deal : ndarray, shape (g, w)
        No-deal values in points.
    shift : dict of event position to ndarray, shape (g, w, p)
        Points the event adds to packages.
    shift_no_deal : dict of event position to ndarray, shape (g, w)
        Points the event adds to no-deal values.
    chance : ndarray, shape (w, events)
        The chance of each event as the analyst sees it.
    beliefs : ndarray, shape (g, w, events)
        The chance each government gives to each event.
    new_chance : dict of (cause, event) positions to ndarray, shape (w,)
        The chance of `event` once `cause` has happened.
    reply_median, reply_spread : ndarray, shape (g, w)
        Days until a government answers a new offer: lognormal.
    procedure_days : dict of str to ndarray, shape (w,)
        Median days that a seat's own procedure takes, by seat; part of the lead.
    lead_median, lead_spread : ndarray, shape (w or 1, p)
        Days from signature to force: lognormal.
    hurried : tuple of Hurried
        Procedures that may be hurried: each set of seats that may be able to, but none at all.
    path_median, path_spread : ndarray, shape (w or 1, p)
        Days from the principals' agreement to force: third parties' replies, then the lead or, if slower, those of
        who is to ratify; lognormal. What is still to be drafted comes on top.
    drafting : Drafting
        Options that must be drafted before they can be signed.
    prolonging_cost : ndarray, shape (prolongations, g, w)
        Points that each government pays for each prolongation, less what an interim accord brings.
    prolonging_chance : dict of prolongation number to ndarray, shape (w,)
        How likely chance prolongs the talks, where it decides.
    stage_shift : dict of prolongation number to ndarray, shape (g, w, p)
        Points that a prolongation adds to packages.
    stage_shift_no_deal : dict of prolongation number to ndarray, shape (g, w)
        Points that it adds to no-deal values.
    move_cost : ndarray, shape (moves, g, w)
        Points that each government pays for each move.
    daily_cost : dict of event position, or -1 at the start, to dict of government position to ndarray, shape (w,)
        Points that a day of talks costs a government from then on; only where something is said.
    needs : ndarray of bool, shape (seats, p)
        Third parties whose assent a package needs.
    ratifiers : tuple of (int, int)
        Seats that are asked after the signature, and who sits in them at the start.
    imagined : dict of government position to Imagined
        What the others consider possible for it.
    included : dict of government position to ndarray of bool, shape (w, statements)
        Which statements hold in which world.
    """

    number: NDArray[np.int64]
    scenario: ScenarioModel
    calendar: Calendar
    governments: tuple[str, ...]
    seats: tuple[str, ...]
    value: Floats
    no_deal: Floats
    shift: dict[int, Floats]
    shift_no_deal: dict[int, Floats]
    chance: Floats
    beliefs: Floats
    new_chance: dict[tuple[int, int], Floats]
    reply_median: Floats
    reply_spread: Floats
    procedure_days: dict[str, Floats]
    lead_median: Floats
    lead_spread: Floats
    path_median: Floats
    path_spread: Floats
    hurried: tuple[Hurried, ...]
    drafting: Drafting
    prolonging_cost: Floats
    prolonging_chance: dict[int, Floats]
    stage_shift: dict[int, Floats]
    stage_shift_no_deal: dict[int, Floats]
    move_cost: Floats
    daily_cost: dict[int, dict[int, Floats]]
    needs: NDArray[np.bool_]
    ratifiers: tuple[tuple[int, int], ...]
    imagined: dict[int, Imagined]
    included: dict[int, NDArray[np.bool_]]

    def __len__(self) -> int:
        return len(self.number)

    def usual_reply(self, seats: Iterable[str]) -> Floats:
        """Return the median days (w,) until the slowest of the first governments in some seats answers."""
        first = [self.governments.index(self.scenario.seats[seat].government) for seat in seats]
        return np.asarray(self.reply_median[first].max(axis=0))
