"""A scenario as of a date: without anything that became known after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import prod
from typing import Any, TypeVar

from sim.arguments import day_of
from sim.errors import InputError
from sim.evidence.claims import ClaimLibrary
from sim.evidence.space import MAX_ORDER_CASES
from sim.quantity import ByClaim, Days
from sim.scenario.bargain import Issue
from sim.scenario.claimed_numbers import Path, with_claimed_numbers
from sim.scenario.event import Event, RecordEntry, first_day
from sim.scenario.government import Adjustment, Government, RandomDuration, Seat
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import InlineClaim, ScenarioModel
from sim.scenario.statement import Alternative, Statement

__all__ = ["Known", "known_by", "read_as_of"]

Loaded = TypeVar("Loaded", bound=LoadedScenario)
Cited = TypeVar("Cited", Statement, Alternative, Adjustment)
Claims = tuple[str, ...]


def read_as_of(model: ScenarioModel, day: date | str) -> date:
    """Return an as-of day, given as a date of any type or ISO text, if there is anything left to simulate after it.

    Raises
    ------
    InputError
        If it is not a date, lies before the start or not before the deadline, or the agreement is signed by then.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> read_as_of(load_scenario("scenarios/new_start/baseline.yaml").model, "2020-12-24")
    datetime.date(2020, 12, 24)
    """
    found = day_of("as of", day)
    if not model.start <= found < model.deadline_day:
        raise InputError(
            f"as of {found}: must lie within the talks, before the deadline "
            f"(allowed {model.start} to the day before {model.deadline_day})"
        )
    signed = model.actual.signed if model.actual else None
    if signed is not None and signed <= found:
        raise InputError(f"as of {found}: nothing is left to simulate: the agreement was signed on {signed}")
    return found


def known_by(scenario: Loaded, day: date) -> Loaded:
    """Return the scenario as it could be written on `day`, that day included.

    Left out are claims that became known later; statements and adjustments of which every claim did (those without
    any claim are assumptions, and stay; of statements that exclude each other those left keep their chance); orders
    of options likewise, so that any option of the issue may be best; values of numbers told by claims (`by_claim`);
    spans of days, in whose place stands what they are `otherwise`; the breaking off of contact;
    later entries of the record and published odds.

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
    numbers, options, moves, prolongations, foreseen events; an order where
    more issues would have none than `sim.evidence.space.MAX_ORDER_CASES` allows (those with few options go first). An
    event
    that nobody foresees, and of which only later claims tell, is on nobody's calendar: its chance is 0, unless the
    record has its result by then. How it really ended stays too; nothing simulated reads it.

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
    record = tuple(known.entry(entry) for entry in model.record if entry.date <= day)
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
            name: _sure_of(known.government(name, body, model.issues), early)
            for name, body in model.governments.items()
        },
        "seats": {name: known.seat(name, body) for name, body in model.seats.items()},
        "events": {
            name: _settled(event if name in decided else known.event(event), early)
            for name, event in model.events.items()
        },
        "record": record,
        "published_odds": odds,
    }
    return replace(scenario, model=with_claimed_numbers(model.model_copy(update=changes), known.number))


