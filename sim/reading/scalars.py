"""What a plain (unquoted) word of YAML 1.2 means: nothing, a truth value, a number, a date, or text."""

from __future__ import annotations

import datetime
import re
from typing import TypeAlias

__all__ = ["Scalar", "read_scalar"]

Scalar: TypeAlias = bool | int | float | datetime.date | str | None

_WORDS: dict[str, Scalar] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MAX_DIGITS = 40  # more are text: no quantity needs them, and Python refuses to read thousands


def read_scalar(text: str) -> Scalar:
    """Read a plain word by the core schema of YAML 1.2.2 (section 10.3), plus ISO dates.

    Notes
    -----
    ISO dates (``2020-10-01``) become dates, a departure from the core schema; a date that no calendar holds
    (``2021-02-30``), a date with a time, and a whole number of more than 40 digits stay text.

    Examples
    --------
    >>> [read_scalar(word) for word in ("no", "1e-3", "012", "2021-02-30", "~")]
    ['no', 0.001, 12, '2021-02-30', None]
    >>> read_scalar("2021-02-05")
    datetime.date(2021, 2, 5)
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text) + 0.0  # of two zeros one is enough: -0.0 + 0.0 is 0.0
    if _DATE.fullmatch(text):
        return _read_date(text)
    return int(text, 0) if _OTHER_BASE.fullmatch(text) else text


def _read_date(text: str) -> Scalar:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text
