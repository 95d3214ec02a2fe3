"""What a caller of the Python API gives: days and numbers of any usual type, turned into ours or refused."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unicodedata import normalize

import numpy as np

from sim.errors import InputError, did_you_mean, shown

__all__ = [
    "DEEPEST",
    "check_type",
    "day_of",
    "flag_of",
    "is_among",
    "name_of",
    "number_of",
    "numbers_of",
    "outcome_place",
    "plain_value",
]

DEEPEST = 100
"""Mappings and lists within each other at most: one that holds itself has no end."""


def day_of(name: str, value: object) -> date:
    """Return a day that a caller gave, whatever type of date it has.

    Parameters
    ----------
    name : str
        What the caller knows it as.
    value : date, datetime, pandas Timestamp, numpy datetime64 or ISO text
        Of a time of day only the day counts.

    Raises
    ------
    InputError
        For anything else; a number is not a day.

    Examples
    --------
    >>> day_of("as_of", "2024-08-20"), day_of("as_of", np.datetime64("2024-08-20T15:30", "ns"))
    (datetime.date(2024, 8, 20), datetime.date(2024, 8, 20))
    >>> day_of("as_of", 20240820)
    Traceback (most recent call last):
    sim.errors.InputError: as_of: must be a date, YYYY-MM-DD (found 20240820)
    """
    found = value
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found)
        except ValueError:
            found = None
    elif isinstance(found, date | np.datetime64):
        found = plain_value(name, found)
    if isinstance(found, datetime):
        found = found.date()
    if not isinstance(found, date):
        raise InputError(f"{name}: must be a date, YYYY-MM-DD (found {shown(value)})")
    return found


def plain_value(name: str, value: Any, *, depth: int = 0) -> Any:
    """Return a value in the types that YAML has: of numpy's, pandas' and Python's other numbers, dates and lists.

    Parameters
    ----------
    name : str
        What the caller knows it as.
    value : Any
        Text, truth value, None, a number or date of any type, and mappings, lists and arrays of these.
    depth : int
        In how many mappings and lists it lies.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> plain_value("chance", [Fraction(1, 4), np.float64(0.5), datetime(2024, 8, 20)])
    [0.25, 0.5, datetime.date(2024, 8, 20)]
    """
    if depth > DEEPEST:
        raise InputError(f"{name}: nested too deeply (allowed: {DEEPEST} levels)")
    if isinstance(value, np.datetime64):  # tolist() of one in nanoseconds is a number
        value = value.astype("datetime64[D]").tolist()
    elif hasattr(value, "tolist") and not isinstance(value, np.ndarray):  # numpy's numbers, pandas' columns
        value = value.tolist()
    if isinstance(value, datetime):
        return value.date() if value == value else None
    if isinstance(value, Fraction | Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {key: plain_value(name, part, depth=depth + 1) for key, part in value.items()}
    if isinstance(value, np.ndarray) and not value.ndim:
        return plain_value(name, value[()])
    if isinstance(value, list | tuple | np.ndarray):
        return [plain_value(name, part, depth=depth + 1) for part in value]
    if value is None or isinstance(value, str | bool | int | float | date):
        return value
    raise InputError(f"{name}: not a value that a scenario can hold (found {shown(value)})")


def name_of(given: Any) -> Any:
    r"""Return a name as files have it, in composed letters, as plain text of Python; what is not text stays as it is.

    Examples
    --------
    >>> name_of("e\u0301lite") == "\u00e9lite", name_of(np.str_("lapsed")), name_of(5)
    (True, 'lapsed', 5)
    """
    return normalize("NFC", str.__str__(given)) if isinstance(given, str) else given


def check_type(name: str, value: object, kind: Any, what: str) -> None:
    """Refuse an argument of another type; a text is not a list of its letters.

    Parameters
    ----------
    name : str
        What the caller knows it as.
    value : Any
        What was given.
    kind : type
        Or several, joined by ``|``.
    what : str
        What it must be, in words.

    Raises
    ------
    InputError
        Naming it, and what it must be.

    Examples
    --------
    >>> check_type("tactics", 5, dict, "a mapping of governments to classes")
    Traceback (most recent call last):
    sim.errors.InputError: tactics: must be a mapping of governments to classes (found 5)
    """
    lists = kind is Iterable and not isinstance(value, str) and not (isinstance(value, np.ndarray) and not value.ndim)
    if not isinstance(value, kind) or (kind is Iterable and not lists):
        raise InputError(f"{name}: must be {what} (found {shown(value)})")


def flag_of(name: str, value: object) -> bool:
    """Return whether something is asked for: what is not a truth value of Python's or numpy's is taken for none.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> flag_of("plugins", np.bool_(True))
    True
    >>> flag_of("plugins", "no")
    Traceback (most recent call last):
    sim.errors.InputError: plugins: must be True or False (found 'no')
    """
    if not isinstance(value, bool | np.bool_):
        raise InputError(f"{name}: must be True or False (found {shown(value)})")
    return bool(value)


def number_of(name: str, value: Any, *, least: float = -math.inf) -> float:
    """Return a finite number that a caller gave, of any type of number.

    Raises
    ------
    InputError
        For anything else, and below `least`.

    Examples
    --------
    >>> number_of("beta", np.float32(0.5))
    0.5
    >>> number_of("beta", "0.5")
    Traceback (most recent call last):
    sim.errors.InputError: beta: must be a number (found '0.5')
    """
    try:
        found = math.nan if isinstance(value, str | bytes | bool | np.bool_) else float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found) or found < least:
        bound = f" of at least {least:g}" if math.isfinite(least) else ""
        raise InputError(f"{name}: must be a number{bound} (found {shown(value)})")
    return found


def numbers_of(name: str, value: Any, count: int) -> tuple[float, ...]:
    """Return so many finite numbers that a caller gave as a list, array or tuple.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> numbers_of("xlim", np.array([0, 100]), 2)
    (0.0, 100.0)
    """
    try:
        found = tuple(float(each) for each in value)
    except (TypeError, ValueError, OverflowError):
        found = ()
    if isinstance(value, str | bytes) or len(found) != count or not all(map(math.isfinite, found)):
        raise InputError(f"{name}: must be {count} numbers (found {shown(value)})")
    return found


def is_among(value: object, names: Iterable[str]) -> bool:
    """Tell whether something a caller gave is one of some names, whatever it is: arrays are neither equal nor not.

    Examples
    --------
    >>> is_among("a", ["a", "b"]), is_among(np.array(["a", "b"]), ["a", "b"])
    (True, False)
    """
    return isinstance(value, str) and value in names


def outcome_place(outcome: str, names: Sequence[str], *, argument: str = "outcome") -> int:
    """Return the position of an outcome among those a scenario has.

    Raises
    ------
    InputError
        If there is no such outcome, with those there are.

    Examples
    --------
    >>> outcome_place("lapsed", ["a deal", "lapsed"])
    1
    >>> outcome_place("a deel", ["a deal", "lapsed"])
    Traceback (most recent call last):
    sim.errors.InputError: outcome: no such outcome (found 'a deel'; allowed a deal, lapsed). Did you mean 'a deal'?
    """
    outcome = name_of(outcome)
    if not is_among(outcome, names):
        allowed, found = f"allowed {', '.join(names)}", shown(outcome)
        raise InputError(
            f"{argument}: no such outcome (found {found}; {allowed}).{did_you_mean(str(outcome), names)}"
        )
    return names.index(outcome)
