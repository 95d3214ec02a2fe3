"""Named ends of a play: by the package, by when it is signed or in force, by events, or without an agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.quantity import Day, Flag, ScenarioPart
from sim.scenario.bargain import EventOrMoveName, EventOrMoveNames, Patterns

__all__ = [
    "DATED",
    "END_KEYS",
    "END_MARKS",
    "DateOrEvent",
    "End",
    "EndRule",
    "Outcome",
    "end_of",
    "events_named",
    "is_certain",
    "is_rule",
]

End: TypeAlias = Literal["in force", "too late", "no agreement"]
"""How a play ends, whatever was agreed."""

DateOrEvent = Day | EventOrMoveName
"""A date, or the day on which an event happens or a move takes effect."""

DATED = ("signed_before", "signed_after", "in_force_before", "in_force_after")
"""Conditions on the day of the signature or of entry into force."""


class EndRule(ScenarioPart):
    """An outcome by more than its package; everything said must hold."""

    packages: Patterns | None = None
    """The packages in force; any by default."""

    signed_before: DateOrEvent | None = None
    """Signed earlier than this date; or before this event or move, also where that never comes."""

    signed_after: DateOrEvent | None = None
    """Signed on this date or later; or once this event has happened, on the same day too."""

    in_force_before: DateOrEvent | None = None
    """In force earlier than this date, or before this event has happened."""

    in_force_after: DateOrEvent | None = None
    """In force on this date or later, or once this event has happened."""

    if_: Annotated[EventOrMoveNames, Field(alias="if")] = ()
    """Events that have happened, and moves made, by the signature, or by the end where nothing is signed."""

    unless: EventOrMoveNames = ()
    """Events that have not happened by then, and moves that have not been made."""

    no_agreement: Flag = False
    """Nothing is signed: a name for what would be `lapsed`, such as that an old treaty goes on."""

    too_late: Flag = False
    """Signed, but not in force by the deadline: a name for what would be `agreed too late`."""

    @property
    def end(self) -> End:
        """How plays end that end so."""
        return "no agreement" if self.no_agreement else "too late" if self.too_late else "in force"

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        dated = [key for key in DATED if getattr(self, key) is not None]
        if self.no_agreement and (self.too_late or self.packages is not None or dated):
            raise PydanticCustomError(
                "outcome", "without an agreement nothing is signed: only if and unless go with it"
            )
        if self.too_late and any(key.startswith("in_force") for key in dated):
            raise PydanticCustomError("outcome", "what is too late is never in force: leave out in_force_...")
        return self


END_KEYS = frozenset(info.alias or name for name, info in EndRule.model_fields.items())
"""Keys of a rule."""

END_MARKS = frozenset({*DATED, "no_agreement", "too_late"})
"""Those that nothing else in a scenario has."""


def is_rule(value: Any) -> bool:
    """Tell a rule from a pattern: it has a key that no issue is likely to have, or `packages` that are patterns.

    Examples
    --------
    >>> is_rule({"signed_after": "default"}), is_rule({"length": "five"}), is_rule("clean")
    (True, False, False)
    >>> is_rule({"packages": {"length": "five"}}), is_rule({"packages": "a_name_or_an_option_of_an_issue_called_so"})
    (True, False)
    """
    if not isinstance(value, dict):
        return isinstance(value, EndRule)
    packages = value.get("packages")
    patterns = packages if isinstance(packages, list | tuple) else [packages]
    return bool(value.keys() & (END_KEYS - {"packages"})) or any(isinstance(each, dict) for each in patterns)


Outcome = Annotated[
    Annotated[Patterns, Tag("patterns")] | Annotated[EndRule, Tag("rule")],
    Discriminator(lambda value: "rule" if is_rule(value) else "patterns"),
]
"""A pattern of packages in force, or a rule."""


def end_of(outcome: Any) -> End:
    """Return how plays end that end in an outcome."""
    return outcome.end if isinstance(outcome, EndRule) else "in force"


def is_certain(outcome: Any) -> bool:
    """Tell whether an outcome goes by the package alone, or by nothing, so that later ones get what it leaves."""
    if not isinstance(outcome, EndRule):
        return True
    return not outcome.if_ and not outcome.unless and all(getattr(outcome, key) is None for key in DATED)


def events_named(outcomes: Mapping[str, Any]) -> Iterator[str]:
    """Yield the events and moves that outcomes go by, each once."""
    rules = [rule for rule in outcomes.values() if isinstance(rule, EndRule)]
    named = [getattr(rule, key) for rule in rules for key in DATED]
    events = [name for rule in rules for name in (*rule.if_, *rule.unless)]
    yield from dict.fromkeys([*(name for name in named if isinstance(name, str)), *events])
