"""Quantities that a reader may move: those that matter most, or those named."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sensitivity.sensitivity import sensitivity
from sim.analysis.sweeps.sweep import Axis, axis_of
from sim.analysis.wording import say_quantity
from sim.ensemble.drawn import column_name
from sim.errors import InputError, shown
from sim.figures import joined, plain
from sim.quantity import Distribution, bounds, quantile
from sim.results.naming import Naming
from sim.scenario.government import RandomDuration
from sim.scenario.load import LoadedScenario

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["OWN", "Control", "controls_that_matter", "named_controls"]

OWN = -1
"""Position of a quantity left as the file has it."""

_STEPS = 20
"""Steps of a slider, ASSUMPTION: finer than a reader can tell apart."""

_FEW = 5
"""Values that are offered as choices and not on a slider."""

_LEAST_SHARE = 0.01
"""Share of the variance between plays from which a quantity is offered before others."""


@dataclass(frozen=True)
class Control:
    """A quantity that may be moved.

    Parameters
    ----------
    paths : tuple of str
        Places in the scenario that all take the same value.
    label : str
        What it is called.
    unit : str
        ``%`` for chances, ``" days"``, or nothing.
    values : tuple
        What it may take, in order.
    slides : bool
        Whether what lies between two values may be interpolated.
    own : str
        What the file says, in words.
    own_place : int
        Where that is one of the values, its place; else `OWN`.
    near : int
        The place nearest to what the file has: where a slider stands meanwhile.
    """

    paths: tuple[str, ...]
    label: str
    unit: str
    values: tuple[Any, ...]
    slides: bool
    own: str
    own_place: int = OWN
    near: int = 0

    def words(self, place: int) -> str:
        """Return a value in words."""
        return self.own if place == OWN else _say(self.values[place], self.unit)


def _say(value: Any, unit: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "yes" if value is True else "no" if value is False else plain(str(value))
    return f"{100 * value:.4g}%" if unit == "%" else f"{value:.4g}{unit}"


@dataclass(frozen=True)
class _Place:
    """A number of the scenario that may be set, and the name under which sensitivity knows it."""

    factor: str
    path: str
    label: str
    unit: str
    quantity: float | Distribution


def controls_that_matter(outcomes: Outcomes, most: int) -> tuple[Control, ...]:
    """Return the quantities that the likeliest outcome depends on most, of those a scenario sets.

    Parameters
    ----------
    outcomes : Outcomes
        Of 30 worlds or more.
    most : int

    Notes
    -----
    By share of the variance between plays: of a drawn quantity its first-order index times the share of ignorance, of
    a chance event what knowing how it goes would remove. Where only one, or none, is more than chance, there are two
    all the same: a reader may want to see that nothing moves.
    """
    scenario = outcomes.scenario
    places = {each.factor: each for each in _places(scenario)}
    found = sensitivity(outcomes)
    open_share = 0.0 if math.isnan(found.epistemic_share) else found.epistemic_share
    share = {each.name: each.index * open_share * each.matters for each in found.factors if each.name in places}
    for event in found.events:
        name = f"chance_{event.name.removeprefix('happened_')}"
        if name in places and not math.isnan(event.share):
            share[name] = share.get(name, 0.0) + event.share
    order = sorted(places, key=lambda name: -share.get(name, -1.0))
    weighty = [name for name in order if share.get(name, 0.0) >= _LEAST_SHARE]
    chosen = weighty[:most] if len(weighty) > 1 else order[: min(most, 2)]
    return tuple(_control(places[name]) for name in chosen)


def named_controls(
    scenario: LoadedScenario, quantities: Mapping[str | tuple[str, ...], Iterable[Any]] | Sequence[str]
) -> tuple[Control, ...]:
    """Return the quantities that a caller names, with the values given, or those that make sense.

    Parameters
    ----------
    scenario : LoadedScenario
    quantities : mapping, or list of str
        As of `sim.sweep`, without its limit; or places alone.

    Raises
    ------
    InputError
        For none, for places that do not exist, and for those of a list that hold no number.
    """
    named = quantities if isinstance(quantities, Mapping) else list(quantities) if _is_list(quantities) else []
    if not named:
        raise InputError(
            f"quantities: must be a mapping of places to values, or a list of places (found {shown(quantities)})"
        )
    if isinstance(named, Mapping):
        return tuple(_of_axis(scenario, axis_of(scenario, paths, values)) for paths, values in named.items())
    known = {each.path: each for each in _places(scenario)}
    axes = [axis_of(scenario, path, ()) for path in named]
    for axis in axes:
        if axis.name not in known:
            raise InputError(
                f"quantities: {axis.name}: give the values it is to take, as in {{'{axis.name}': [0, 1]}} "
                f"(places that need none: {', '.join(known) or 'none'})"
            )
    return tuple(_control(known[axis.name]) for axis in axes)


def _is_list(value: object) -> bool:
    """Tell whether a caller gave several things; an array of no dimension says that it is iterable, and is not."""
    return isinstance(value, Iterable) and not isinstance(value, str | bytes) and getattr(value, "shape", True) != ()


def _of_axis(scenario: LoadedScenario, axis: Axis) -> Control:
    """Return the control of a place with given values."""
    if len(axis.values) < 2:
        raise InputError(f"quantities: {axis.name}: at least two values are needed (found {len(axis.values)})")
    names = (axis.name, f"{axis.name}.median")  # a duration may be set whole
    known = next((each for each in _places(scenario, every=True) if each.path in names), None)
    values = tuple(sorted(axis.values)) if axis.is_numeric else axis.values
    unit = known.unit if known else ""
    label = known.label if known else " ".join(plain(part) for part in axis.name.split("."))
    if known:
        own = _say_own(known.quantity, unit)
    else:
        own = _say(axis.own, unit) if axis.own is not None else "as in the file"
    place = values.index(axis.own) if axis.own in values else OWN
    near = _near(known.quantity if known else None, values)
    return Control(axis.paths, label, unit, values, axis.is_numeric and len(values) > 2, own, place, near)


def _control(place: _Place) -> Control:
    """Return the control of a number: all its values where it has few, or a slider over its range."""
    values = _few_values(place.quantity)
    slides = values is None
    if values is None:
        values = _range(place)
    own = float(place.quantity) if isinstance(place.quantity, int | float) else None
    own_place = values.index(own) if own in values else OWN
    return Control(
        (place.path,),
        place.label,
        place.unit,
        values,
        slides,
        _say_own(place.quantity, place.unit),
        own_place,
        _near(place.quantity, values),
    )


def _near(quantity: float | Distribution | None, values: Sequence[Any]) -> int:
    """Return the place of the value nearest to the middle of what the file has; of what has none, the middle one."""
    if quantity is None or not all(isinstance(value, int | float) for value in values):
        return len(values) // 2
    middle = float(quantile(quantity, np.array([0.5]))[0])
    return min(range(len(values)), key=lambda place: abs(values[place] - middle))


def _few_values(quantity: float | Distribution) -> tuple[float, ...] | None:
    """Return the values of a distribution that has few; None of another, and of a number."""
    if not isinstance(quantity, Distribution):
        return None
    found = np.unique(quantile(quantity, (np.arange(400) + 0.5) / 400))
    return tuple(map(float, found)) if 1 < len(found) <= _FEW else None


def _range(place: _Place) -> tuple[float, ...]:
    """Return the steps of a slider: all chances, the range of what is drawn, or from half of a number to double."""
    if place.unit == "%":
        low, high = 0.0, 1.0
    else:
        low, high = bounds(place.quantity)
        if not np.isfinite([low, high]).all():
            low, high = (float(each) for each in quantile(place.quantity, np.array([0.02, 0.98])))
        if low == high:
            low, high = (low / 2, 2 * low) if low else (0.0, 10.0)
    steps = {float(f"{low + (high - low) * k / _STEPS:.4g}") for k in range(_STEPS + 1)}
    if isinstance(place.quantity, int | float):
        steps.add(float(place.quantity))
    return tuple(sorted(steps))


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _say_own(quantity: float | Distribution, unit: str) -> str:
    """Return what the file says, without its weights and sources."""
    if isinstance(quantity, int | float):
        return _say(float(quantity), unit)
    few = _few_values(quantity)
    if few:
        return f"{joined([_say(value, unit).removesuffix(unit) for value in few], 'or')}{unit}"
    if unit != "%":
        return say_quantity(quantity, unit)
    low, high = bounds(quantity)
    return f"{100 * low:.3g}% to {100 * high:.3g}%"


def _places(scenario: LoadedScenario, *, every: bool = False) -> Iterator[_Place]:
    """Yield the numbers that may be moved, by the name under which worlds hold what is drawn of them.

    Days that a file does not give are left out unless `every` number is wanted.
    """
    model, naming = scenario.model, Naming(scenario.model, scenario.packages)
    for name, event in model.events.items():
        if event.chance != 1.0:
            label = f"Chance of “{naming.event(name)}”"
            yield _Place(f"chance_{name}", f"events.{name}.chance", label, "%", event.chance)
    for government, body in model.governments.items():
        who = _capital(naming.government(government))
        for event_name, belief in body.beliefs.items():
            label = f"{who}: chance it gives to “{naming.event(event_name)}”"
            path = f"governments.{government}.beliefs.{event_name}"
            yield _Place(column_name("belief", government, event_name), path, label, "%", belief)
        yield _days(
            f"reply_days_{government}",
            f"governments.{government}.reply_days",
            f"{who}: days to answer",
            body.reply_days,
        )
    for seat, chair in model.seats.items():
        if every or chair.procedure_days != 0:
            label = f"{_capital(naming.seat(seat))}: days its own procedure takes"
            yield _days(f"procedure_days_{seat}", f"seats.{seat}.procedure_days", label, chair.procedure_days)
    for issue, body_ in model.issues.items():
        for option, details in body_.options.items():
            title = details.title or plain(option)
            for kind, words in (("draft_days", "days to draft"), ("lead_days", "days to take effect")):
                days = getattr(details, kind)
                if every or days != 0:
                    path = f"issues.{issue}.options.{option}.{kind}"
                    yield _Place(column_name(kind, issue, option), path, f"{_capital(title)}: {words}", " days", days)


def _days(factor: str, path: str, label: str, days: float | Distribution | RandomDuration) -> _Place:
    if isinstance(days, RandomDuration):
        return _Place(factor, f"{path}.median", f"{label} (median)", " days", days.median)
    return _Place(factor, path, label, " days", days)
