"""A scenario as of a date: without anything that became known after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from sim.arguments import day_of
from sim.errors import InputError
from sim.scenario.claimed_numbers import with_claimed_numbers
from sim.scenario.event import Between, Event, RecordEntry, first_day, last_day
from sim.scenario.government import Government
from sim.scenario.known import Known
from sim.scenario.known_options import unknown_options, without_options
from sim.scenario.load import LoadedScenario
from sim.scenario.prolongation import in_turn
from sim.scenario.scenario import ScenarioModel

__all__ = [
    "known_by",
    "last_recorded_deadline",
    "not_come_by",
    "out_of_turn",
    "read_as_of",
    "recorded_course",
    "recorded_deadline",
]

Loaded = TypeVar("Loaded", bound=LoadedScenario)


def read_as_of(model: ScenarioModel, day: date | str, *, argument: str = "as of") -> date:
    """Return an as-of day, given as a date of any type or ISO text, if there is anything left to simulate after it.

    Messages name the `argument` it was given as.

    Raises
    ------
    InputError
        If it is not a date, lies before the start or not before the deadline, or nothing is left to simulate by
        then: the agreement is signed, or, where the record has the signature, in force.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> read_as_of(load_scenario("scenarios/new_start/baseline.yaml").model, "2020-12-24")
    datetime.date(2020, 12, 24)
    """
    found = day_of(argument, day)
    deadline = recorded_deadline(model, found)
    if not model.start <= found < deadline:
        raise InputError(
            f"{argument} {found}: must lie within the talks, before the deadline "
            f"(allowed {model.start} to the day before {deadline})"
        )
    signed, in_force = (model.actual.signed, model.actual.in_force) if model.actual else (None, None)
    if signed is not None and signed <= found:
        if not any(entry.signs is not None and entry.day <= found for entry in model.record):
            more = "; with `signs` in the record what follows is simulated" if in_force != signed else ""
            raise InputError(
                f"{argument} {found}: nothing is left to simulate: the agreement was signed on {signed}{more}"
            )
        if in_force is not None and in_force <= found:
            raise InputError(
                f"{argument} {found}: nothing is left to simulate: the agreement was in force on {in_force}"
            )
    return found


def recorded_deadline(model: ScenarioModel, day: date | None) -> date:
    """Return the deadline as it stood on a day: prolonged, or set nearer by moves, as the record says by then.

    Without a day, that of the start.
    """
    if day is None:
        return model.deadline_day
    used, made = recorded_course(model, day)
    return _nearest(model, model.deadlines[used], made)


def last_recorded_deadline(model: ScenarioModel, day: date | None) -> date:
    """Return the last deadline that there may still be, by what the record says up to a day, or at the start."""
    if day is None:
        return model.last_deadline
    return _nearest(model, model.last_deadline, recorded_course(model, day)[1])


def _nearest(model: ScenarioModel, deadline: date, made: Sequence[str]) -> date:
    nearer = [model.moves[name].deadline for name in made]
    return min([deadline, *(each for each in nearer if each is not None)])


def recorded_course(model: ScenarioModel, day: date) -> tuple[int, tuple[str, ...]]:
    """Return how many prolongations were used by a day, and which moves made by all it takes, as the record says."""
    record = [entry for entry in sorted(model.record, key=lambda entry: entry.day) if entry.day <= day]
    used, _ = _prolonged(model, record)
    steps = {(entry.makes, entry.seat) for entry in record}
    return used, tuple(
        name for name, move in model.moves.items() if all((name, seat) in steps for seat in move.seats)
    )


def out_of_turn(model: ScenarioModel) -> list[RecordEntry]:
    """Return entries of the record, by their days, about a prolongation that is not the next or comes too late."""
    return _prolonged(model, sorted(model.record, key=lambda entry: entry.day))[1]


def _prolonged(model: ScenarioModel, record: Sequence[RecordEntry]) -> tuple[int, list[RecordEntry]]:
    """Return how many prolongations entries, by their days, come to, and those that are out of turn."""
    steps, used = [*(name for name, _ in in_turn(model.prolongations)), None], 0
    agreed: set[str | None] = set()  # who is for the next
    idle = []
    for entry in record:
        if (name := entry.prolongs or entry.declines) is None:
            continue
        if name != steps[used] or entry.day > model.deadlines[used]:
            idle.append(entry)
        elif entry.declines:  # a third party's no ends the asking
            agreed = agreed - {entry.seat} if model.seats[str(entry.seat)].principal else set()
        else:
            agreed = agreed | {entry.seat}
            if entry.seat is None or agreed >= model.who_prolongs(name):
                used, agreed = used + 1, set()
    return used, idle


def known_by(scenario: Loaded, day: date) -> Loaded:
    """Return the scenario as it could be written on `day`, that day included.

    Left out are claims that became known later; statements and adjustments of which every claim did (those without
    any claim are assumptions, and stay; of statements that exclude each other those left keep their chance); orders
    of options likewise, so that any option of the issue may be best; values of numbers told by claims (`by_claim`);
    spans of days, in whose place stands what they are `otherwise`; the breaking off of contact; packages with an
    option that is not `foreseen`, and what is said of these alone; later entries of the record and published odds;
    days up to `day` of those on which an event may come that the record does not have by then.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`; it is not changed.
    day : date
        The as-of day.

    Notes
    -----
    A claim of the library counts from the day a reader could know it, one of the scenario's own from its date.
    What cannot be left out stays, as an assumption of the analyst's (`sim.scenario.remarks.undated` names it): other
    numbers, foreseen options and events, moves, prolongations; an order where
    more issues would have none than `sim.evidence.space.MAX_ORDER_CASES` allows (those with few options go first). An
    event that nobody foresees, and of which only later claims tell, is on nobody's calendar: its chance is 0, unless
    the record has its result by then. One that may come on several days, of which some are past, has not come if the
    record does not say so; its chance stays what is written (ASSUMPTION). How it really ended stays too; nothing
    simulated reads it.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> whole = load_scenario("scenarios/new_start/baseline.yaml")
    >>> then = known_by(whole, date(2020, 10, 1))
    >>> [len(each.model.governments["putin"].statements) for each in (whole, then)]
    [8, 4]
    >>> then.model.governments["putin"].statements[0].claims
    ('s0-3', 'r-1', 'r-3')
    """
    model, known = scenario.model, Known(scenario.library, scenario.model.claims, day)
    record = tuple(known.entry(entry) for entry in model.record if entry.day <= day)
    decided = {entry.event for entry in record}
    odds = {
        event: kept
        for event, each in model.published_odds.items()
        if (kept := {when: chance for when, chance in each.items() if when <= day})
    }
    early = {
        str(entry.event): float(bool(entry.happened))
        for entry in record
        if entry.event is not None and first_day(model.events[entry.event]) > day
    }
    changes = {
        "governments": {
            name: _sure_of(known.government(name, _heard(body, model, scenario), model.issues), early)
            for name, body in model.governments.items()
        },
        "seats": {name: known.seat(name, body) for name, body in model.seats.items()},
        "events": {
            name: _settled(event if name in decided else not_come_by(known.event(event), day), early)
            for name, event in model.events.items()
        },
        "record": record,
        "published_odds": odds,
        "minds": model.minds.model_copy(update={"imagined_as_of": "record"}),  # what others know is settled by now
    }
    whole = scenario.whole_digest
    then = replace(scenario, whole=whole, model=with_claimed_numbers(model.model_copy(update=changes), known.number))
    return without_options(then, unknown_options(then.model, known))


def _heard(body: Government, model: ScenarioModel, scenario: LoadedScenario) -> Government:
    """Return a government of whose statements others know those made since the start, as far as they are known."""
    if model.minds.imagined_as_of != "start":
        return body
    at_start = Known(scenario.library, model.claims, model.start)
    statements = tuple(
        each.model_copy(update={"others": None}) if each.others == 0 and at_start.statement(each) is None else each
        for each in body.statements
    )
    return body.model_copy(update={"statements": statements})


def not_come_by(event: Event, day: date) -> Event:
    """Return an event that has not come by `day`: of the days among which chance picks those that are left."""
    if not isinstance(event.date, Between) or not first_day(event) <= day < last_day(event):
        return event
    first, last = day + timedelta(days=1), last_day(event)
    return event.model_copy(update={"date": last if first == last else Between(between=(first, last))})


def _sure_of(body: Government, early: Mapping[str, float]) -> Government:
    """Return a government that is sure of results known before their day."""
    return body.model_copy(update={"beliefs": {**body.beliefs, **early}}) if early else body


def _settled(event: Event, early: Mapping[str, float]) -> Event:
    """Return an event that gives no new chance to one whose result is known."""
    chances = {name: chance for name, chance in event.chances.items() if name not in early}
    return event if len(chances) == len(event.chances) else event.model_copy(update={"chances": chances})
