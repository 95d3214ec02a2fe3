"""How far time is to be let pass at a table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from sim.arguments import day_of, name_of
from sim.engine.block import Block
from sim.errors import InputError, did_you_mean, number_in, whole_number
from sim.results.naming import Naming

__all__ = ["Goal", "goal_of"]


class Goal(NamedTuple):
    """The last day to go to, and the place of the event that ends it before, if one is meant."""

    last: int
    event: int | None = None


def goal_of(to: object, block: Block, *, today: int, naming: Naming) -> Goal:
    """Return how far a player wants to go.

    Parameters
    ----------
    to : date, int or str
        A day, a number of days, the name or title of an event, or ``"end"``. A text is a name before it is a number.
    block : Block
        The lane.
    today : int
        Days since the start.
    naming : Naming
        What the scenario's things are called.

    Raises
    ------
    InputError
        For a day that is past or after the last possible deadline, and an event that there is not or that is past.
    """
    calendar = block.calendar
    end = max(calendar.deadlines) + 1  # of the last phase it may be a nearer one
    if isinstance(to, str) and to == "end":
        return Goal(end)
    if isinstance(to, str):
        named = {word: name for name in calendar.events for word in (name, naming.event(name).lower())}
        word = str(name_of(to))
        number = number_in(word)
        to = named.get(word.lower().replace(" ", "_"), named.get(word.lower(), word))
        to = number if number is not None and to not in calendar.events else to
    if isinstance(to, str) and (to in calendar.events or not to[:1].isdigit()):
        if to not in calendar.events:
            allowed = ", ".join((*calendar.events, "end", "a date", "a number of days"))
            hint = did_you_mean(to, calendar.events)
            raise InputError(f"to: no such event (found '{to}'; allowed {allowed}).{hint}")
        place = calendar.events.index(to)
        if block.lanes.happened[place, 0] != 0:
            raise InputError(f"to: the day of “{naming.event(to)}” is past")
        return Goal(min(int(calendar.last[place]), end), place)
    if isinstance(to, str | date | np.datetime64):
        day = (day_of("to", to) - calendar.start).days
        if not today <= day < end:
            first, last = (calendar.start + timedelta(days=each) for each in (today, end - 1))
            raise InputError(f"to: must be a day that is still to come (found {to}; allowed {first} to {last})")
        return Goal(day)
    return Goal(min(today + whole_number("to", to, least=0), end))
