"""Days to look from: when a scenario is worth forecasting again, and what had become known by then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from sim.arguments import check_type
from sim.errors import InputError, whole_number
from sim.figures import joined, plain
from sim.results.explained_record import say_about_time
from sim.results.naming import Naming, say_content
from sim.results.titles import the
from sim.scenario.as_of import read_as_of, recorded_deadline
from sim.scenario.event import RecordEntry
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel

__all__ = ["choose_dates", "claims_known", "last_day", "news", "say_entries"]


def last_day(model: ScenarioModel) -> date:
    """Return the day on which there was nothing left to forecast: the real signature, or else the deadline.

    The deadline as it stands in the record; and where that has the signature, the day of entry into force.
    """
    deadline = recorded_deadline(model, date.max)
    if model.actual is None or model.actual.signed is None:
        return deadline
    if any(entry.signs is not None for entry in model.record):
        return model.actual.in_force or deadline
    return model.actual.signed


def choose_dates(
    model: ScenarioModel, dates: Sequence[date | str] | None = None, *, every: int | None = None
) -> tuple[date, ...]:
    """Return as-of dates, in order and each once.

    Parameters
    ----------
    model : ScenarioModel
        The negotiation.
    dates : sequence of date or ISO text, optional
        Those asked for. By default the start, the day of every entry of the record, and each first of a month,
        before the real signature.
    every : int, optional
        Instead: the start and every so many days after it.

    Raises
    ------
    InputError
        If both are given, a date is not one that can be forecast from, or there is none.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> model = load_scenario("scenarios/new_start/baseline.yaml").model
    >>> [day.isoformat() for day in choose_dates(model, every=30)]
    ['2020-10-01', '2020-10-31', '2020-11-30', '2020-12-30']
    """
    if dates is not None and every is not None:
        raise InputError("every: give either dates or a number of days between them, not both")
    if every is not None and whole_number("every", every) < 1:
        raise InputError(f"every: must be at least 1 day (found {every})")
    if dates is not None:
        check_type("dates", dates, Iterable, "a list of dates")
        chosen = {read_as_of(model, day, argument="dates") for day in dates}
        if not chosen:
            raise InputError("dates: at least one is needed")
        return tuple(sorted(chosen))
    span = (last_day(model) - model.start).days
    if every is not None:
        return tuple(model.start + timedelta(days=day) for day in range(0, span, every))
    days = [model.start + timedelta(days=day) for day in range(span)]
    recorded = {entry.day for entry in model.record}
    return tuple(day for day in days if day == model.start or day.day == 1 or day in recorded)


def news(model: ScenarioModel, dates: Sequence[date]) -> list[tuple[RecordEntry, ...]]:
    """Return for each of the `dates`, in order, what the record says since the one before."""
    before = [date.min, *dates][: len(dates)]
    ordered = sorted(model.record, key=lambda entry: entry.day)
    return [
        tuple(entry for entry in ordered if earlier < entry.day <= day)
        for earlier, day in zip(before, dates, strict=True)
    ]


def claims_known(scenario: LoadedScenario, dates: Sequence[date]) -> list[tuple[str, ...]]:
    """Return for each of the `dates`, in order, the cited claims that became known since the one before.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> scenario = load_scenario("scenarios/new_start/baseline.yaml")
    >>> [len(claims) for claims in claims_known(scenario, [date(2020, 10, 1), date(2020, 10, 14)])]
    [0, 23]
    """
    known = {name: scenario.known(name) for name in scenario.cited}
    spans = zip(dates[:1], dates[:1], strict=True), pairwise(dates)
    return [
        tuple(name for name, day in known.items() if earlier < day <= later)
        for span in spans
        for earlier, later in span
    ]


def say_entries(scenario: LoadedScenario, entries: Sequence[RecordEntry]) -> str:
    """Return entries of the record in a few words, what one seat did together.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> scenario = load_scenario("scenarios/new_start/baseline.yaml")
    >>> say_entries(scenario, scenario.model.record[1:4])
    'The United States offers year and cap; Russia refuses it and offers clean one year'
    """
    naming = Naming(scenario.model, scenario.packages)
    phrases: list[tuple[str, list[str]]] = []
    last: object = None
    for entry in entries:
        if entry.event is not None:
            phrases.append((naming.event(entry.event) + ("" if entry.happened else " does not come about"), []))
            continue
        if (more := entry.prolongs or entry.declines) is not None:
            if entry.seat is None:
                words = scenario.model.prolongations[more].title or plain(more)
                phrases.append((f"the talks are prolonged ({words})", []))
            else:
                words = say_about_time(scenario.model, entry)
                does = naming.seat_verb(entry.seat, words)
                phrases.append((the(naming.seat(entry.seat)), [does]))
            continue
        if entry.makes is not None:
            several = len(scenario.model.moves[entry.makes].seats) > 1
            does = naming.seat_verb(entry.seat or "", "is ready for" if several else "moves") + "," * (not several)
            phrases.append((f"{the(naming.seat(entry.seat or ''))} {does} “{naming.move(entry.makes)}”", []))
            continue
        verb, package = _move(entry)
        position = scenario.packages.index(package)
        words = (
            "it"
            if position == last
            else say_content(scenario.model, {})
            if position is None
            else naming.short(position)
        )
        if entry.signs is not None:
            phrases.append((f"{words} is signed", []))
            continue
        seat, last = the(naming.seat(entry.seat or "")), position
        verb = naming.seat_verb(entry.seat or "", verb)
        if not phrases or phrases[-1][0] != seat:
            phrases.append((seat, []))
        phrases[-1][1].append(f"{verb} {words}")
    sentence = "; ".join(f"{who} {joined(moves)}".strip() for who, moves in phrases)
    return sentence[:1].upper() + sentence[1:]


def _move(entry: RecordEntry) -> tuple[str, str | dict[str, str]]:
    stated = {"offers": entry.tables, "withdraws": entry.withdraws, "refuses": entry.refuses}
    stated |= {"accepts": entry.accepts, "vetoes": entry.vetoes, "assents to": entry.assents, "": entry.signs}
    for verb, package in stated.items():
        if package is not None:
            return verb, package
    raise RuntimeError("an entry of the record without a move")
