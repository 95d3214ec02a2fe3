"""Checks of what is dated: the talks themselves, events and their effects, the record, the actual end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sim.reading import Path, listed
from sim.scenario.check_draft import At, Draft, as_day
from sim.scenario.check_packages import LAPSED, PackageCheck
from sim.scenario.prolongation import MOST_PROLONGATIONS

__all__ = ["check_calendar", "check_events", "check_record"]

LONGEST_DAYS = 7_320
"""Longest talks in days. ASSUMPTION: twenty years; tables hold a row for every step of the calendar."""


_LEAVE_OUT = "leave out signed and in_force, or write `signed: null` where a file extended gives it"


def check_calendar(draft: Draft) -> None:
    """Check the start and the deadline, prolongations, and how it really ended."""
    start, first, deadline = draft.start, draft.first_deadline, draft.deadline
    if start and first and start >= first:
        draft.report(("deadline",), f"must come after the start (found {first}; the start is {start})")
    elif start and deadline and (deadline - start).days > LONGEST_DAYS:
        draft.report(
            ("deadline",),
            f"the talks are too long (found {(deadline - start).days:,} days; allowed {LONGEST_DAYS:,})",
        )
    _check_prolongations(draft)
    _check_actual(draft)


def _check_prolongations(draft: Draft) -> None:
    """Check that each prolongation leads to a later deadline, not too late."""
    before, count = draft.deadline, 0
    for name in draft.mapping("prolongations"):
        by_days = draft.part("prolongations", name, "days") is not None
        if by_days and not count and draft.first_deadline != draft.deadline:
            message = "from a deadline that chance picks nobody could count days: give the new one by `to`, a date"
            draft.report(("prolongations", name, "days"), message, at="key")
        for named, seat in draft.names("prolongations", name, "consent"):
            if seat in draft.seats and seat not in draft.principals:
                message = f"only principals are for prolonging or not ('{seat}' is {draft.part_at_talks(seat)})"
                draft.report(named, message)
        for deciding in ("consent", "assent", "granted_by"):
            draft.once(draft.names("prolongations", name, deciding))
        for deciding, does in (("assent", "assent to prolonging"), ("granted_by", "prolong the talks by themselves")):
            for named, seat in draft.names("prolongations", name, deciding):
                if seat in draft.seats and draft.part_at_talks(seat) != "a third party":
                    draft.report(named, f"only third parties {does} ('{seat}' is {draft.part_at_talks(seat)})")
        place: Path = ("prolongations", name)
        to, days, times = as_day(draft.part(*place, "to")), draft.part(*place, "days"), draft.part(*place, "times")
        repeated = times if type(times) is int and 1 <= times <= MOST_PROLONGATIONS else 1
        count += repeated
        if to and before and to <= before:
            draft.report((*place, "to"), f"must come after the deadline before it (found {to}; that is {before})")
        elif to is None and before and type(days) is int and 1 <= days <= LONGEST_DAYS:
            to = before + timedelta(days=days * repeated)
        if draft.start and to and (to - draft.start).days > LONGEST_DAYS:
            found = (to - draft.start).days
            draft.report(place, f"the talks are too long (found {found:,} days; allowed {LONGEST_DAYS:,})", at="key")
            return
        before = to or before
    if count > MOST_PROLONGATIONS:
        message = f"too many prolongations (found {count}, repeated ones counted; allowed {MOST_PROLONGATIONS})"
        draft.report(("prolongations",), message, at="key")


def _check_actual(draft: Draft) -> None:
    outcome = draft.part("actual", "outcome")
    signed, in_force = (as_day(draft.part("actual", key)) for key in ("signed", "in_force"))
    draft.not_before_start(("actual", "signed"))
    if signed and in_force and in_force < signed:
        draft.report(
            ("actual", "in_force"), f"must not come before the signature (found {in_force}; signed {signed})"
        )
    if _is_unsigned(draft, outcome) and (signed or in_force):
        draft.report(("actual", "outcome"), f"nothing is signed where it ends so: {_LEAVE_OUT}")


def _is_unsigned(draft: Draft, outcome: Any) -> bool:
    rule = draft.part("outcomes", outcome) if isinstance(outcome, str) else None
    return outcome == LAPSED or (isinstance(rule, dict) and rule.get("no_agreement") is True)


def _span(draft: Draft, event: str) -> tuple[date, date] | None:
    """Return the first and the last day on which an event may happen."""
    value = draft.part("events", event, "date")
    if isinstance(value, dict):
        days = [as_day(part) for part in draft.sequence("events", event, "date", "between")]
    else:
        days = [as_day(value)] * 2
    if len(days) != 2 or days[0] is None or days[1] is None:
        return None
    return days[0], days[1]


def check_events(check: PackageCheck) -> None:
    """Check the dates, conditions and effects of every event."""
    draft = check.draft
    for event in draft.events:
        place: Path = ("events", event)
        draft.not_before_start((*place, "date"))
        for number in range(len(draft.sequence(*place, "date", "between"))):
            draft.not_before_start((*place, "date", "between", number))
        _check_conditions(draft, event)
        _check_effects(check, place)
    _check_circles(draft)


def _conditions(draft: Draft, event: str) -> Iterator[tuple[Path, str]]:
    yield from draft.names("events", event, "if")
    yield from draft.names("events", event, "unless")


def _check_conditions(draft: Draft, event: str) -> None:
    own = _span(draft, event)
    for path, other in _conditions(draft, event):
        if other not in draft.events:
            continue
        span = _span(draft, other)
        if other == event:
            draft.report(path, "an event cannot depend on itself")
        elif own and span and span[0] > own[1]:
            draft.report(path, f"depends on '{other}', which comes later ({span[0]}, after {own[1]})")
        elif own and span and span[0] == own[1] and draft.events[other] > draft.events[event]:
            draft.report(path, f"depends on '{other}', which comes later on the same day: list it before '{event}'")
    needed = {name for _, name in draft.names("events", event, "if")}
    for path, other in draft.names("events", event, "unless"):
        if other in needed:
            draft.report(path, f"can never happen: '{other}' stands under both `if` and `unless`")
    for other in draft.mapping("events", event, "chances"):
        path = ("events", event, "chances", other)
        if other in draft.events:
            span = _span(draft, other)
            if other == event:
                draft.report(path, "an event cannot change its own chance", at="key")
            elif own and span and span[1] < own[0]:
                draft.report(path, f"comes too late to change the chance of '{other}' ({span[1]})", at="key")
            elif own and span and span[1] == own[0] and draft.events[other] < draft.events[event]:
                draft.report(
                    path, f"comes too late on its day to change the chance of '{other}': list it first", at="key"
                )


def _check_circles(draft: Draft) -> None:
    """Report each circle of conditions once, at the condition that closes it."""
    done: set[str] = set()
    for event in draft.events:
        chain, ahead = [event], [_known_conditions(draft, event)]
        while ahead:
            step = next(ahead[-1], None)
            if step is None:
                done.add(chain.pop())
                ahead.pop()
            elif step[1] in chain:
                circle = [*chain[chain.index(step[1]) :], step[1]]
                if len(circle) > 2:
                    draft.report(step[0], f"events depend on each other in a circle ({listed(circle, ' -> ')})")
            elif step[1] not in done:
                chain.append(step[1])
                ahead.append(_known_conditions(draft, step[1]))


def _known_conditions(draft: Draft, event: str) -> Iterator[tuple[Path, str]]:
    return iter([condition for condition in _conditions(draft, event) if condition[1] in draft.events])


def _check_effects(check: PackageCheck, place: Path) -> None:
    draft = check.draft
    for effect in ("tables", "withdraws"):
        for seat in draft.mapping(*place, effect):
            _check_mover(draft, seat, (*place, effect, seat), at="key")
            check.packages(*place, effect, seat)


def _check_mover(draft: Draft, seat: str, path: Path, *, at: At) -> None:
    if seat in draft.seats and seat not in draft.principals + draft.mediators:
        draft.report(path, f"only principals and mediators table packages ('{seat}' is a third party)", at=at)


def _check_recorded(draft: Draft, seat: str, place: Path) -> None:
    """Check that who acts may do so: principals accept, third parties answer, whoever sits at the table tables."""
    known, body = seat in draft.seats, draft.part(*place)
    if known and "accepts" in body and seat not in draft.principals:
        draft.report((*place, "seat"), f"only principals accept packages ('{seat}' is {draft.part_at_talks(seat)})")
    elif known and {"vetoes", "assents"} & body.keys() and seat in draft.principals + draft.mediators:
        deed = "veto" if "vetoes" in body else "assent to"
        draft.report(
            (*place, "seat"), f"only third parties {deed} packages ('{seat}' is {draft.part_at_talks(seat)})"
        )
    elif known and "makes" in body:
        _check_made(draft, seat, place)
    elif known and (deed := next((key for key in ("prolongs", "declines") if key in body), "")):
        _check_about_time(draft, seat, (*place, "seat"), draft.part(*place, deed))
    elif not {"vetoes", "assents"} & body.keys():
        _check_mover(draft, seat, (*place, "seat"), at="value")


def _check_about_time(draft: Draft, seat: str, path: Path, name: Any) -> None:
    """Check that a seat has a say in a prolongation."""
    if not isinstance(name, str) or name not in draft.mapping("prolongations"):
        return
    place: Path = ("prolongations", name)
    named = {key: [each for _, each in draft.names(*place, key)] for key in ("consent", "assent", "granted_by")}
    agreed = not named["granted_by"] and draft.part(*place, "chance") is None
    voters = (named["consent"] or draft.principals) if agreed else []
    if seat not in (*voters, *named["assent"], *named["granted_by"]):
        draft.report(path, f"has no say in the prolongation '{name}' (found '{seat}')")


def _check_made(draft: Draft, seat: str, place: Path) -> None:
    """Check that a recorded move is the seat's, and made before the deadline that it sets."""
    move = draft.part(*place, "makes")
    if not isinstance(move, str) or move not in draft.moves:
        return
    seats = [name for _, name in draft.names("moves", move, "seats")]
    if seat not in seats:
        draft.report((*place, "seat"), f"the move '{move}' is made by {listed(seats, ' and ')} (found '{seat}')")
    day, nearer = draft.part(*place, "date"), as_day(draft.part("moves", move, "deadline"))
    known = as_day(day.get("to") if isinstance(day, dict) else day)
    if known and nearer and known >= nearer:
        draft.report(
            (*place, "date"), f"must come before the deadline that the move sets (found {known}; that is {nearer})"
        )


def check_record(check: PackageCheck) -> None:
    """Check every entry of the record."""
    draft = check.draft
    known: dict[str, Path] = {}
    for number in range(len(draft.sequence("record"))):
        place: Path = ("record", number)
        seat, event = draft.part(*place, "seat"), draft.part(*place, "event")
        if isinstance(seat, str):
            _check_recorded(draft, seat, place)
        for move in ("tables", "withdraws", "refuses", "accepts", "vetoes", "assents", "signs"):
            check.package((*place, move))
        if isinstance(event, str) and event in draft.events:
            if event in known:
                draft.report((*place, "event"), f"recorded twice (first on line {draft.line(known[event])})")
            known.setdefault(event, place)
