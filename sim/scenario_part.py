"""The base of everything a file holds, and what its fields may hold: numbers, dates, one of several kinds of map."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, TypeVar, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Strict, Tag
from pydantic_core import PydanticCustomError

__all__ = ["LARGEST", "Day", "Flag", "Number", "ScenarioPart", "Whole", "by_only_key", "tagged_by_key"]

Model = TypeVar("Model", bound="ScenarioPart")


class ScenarioPart(BaseModel):
    """Base of everything a scenario file holds: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """Return what its fields mean: the docstrings under them, by the fields' names.

        Notes
        -----
        Read when asked for: pydantic's `use_attribute_docstrings` reads the source of every model at every start.

        Examples
        --------
        >>> from sim.distributions import Uniform
        >>> Uniform.meanings()
        {'uniform': 'Lower and upper bound.'}
        """
        models = [base for base in reversed(cls.__mro__) if issubclass(base, ScenarioPart)]
        meanings = {field: meaning for model in models for field, meaning in _docstrings_under_fields(model).items()}
        return {field: meaning for field, meaning in meanings.items() if field in cls.model_fields}

    @classmethod
    def field_of(cls, key: str) -> str:
        """Return the field that a key of the file stands for: its own name but where that is a word of Python.

        Examples
        --------
        >>> from sim.scenario.move import Move
        >>> Move.field_of("from"), Move.field_of("until")
        ('from_', 'until')
        """
        return next((field for field, info in cls.model_fields.items() if info.alias == key), key)


@cache
def _docstrings_under_fields(model: type[ScenarioPart]) -> dict[str, str]:
    """Return the docstrings under the fields that `model` itself declares."""
    (declared,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    meanings = {}
    for field, under in pairwise(declared.body):  # type: ignore[attr-defined]
        match field, under:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(value=ast.Constant(value=str(text))):
                meanings[name] = " ".join(text.split())
    return meanings


Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]

LARGEST = 1_000_000.0
"""How far from zero a number may lie. ASSUMPTION: points are near 100 and days near 1,000, and arithmetic on what is
much larger loses the digits that decide."""

FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years a date may lie in, so that years have four digits and a century can be added."""

Number = Annotated[float, Strict(), Field(ge=-LARGEST, le=LARGEST)]


def _iso_day(value: Any) -> Any:
    """Accept a date or its ISO text; everything else is not a day."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        raise PydanticCustomError("iso_day", "must be a date, YYYY-MM-DD")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise PydanticCustomError("year", "must lie in the years {first} to {last}", years)
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]


def by_only_key(*kinds: type[Model]) -> dict[str, type[Model]]:
    """Return models of one field each by the name of that field: the key by which a file tells which is meant.

    Examples
    --------
    >>> class Round(ScenarioPart):
    ...     radius: Number
    >>> list(by_only_key(Round))
    ['radius']
    """
    return {next(iter(kind.model_fields)): kind for kind in kinds}


def tagged_by_key(
    kinds: Mapping[str, type[ScenarioPart]], *, plain: Any, called: str, error: str, message: str
) -> Any:
    """Return the annotation of what is either `plain` or a map that one of its keys tells from the others.

    Parameters
    ----------
    kinds : mapping of str to type
        Models, by the key that is in no other.
    plain : Any
        Annotation of what is not a map.
    called : str
        What `plain` is called in the places of errors.
    error, message : str
        Type and text of the error for what is neither.
    """

    def kind_of(value: Any) -> str | None:
        if isinstance(value, dict):
            return next((key for key in value if key in kinds), None)
        return next((key for key, kind in kinds.items() if isinstance(value, kind)), called)

    members = [Annotated[plain, Tag(called)], *(Annotated[kind, Tag(key)] for key, kind in kinds.items())]
    choice = Discriminator(kind_of, custom_error_type=error, custom_error_message=message)
    return Annotated[Union[tuple(members)], choice]  # noqa: UP007
