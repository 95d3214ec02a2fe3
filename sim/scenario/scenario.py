"""The scenario: one negotiation, as its file says it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.evidence.claims import DateRange
from sim.quantity import Chance, Day, Number, ScenarioPart, Whole
from sim.scenario.agreement import AgreementRule
from sim.scenario.bargain import (
    EventKey,
    EventName,
    GovernmentKey,
    Issue,
    IssueKey,
    MoveKey,
    Package,
    Packages,
    Pattern,
    ProlongationKey,
    ProposalKey,
    SeatKey,
    SeatName,
)
from sim.scenario.deadline import Deadline, chances_of_days
from sim.scenario.event import Actual, DayOrDays, Event, RecordEntry
from sim.scenario.government import Government, Seat
from sim.scenario.minds import Minds
from sim.scenario.move import Move
from sim.scenario.outcome import Outcome
from sim.scenario.prolongation import Prolongation, asked_in_turn, deadlines_of, in_turn

__all__ = ["InlineClaim", "Minds", "Procedure", "ScenarioModel"]


class Procedure(ScenarioPart):
    """How agreement is reached and takes effect."""

    lead_spread: Annotated[Number, Field(ge=0, le=3)] = 0.5
    """Spread (sd of the logarithm) of the days from signature to force. ASSUMPTION: 0.5, about half to double."""

    signing_cost: Annotated[Number, Field(ge=0, le=100)] = 1.0
    """Political cost of signing, in points: weighed before a signature, not taken off the points of the end.
    ASSUMPTION: 1; at 0 hopeless agreements cost nothing to sign."""

    proposer: Literal["random", "alternating"] = "random"
    """Who may propose on a day of the foreseen game: each principal with equal chance, or in turn, for `grid_days`
    each."""

    agreement: AgreementRule = "all"
    """Whose agreement is enough: `all` principals, a `majority` of them, a threshold of weights, or any of several
    groups."""

    grid_days: Annotated[Whole, Field(ge=1, le=365)] = 7
    """Steps of the calendar on which governments look ahead; event dates are added."""


class InlineClaim(ScenarioPart):
    """A claim given in the scenario itself, for cases without an evidence library."""

    date: DayOrDays
    """Day of the fact, or the days {from, to} within which it lies: it counts from the last of them."""

    claim: str
    """The fact, in the author's own words."""

    source: str = ""
    """Where it can be checked."""

    telling: str = ""
    """Whose telling it is: a seat's, a government's or another's; `neutral` and `experts` are independent, `author`
    is a commentator."""

    @property
    def span(self) -> DateRange:
        """The first and the last day of the fact."""
        return (
            self.date
            if isinstance(self.date, DateRange)
            else DateRange.model_validate({"from": self.date, "to": self.date})
        )


