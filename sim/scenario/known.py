"""What could be known of claims on a day, and of what rests on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import prod
from typing import Any, TypeVar

from sim.errors import InputError
from sim.evidence.claims import ClaimLibrary
from sim.evidence.space import MAX_ORDER_CASES
from sim.quantity import ByClaim, Days
from sim.scenario.bargain import Issue
from sim.scenario.claimed_numbers import Path
from sim.scenario.event import Event, RecordEntry
from sim.scenario.government import Adjustment, Government, RandomDuration, Seat
from sim.scenario.scenario import InlineClaim, ScenarioModel
from sim.scenario.statement import Alternative, Statement

__all__ = ["Known", "as_others_know"]

Cited = TypeVar("Cited", Statement, Alternative, Adjustment)
Claims = tuple[str, ...]


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


def as_others_know(model: ScenarioModel, library: ClaimLibrary) -> ScenarioModel:
    """Return the scenario with statements that could not be made at the start unknown to others, if it asks for that.

    Those of which it says itself what credence others give them keep it.
    """
    if model.minds.imagined_as_of != "start":
        return model
    known = Known(library, model.claims, model.start)

    def heard(statement: Statement) -> Statement:
        late = statement.others is None and known.statement(statement) is None
        return statement.model_copy(update={"others": 0.0}) if late else statement

    governments = {
        name: body.model_copy(update={"statements": tuple(map(heard, body.statements))})
        for name, body in model.governments.items()
    }
    return model.model_copy(update={"governments": governments})


def _order_cases(issue: Issue) -> int:
    """Return in how many ways the best and the worst option can be chosen."""
    return max(1, len(issue.options) * (len(issue.options) - 1))
