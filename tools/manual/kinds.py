"""What may stand in a field, in plain words, from the field's annotation."""

from __future__ import annotations

import datetime
import re
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.evidence import claims
from sim.figures import joined
from sim.quantity import (
    LARGEST,
    Chance,
    Day,
    Flag,
    NotNegative,
    Number,
    Positive,
    Quantity,
    ScenarioPart,
    Spread,
    Whole,
)
from sim.scenario.agreement import AgreementRule
from sim.scenario.bargain import AnyName, Package, Packages, Pattern, Patterns, ProposalName, Ref
from sim.scenario.deadline import Deadline, PossibleDay
from sim.scenario.event import DayOrDays, EventDay
from sim.scenario.government import Duration, Procedure
from sim.scenario.outcome import DateOrEvent
from sim.scenario.tactics import TacticChoice

__all__ = ["default_words", "part", "words"]

_DISTRIBUTION = "[distribution](scenario-format.md#distributions)"
_PACKAGE = "[package](scenario-format.md#packages-and-patterns)"
_KNOWN: tuple[tuple[Any, str], ...] = (
    (Number, "number"),
    (Day, "date"),
    (Quantity, f"number or {_DISTRIBUTION}"),
    (Chance, f"number or {_DISTRIBUTION}, from 0 to 1"),
    (NotNegative, f"number or {_DISTRIBUTION}, not negative"),
    (Positive, f"number or {_DISTRIBUTION}, at least 0.01"),
    (Spread, f"number or {_DISTRIBUTION}, from 0 to 3"),
    (Flag, "`true` or `false`"),
    (Whole, "whole number"),
    (Package, _PACKAGE),
    (ProposalName | Package, _PACKAGE),
    (Packages, f"{_PACKAGE}, or list of them"),
    (Pattern, "[pattern](scenario-format.md#packages-and-patterns)"),
    (Patterns, "[pattern](scenario-format.md#packages-and-patterns), or list of patterns"),
    (Duration, "[days](scenario-format.md#days)"),
    (Procedure, "[days](scenario-format.md#days)"),
    (DayOrDays, "date, or [range of dates](evidence-format.md#a-range-of-dates)"),
    (DateOrEvent, "date, or name of an event"),
    (DateOrEvent | None, "date, or name of an event"),
    (EventDay, "date, or [days it may fall on](scenario-format.md#days-an-event-may-fall-on)"),
    (Deadline, "date, or [several possible ones](scenario-format.md#a-deadline-that-chance-picks)"),
    (PossibleDay, "date, or a date with its weight"),
    (AgreementRule, "`all`, `majority`, or [weights or groups](scenario-format.md#agreement)"),
    (TacticChoice, "[tactic](scenario-format.md#tactics)"),
    (claims.DocumentId, "lower-case letters, then digits or nothing"),
    (claims.ClaimId, "claim id"),
    (claims.Text, "text"),
    (claims.Telling, "name"),
)
"""Annotations that the models share under a name of their own."""

_PLAIN = {
    str: "text",
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    datetime.date: "date",
    type(None): "`null`",
}

_OF_EVERY_NUMBER = (annotated_types.Ge(-LARGEST), annotated_types.Le(LARGEST))

_WORDED: dict[tuple[str, str], str] = {
    ("AnyOf", "any_of"): "list of lists of seats",
    ("ClaimedValue", "value"): f"number or {_DISTRIBUTION}",
    ("ScenarioModel", "claims"): "by claim id: [inline claim](scenario-format.md#claims-in-the-file)",
    ("ScenarioModel", "outcomes"): (
        "by outcome: [pattern](scenario-format.md#packages-and-patterns), or list of patterns, or "
        "[rule](scenario-format.md#outcomes-by-date-and-event)"
    ),
    ("ScenarioModel", "published_odds"): (f"by event, then by date: number or {_DISTRIBUTION}, from 0 to 1"),
    ("Government", "orders"): "by issue: options joined by `>` (better than) and `=` (as good as)",
    ("Plugin", "plugin"): "`module:Class`",
    ("Plugin", "parameters"): "by name: number or text",
    ("CaseEntry", "claims"): "by fact: list of claim ids",
    ("CaseEntry", "replaced"): "list of outcomes",
    ("Document", "claims"): "by claim id: [claim](evidence-format.md#a-claim)",
    ("Document", "published"): "date, or `null`",
    ("Claim", "actor"): "text, or list of texts",
    ("Claim", "date"): "date, or [range of dates](evidence-format.md#a-range-of-dates)",
}
"""Fields whose annotation says less than a reader wants to know."""


_CALLED = {"actual": "actual end", "break off": "when to break off"}
_NUMERALS = {1: "one", 2: "two"}


def part(model: type[ScenarioPart]) -> str:
    """Return a model's name in words.

    Examples
    --------
    >>> from sim.scenario.event import RecordEntry
    >>> part(RecordEntry)
    'record entry'
    """
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    return _CALLED.get(plain, plain)


def words(model: type[ScenarioPart], field: str, annotation: Any, *, places: Mapping[str, str]) -> str:
    """Return what may stand in a field.

    Parameters
    ----------
    model : type
        The model whose field it is.
    field : str
        Its name in Python.
    annotation : Any
        Its annotation, metadata included.
    places : mapping of str to str
        For models by name, the link to where the manual describes them.

    Examples
    --------
    >>> from sim.scenario.bargain import EventName
    >>> from sim.scenario.event import Event
    >>> words(Event, "chances", dict[EventName, Number], places={})
    'by event: number'
    """
    if (model.__name__, field) in _WORDED:
        return _WORDED[model.__name__, field]
    if field in ("claims", "order_claims", "disputes"):
        return "by issue: list of claim ids" if field == "order_claims" else "list of claim ids"
    found = _words(annotation, places)
    many = _how_many(annotation)
    return f"{found}; {many}" if many else found


