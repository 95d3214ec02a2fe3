"""The public API in lines: names, parameters, defaults, attributes. ``python -m tests.public_api`` writes them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import sim
from sim.answer import Answer
from tools.count_code import modules

GOLDEN = Path(__file__).parent / "golden" / "public_api.txt"


def answers() -> dict[str, type[Answer]]:
    """Return the classes of answers by name."""
    for module in modules():
        if module.startswith(("sim.analysis.", "sim.play.", "sim.results.")):
            import_module(module)
    return {each.__name__: each for each in _below(Answer) if "_presented_by" in vars(each)}


def _below(base: type[Answer]) -> Iterator[type[Answer]]:
    for each in base.__subclasses__():
        yield each
        yield from _below(each)


def public_api() -> str:
    """Return the API, a line each, in the order of the alphabet."""
    lines = [line for name in sim.__all__ for line in _described(f"sim.{name}", getattr(sim, name))]
    lines += [
        line for name, found in answers().items() if name not in sim.__all__ for line in _described(name, found)
    ]
    return "".join(f"{line}\n" for line in sorted(set(lines)))


def _described(name: str, thing: object) -> Iterator[str]:
    if not inspect.isclass(thing):
        yield name + (_parameters(thing) if callable(thing) else "")
        return
    yield f"class {name}" + ("" if issubclass(thing, BaseException) else _parameters(thing))
    if is_dataclass(thing):
        yield from (f"{name}.{field.name}" for field in fields(thing) if not field.name.startswith("_"))
    for member in dir(thing):
        if member.startswith("_") or hasattr(BaseException, member):
            continue
        found = inspect.getattr_static(thing, member)
        if isinstance(found, staticmethod | classmethod):
            found = found.__func__
        yield f"{name}.{member}" + (_parameters(found) if inspect.isfunction(found) else "")


def _parameters(called: Any) -> str:
    """Return parameters and defaults, without annotations, which each Python writes in its own way."""
    signature = inspect.signature(called)
    plain = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))


if __name__ == "__main__":
    GOLDEN.write_text(public_api(), encoding="utf-8")
