"""What is bargained over: issues and their options, packages, proposals, named outcomes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from sim.quantity import Days, Noun, Number, Quantity

__all__ = ["NAME", "AnyName", "Issue", "Name", "Names", "Option", "Package", "Packages", "Pattern", "Shift"]

NAME = r"^\w[\w-]*$"
"""What a name is made of."""

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
"""A short name without spaces, such as ``five_years``."""


AnyName = Annotated[str, StringConstraints(min_length=1)]
"""A name that may hold anything, such as an outcome's, or several names in one text."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(_listed, json_schema_input_type=Name | tuple[Name, ...])]
"""One name, or a list of them."""

Package = dict[Name, Name]
"""One option for each issue named; issues left out take their first option."""

Packages = Annotated[
    tuple[Name | Package, ...],
    BeforeValidator(_listed, json_schema_input_type=Name | Package | tuple[Name | Package, ...]),
]
"""One package or proposal, or a list of them."""

Pattern = dict[Name, Names]
"""Packages that hold these options (one, or any of several) on the issues named; other issues are free."""

Shift = dict[Name, dict[Name, Quantity]]
"""Points added to options, by issue."""


class Option(Noun):
    """One possible settlement of an issue."""

    title: str = ""
    """How the option is called in tables and pictures; its name by default."""

    lead_days: Days = 0.0
    """Median days of drafting and technical talks before a package holding it can enter into force."""

    lead_spread: Annotated[Number, Field(ge=0, le=3)] | None = None
    """Spread (sd of the logarithm) of these days; the scenario's `procedure.lead_spread` by default."""

    needs: Names = ()
    """Third-party seats that must assent to every package holding the option."""

    claims: tuple[str, ...] = ()
    """Claims that bear on the option."""

    note: str = ""
    """Anything a reader should know."""


class Issue(Noun):
    """A matter to be settled, with its possible settlements; the first option is the status quo."""

    options: Annotated[dict[Name, Option], Field(min_length=1)]
    """The possible settlements, by name."""

    title: str = ""
    """How the issue is called in tables and pictures; its name by default."""

    claims: tuple[str, ...] = ()
    """Claims that bear on the issue."""
