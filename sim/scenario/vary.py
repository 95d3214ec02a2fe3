"""Variations of a scenario already read: values set on top, as ``--set`` does, and recorded as settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.scenario.load import LoadedScenario, _read
from sim.scenario.resolve import Amendments
from sim.scenario.write import _flow

__all__ = ["as_setting", "as_settings", "vary"]


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
    told = (*loaded.settings, *varied.settings)
    return LoadedScenario(varied.model, varied.packages, loaded.library, loaded.path, told, varied.located)


def as_settings(given: str | Mapping[str, Any]) -> tuple[str, ...]:
    """Return a setting as it is, or a mapping of paths to values as settings."""
    return (given,) if isinstance(given, str) else tuple(as_setting(path, value) for path, value in given.items())


def as_setting(path: str, value: Any) -> str:
    """Return ``path=value``, the value written so that YAML reads the same again.

    Parameters
    ----------
    path : str
        Keys and 0-based list numbers joined by dots.
    value : Any
        Number, text, truth value, date, None, a distribution of `sim.quantity`, maps and lists of these; numpy's
        numbers and arrays too.

    Examples
    --------
    >>> as_setting("events.vote.chance", np.float64(0.25)), as_setting("title", "No: maybe")
    ('events.vote.chance=0.25', 'title="No: maybe"')
    >>> as_setting("governments.firm.no_deal", {"uniform": (0, 40)})
    'governments.firm.no_deal={uniform: [0, 40]}'
    """
    return f"{path}={_flow(_plain(value))}"


def _plain(value: Any) -> Any:
    """Return a value in the types that YAML has."""
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(by_alias=True, exclude_unset=True))
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
