"""Found values, written short enough for one line of a message."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any

from sim.figures import joined

__all__ = ["listed", "one_of", "show"]

_LONGEST = 40  # characters of a found value
_LONGEST_KEY = 60  # characters of a name, as long as one may be
_MOST = 15  # names in a list of what is allowed


def show(value: Any) -> str:
    """Write a found value in at most 40 characters, much as YAML would.

    Examples
    --------
    >>> show("soon"), show(None), show(True), show({"uniform": [0, 1]})
    ("'soon'", 'nothing', 'true', '{uniform: [0, 1]}')
    >>> len(show("x" * 50))
    40
    """
    text = _write(value, _LONGEST)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _write(value: Any, room: int) -> str:
    """Write `value`, or somewhat more than its first `room` characters."""
    if isinstance(value, str):
        return repr(value[: room + 1])
    if value is None:
        return "nothing"
    if isinstance(value, bool | datetime.date):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else repr(value).replace("inf", ".inf").replace("nan", ".nan")
    if isinstance(value, dict):
        held = [f"{_key(key)}: {_write(part, room // 2)}" for key, part in list(value.items())[:room]]
        return f"{{{', '.join(held)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_write(part, room // 2) for part in value[:room])}]"
    return repr(value)


def _key(key: str) -> str:
    return key[:_LONGEST_KEY] if key.isprintable() else repr(key[:_LONGEST_KEY])


def one_of(names: Sequence[str]) -> str:
    """Join names as a choice, the first 15 of them.

    Examples
    --------
    >>> one_of(["a", "b", "c"])
    'a, b or c'
    """
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])}, ..."
    return joined(names, "or")


def listed(names: Sequence[str], joint: str = ", ") -> str:
    """Join names with commas or another joint, the first 15 of them."""
    return joint.join([*map(_key, names[:_MOST]), *(["..."] if len(names) > _MOST else [])])
