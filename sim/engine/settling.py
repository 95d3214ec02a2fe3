"""Whether a second look at the table on the last day can change anything."""

from __future__ import annotations

from sim.scenario.scenario import ScenarioModel
from sim.scenario.tactics import FORESIGHT
from sim.worlds.worlds import Worlds

__all__ = ["settles"]

_MANY = 5
"""Seats from which on it pays to note who has nothing more to do (measured)."""


def settles(scenario: ScenarioModel, worlds: Worlds) -> bool:
    """Tell whether a second look at the same offers on the last day changes nothing.

    So it is where all look forward and all that can be done is to table, accept, refuse and withdraw.
    """
    seats, minds, calendar = scenario.seats.values(), scenario.minds, worlds.calendar
    more = len(calendar.deadlines) > 1 or calendar.possible_deadlines or calendar.phases.steps or len(worlds.drafting)
    bodies = scenario.governments.values()
    return (
        len(scenario.seats) >= _MANY
        and all(seat.at_table for seat in seats)
        and all(body.tactic == FORESIGHT and body.break_off is None for body in bodies)
        and not (more or minds.reply_in_own_time or minds.position > 0)
    )
