"""What is bargained over: issues and their options, packages, proposals, named outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, StringConstraints, model_serializer

from sim.quantity import Days, Flag, Number, Quantity, ScenarioPart

__all__ = [
    "NAME",
    "AnyName",
    "EventKey",
    "EventName",
    "EventOrMoveName",
    "EventOrMoveNames",
    "GovernmentKey",
    "GovernmentName",
    "Issue",
    "IssueKey",
    "IssueName",
    "MoveKey",
    "MoveName",
    "Name",
    "Names",
    "Option",
    "OptionKey",
    "OptionName",
    "Package",
    "Packages",
    "Pattern",
    "Patterns",
    "ProlongationKey",
    "ProlongationName",
    "ProposalKey",
    "ProposalName",
    "Ref",
    "SeatKey",
    "SeatName",
    "Shift",
]

NAME = r"^\w[\w-]*$"
"""What a name is made of."""

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
"""A short name without spaces, such as ``five_years``."""


AnyName = Annotated[str, StringConstraints(min_length=1)]
"""A name that may hold anything, such as an outcome's, or several names in one text."""


@dataclass(frozen=True)
class Ref:
    """Says, in an annotation, what a name or each of several names names: checks and the manual go by it.

    Parameters
    ----------
    noun : str
        Such as ``seat``; an option is one of the issue under which it stands.
    must_exist : bool
        False where the name gives a name to something, or is checked with more than its name.
    only : str
        Which of them: ``third-party`` seats.
    """

    noun: str
    must_exist: bool = True
    only: str = ""

    def __str__(self) -> str:
        return f"{self.only} {self.noun}".strip()


IssueName = Annotated[Name, Ref("issue")]
OptionName = Annotated[Name, Ref("option")]
ProposalName = Annotated[Name, Ref("proposal")]
SeatName = Annotated[Name, Ref("seat")]
GovernmentName = Annotated[Name, Ref("government")]
EventName = Annotated[Name, Ref("event")]
ProlongationName = Annotated[Name, Ref("prolongation")]
MoveName = Annotated[Name, Ref("move")]
"""Names of what stands elsewhere in the scenario."""

IssueKey = Annotated[Name, Ref("issue", must_exist=False)]
OptionKey = Annotated[Name, Ref("option", must_exist=False)]
ProposalKey = Annotated[Name, Ref("proposal", must_exist=False)]
SeatKey = Annotated[Name, Ref("seat", must_exist=False)]
GovernmentKey = Annotated[Name, Ref("government", must_exist=False)]
EventKey = Annotated[Name, Ref("event", must_exist=False)]
ProlongationKey = Annotated[Name, Ref("prolongation", must_exist=False)]
MoveKey = Annotated[Name, Ref("move", must_exist=False)]
"""Names under which they stand there."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(_listed, json_schema_input_type=Name | tuple[Name, ...])]
"""One name, or a list of them."""

EventOrMoveName = Annotated[Name, Ref("event or move")]
EventOrMoveNames = Annotated[Names, Ref("event or move")]
"""Names of events and moves."""

Package = dict[IssueName, OptionName]
"""One option for each issue named; issues left out take their first option."""

Packages = Annotated[
    tuple[ProposalName | Package, ...],
    BeforeValidator(_listed, json_schema_input_type=ProposalName | Package | tuple[ProposalName | Package, ...]),
]
"""One package or proposal, or a list of them."""

Pattern = dict[IssueName, Annotated[Names, Ref("option")]]
"""Packages that hold these options (one, or any of several) on the issues named; other issues are free."""

Patterns = ProposalName | Pattern | tuple[ProposalName | Pattern, ...]
"""A pattern, a proposal, which stands for its one package, or a list of these: what any of them matches."""

Shift = dict[IssueName, dict[OptionName, Quantity]]
"""Points added to options, by issue."""


class Option(ScenarioPart):
    """One possible settlement of an issue."""

    title: str = ""
    """How the option is called in tables and pictures; its name by default."""

    lead_days: Days = 0.0
    """Median days of technical talks and procedures from signature until a package holding it can be in force."""

    draft_days: Days = 0.0
    """Median days of drafting before a package holding it can be signed, from the day one is first tabled."""

    lead_spread: Annotated[Number, Field(ge=0, le=3)] | None = None
    """Spread (sd of the logarithm) of both; the scenario's `procedure.lead_spread` by default."""

    needs: Annotated[Names, Ref("seat", only="third-party")] = ()
    """Third-party seats that must assent to every package holding the option."""

    foreseen: Flag = True
    """Whether it could be thought of from the start; if not, no package holds it as of a day before any of its claims
    was known."""

    claims: tuple[str, ...] = ()
    """Claims that bear on the option."""

    note: str = ""
    """Anything a reader should know."""

    @model_serializer(mode="wrap")
    def _unless_foreseen(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write whether it is foreseen only where it is not, so that scenarios without such options stay the same."""
        written = dict(write(self))
        if self.foreseen:
            written.pop("foreseen", None)
        return written


class Issue(ScenarioPart):
    """A matter to be settled, with its possible settlements; the first option is the status quo."""

    options: Annotated[dict[OptionKey, Option], Field(min_length=1)]
    """The possible settlements, by name."""

    title: str = ""
    """How the issue is called in tables and pictures; its name by default."""

    claims: tuple[str, ...] = ()
    """Claims that bear on the issue."""
