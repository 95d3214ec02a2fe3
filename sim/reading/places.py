"""Where a pydantic error stands: its `loc` walked through the data and the model's schema together.

A `loc` mixes keys of the data with names that are not in it: tags of discriminated unions, labels of union
members, ``[key]``. Only the schema tells them apart (``{uniform: [0, 1]}`` has both a key and a tag of that
name), and it also knows which keys and words are allowed at a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sim.reading.located import Path

__all__ = ["Atlas", "Branch", "Place", "Schema", "spelled"]

Schema: TypeAlias = Mapping[str, Any]
"""A pydantic core schema, as in ``pydantic_core.core_schema``."""

_SHAPES = {
    **dict.fromkeys(("model-fields", "dict"), "map"),
    **dict.fromkeys(("list", "tuple", "set", "frozenset"), "list"),
}
_ANY_SHAPE = ("any", "union", "tagged-union")
_INSIDE = {"lax-or-strict": "lax_schema", "json-or-python": "python_schema"}


class Branch(NamedTuple):
    """A member of an undiscriminated union, where the union stands, and whether the value has its shape."""

    path: Path
    member: str
    fits: bool


class Place(NamedTuple):
    """What a `loc` leads to.

    Parameters
    ----------
    path : Path
        The nearest part of the data.
    value : Any
        What stands there.
    schemas : tuple of Schema
        What may stand there, as far as the error says.
    owners : tuple of Schema
        What the map or list that holds it may be.
    others : tuple of Schema
        What that map is not, by a key that tells it from the others.
    unions : tuple of Branch
        Undiscriminated unions passed on the way, and the member of each that the error is about.
    on_key : bool
        The error is about the key, not the value.
    """

    path: Path
    value: Any
    schemas: tuple[Schema, ...]
    owners: tuple[Schema, ...]
    others: tuple[Schema, ...]
    unions: tuple[Branch, ...]
    on_key: bool


class Atlas:
    """The schema of one model, to look up places in."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._definitions: dict[str, Schema] = {}
        if schema["type"] == "definitions":
            self._definitions = {entry["ref"]: entry for entry in schema["definitions"]}

    def find(self, data: Any, loc: Sequence[str | int], *, on_key: bool = False) -> Place:
        """Walk from the top of `data` along `loc`.

        A part that is not in the data (the item of a list that a validator made from one word) leaves the
        walk where it is, and follows the schema if that knows it.
        """
        place = Place((), data, (self.bare(self._schema),), (), (), (), on_key)
        others: tuple[Schema, ...] = ()
        for part in loc:
            if part == "[key]" and not _holds(place.value, part):
                keys = (owner for owner in place.owners if "keys_schema" in owner)
                return place._replace(on_key=True, schemas=tuple(self.bare(owner["keys_schema"]) for owner in keys))
            members = tuple(member for schema in place.schemas for member in self._members(schema, str(part)))
            if members:
                others = tuple(self._rejected(place.schemas, members))
                place = place._replace(schemas=members, unions=place.unions + _branch(place, str(part), members))
                continue
            below = tuple(self.bare(child) for schema in place.schemas for child in _children(schema, part))
            if _holds(place.value, part):
                path, value = (*place.path, part), place.value[part]
                place = place._replace(path=path, value=value, schemas=below, owners=place.schemas, others=others)
                others = ()
            elif below:
                place = place._replace(schemas=below)
        return place

    def bare(self, schema: Schema) -> Schema:
        """Strip what adds nothing to a `loc`: defaults, validators, None allowed, references."""
        *_, bare = self._layers(schema)
        return bare

    def _layers(self, schema: Schema) -> Iterator[Schema]:
        """Yield a schema, and what is inside it, down to the bare one."""
        while True:
            yield schema
            kind = schema["type"]
            if kind == "definition-ref":
                schema = self._definitions.get(schema["schema_ref"], {"type": "any"})
            elif kind == "chain":
                schema = schema["steps"][0]
            elif kind in _INSIDE:
                schema = schema[_INSIDE[kind]]
            elif isinstance(schema.get("schema"), Mapping):
                schema = schema["schema"]
            else:
                return

    def leaves(self, schema: Schema, part: str | int | None = None) -> Iterator[Schema]:
        """Yield what may stand where `schema` is, or at `part` of it, members of unions one by one.

        Of a list with a validator that comes first, also the items: it may make a list of a single one.
        """
        *layers, bare = self._layers(schema)
        if part is not None:
            for leaf in self.leaves(bare):
                if (_SHAPES.get(leaf["type"]) == "list") == isinstance(part, int):
                    for child in _children(leaf, part):
                        yield from self.leaves(child)
        elif bare["type"] in ("union", "tagged-union"):
            choices = bare["choices"].values() if bare["type"] == "tagged-union" else bare["choices"]
            for choice in choices:
                yield from self.leaves(choice[0] if isinstance(choice, tuple) else choice)
        else:
            yield bare
            if bare["type"] == "tuple" and any(layer["type"] == "function-before" for layer in layers):
                for item in bare["items_schema"]:
                    yield from self.leaves(item)

    def _members(self, schema: Schema, part: str) -> Iterator[Schema]:
        """Yield the members of a union that `part`, a tag or a label, may mean."""
        if schema["type"] == "tagged-union":
            yield from (self.bare(member) for tag, member in schema["choices"].items() if str(tag) == part)
        elif schema["type"] == "union":
            choices = [choice[0] if isinstance(choice, tuple) else choice for choice in schema["choices"]]
            named = [choice for choice in choices if self._is_called(choice, part)]
            yield from (self.bare(choice) for choice in named or choices)

    def _rejected(self, schemas: tuple[Schema, ...], members: tuple[Schema, ...]) -> Iterator[Schema]:
        """Yield the members of tagged unions that are not those meant."""
        for schema in schemas:
            if schema["type"] == "tagged-union":
                yield from (bare for bare in map(self.bare, schema["choices"].values()) if bare not in members)

    def _is_called(self, schema: Schema, label: str) -> bool:
        bare, words = self.bare(schema), re.findall(r"[\w-]+", label)
        if bare["type"] == "model-fields":
            return bare["model_name"] in words
        return bool(words) and words[0] in (bare["type"], f"constrained-{bare['type']}")


def _branch(place: Place, label: str, members: tuple[Schema, ...]) -> tuple[Branch, ...]:
    if not any(schema["type"] == "union" for schema in place.schemas):
        return ()
    shape = "map" if isinstance(place.value, dict) else "list" if isinstance(place.value, list) else "word"
    kinds = [member["type"] for member in members]
    fits = any(kind in _ANY_SHAPE or _SHAPES.get(kind, "word") == shape for kind in kinds)
    return (Branch(place.path, label, fits),)


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value)


def _children(schema: Schema, part: str | int) -> Iterator[Schema]:
    """Yield the schemas of what `schema` may hold at `part`."""
    kind = schema["type"]
    if kind == "model-fields":
        yield from (field for name, field in schema["fields"].items() if part in (name, spelled(name, field)))
    elif kind == "dict":
        yield schema.get("values_schema", {"type": "any"})
    elif kind == "tuple" and isinstance(part, int):
        items = schema["items_schema"]
        yield items[min(part, len(items) - 1)] if items else {"type": "any"}
    elif "items_schema" in schema:
        yield schema["items_schema"]


def spelled(name: str, field: Schema) -> str:
    """Return the key of a model's field in a file: its alias, or its name."""
    alias = field.get("validation_alias")
    return alias if isinstance(alias, str) else name
