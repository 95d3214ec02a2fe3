"""What may be changed in minds: one's own red lines given up, and those and the beliefs of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.analysis.advice.effect import Effect
from sim.analysis.influence.drops import without
from sim.evidence.statement_kinds import STATEMENT_KINDS
from sim.quantity import Distribution, quantile
from sim.scenario.certainty import decided_by
from sim.scenario.government import Statement
from sim.scenario.offices import offices
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import Calendar, read_calendar

__all__ = ["Change", "TriedChange", "minds_of_others", "red_lines_of"]

_ENDS = (0.05, 0.95)
"""Where in a distribution a belief is put to try it."""


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise in the mind of a government.

    Parameters
    ----------
    government : str
        Whose.
    number : str
        Of the statement that is taken away, as `sim evidence` numbers it; "" for a belief.
    event : str
        The event whose chance it judges otherwise; "" for a statement.
    chance : float or None
        The chance it then gives to the event.
    """

    government: str
    number: str = ""
    event: str = ""
    chance: float | None = None

    def carried_out(self, model: ScenarioModel) -> ScenarioModel:
        """Return the scenario with it."""
        body = model.governments[self.government]
        if self.number:
            numbers = [single.number for single in body.single_statements]
            return without(model, [(self.government, numbers.index(self.number))])
        beliefs = {**body.beliefs, self.event: self.chance}
        governments = {**model.governments, self.government: body.model_copy(update={"beliefs": beliefs})}
        return model.model_copy(update={"governments": governments})


@dataclass(frozen=True)
class TriedChange:
    """A change of mind, and what it does for the seat that is advised."""

    change: Change
    effect: Effect


def red_lines_of(model: ScenarioModel, government: str) -> Iterator[Change]:
    """Yield the refusals of a government, each given up by itself.

    Examples
    --------
    >>> import sim
    >>> model = sim.load("scenarios/new_start/baseline.yaml").model
    >>> [change.number for change in red_lines_of(model, "xi")]
    ['1']
    """
    for single in model.governments[government].single_statements:
        if _refuses(single.statement):
            yield Change(government, single.number)


def minds_of_others(model: ScenarioModel, government: str, as_of: date | None = None) -> Iterator[Change]:
    """Yield what others might be talked out of, or into: refusals given up, and other chances given to events.

    Notes
    -----
    The chance that a government gives to an event it reckons with is tried at the 5% and the 95% point of its
    distribution; one that is the same in all worlds at half and at double the odds. As of a day nobody is asked who
    has been replaced by then, and of nothing that is known by then.
    """
    calendar, decided = read_calendar(model), decided_by(model, as_of)
    for name, (at_table, since) in _terms(model, calendar, as_of).items():
        if name == government:
            continue
        yield from red_lines_of(model, name)
        for event in calendar.foreseen if at_table else ():
            if event in decided or calendar.last[calendar.place(event)] <= since:  # known by the time that it sits
                continue
            held = model.governments[name].beliefs.get(event, model.events[event].chance)
            for chance in _otherwise(held):
                yield Change(name, event=event, chance=chance)


def _refuses(statement: Statement) -> bool:
    kinds = [kind for name, kind in STATEMENT_KINDS.items() if getattr(statement, name, None) is not None]
    return any(not kind.liked and kind.about != "pair" for kind in kinds)


def _terms(model: ScenarioModel, calendar: Calendar, as_of: date | None) -> dict[str, tuple[bool, int]]:
    """Return who may sit somewhere: whether at the table, and from which day on (-1: from the start)."""
    today = -1 if as_of is None else (as_of - model.start).days
    left = {name: offices(model, name, as_of) for name in model.seats}
    terms = [(seat, left[name][0], today) for name, seat in model.seats.items()]
    for name, event in model.events.items():
        day = calendar.first[calendar.place(name)]
        terms += [
            (model.seats[seat], government, max(day, today))
            for seat, government in event.install.items()
            if government in left[seat]
        ]
    found: dict[str, tuple[bool, int]] = {}
    for seat, government, day in terms:
        at_table, since = found.get(government, (False, day))
        found[government] = (at_table or seat.at_table, min(since, day))
    return found


def _otherwise(held: float | Distribution) -> Iterator[float]:
    """Yield other chances than one that is held.

    Examples
    --------
    >>> list(_otherwise(0.5)), list(_otherwise(1.0))
    ([0.333, 0.667], [])
    """
    if isinstance(held, Distribution):
        ends = [round(value, 3) for value in quantile(held, np.array(_ENDS)).tolist()]
        yield from ends if ends[0] != ends[1] else ()  # the same in all worlds
    elif 0 < held < 1:
        for factor in (0.5, 2.0):
            odds = factor * held / (1 - held)
            yield round(odds / (1 + odds), 3)
