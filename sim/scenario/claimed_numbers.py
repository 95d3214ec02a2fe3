"""Numbers told by claims, wherever they stand in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from sim.quantity import ByClaim, ScenarioPart

__all__ = ["Path", "claimed_numbers", "with_claimed_numbers"]

Path = tuple[str | int, ...]
Value = TypeVar("Value")


def claimed_numbers(part: Any, path: Path = ()) -> Iterator[tuple[Path, ByClaim]]:
    """Yield every number told by claims in a part of a scenario, and where it stands."""
    if isinstance(part, ByClaim):
        yield path, part
        return
    for key, value in _inside(part):
        yield from claimed_numbers(value, (*path, key))


def with_claimed_numbers(part: Value, change: Callable[[Path, ByClaim], ByClaim], path: Path = ()) -> Value:
    """Return a part of a scenario with another number in the place of each that is told by claims.

    What holds none is returned as it is.
    """
    if isinstance(part, ByClaim):
        return change(path, part)  # type: ignore[return-value]
    changed = {
        key: new
        for key, value in _inside(part)
        if (new := with_claimed_numbers(value, change, (*path, key))) is not value
    }
    if not changed:
        return part
    if isinstance(part, ScenarioPart):
        return part.model_copy(update={str(key): value for key, value in changed.items()})
    if isinstance(part, dict):
        return {**part, **changed}  # type: ignore[return-value]
    held: Any = part
    return tuple(changed.get(place, value) for place, value in enumerate(held))  # type: ignore[return-value]


def _inside(part: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(part, ScenarioPart):
        yield from ((name, getattr(part, name)) for name in type(part).model_fields)
    elif isinstance(part, dict):
        yield from part.items()
    elif isinstance(part, tuple):
        yield from enumerate(part)