class Known:
    """What was known of the claims on a day.

    Parameters
    ----------
    library : ClaimLibrary
    inline : mapping of str to InlineClaim
        The scenario's own claims, which win.
    day : date
    """

    def __init__(self, library: ClaimLibrary, inline: Mapping[str, InlineClaim], day: date) -> None:
        self._library, self._inline, self._day = library, inline, day

    def of(self, claims: Claims) -> Claims:
        """Return those known; one that no evidence at hand holds cannot be said to be."""
        return tuple(name for name in claims if (day := self._since(name)) is not None and day <= self._day)

    def _since(self, name: str) -> date | None:
        if name in self._inline:
            return self._inline[name].span.last
        return self._library.known(name) if name in self._library else None

    def stands(self, claims: Claims) -> bool:
        """Tell whether what rests on `claims` can be said: by any of them, or as an assumption."""
        return not claims or bool(self.of(claims))

    def cited(self, part: Cited) -> Cited:
        """Return a part of the scenario with the claims known."""
        return part.model_copy(update={"claims": self.of(part.claims)})

    def statement(self, statement: Statement) -> Statement | None:
        """Return a statement without those of its alternatives that could not be said; None where none could."""
        sides = statement.alternatives
        kept = statement.only([place for place, each in enumerate(sides) if self.stands(each.claims)])
        if kept is None or kept.one_of is None:
            return kept and self.cited(kept)
        return kept.model_copy(update={"one_of": tuple(map(self.cited, kept.one_of))})

    def orders(self, body: Government, issues: Mapping[str, Issue]) -> dict[str, str]:
        """Return the orders of options that could be given, and those that cannot be left out."""
        late = [issue for issue in body.orders if not self.stands(body.order_claims.get(issue, ()))]
        left = dict(body.orders)
        open_ = [_order_cases(issues[issue]) for issue in issues if issue not in left]
        for issue in sorted(late, key=lambda name: len(issues[name].options)):
            cases = _order_cases(issues[issue])
            if prod([*open_, cases]) <= MAX_ORDER_CASES:
                open_.append(cases)
                del left[issue]
        return left

    def seat(self, name: str, body: Seat) -> Seat:
        """Return a seat without what was not known of it."""
        days = self.duration(f"seats.{name}.procedure_days", body.procedure_days)
        return body.model_copy(update={"procedure_days": days, "claims": self.of(body.claims)})

    def government(self, name: str, body: Government, issues: Mapping[str, Issue]) -> Government:
        """Return a government without what was not known of it."""
        statements = [self.statement(each) for each in body.statements]
        changes: dict[str, Any] = {
            "statements": tuple(each for each in statements if each is not None),
            "reply_days": self.duration(f"governments.{name}.reply_days", body.reply_days),
            "adjustments": tuple(self.cited(each) for each in body.adjustments if self.stands(each.claims)),
        }
        claims = {issue: kept for issue, claims in body.order_claims.items() if (kept := self.of(claims))}
        orders = {"orders": self.orders(body, issues), "order_claims": claims}
        changes["break_off"] = body.break_off if body.break_off and self.stands(body.break_off.claims) else None
        return body.model_copy(update={**changes, **orders, "claims": self.of(body.claims)})

    def duration(self, place: str, duration: Days | RandomDuration) -> Days | RandomDuration:
        """Return a span of days as it could be told, or what it is to be otherwise.

        Raises
        ------
        InputError
            Where none of its claims was known, and it does not say what to take then.
        """
        if not isinstance(duration, RandomDuration):
            return duration
        if self.stands(duration.claims):
            return duration.model_copy(update={"claims": self.of(duration.claims)})
        if duration.otherwise is None:
            raise InputError(
                f"{place}: none of its claims was known on {self._day}: say under `otherwise` what to take until then"
            )
        return self.duration(f"{place}.otherwise", duration.otherwise)

    def event(self, event: Event) -> Event:
        """Return an event, never to happen where it came as a surprise later."""
        surprise = not event.foreseen and not self.stands(event.claims)
        return event.model_copy(update={"claims": self.of(event.claims), **({"chance": 0.0} if surprise else {})})

    def number(self, path: Path, number: ByClaim) -> ByClaim:
        """Return a number told by claims with the values that could be told.

        Raises
        ------
        InputError
            Where there are none, and it does not say what to take then.
        """
        kept = tuple(
            each.model_copy(update={"claims": self.of(each.claims)})
            for each in number.by_claim
            if self.stands(each.claims)
        )
        if not kept:
            place = ".".join(map(str, path))
            raise InputError(
                f"{place}: no value of it was known on {self._day}: add one without claims, to be taken while none is"
            )
        return number.model_copy(update={"by_claim": kept})

    def entry(self, entry: RecordEntry) -> RecordEntry:
        """Return an entry of the record with the claims known."""
        return entry.model_copy(update={"claims": self.of(entry.claims)})


def _sure_of(body: Government, early: Mapping[str, float]) -> Government:
    """Return a government that is sure of results known before their day."""
    return body.model_copy(update={"beliefs": {**body.beliefs, **early}}) if early else body


def _settled(event: Event, early: Mapping[str, float]) -> Event:
    """Return an event that gives no new chance to one whose result is known."""
    chances = {name: chance for name, chance in event.chances.items() if name not in early}
    return event if len(chances) == len(event.chances) else event.model_copy(update={"chances": chances})


def _order_cases(issue: Issue) -> int:
    """Return in how many ways the best and the worst option can be chosen."""
    return max(1, len(issue.options) * (len(issue.options) - 1))
