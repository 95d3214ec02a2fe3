"""The JSON Schema of scenario files, by which editors complete and check them: made from the models."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from sim.quantity import ScenarioPart
from sim.scenario.bargain import NAME
from sim.scenario.scenario import ScenarioModel

__all__ = ["FORMAT", "scenario_schema", "schema_text"]

FORMAT = "negotiation-sim scenario 1"
"""What scenario files are written in, and by which rules it changes: docs/formats.md."""

_PARTIAL = "Changed"
"""Begins the name of a definition as it is in a file that extends another: no key of it is required."""


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    Notes
    -----
    A file with `extends` gives only what differs, at any depth of its maps; list items it gives whole. So every
    definition that is reached through maps has a twin without required keys.

    Examples
    --------
    >>> schema = scenario_schema()
    >>> schema["then"], schema["else"]
    ({'$ref': '#/$defs/ChangedScenarioModel'}, {'$ref': '#/$defs/ScenarioModel'})
    """
    root = ScenarioModel.model_json_schema(by_alias=True)
    whole: dict[str, Any] = root.pop("$defs")
    whole["ScenarioModel"] = root
    held = root["properties"]["outcomes"]["additionalProperties"]
    held["anyOf"] = held.pop("oneOf")  # an empty pattern is an empty rule, too
    _describe(whole)
    _allow_unquoted_names(whole)
    _allow_instructions(whole)
    merged = _merged(whole)
    partial = {f"{_PARTIAL}{name}": _as_change(whole[name], merged) for name in sorted(merged)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": FORMAT,
        "title": "Negotiation scenario",
        "description": "A negotiation toward a deadline, or, with `extends`, what differs from another one.",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{_PARTIAL}ScenarioModel"},
        "else": {"$ref": "#/$defs/ScenarioModel"},
        "$defs": whole | partial,
    }


def schema_text() -> str:
    """Return the schema as the text that is committed."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def _describe(definitions: dict[str, Any]) -> None:
    """Add to every property what it means, its keys in the order of the alphabet like those of all."""
    for model in _nouns(ScenarioPart):
        if model.__name__ in definitions:
            properties = definitions[model.__name__]["properties"]
            for field, meaning in model.meanings().items():
                name = model.model_fields[field].alias or field
                properties[name] = dict(sorted({**properties[name], "description": meaning}.items()))


def _nouns(model: type[ScenarioPart]) -> Iterator[type[ScenarioPart]]:
    """Yield the models derived from `model`."""
    for derived in model.__subclasses__():
        yield derived
        yield from _nouns(derived)


def _allow_instructions(definitions: dict[str, Any]) -> None:
    """Add the keys that are carried out before a scenario is validated."""
    names = {"type": "string", "minLength": 1}
    definitions["ScenarioModel"]["properties"] |= {
        "extends": {
            "title": "Extends",
            "description": "A file, or several laid over each other, of which this one says only what differs.",
            "anyOf": [names, {"type": "array", "items": names, "maxItems": 10}],
        },
        "drop_claims": {
            "title": "Drop Claims",
            "description": "Claims to leave out, and with them every statement that rests on nothing else.",
            "type": "array",
            "items": names,
        },
    }
    definitions["Government"]["properties"]["drop_statements"] = {
        "title": "Drop Statements",
        "description": "Statements of the extended file to leave out, each named by its form: {refuses: clean}.",
        "type": "array",
        "items": {"type": "object"},
    }
    definitions["Government"]["properties"]["add_statements"] = {
        "title": "Add Statements",
        "description": "Statements added to those the extended file gives.",
        "type": "array",
        "items": {"$ref": "#/$defs/Statement"},
    }


def _allow_unquoted_names(schema: Any) -> None:
    """Let numbers and truth values stand where a name does, in place: they are read as words."""
    if isinstance(schema, dict):
        if schema.get("type") == "string" and (schema.get("pattern") == NAME or schema.get("minLength") == 1):
            schema["type"] = ["string", "number", "boolean"]
        for key, part in schema.items():
            if key != "propertyNames":
                _allow_unquoted_names(part)
    elif isinstance(schema, list):
        for part in schema:
            _allow_unquoted_names(part)


def _references(schema: Any, *, through_lists: bool) -> Iterator[str]:
    """Yield the definitions a schema refers to, those of list items only if wanted."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].removeprefix("#/$defs/")
        for key, value in schema.items():
            if through_lists or key not in ("items", "prefixItems"):
                yield from _references(value, through_lists=through_lists)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part, through_lists=through_lists)


def _merged(definitions: dict[str, Any]) -> set[str]:
    """Return the definitions whose maps merge by key: those reached from the top without passing a list."""
    merged, ahead = set(), ["ScenarioModel"]
    while ahead:
        name = ahead.pop()
        if name not in merged:
            merged.add(name)
            ahead += _references(definitions[name], through_lists=False)
    return merged


def _as_change(definition: dict[str, Any], merged: set[str]) -> dict[str, Any]:
    changed = copy.deepcopy(definition)
    # a distribution is told by its only key, so that stays required
    if len(changed.get("properties", {})) > 1:
        changed.pop("required", None)
    _redirect(changed, merged)
    _allow_null(changed)
    return changed


def _allow_null(schema: Any) -> None:
    """Let ``null`` stand for every value of a map, in place: it deletes what the extended file gives."""
    if isinstance(schema, list):
        for part in schema:
            _allow_null(part)
    if not isinstance(schema, dict):
        return
    for key, held in list(schema.items()):
        if key not in ("items", "prefixItems"):
            _allow_null(held)
        if key in ("properties", "patternProperties"):
            schema[key] = {name: _or_null(part) for name, part in held.items()}
        elif key == "additionalProperties" and isinstance(held, dict):
            schema[key] = _or_null(held)


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    described = {key: schema[key] for key in ("description", "title") if key in schema}
    return {
        "anyOf": [{key: part for key, part in schema.items() if key not in described}, {"type": "null"}]
    } | described


def _redirect(schema: Any, merged: set[str]) -> None:
    """Point references at the twins, in place, but not those of list items."""
    if isinstance(schema, dict):
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name in merged:
            schema["$ref"] = f"#/$defs/{_PARTIAL}{name}"
        schema.pop("minProperties", None)
        for key, value in schema.items():
            if key not in ("items", "prefixItems"):
                _redirect(value, merged)
    elif isinstance(schema, list):
        for part in schema:
            _redirect(part, merged)
