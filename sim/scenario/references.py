"""Names that refer to something in a scenario: found in raw data by what the models' annotations say they name."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import Discriminator, Tag

from sim.quantity import ScenarioPart
from sim.reading import Path
from sim.scenario.bargain import Ref
from sim.scenario.check_draft import At, Draft
from sim.scenario.scenario import ScenarioModel

__all__ = ["Reference", "check_references", "references"]


class Reference(NamedTuple):
    """A name that refers to something.

    Parameters
    ----------
    noun : str
        What it names, such as ``seat``.
    name : str
        The name.
    path : Path
        Where it stands.
    at : {"key", "value"}
        Whether it is the key there or the value.
    issue : str
        The issue under which it stands, of an option; empty where there is none.
    """

    noun: str
    name: str
    path: Path
    at: At
    issue: str


def check_references(draft: Draft) -> None:
    """Report every name that refers to nothing."""
    known: dict[str, Mapping[str, Any]] = {
        "issue": draft.issues,
        "proposal": draft.proposals,
        "seat": draft.seats,
        "government": draft.governments,
        "event": draft.events,
        "event or move": {**draft.events, **draft.moves},
        "move": draft.moves,
        "prolongation": draft.mapping("prolongations"),
    }
    for noun, name, path, at, issue in dict.fromkeys(references(draft.located.data, ScenarioModel)):
        allowed = draft.issues.get(issue, {}) if noun == "option" else known[noun]
        draft.refer(noun, name, allowed, path, at=at)


def references(
    data: Any, annotation: Any, path: Path = (), ref: Ref | None = None, issue: str = ""
) -> Iterator[Reference]:
    """Yield the names in raw data of any shape that refer to something, and where they stand.

    Parameters
    ----------
    data : Any
        What stands at `path`; what does not fit the annotation is passed over.
    annotation : Any
        What may stand there.
    ref : Ref, optional
        What a name there names.
    issue : str
        The issue under which it stands.

    Examples
    --------
    >>> from sim.scenario.event import Event
    >>> [(each.noun, each.name, each.at) for each in references({"tables": {"us": [{"freeze": "yes"}]}}, Event)]
    [('seat', 'us', 'key'), ('issue', 'freeze', 'key'), ('option', 'yes', 'value')]
    """
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        own = next((each for each in parts[1:] if isinstance(each, Ref)), ref)
        yield from references(data, _meant(data, parts), path, own, issue)
    elif origin in (Union, types.UnionType):
        for part in parts:
            yield from references(data, part, path, ref, issue)
    elif origin is tuple:
        # one item may stand for a list of one
        items = (
            [((*path, place), item) for place, item in enumerate(data)] if isinstance(data, list) else [(path, data)]
        )
        for place, item in items:
            yield from references(item, parts[0], place, ref, issue)
    elif origin is dict and isinstance(data, dict):
        keys = next((each for each in get_args(parts[0])[1:] if isinstance(each, Ref)), None)
        for key, value in data.items():
            if keys is not None and keys.must_exist:
                yield Reference(keys.noun, key, (*path, key), "key", issue)
            under = key if keys is not None and keys.noun == "issue" else issue
            yield from references(value, parts[1], (*path, key), None, under)
    elif isinstance(annotation, type) and issubclass(annotation, ScenarioPart) and isinstance(data, dict):
        for name, held in _fields(annotation).items():
            if name in data:
                yield from references(data[name], held, (*path, name), None, issue)
    elif ref is not None and annotation is str and isinstance(data, str):
        yield Reference(ref.noun, data, path, "value", issue)


def _meant(data: Any, parts: tuple[Any, ...]) -> Any:
    """Return what is annotated; of a union told apart by a function, the member that is meant."""
    chooser = next((each.discriminator for each in parts[1:] if isinstance(each, Discriminator)), None)
    if not callable(chooser):
        return parts[0]
    tag = str(chooser(data))
    members = [member for member in get_args(parts[0]) if get_origin(member) is Annotated]
    return next((member for member in members if Tag(tag) in get_args(member)[1:]), parts[0])


@cache
def _fields(model: type[ScenarioPart]) -> dict[str, Any]:
    """Return the annotations of a model's fields, by their keys in a file."""
    hints = get_type_hints(model, include_extras=True)
    return {info.alias or name: hints[name] for name, info in model.model_fields.items()}
