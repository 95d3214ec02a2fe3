"""Located data -> a pydantic model, every error reported at its place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import Problem, ProblemsError
from sim.reading.located import Located, problem
from sim.reading.places import Atlas, Place
from sim.reading.sentences import mismatch, noun, sentence

__all__ = ["validate"]

T = TypeVar("T", bound=BaseModel)


class _Fault(NamedTuple):
    """One error of pydantic's, and its place."""

    error: Mapping[str, Any]
    place: Place


def validate(located: Located, model: type[T]) -> T:
    r"""Validate located data as `model`.

    Raises
    ------
    ProblemsError
        With every problem found, sorted by place.

    Examples
    --------
    >>> from sim.reading import load_text
    >>> class Talks(BaseModel, extra="forbid"):
    ...     rounds: int = 1
    >>> validate(load_text("rounds: 3", name="talks.yaml"), Talks)
    Talks(rounds=3)
    >>> validate(load_text("rounds: many\nround: 2", name="talks.yaml"), Talks)
    Traceback (most recent call last):
    sim.errors.ProblemsError: talks.yaml:1:9: rounds: must be a whole number (found 'many')
    talks.yaml:2:1: round: unknown key 'round' (allowed: rounds). Did you mean 'rounds'?
    """
    try:
        return model.model_validate(located.data)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False)
    atlas = Atlas(model.__pydantic_core_schema__)
    faults = [_Fault(entry, _find(atlas, located.data, entry)) for entry in errors]
    raise ProblemsError(_problems(located, [fault for fault in faults if not _is_miscounted(fault)], 0))


def _is_miscounted(fault: _Fault) -> bool:
    """Tell whether a list is called too short only because pydantic counts no items that are wrong themselves."""
    return fault.error["type"] == "too_short" and bool(len(fault.place.value) >= fault.error["ctx"]["min_length"])


def _find(atlas: Atlas, data: Any, error: Mapping[str, Any]) -> Place:
    if error["type"] == "missing":  # the last part is what is missing: the owner is the place
        return atlas.find(data, error["loc"][:-1])
    return atlas.find(data, error["loc"], on_key=error["type"] == "extra_forbidden")


def _problems(located: Located, faults: Iterable[_Fault], level: int) -> Iterator[Problem]:
    """Yield one problem for each fault, and one for all members of an undiscriminated union.

    `level` counts the unions already passed on the way down.
    """
    groups: dict[Any, list[_Fault]] = {}
    for fault in faults:
        if len(fault.place.unions) > level:
            groups.setdefault(fault.place.unions[level].path, []).append(fault)
        else:
            message = sentence(fault.error, fault.place)
            yield _problem(located, fault.place, f"{message}{_comma_hint(located, fault)}")
    for group in groups.values():
        yield from _union_problems(located, group, level)


def _union_problems(located: Located, group: list[_Fault], level: int) -> Iterator[Problem]:
    """Tell the faults of the member that was meant, or that the value fits none of them."""
    path = group[0].place.unions[level].path
    members: dict[str, list[_Fault]] = {}
    for fault in group:
        members.setdefault(fault.place.unions[level].member, []).append(fault)
    meant = [faults for faults in members.values() if not any(_is_misfit(fault, path) for fault in faults)]
    if meant:
        best = min(meant, key=lambda faults: _rank(faults, level))
        yield from _problems(located, best, level + 1)
        return
    misfits = [fault for fault in group if _is_misfit(fault, path)]
    nouns = [name for fault in misfits if (name := noun(fault.error, fault.place))]
    place = misfits[0].place._replace(schemas=tuple(s for fault in misfits for s in fault.place.schemas))
    yield _problem(located, place, mismatch(nouns, place))


def _rank(faults: list[_Fault], level: int) -> tuple[bool, int, int]:
    """Order members by how well the value fits: right shape, understood deepest, fewest faults."""
    deepest = max(len(fault.place.path) for fault in faults)
    return not faults[0].place.unions[level].fits, -deepest, len(faults)


def _is_misfit(fault: _Fault, path: tuple[str | int, ...]) -> bool:
    """Tell whether the value at `path` itself is of another kind than the member."""
    return fault.place.path == path and noun(fault.error, fault.place) is not None


def _comma_hint(located: Located, fault: _Fault) -> str:
    """Say of an unknown key that no colon follows it, as where text in braces goes on after a comma."""
    path = fault.place.path
    if fault.error["type"] != "extra_forbidden" or path not in located.key_marks:
        return ""
    key, value = located.key_marks[path], located.value_marks[path]
    bare = value.line == key.line and value.column == key.column + len(str(path[-1]))
    return " (no colon follows: text with a comma needs quotes, a decimal a point)" if bare else ""


def _problem(located: Located, place: Place, message: str) -> Problem:
    at: Literal["key", "value"] = "key" if place.on_key else "value"
    return problem(located, place.path, message, at=at)
