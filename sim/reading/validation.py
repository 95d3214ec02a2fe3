"""Located data -> a pydantic model, every error told at its place in the file."""

from __future__ import annotations

import pathlib
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import ProblemsError
from sim.reading.located import Located, problem
from sim.reading.text import load

__all__ = ["read_model", "validate"]

T = TypeVar("T", bound=BaseModel)


def validate(located: Located, model: type[T]) -> T:
    """Validate located data as `model`.

    Raises
    ------
    ProblemsError
        With every problem found.
    """
    try:
        return model.model_validate(located.data)
    except ValidationError as error:
        problems = [
            problem(located, tuple(e["loc"]), e["msg"].removeprefix("Value error, "))
            for e in error.errors(include_input=False, include_url=False)
        ]
        raise ProblemsError(problems) from None


def read_model(path: pathlib.Path, model: type[T]) -> T:
    """Read a YAML file as `model` (see `load` and `validate`)."""
    return validate(load(path), model)
