"""Numbers, dates and truth values that stand where a name should: they are the words they were written as."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.reading.located import Located, Mark, Path
from sim.reading.merging import copy
from sim.reading.places import Atlas, Schema

__all__ = ["names_as_words"]

_SCALARS = {"int", "float", "bool", "date", "any"}


def names_as_words(located: Located, model: type[BaseModel]) -> Located:
    r"""Return the data with every number, date or truth value that can only be a name turned into its word.

    Keys are words anyway; so an option ``3`` can also be named without quotes wherever an option is named.

    Parameters
    ----------
    located : Located
        Left as it is.
    model : type of BaseModel
        Says where names stand: text that must match a pattern or have a least length.

    Examples
    --------
    >>> from sim.reading import load_text
    >>> from sim.scenario.scenario import ScenarioModel
    >>> located = load_text("proposals: {short: {years: 01}}\nstart: 2024-01-01", name="a.yaml")
    >>> names_as_words(located, ScenarioModel).data
    {'proposals': {'short': {'years': '01'}}, 'start': datetime.date(2024, 1, 1)}
    """
    result = copy(located)
    schema = model.__pydantic_core_schema__
    atlas = Atlas(schema)
    data = _Words(atlas, result.value_marks).restore(result.data, tuple(atlas.leaves(schema)), ())
    return Located(data, result.key_marks, result.value_marks)


class _Words:
    """What turns names into words, in place."""

    def __init__(self, atlas: Atlas, marks: dict[Path, Mark]) -> None:
        self._atlas, self._marks = atlas, marks
        self._below: dict[tuple[int, str | int], tuple[Schema, ...]] = {}
        """What may stand at a part of what may stand above it: the same for all items of a list."""

    def restore(self, data: Any, schemas: tuple[Schema, ...], path: Path) -> Any:
        """Return `data`, which stands at `path` where `schemas` may, with its names as words."""
        if isinstance(data, dict | list):
            for part, held in data.items() if isinstance(data, dict) else enumerate(data):
                data[part] = self.restore(held, self._at(schemas, part), (*path, part))
            return data
        mark = self._marks.get(path)
        return mark.word if data is not None and mark and mark.word and _is_name(schemas) else data

    def _at(self, schemas: tuple[Schema, ...], part: str | int) -> tuple[Schema, ...]:
        by_name = any(schema["type"] in ("model-fields", "tuple") for schema in schemas)
        key = (id(schemas), part if by_name else "")
        if key not in self._below:
            self._below[key] = tuple(leaf for schema in schemas for leaf in self._atlas.leaves(schema, part))
        return self._below[key]


def _is_name(schemas: tuple[Schema, ...]) -> bool:
    names = [schema for schema in schemas if schema["type"] == "str" and {"pattern", "min_length"} & schema.keys()]
    return bool(names) and not any(schema["type"] in _SCALARS for schema in schemas)
