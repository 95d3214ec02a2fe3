"""Other values to try in place of each assumed number: half and double, or what comes nearest to that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.evidence.assumptions import Setting, list_settings
from sim.quantity import ScenarioPart
from sim.scenario.government import RandomDuration
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel

__all__ = ["Alternative", "list_alternatives", "place_value", "value_at"]

Steps = tuple[str | int, ...]

_CHANCES = frozenset({"chance", "credence"})
_LIMIT = {"lead_spread": 3.0, "margin": 100.0, "legacy": 1.0, "floor": 0.9, "imagined_rivals": 256.0}

_OTHERWISE: Mapping[tuple[str, Any], tuple[Any, ...]] = {
    ("legacy", 0.0): (0.5,),
    ("discount", 1.0): (0.9995,),
    ("proposer", "random"): ("alternating",),
    ("proposer", "alternating"): ("random",),
    ("prior", "volume"): ("flat",),
    ("prior", "flat"): ("volume",),
}
"""Where half and double mean nothing: half a legacy; a point that loses a sixth in a year; the other rule, prior."""


@dataclass(frozen=True)
class Alternative:
    """One assumed number with another value.

    Parameters
    ----------
    place : str
        As `Setting.place`, or a part of it.
    meaning : str
    value, other : str
        As it is, and the value tried, in words.
    step : {"lower", "higher", "other"}
    model : ScenarioModel
        The scenario with the value tried.
    """

    place: str
    meaning: str
    value: str
    other: str
    step: str
    model: ScenarioModel


def list_alternatives(scenario: LoadedScenario) -> tuple[Alternative, ...]:
    """Return what to try for each assumed number that is the same in all worlds.

    Notes
    -----
    Half and double; for chances and credences the odds, for a range its width about its middle. Distributions are
    left out, as `sim.analysis.sensitivity` finds what they do from the worlds there are; dates and tactics too.

    Examples
    --------
    >>> import sim
    >>> tried = list_alternatives(sim.load("tests/ensemble/port.yaml"))
    >>> [(one.place, one.value, one.other) for one in tried if one.place == "minds.noise"]
    [('minds.noise', '3', '1.5'), ('minds.noise', '3', '6')]
    """
    return tuple(
        alternative
        for setting in list_settings(scenario)
        if setting.assumed
        for alternative in _alternatives(scenario.model, setting)
    )


def value_at(model: ScenarioModel, path: Steps) -> Any:
    """Return what stands at a place of the scenario.

    Raises
    ------
    LookupError, AttributeError
        Where nothing does.
    """
    node: Any = model
    for step in path:
        node = getattr(node, node.field_of(str(step))) if isinstance(node, ScenarioPart) else node[step]
    return node


def place_value(node: Any, path: Steps, value: Any) -> Any:
    """Return the scenario, or a part of it, with another value at a place; it is not checked again.

    Examples
    --------
    >>> import sim
    >>> model = sim.load("tests/ensemble/port.yaml").model
    >>> place_value(model, ("minds", "noise"), 6.0).minds.noise
    6.0
    """
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(node, ScenarioPart):
        field = node.field_of(str(step))
        return node.model_copy(update={field: place_value(getattr(node, field), rest, value)})
    if isinstance(node, tuple):
        return tuple(place_value(one, rest, value) if n == step else one for n, one in enumerate(node))
    return {**node, step: place_value(node[step], rest, value)}


def _alternatives(model: ScenarioModel, setting: Setting) -> Iterator[Alternative]:
    paths = list(_expand(model, (), setting.place.split(".")))
    if setting.place.endswith("statements.*.margin"):  # statements with a margin of their own are settings too
        paths = [path for path in paths if "margin" not in value_at(model, path[:-1]).model_fields_set]
    if not paths:
        return
    try:
        first, *rest = (value_at(model, path) for path in paths)
    except LookupError:  # nothing stands there: a belief that is the event's own chance
        return
    if any(value != first for value in rest):  # the place is that of "all others"
        return
    for tail in _parts(first):
        whole = [(*path, tail) if tail else path for path in paths]
        place, value = f"{setting.place}.{tail}" if tail else setting.place, value_at(model, whole[0])
        for step, other in _others(str(whole[0][-1]), value):
            changed = model
            for path in whole:
                changed = place_value(changed, path, other)
            yield Alternative(place, setting.meaning, _say(value), _say(other), step, changed)


def _parts(value: object) -> tuple[str, ...]:
    """Return the numbers of a duration, or "" for what is one number."""
    if not isinstance(value, RandomDuration):
        return ("",)
    more = ("expedited", "chance") if getattr(value, "expedited", None) is not None else ()
    return ("median", "spread", *more)


def _expand(model: ScenarioModel, path: Steps, steps: list[str]) -> Iterator[Steps]:
    """Yield the places that a setting's place, with its ``*`` and ``{a,b}``, stands for."""
    if not steps:
        yield path
        return
    step, rest = steps[0], steps[1:]
    node = value_at(model, path)
    if step == "*":
        names: list[str | int] = list(range(len(node))) if isinstance(node, tuple) else list(node)
    elif step.startswith("{"):
        names = list(step.strip("{}").split(","))
    else:
        names = [int(step) if isinstance(node, tuple) else step]
    for name in names:
        yield from _expand(model, (*path, name), rest)


def _others(field: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, str | int | float) and (field, value) in _OTHERWISE:
        yield from (("other", other) for other in _OTHERWISE[field, value])
    elif field == "no_deal_range" and value[0] < value[1]:
        middle, width = (value[0] + value[1]) / 2, value[1] - value[0]
        for step, factor in (("lower", 0.5), ("higher", 2.0)):
            yield step, (middle - factor * width / 2, middle + factor * width / 2)
    elif isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        for step, factor in (("lower", 0.5), ("higher", 2.0)):
            other = _scaled(field, value, factor)
            if other != value:
                yield step, other


def _scaled(field: str, value: float, factor: float) -> float:
    if field in _CHANCES and value < 1:
        odds = factor * value / (1 - value)
        return odds / (1 + odds)
    scaled = min(value * factor, _LIMIT.get(field, float("inf")))
    return max(1, round(scaled)) if isinstance(value, int) else scaled


def _say(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{value[0]:g} to {value[1]:g}"
    return value if isinstance(value, str) else f"{value:.4g}"
