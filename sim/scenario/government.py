"""Who bargains: seats at the table, and the governments with preferences, beliefs and tactics that sit in them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.quantity import Chance, Days, Flag, NotNegative, Number, Quantity, ScenarioPart, Spread, Whole, bounds
from sim.reading.shown import listed
from sim.scenario.bargain import AnyName, EventName, GovernmentName, IssueKey, IssueName, OptionName, Patterns
from sim.scenario.statement import Statement
from sim.scenario.tactics import TacticChoice

__all__ = [
    "Adjustment",
    "BreakOff",
    "Duration",
    "Government",
    "PointRange",
    "Procedure",
    "ProcedureDuration",
    "RandomDuration",
    "Seat",
    "SingleStatement",
    "Statement",
]


class RandomDuration(ScenarioPart):
    """A span of days that varies by chance: lognormal."""

    median: Days
    """Median days."""

    spread: Spread = 0.5
    """Standard deviation of the logarithm."""

    claims: tuple[str, ...] = ()
    """Claims that carry these numbers; without one they are an assumption."""

    otherwise: Duration | None = None
    """What one would say knowing none of the claims: taken as of a day before any of them was known."""

    note: str = ""
    """Anything a reader should know."""


def _is_spell(value: Any) -> str:
    keys = value if isinstance(value, dict) else ()
    return "spell" if isinstance(value, RandomDuration) or {"median", "spread", "expedited"} & {*keys} else "days"


Duration = Annotated[Annotated[Days, Tag("days")] | Annotated[RandomDuration, Tag("spell")], Discriminator(_is_spell)]
"""Days: a number, a distribution drawn per world, or a spell {median, spread} drawn per play."""


class ProcedureDuration(RandomDuration):
    """How long a procedure takes, which may be hurried where it would otherwise be too late."""

    expedited: Days | None = None
    """Median days when it is hurried, or applied provisionally, since it would not be complete by the deadline."""

    chance: Chance = 1.0
    """Chance, in each play, that it can be hurried."""

    @model_validator(mode="after")
    def _hurried(self) -> Self:
        if self.expedited is None:
            if self.chance != 1:
                raise PydanticCustomError(
                    "expedited", "`chance` says how likely it can be hurried: give `expedited`, too"
                )
        elif bounds(self.expedited)[0] >= bounds(self.median)[1]:
            raise PydanticCustomError("expedited", "`expedited` must be less than the median")
        return self


Procedure = Annotated[
    Annotated[Days, Tag("days")] | Annotated[ProcedureDuration, Tag("spell")], Discriminator(_is_spell)
]
"""Days of a procedure: a number, a distribution drawn per world, or a spell drawn per play that may be hurried."""


class Seat(ScenarioPart):
    """A chair at the table."""

    government: GovernmentName
    """Who sits in it at the start."""

    principal: Flag = False
    """Whether its agreement counts for every package; that of third parties only for options that need them."""

    mediator: Flag = False
    """A mediator tables packages as a principal does, by its own preferences, and need not agree to any."""

    asked: Literal["before", "after"] = "before"
    """When a third party is asked for its assent: before the signature, or after it (ratification)."""

    procedure_days: Procedure = 0.0
    """Days from signature to force that this seat's own procedure adds (ratification, exchange of notes), to every
    package; what only some need are `lead_days` of their options."""

    title: str = ""
    """How the seat is called in tables and pictures; its name by default."""

    claims: tuple[str, ...] = ()
    """Claims that bear on the seat."""

    plural: Flag | None = None
    """Whether its title is a plural, as of "The Greens"; told by the title where nothing is said."""

    @property
    def at_table(self) -> bool:
        """Whether it tables packages: principals and mediators do."""
        return self.principal or self.mediator

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        if self.principal and self.mediator:
            raise PydanticCustomError("seat", "a seat is a principal or a mediator, not both")
        if self.at_table and self.asked == "after":
            raise PydanticCustomError("seat", "only a third party is asked after the signature: leave out `asked`")
        return self


class PointRange(ScenarioPart):
    """A range of points, open on a side that is left out."""

    below: Number | None = None
    """Upper bound; the range then starts at -100 unless `above` says otherwise."""

    above: Number | None = None
    """Lower bound; the range then ends at 100 unless `below` says otherwise."""

    @property
    def limits(self) -> tuple[float, float]:
        """Lower and upper bound in points."""
        return (-100.0 if self.above is None else self.above, 100.0 if self.below is None else self.below)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        low, high = self.limits
        if low > high:
            raise PydanticCustomError("range", "`above` must not exceed `below`")
        return self


class Adjustment(ScenarioPart):
    """Points that a combination of options adds or takes away, beyond the sum of its parts."""

    name: str
    """What the combination is called."""

    when: Patterns
    """The packages it applies to."""

    points: PointRange | Number
    """Its points: a number, or the range within which the evidence leaves it."""

    claims: tuple[str, ...] = ()
    """Claims that carry it; without one it is an assumption."""


class SingleStatement(NamedTuple):
    """A statement of a government, or one of those that exclude each other, each by itself."""

    number: str
    """Its number from 1, as in ``3``; ``3.2`` is the second alternative of the third."""

    path: tuple[str | int, ...]
    """Where it stands below ``statements`` of its government, from 0."""

    statement: Statement
    """One of the four forms; its credence is the chance that a world takes it in."""


class BreakOff(ScenarioPart):
    """Contact broken off after an offer far below what the government would take."""

    below: Annotated[Number, Field(ge=0)]
    """Points below its demand at which an offer offends."""

    days: Annotated[Whole, Field(ge=1, le=3650)]
    """Days without contact."""

    chance: Chance = 1.0
    """Chance that it happens, once for each offending offer."""

    claims: tuple[str, ...] = ()
    """Claims that carry it."""


class Government(ScenarioPart):
    """Preferences, beliefs and tactics of whoever sits in a seat."""

    title: str = ""
    """How the government is called in tables and pictures; its name by default."""

    orders: dict[IssueName, AnyName] = {}
    """For each issue its options from best to worst, such as ``five_years > two_years = one_year``."""

    order_claims: dict[IssueKey, tuple[str, ...]] = {}
    """For issues whose order is given: claims that carry it; an order without one is an assumption."""

    adjustments: Annotated[tuple[Adjustment, ...], Field(max_length=50)] = ()
    """Points for combinations of options."""

    residual: Annotated[Number, Field(ge=0, le=100)] = 0.0
    """Points by which a package that has a name (`proposals`) may be worth more or less than its options say: each
    world draws them for each of these, as if an adjustment of that range stood there."""

    statements: Annotated[tuple[Statement, ...], Field(max_length=200)] = ()
    """What the evidence says of its preferences."""

    no_deal_range: tuple[Number, Number] = (-50.0, 100.0)
    """Range of the no-deal value in points, before the statements narrow it."""

    points: dict[IssueName, dict[OptionName, Quantity]] | None = None
    """Instead of orders and statements: the points of every option."""

    no_deal: Quantity | None = None
    """With `points`: the no-deal value."""

    beliefs: dict[EventName, Chance] = {}
    """Chance it gives to an event; the event's own chance where nothing is said."""

    reply_days: Duration = RandomDuration.model_construct(median=7.0, spread=0.6)  # needs no validator at import
    """Days until it answers a new offer."""

    review_days: Annotated[Whole, Field(ge=1, le=3650)] = 14
    """Days until it looks at the table again when nothing happens."""

    legacy: Annotated[Number, Field(ge=0, le=1)] = 0.0
    """How much it cares about a deal signed after it has left office."""

    discount: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """What a point tomorrow is worth today (a factor per day)."""

    tactic: TacticChoice = "foresight"
    """How it bargains."""

    break_off: BreakOff | None = None
    """When it breaks off contact; never by default."""

    cost_per_day: NotNegative = 0.0
    """Points that every day of talks costs it, until they end: at the signature, or at the deadline without one."""

    claims: tuple[str, ...] = ()
    """Claims that bear on the government."""

    note: str = ""
    """Anything a reader should know."""

    plural: Flag | None = None
    """Whether its title is a plural, as of "The Greens"; told by the title where nothing is said."""

    @property
    def single_statements(self) -> tuple[SingleStatement, ...]:
        """Return all statements one by one, those that exclude each other apart, in the order of the file."""
        return tuple(
            SingleStatement(f"{place + 1}.{side + 1}", (place, "one_of", side), single)
            if statement.one_of
            else SingleStatement(str(place + 1), (place,), single)
            for place, statement in enumerate(self.statements)
            for side, single in enumerate(statement.alternatives)
        )

    @model_validator(mode="after")
    def _points_or_statements(self) -> Self:
        if (self.points is None) != (self.no_deal is None):
            raise PydanticCustomError("government", "`points` and `no_deal` are given together")
        if self.points is not None and (self.orders or self.statements):
            raise PydanticCustomError(
                "government", "give either `points` with `no_deal`, or orders and statements, not both"
            )
        return self

    @model_validator(mode="after")
    def _claims_of_given_orders(self) -> Self:
        strays = [issue for issue in self.order_claims if issue not in self.orders]
        if strays:
            found = {"found": listed(strays), "allowed": listed(list(self.orders)) or "none"}
            raise PydanticCustomError(
                "order_claims",
                "`order_claims` names issues without an order (found {found}; allowed {allowed})",
                found,
            )
        return self
