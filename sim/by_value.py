"""What answers have in common as Python objects: equal by what they hold, pickled without what can be made again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ByValue", "cached_frame", "handed_out", "read_only", "same", "without_frames"]

Array = TypeVar("Array", bound=NDArray[Any])

_CACHED = " (cached)"
"""Ends the names under which objects keep frames: no attribute is called so."""


class ByValue:
    """Base of frozen dataclasses, made with ``eq=False``, whose fields may hold arrays and tables.

    Two are equal where all fields are; a copy or pickle holds the fields and nothing that was computed from them.
    """

    def compared(self) -> dict[str, Any]:
        """Return what is compared: all fields, by name."""
        return _fields(self)

    def __eq__(self, other: object) -> bool:
        if not (isinstance(other, type(self)) or (isinstance(other, ByValue) and isinstance(self, type(other)))):
            return NotImplemented
        return same(self.compared(), other.compared())

    def equals(self, other: object) -> bool:
        """Tell whether another holds the same, as ``==`` does."""
        return self.__eq__(other) is True  # an array would be asked first by ==

    def __hash__(self) -> int:
        known = (value for value in self.compared().values() if isinstance(value, str | int | ByValue))
        return hash(tuple(known))

    def __getstate__(self) -> dict[str, Any]:
        return _fields(self)


def same(first: Any, second: Any) -> bool:
    """Tell whether two values are equal, arrays, tables and numbers that are unknown (NaN) included.

    Examples
    --------
    >>> same({"a": np.array([1.0, np.nan])}, {"a": np.array([1.0, np.nan])}), same((1, "x"), (1, "y"))
    (True, False)
    """
    if first is second:
        return True
    if isinstance(first, ByValue):
        return bool(first == second)
    if type(first) is not type(second):
        return not isinstance(first, np.ndarray) and not isinstance(second, np.ndarray) and bool(first == second)
    if isinstance(first, np.ndarray):
        alike: bool = first.shape == second.shape and first.dtype == second.dtype
        return alike and bool(((first == second) | _unknown(first, second)).all())
    if isinstance(first, float):
        return first == second or (math.isnan(first) and math.isnan(second))
    if hasattr(first, "equals"):  # pandas' tables, columns and indices
        return bool(first.equals(second))
    if isinstance(first, Mapping):
        return list(first) == list(second) and all(same(first[name], second[name]) for name in first)
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(starmap(same, zip(first, second, strict=True)))
    return same(_fields(first), _fields(second)) if is_dataclass(first) else bool(first == second)


def _unknown(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where both are not numbers, or not dates."""
    unknown: NDArray[np.bool_] = (first != first) & (second != second)
    return unknown


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def read_only(array: Array) -> Array:
    """Return an array that nobody can change."""
    found = array.view()
    found.flags.writeable = False
    return found


def handed_out(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table that may be changed without changing this one; it is copied only then, with pandas 3."""
    import pandas as pd

    return frame.copy(deep=int(pd.__version__.partition(".")[0]) < 3)


class cached_frame:  # noqa: N801 - used as functools.cached_property is
    """A property that makes a table once, and hands out a copy each time.

    Parameters
    ----------
    make : callable
        Makes the table of an object.
    """

    def __init__(self, make: Callable[[Any], pd.DataFrame]) -> None:
        self._make, self.__doc__ = make, make.__doc__
        self._name = f"{make.__name__}{_CACHED}"

    def __get__(self, instance: object, owner: type | None = None) -> pd.DataFrame:
        if instance is None:
            return self  # type: ignore[return-value]  # as documentation tools ask
        kept = vars(instance)
        if self._name not in kept:
            kept[self._name] = self._make(instance)
        return handed_out(kept[self._name])


def without_frames(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object's attributes without the tables kept by `cached_frame`."""
    return {name: value for name, value in state.items() if not name.endswith(_CACHED)}