def _words(annotation: Any, places: Mapping[str, str]) -> str:
    annotation, limits = _without_limits(_given(annotation))
    found = _in_words(annotation, places)
    return f"{found}, {limits}" if limits else found


def _in_words(annotation: Any, places: Mapping[str, str]) -> str:
    if annotation == AnyName:
        return _PLAIN[str]
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated and (ref := _ref(annotation)):
        one = f"name of {'an' if str(ref)[0] in 'aeiou' else 'a'} {ref}"
        return f"{one}, or list of names" if get_origin(parts[0]) is tuple else one
    known = next(
        (expected for shared, expected in _KNOWN if annotation in (shared, _without_limits(shared)[0])), None
    )
    if known is not None:
        return known
    if origin is dict and (ref := _ref(parts[0])):
        return f"by {ref}: {_words(parts[1], places)}".replace(": by ", ", then by ")
    if origin in (Union, types.UnionType):
        return ", or ".join([_words(part, places) for part in parts])
    if origin is Literal:
        return joined([f"`{part}`" for part in parts], "or")
    if origin is tuple:
        return _sequence(parts, places)
    if isinstance(annotation, type) and issubclass(annotation, ScenarioPart):
        return f"[{part(annotation)}]({places[annotation.__name__]})"
    if annotation not in _PLAIN:
        raise LookupError(f"a field holds {annotation}: if it is a name, say by a `Ref` what it names")
    return _PLAIN[annotation]


def _ref(annotation: Any) -> Ref | None:
    """Return what a name names, by its annotation."""
    return next((part for part in get_args(annotation) if isinstance(part, Ref)), None)


def _given(annotation: Any) -> Any:
    """Return what may be given, without the None that stands for nothing given."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    return Union[tuple(part for part in get_args(annotation) if part is not type(None))]  # noqa: UP007


def _sequence(parts: tuple[Any, ...], places: Mapping[str, str]) -> str:
    many = _plural(_words(parts[0], places))
    return f"list of {many}" if parts[-1] is Ellipsis else f"list of {len(parts)} {many}"


def _plural(value: str) -> str:
    """Return words for several of what `told`, a word or a link, stands for.

    Examples
    --------
    >>> _plural("date"), _plural("[record entry](page.md#the-record)")
    ('dates', '[record entries](page.md#the-record)')
    """
    word, bracket, link = value.partition("]")
    return f"{word[:-1]}ies{bracket}{link}" if word.endswith("y") else f"{word}s{bracket}{link}"


def _without_limits(annotation: Any) -> tuple[Any, str]:
    """Return an annotation without the limits a field puts on it, and these in words."""
    if get_origin(annotation) is not Annotated:
        return annotation, ""
    core, *metadata = get_args(annotation)
    kept = [part for part in metadata if not isinstance(part, FieldInfo)]
    limits = [limit for part in metadata if isinstance(part, FieldInfo) for limit in part.metadata]
    limits = [limit for limit in limits if limit not in _OF_EVERY_NUMBER]
    # a BeforeValidator given for one field only says how to read it, not what it is
    rebuilt = Annotated[core, *kept] if kept else core
    return rebuilt, _limits(limits)


def _limits(limits: list[Any]) -> str:
    found = {type(limit): limit for limit in limits}
    low, above = found.get(annotated_types.Ge), found.get(annotated_types.Gt)
    high, below = found.get(annotated_types.Le), found.get(annotated_types.Lt)
    if low and high:
        return f"from {low.ge:g} to {high.le:g}"
    parts = [f"above {above.gt:g}"] if above else [f"at least {low.ge:g}"] if low else []
    parts += [f"at most {high.le:g}"] if high else [f"below {below.lt:g}"] if below else []
    return " and ".join(parts)


def _how_many(annotation: Any) -> str:
    """Say how many entries a map or a list must and may have."""
    metadata = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    limits = [limit for part in metadata if isinstance(part, FieldInfo) for limit in part.metadata]
    least = [limit.min_length for limit in limits if isinstance(limit, annotated_types.MinLen)]
    most = [limit.max_length for limit in limits if isinstance(limit, annotated_types.MaxLen)]
    parts = [f"at least {_NUMERALS.get(number, number)}" for number in least]
    return ", ".join([*parts, *(f"at most {number}" for number in most)])


def default_words(info: FieldInfo, meaning: str) -> str:
    """Return a field's default as it would be written, that it must be given, or that its meaning tells."""
    value = info.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "required"
    if "default" in meaning.lower():
        return "see meaning"
    if value is None or (isinstance(value, str | tuple | dict) and not value):
        return "none"
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, ScenarioPart):
        found = value.model_dump(exclude_unset=True)
        return (
            f"`{{{', '.join(f'{key}: {_plain(part)}' for key, part in found.items())}}}`"
            if found
            else "its own defaults"
        )
    return f"`{_plain(value)}`"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    return f"[{', '.join(map(_plain, value))}]" if isinstance(value, tuple) else str(value)
