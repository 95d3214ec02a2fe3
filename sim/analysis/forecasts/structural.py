"""What a forecast would be under other readings of what decides it: its range beside the Monte Carlo error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.analysis.several_runs import play_in_turn
from sim.arrays import Floats
from sim.by_value import ByValue
from sim.ensemble.execution import Execution, RunSize
from sim.quantity import ByClaim
from sim.results.outcomes import Outcomes
from sim.scenario.as_of import known_by
from sim.scenario.claimed_numbers import Path, claimed_numbers, with_claimed_numbers
from sim.scenario.load import LoadedScenario
from sim.scenario.minds import Minds

__all__ = ["Reading", "play_readings", "readings"]

_OTHER_PRIOR = {"volume": "flat", "flat": "volume"}
_OTHER_CHOICE = {"people": "exact", "exact": "people"}


@dataclass(frozen=True, eq=False)
class Reading(ByValue):
    """A forecast of one day under one reading.

    Parameters
    ----------
    what : str
        What is read otherwise: a place in the scenario and its value, as ``--set`` takes it.
    probability : ndarray, shape (k,)
        Of each outcome.
    """

    what: str
    probability: Floats


def readings(scenario: LoadedScenario, day: date) -> Iterator[tuple[str, LoadedScenario]]:
    """Yield by name the scenario as of a day with one thing read otherwise.

    The other prior (`minds.prior`), where any preferences are drawn; the other rule of choice (`minds.choice`); and
    each value alone of every number of which claims known by then tell several.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> loaded = load_scenario("scenarios/new_start/baseline.yaml")
    >>> [name for name, _ in readings(loaded, date(2020, 10, 1))]
    ['minds.prior=flat', 'minds.choice=exact']
    """
    then = known_by(scenario, day)
    model = then.model
    if any(body.points is None for body in model.governments.values()):
        prior = _OTHER_PRIOR[model.minds.prior]
        yield f"minds.prior={prior}", _with_minds(then, prior=prior)
    choice = _OTHER_CHOICE[model.minds.choice]
    yield f"minds.choice={choice}", _with_minds(then, choice=choice)
    for path, number in claimed_numbers(model):
        cited = [each for each in number.by_claim if each.claims]
        for each in cited if len(cited) > 1 else ():
            alone = number.model_copy(update={"by_claim": (each,)})

            def read(place: Path, found: ByClaim, path: Path = path, alone: ByClaim = alone) -> ByClaim:
                return alone if place == path else found

            name = f"{'.'.join(map(str, path))}={alone.in_words()}"
            yield name, replace(then, model=with_claimed_numbers(model, read))


def _with_minds(scenario: LoadedScenario, **changes: str) -> LoadedScenario:
    """Return a scenario with something else under ``minds``; what a rule of choice stands for is filled in anew."""
    given = {name: getattr(scenario.model.minds, name) for name in scenario.model.minds.model_fields_set}
    minds = Minds.model_validate({**given, **changes})
    return replace(scenario, model=scenario.model.model_copy(update={"minds": minds}))


def play_readings(
    scenario: LoadedScenario, dates: Sequence[date], size: RunSize, execution: Execution, *, weights: bool | str
) -> tuple[tuple[Reading, ...], ...]:
    """Return for each date the forecasts under all readings, with the luck of the forecast itself.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C.
    """
    named = [(day, name, each) for day in dates for name, each in readings(scenario, day)]
    found, whole = play_in_turn(
        [each for _, _, each in named],
        size,
        execution,
        keep=_probability,
        as_of=[day for day, _, _ in named],
        weights=weights,
    )
    if not whole:
        raise KeyboardInterrupt
    made = [(day, Reading(name, each)) for (day, name, _), each in zip(named, found, strict=True)]
    return tuple(tuple(reading for day, reading in made if day == asked) for asked in dates)


def _probability(run: Outcomes) -> Floats:
    return np.asarray(run.estimates.probability)
