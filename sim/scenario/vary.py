"""Variations of a scenario already read: values set on top, as ``--set`` does, and recorded as settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sim.arguments import DEEPEST, check_type, plain_value
from sim.scenario.load import LoadedScenario, _read
from sim.scenario.resolve import Amendments
from sim.scenario.write import write_flow

__all__ = ["as_setting", "as_settings", "as_yaml", "vary"]


def vary(loaded: LoadedScenario, *settings: str) -> LoadedScenario:
    """Return the scenario with values set on top of it.

    Parameters
    ----------
    loaded : LoadedScenario
        Left as it is; its file is not read again.
    settings : str
        Such as ``events.biden_wins.chance=0``, carried out in order.

    Raises
    ------
    ProblemsError
        With every problem found; those of a setting are placed at it, as ``--set events...``.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> varied = vary(load_scenario_text(starter_scenario()), "deadline=2024-10-15")
    >>> varied.model.deadline, varied.settings
    (datetime.date(2024, 10, 15), ('deadline=2024-10-15',))
    """
    varied = _read(loaded.located, Amendments(), settings, path=loaded.path, library=loaded.library)
    settings = (*loaded.settings, *varied.settings)
    return LoadedScenario(varied.model, varied.packages, loaded.library, loaded.path, settings, varied.located)


def as_settings(given: str | Mapping[str, Any]) -> tuple[str, ...]:
    """Return a setting as it is, or a mapping of paths to values as settings."""
    check_type("settings", given, str | Mapping, "texts path=value, or mappings of paths to values")
    return (given,) if isinstance(given, str) else tuple(as_setting(path, value) for path, value in given.items())


def as_setting(path: str, value: Any) -> str:
    """Return ``path=value``, the value written so that YAML reads the same again.

    Parameters
    ----------
    path : str
        Keys and 0-based list numbers joined by dots.
    value : Any
        Text, truth value, None, a number or date of any type, a distribution of `sim.quantity`, and maps, lists and
        arrays of these.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> from fractions import Fraction
    >>> as_setting("events.vote.chance", Fraction(1, 4)), as_setting("title", "No: maybe")
    ('events.vote.chance=0.25', 'title="No: maybe"')
    >>> as_setting("governments.firm.no_deal", {"uniform": (0, 40)})
    'governments.firm.no_deal={uniform: [0, 40]}'
    """
    check_type("settings", path, str, "by places in the scenario, such as 'events.vote.chance'")
    return f"{path}={write_flow(plain_value(path, _without_models(value)))}"


def as_yaml(scenario: Mapping[str, Any]) -> str:
    """Return what a scenario file would say as YAML, a line for each section; values as of `as_setting`.

    Examples
    --------
    >>> print(as_yaml({"title": "Port", "issues": {"wage": {"options": {"low": {}, "high": {}}}}}), end="")
    title: Port
    issues: {wage: {options: {low: {}, high: {}}}}
    """
    lines = []
    for key, value in scenario.items():
        check_type("scenario", key, str, "a mapping with the sections of a file, such as title and issues")
        lines.append(f"{write_flow(key)}: {write_flow(plain_value(key, _without_models(value)))}\n")
    return "".join(lines)


def _without_models(value: Any, *, depth: int = 0) -> Any:
    """Return a value with the distributions in it as maps, as deep as `plain_value` takes it."""
    if depth > DEEPEST:
        return value
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return {key: _without_models(part, depth=depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_models(part, depth=depth + 1) for part in value]
    return value
