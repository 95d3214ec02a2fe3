"""A scenario model -> YAML text that reads back as the same model."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from pydantic import BaseModel

from sim.reading.scalars import read_scalar

__all__ = ["MODELINE", "write_flow", "write_yaml"]

MODELINE = "# yaml-language-server: $schema={schema}"
"""First line of a scenario file: where an editor finds the schema."""

_WIDTH = 110
_WORDS_OF_1_1 = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "nan", "inf"}
_NUMBER_OF_1_1 = re.compile(r"[-+.0-9][-+.0-9_:,eE]*|0[xXbBoO][0-9a-fA-F_]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt ].*")
_PLAIN = re.compile(r"[\w(][\w ./()+%'&>=!?-]*[\w)%+]|\w")


def write_yaml(model: BaseModel) -> str:
    """Write a model: keys in the order of its fields, defaults left out, ISO dates, short parts on one line.

    Examples
    --------
    >>> from sim.scenario.bargain import Issue, Option
    >>> print(write_yaml(Issue(title="No: maybe", options={"a": Option(), "b": Option(lead_days=2.0)})), end="")
    options: {a: {}, b: {lead_days: 2}}
    title: "No: maybe"
    """
    return "".join(f"{line}\n" for line in _entries(model.model_dump(by_alias=True, exclude_defaults=True), ""))


def _entries(entries: dict[Any, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in entries.items():
        lines += _block(f"{indent}{write_flow(key)}:", value, indent + "  ")
    return lines


def _block(head: str, value: Any, indent: str) -> list[str]:
    """Write a value after its key or dash: on the same line if it fits and is not the top of a section."""
    line = f"{head} {write_flow(value)}"
    if not isinstance(value, dict | list | tuple) or not value or len(line) <= _WIDTH:
        return [line]
    if isinstance(value, dict):
        return [head, *_entries(value, indent)]
    lines = [head]
    for item in value:
        item_line = f"{indent}- {write_flow(item)}"
        if isinstance(item, dict) and item and len(item_line) > _WIDTH:
            body = _entries(item, indent + "  ")
            lines += [f"{indent}- {body[0].strip()}", *body[1:]]
        else:
            lines.append(item_line)
    return lines


def write_flow(value: Any) -> str:
    """Write plain data on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write_flow(key)}: {write_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(write_flow(part) for part in value) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and isinstance(read_scalar(value), str) and not _is_other_in_yaml_1_1(value)
        return value if plain else _quoted(value)
    if isinstance(value, float):
        written = re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))  # to YAML 1.1, 1e-05 is text
        return re.sub(r"(?=nan|inf)", ".", written)  # without the dot they are words
    return value.isoformat() if isinstance(value, date) else repr(value)


def _is_other_in_yaml_1_1(word: str) -> bool:
    """Tell whether readers of YAML 1.1 (of Python, R, Ruby) take a plain word for something else than text.

    Notes
    -----
    Truth values yes, no, on, off, y, n; numbers in base 2, 8 or 60 and with underscores; dates with times
    (https://yaml.org/type/). Signs or digits with nothing else that makes a word are quoted whatever they are.
    """
    return word.lower() in _WORDS_OF_1_1 or _NUMBER_OF_1_1.fullmatch(word) is not None


def _quoted(text: str) -> str:
    """Quote as JSON does; YAML 1.2 takes nearly all of JSON, control characters beyond it are escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)
