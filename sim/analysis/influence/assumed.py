"""Which assumed numbers a forecast depends on: each in turn at half and at double its value, with the same luck."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison.same_luck import PairedDifference
from sim.analysis.influence.alternatives import Alternative, list_alternatives
from sim.analysis.influence.replays import Replays
from sim.answer import Answer
from sim.arguments import outcome_place
from sim.by_value import ByValue
from sim.ensemble.execution import Progress, RunSize, progress_of
from sim.errors import InputError, SimError, whole_number
from sim.results.observation import observed
from sim.scenario.load import LoadedScenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AssumedNumbers", "AssumedParameter", "Perturbation", "assumed_numbers"]


@dataclass(frozen=True, eq=False)
class Perturbation(ByValue):
    """Another value of an assumed number, and what comes of it.

    Parameters
    ----------
    alternative : Alternative
    shift : PairedDifference or None
        None where nothing changes.
    refused : str
        Why it cannot be, such as statements that then contradict each other; "" where it can.
    """

    alternative: Alternative
    shift: PairedDifference | None
    refused: str = ""


@dataclass(frozen=True, eq=False)
class AssumedParameter(ByValue):
    """An assumed number with all that was tried for it."""

    place: str
    meaning: str
    value: str
    perturbations: tuple[Perturbation, ...]

    def largest(self, k: int) -> float:
        """Return the largest shift of outcome k, whichever way."""
        return max((abs(float(one.shift.difference[k])) for one in self.perturbations if one.shift), default=0.0)


@dataclass(frozen=True, eq=False, repr=False)
class AssumedNumbers(Answer, presented_by="sim.present.assumed"):
    """One-at-a-time sensitivity of an outcome to what is assumed.

    Parameters
    ----------
    scenario : LoadedScenario
    size : RunSize
    names : tuple of str
        Outcomes, k.
    probability : ndarray, shape (k,)
        As assumed.
    outcome : str
        By which parameters are sorted, the weightiest first.
    parameters : tuple of AssumedParameter
    undone : int
        Runs that an interrupt left undone.
    as_of : date, optional
        The day as of which it is played.
    effective_worlds : float, optional
        Where worlds are weighed by the record, how many of one weight they are as good as.
    """

    scenario: LoadedScenario
    size: RunSize
    names: tuple[str, ...]
    probability: NDArray[np.float64]
    outcome: str
    parameters: tuple[AssumedParameter, ...]
    undone: int = 0
    as_of: date | None = None
    effective_worlds: float | None = None

    @property
    def k(self) -> int:
        """Position of the outcome."""
        return self.names.index(self.outcome)

    def table(self) -> pd.DataFrame:
        """Return a row per value tried and outcome: ``place``, ``value``, ``tried``, ``outcome``, ``shift``..."""
        return self.to_frame()

    def __repr__(self) -> str:
        return f"<AssumedNumbers: {self.scenario.model.title}; {len(self.parameters)} numbers, by {self.outcome!r}>"

    def cells(self, perturbation: Perturbation) -> list[dict[str, Any]]:
        """Return the shifts with another value, an entry per outcome."""
        if perturbation.refused:
            return []
        shift = perturbation.shift
        if shift is None:
            return [
                {"outcome": name, "shift": 0.0, "error": 0.0, "low": 0.0, "high": 0.0, "clear": False}
                for name in self.names
            ]
        return [
            {
                "outcome": name,
                "shift": float(shift.difference[k]),
                "error": float(shift.standard_error[k]),
                "low": float(shift.low[k]),
                "high": float(shift.high[k]),
                "clear": bool(shift.excludes_zero[k]),
            }
            for k, name in enumerate(self.names)
        ]


def assumed_numbers(
    scenario: LoadedScenario,
    outcome: str | None = None,
    *,
    worlds: int = 200,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
) -> AssumedNumbers:
    """Try each assumed number at half and at double, and see how far the forecast moves.

    Parameters
    ----------
    scenario : LoadedScenario
    outcome : str, optional
        To sort by; the likeliest by default.
    worlds, replications, seed, workers : int
        As of `sim.Scenario.run`; each run has the same luck.
    progress : callable, optional
        Called with (runs done, all runs).
    as_of : date or ISO text, optional
        With what was known on this day, as of `sim.Scenario.run`.
    weights : bool or str
        Whether worlds are weighed by the record up to then, with each number as assumed and as tried.

    Returns
    -------
    AssumedNumbers
        On Ctrl-C of what was done; before the first run is done, Ctrl-C is raised.

    Raises
    ------
    InputError
        If there is no such outcome, or fewer than two worlds.

    See Also
    --------
    sim.analysis.influence.alternatives.list_alternatives : What is tried.
    """
    if whole_number("worlds", worlds) < 2:
        raise InputError(f"worlds: must be at least 2, as the error comes from their spread (found {worlds})")
    seen = observed(scenario, as_of, weights)
    scenario, size = seen.scenario, RunSize.of(worlds, replications, seed)
    replays = Replays(scenario, size, workers=workers, as_of=seen.day, weighing=seen.weighing)
    name = replays.names[int(replays.probability.argmax())] if outcome is None else outcome
    k = outcome_place(name, replays.names)
    name = replays.names[k]
    tried = list_alternatives(scenario)
    perturbations = _perturb_all(replays, tried, progress_of(progress))
    parameters = sorted(_parameters(perturbations), key=lambda parameter: parameter.largest(k), reverse=True)
    return AssumedNumbers(
        scenario=scenario,
        size=replays.size,
        names=replays.names,
        probability=replays.probability,
        outcome=name,
        parameters=tuple(parameters),
        undone=len(tried) - len(perturbations),
        as_of=seen.day,
        effective_worlds=replays.effective_worlds,
    )


def _perturb_all(replays: Replays, tried: tuple[Alternative, ...], progress: Progress | None) -> list[Perturbation]:
    done = dict[int, Perturbation]()
    with suppress(KeyboardInterrupt):
        for place, found in replays.shifts((each.model for each in tried), progress):
            if isinstance(found, SimError):  # statements that cannot hold with such a margin or range
                done[place] = Perturbation(tried[place], None, refused=str(found))
            else:
                done[place] = Perturbation(tried[place], found)
    return [done[place] for place in sorted(done)]


def _parameters(perturbations: list[Perturbation]) -> list[AssumedParameter]:
    groups: dict[str, list[Perturbation]] = {}
    for each in perturbations:
        groups.setdefault(each.alternative.place, []).append(each)
    return [
        AssumedParameter(place, tried[0].alternative.meaning, tried[0].alternative.value, tuple(tried))
        for place, tried in groups.items()
    ]