class ScenarioModel(ScenarioPart):
    """A negotiation toward a deadline."""

    # Most items of a section, ASSUMPTION: ten times what the largest scenario holds, and few enough that a run ends.
    # What has happened, and who has refused, is kept in the 63 bits of a whole number: events and seats stay below.

    title: str
    """What the scenario is called in tables and pictures."""

    summary: str = ""
    """The question it asks, in a sentence or two."""

    start: Day
    """First day simulated."""

    deadline: Deadline
    """Last day on which an agreement may enter into force, or be signed (see `deadline_for`); or several possible."""

    deadline_for: Literal["entry_into_force", "signature", "horizon"] = "entry_into_force"
    """What must be done by the deadline: `signature` counts agreements signed by then, whenever they take effect; so
    does `horizon`, where nothing ends then and no more is played: talks without a fixed end."""

    claims: dict[str, InlineClaim] = {}
    """Claims of the scenario's own, by id, beside those under seeds/."""

    issues: Annotated[dict[IssueKey, Issue], Field(min_length=1, max_length=30)]
    """What is bargained over."""

    exclusions: Annotated[tuple[Pattern, ...], Field(max_length=500)] = ()
    """Combinations of options that make no sense."""

    proposals: Annotated[dict[ProposalKey, Package], Field(max_length=500)] = {}
    """Packages with a name."""

    seats: Annotated[dict[SeatKey, Seat], Field(min_length=2, max_length=40)]
    """The chairs at the table, in the order in which they take turns (`alternating`) and decide on moves."""

    governments: Annotated[dict[GovernmentKey, Government], Field(min_length=1, max_length=60)]
    """Who may sit in them."""

    on_the_table: dict[SeatName, Packages] = {}
    """What each seat has tabled when the play begins."""

    events: Annotated[dict[EventKey, Event], Field(max_length=60)] = {}
    """What is dated; on one day they happen in this order."""

    procedure: Procedure = Procedure.model_construct()
    """How agreement is reached and takes effect."""

    minds: Minds = Minds.model_construct()
    """What governments know of each other."""

    outcomes: Annotated[dict[str, Outcome], Field(min_length=1, max_length=100)]
    """Named ends, by package in force, dates and events, or without an agreement; the first that matches counts."""

    prolongations: Annotated[dict[ProlongationKey, Prolongation], Field(max_length=20)] = {}
    """Later deadlines that the principals may agree on, in the order in which they can be."""

    moves: Annotated[dict[MoveKey, Move], Field(max_length=20)] = {}
    """What seats may do without the others' agreement."""

    record: Annotated[tuple[RecordEntry, ...], Field(max_length=500)] = ()
    """What happened, for runs as of a date."""

    actual: Actual | None = None
    """How it really ended."""

    published_odds: dict[EventName, dict[Day, Chance]] = {}
    """Odds published by others, by event and date, for comparison."""

    @property
    def days(self) -> int:
        """Days from the start to the deadline, the last possible one, nothing prolonged."""
        return (self.deadline_day - self.start).days

    @property
    def deadline_day(self) -> date:
        """The deadline; of several possible ones the last."""
        return [*chances_of_days(self.deadline)][-1]

    @property
    def first_deadline(self) -> date:
        """The first day that the deadline may be."""
        return next(iter(chances_of_days(self.deadline)))

    @property
    def signature_counts(self) -> bool:
        """Whether an agreement signed in time counts, whenever it takes effect."""
        return self.deadline_for != "entry_into_force"

    @property
    def deadline_is_certain(self) -> bool:
        """Whether the deadline is a day that everybody knows."""
        return len(chances_of_days(self.deadline)) == 1

    @property
    def end_word(self) -> str:
        """What the talks run to, in a word."""
        return "horizon" if self.deadline_for == "horizon" else "deadline"

    @property
    def deadlines(self) -> list[date]:
        """The deadline, and after each prolongation used the next."""
        return deadlines_of(self.deadline_day, self.prolongations)

    @property
    def doubted(self) -> frozenset[str]:
        """Events of which some government is not sure, whatever their own chance says."""
        believed = [(name, chance) for body in self.governments.values() for name, chance in body.beliefs.items()]
        return frozenset(name for name, chance in believed if chance != 1.0)

    @property
    def last_deadline(self) -> date:
        """The last deadline that there may be."""
        return self.deadlines[-1]

    @property
    def asked_to_prolong(self) -> list[tuple[bool, ...]]:
        """For each prolongation in turn: which of the seats at the table must be for it."""
        table = {name: seat.principal for name, seat in self.seats.items() if seat.at_table}
        return asked_in_turn(self.prolongations, table)

    @property
    def assent_to_prolong(self) -> list[tuple[int, ...]]:
        """For each prolongation in turn: the third parties' seats, by number, that must assent to it."""
        seats = list(self.seats)
        return [tuple(seats.index(name) for name in step.assent) for _, step in in_turn(self.prolongations)]

    def spelt_out(self, named: str | Package) -> dict[str, str]:
        """Return the option on every issue of a proposal or a package, the first where it is left out."""
        package = self.proposals[named] if isinstance(named, str) else named
        return {issue: package.get(issue, next(iter(body.options))) for issue, body in self.issues.items()}

    @property
    def grant_time(self) -> list[tuple[int, ...]]:
        """For each prolongation in turn: the third parties' seats, by number, that grant it by themselves."""
        seats = list(self.seats)
        return [tuple(seats.index(name) for name in step.granted_by) for _, step in in_turn(self.prolongations)]

    def who_prolongs(self, name: str) -> frozenset[str]:
        """Return the seats that must be for a prolongation, at the table and not: nobody's where chance decides."""
        step = self.prolongations[name]
        voters = step.consent or tuple(seat for seat, body in self.seats.items() if body.principal)
        return frozenset((*voters, *step.assent) if step.agreed else step.granted_by)

    @property
    def others_decide_on_time(self) -> bool:
        """Whether any third party has a say in prolonging the talks."""
        return any((*self.assent_to_prolong, *self.grant_time))

    @property
    def ratifiers(self) -> tuple[int, ...]:
        """The seats, by number, that are asked for their assent after the signature."""
        return tuple(number for number, seat in enumerate(self.seats.values()) if seat.asked == "after")

    @property
    def last_day(self) -> int:
        """Days from the start to the last deadline that there may be."""
        return (self.last_deadline - self.start).days

    @property
    def digest(self) -> str:
        """Hash of everything the scenario says, order included: 12 hexadecimal digits."""
        # not sorted: the order of issues, seats and events has a meaning
        text = json.dumps(self.model_dump(mode="json", by_alias=True))
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
