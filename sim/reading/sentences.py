"""Pydantic's errors in a scenario writer's words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import did_you_mean
from sim.reading.places import Place, Schema, spelled
from sim.reading.shown import listed, one_of, show

__all__ = ["mismatch", "noun", "sentence"]

_KINDS = {
    "true or false": ("bool_type", "bool_parsing"),
    "a date, YYYY-MM-DD": (
        "date_type",
        "date_parsing",
        "date_from_datetime_parsing",
        "date_from_datetime_inexact",
    ),
    "a map": ("dict_type", "mapping_type", "model_type", "model_attributes_type"),
    "a list": ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"),
    "a number": ("float_type", "float_parsing"),
    "a whole number": ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
    "nothing": ("none_required",),
    "text": ("string_type",),
}
_NOUNS = {kind: name for name, kinds in _KINDS.items() for kind in kinds}
_BOUNDS = {
    "finite_number": "must be a finite number",
    "greater_than": "must be above {gt:,.12g}",
    "greater_than_equal": "must be at least {ge:,.12g}",
    "less_than": "must be below {lt:,.12g}",
    "less_than_equal": "must be at most {le:,.12g}",
    "multiple_of": "must be a multiple of {multiple_of:g}",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
}
_NAME = r"^\w[\w-]*$"
_PATTERNS = {
    _NAME: "must be a name of letters, digits, _ and -, not beginning with - (a title may hold anything)",
    r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$": "must name a class as module:Class",
}
"""What a pattern asks for, where that can be put shortly."""

_LENGTHS = {
    "too_long": "has too many items (found {actual_length}; allowed: at most {max_length})",
    "too_short": "has too few items (found {actual_length}; needed: {min_length})",
}


def noun(error: Mapping[str, Any], place: Place) -> str | None:
    """Name what must stand at `place`, if the error is that something of another kind does."""
    kind = str(error["type"])
    if kind in ("literal_error", "enum"):
        allowed = _allowed_words(place)
        return one_of([show(word) for word in allowed]) if allowed else str(error["ctx"]["expected"])
    return _NOUNS.get(kind)


def mismatch(nouns: list[str], place: Place) -> str:
    """Say that something of another kind stands at `place` than any of `nouns`."""
    found = _found(place)
    quotes = "; in quotes it is text" if "text" in nouns and _is_unquoted(found) else ""
    hint = did_you_mean(found, _allowed_words(place)) if isinstance(found, str) else ""
    if "a number" in nouns or "number" in nouns:
        hint = hint or _share(found)
    return f"must be {one_of(list(dict.fromkeys(nouns)))} (found {show(found)}{quotes}).{hint}".removesuffix(".")


def sentence(error: Mapping[str, Any], place: Place) -> str:
    """Say what is wrong at `place`, what was found, and what is allowed."""
    kind, context = str(error["type"]), error.get("ctx", {})
    last = error["loc"][-1] if error["loc"] else ""
    if kind == "extra_forbidden":
        return _unknown_key(str(last), place)
    if kind == "missing" and isinstance(last, str):
        return f"missing key '{last}'"
    if kind == "missing":
        return _LENGTHS["too_short"].format(actual_length=len(place.value), min_length=_length(place))
    if kind.startswith("union_tag_"):
        return _bad_tag(error, place)
    expected = noun(error, place)
    if expected:
        return mismatch([expected], place)
    if kind in _LENGTHS:
        return _LENGTHS[kind].format_map({**context, "actual_length": len(place.value)})
    if kind == "string_pattern_mismatch" and context["pattern"] in _PATTERNS:
        hint = _name_that_would_do(_found(place)) if context["pattern"] == _NAME else ""
        return f"{_PATTERNS[context['pattern']]} (found {show(_found(place))}){hint}"
    if kind in _BOUNDS:
        return f"{_BOUNDS[kind].format_map(context)} (found {show(_found(place))})"
    return _validators_words(str(error["msg"]), place)


def as_name(text: str) -> str:
    """Return the name that comes nearest to a text: what may not stand in it becomes an underscore, or goes.

    Examples
    --------
    >>> as_name("as they are"), as_name("3%"), as_name("-low")
    ('as_they_are', '3', 'low')
    """
    return re.sub(r"[^\w-]+", "_", text).strip("_-")


def _name_that_would_do(found: Any) -> str:
    name = as_name(found) if isinstance(found, str) else ""
    return f". {show(name)} would do" if name else ""


def _share(found: Any) -> str:
    """Return `` Did you mean 0.45?`` for text such as ``45%``."""
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", found) if isinstance(found, str) else None
    return f" Did you mean {float(percent[1]) / 100:g}?" if percent and float(percent[1]) <= 100 else ""


def _found(place: Place) -> Any:
    return place.path[-1] if place.on_key and place.path else place.value


def _is_unquoted(found: Any) -> bool:
    return isinstance(found, int | float | datetime.date)


def _length(place: Place) -> int:
    return max((len(schema["items_schema"]) for schema in place.schemas if schema["type"] == "tuple"), default=0)


def _allowed_words(place: Place) -> list[str]:
    """Return the words a literal or an enumeration at `place` allows."""
    words: list[str] = []
    for schema in place.schemas:
        if schema["type"] == "literal":
            words += map(str, schema["expected"])
        elif schema["type"] == "enum":
            words += [str(member.value) for member in schema["members"]]
    return words


def _unknown_key(key: str, place: Place) -> str:
    allowed = _keys(place.owners)
    if key in _keys(place.others):
        return f"{show(key)} cannot stand beside {one_of([show(word) for word in allowed])}: give one of them"
    return f"unknown key {show(key)} (allowed: {listed(allowed)}).{did_you_mean(key, allowed)}".removesuffix(".")


def _keys(schemas: Iterable[Schema]) -> list[str]:
    """Return the keys that maps may have."""
    models = [schema for schema in schemas if schema["type"] == "model-fields"]
    return [spelled(name, field) for model in models for name, field in model["fields"].items()]


def _bad_tag(error: Mapping[str, Any], place: Place) -> str:
    """Say which members of a discriminated union there are."""
    tags, found = _tags(place), error["ctx"].get("tag", _found(place))
    discriminator = str(error["ctx"]["discriminator"]).strip("'")
    if error["type"] == "union_tag_not_found" and isinstance(place.value, dict) and discriminator.isidentifier():
        return f"missing key '{discriminator}' (allowed: {listed(tags)})"
    return f"must be {one_of(tags)} (found {show(found)}).{_near_tag(found, tags)}".removesuffix(".")


def _tags(place: Place) -> list[str]:
    unions = (schema for schema in place.schemas if schema["type"] == "tagged-union")
    return [str(tag) for union in unions for tag in union["choices"]]


def _near_tag(found: Any, tags: list[str]) -> str:
    words = [found] if isinstance(found, str) else found if isinstance(found, dict) else ()
    if set(words) & set(tags):  # the tag is right, something else is wrong
        return ""
    return next((hint for hint in (did_you_mean(str(word), tags) for word in words) if hint), "")


def _validators_words(message: str, place: Place) -> str:
    """Return what a validator said, with the found value unless it is a map of several or already shown."""
    message = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    message = " ".join(message.split())
    tags, found = _tags(place), _found(place)
    if "(found" in message or (isinstance(found, dict | list) and not tags):
        return message
    return f"{message.removesuffix('.')} (found {show(found)}).{_near_tag(found, tags)}".removesuffix(".")
