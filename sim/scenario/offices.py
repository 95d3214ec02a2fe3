"""Who may sit in a seat, from the start on or as of a day."""

from __future__ import annotations

from datetime import date

from sim.scenario.certainty import certainty, decided_by, happened_by
from sim.scenario.event import last_day
from sim.scenario.scenario import ScenarioModel

__all__ = ["offices"]


def offices(model: ScenarioModel, seat: str, as_of: date | None = None) -> list[str]:
    """Return who may sit in a seat: its first government, then those that possible events install.

    As of a day, from then on: who sits there by the record, and those whom events may still install.

    Examples
    --------
    >>> import sim
    >>> model = sim.example("new_start").model
    >>> offices(model, "us"), offices(model, "us", date(2021, 1, 20))
    (['trump', 'biden'], ['biden'])
    """
    known = certainty(model.events, decided_by(model, as_of), model.last_deadline)
    come, found = happened_by(model, as_of), [model.seats[seat].government]
    installing = [name for name, event in model.events.items() if seat in event.install and known[name] != "never"]
    for name in sorted(installing, key=lambda name: last_day(model.events[name]) if name in come else date.max):
        found = [*([] if name in come else found), model.events[name].install[seat]]
    return list(dict.fromkeys(found))
