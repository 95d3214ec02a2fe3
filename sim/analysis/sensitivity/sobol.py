"""Sobol indices by runs made for them, through SALib (an extra): also of numbers that no world draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, MissingDependencyError, did_you_mean
from sim.scenario.vary import vary

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.load import LoadedScenario

__all__ = ["SobolIndices", "sobol"]

Floats = NDArray[np.float64]
Response = Callable[[Floats], Floats]
"""Values (n,) of the response at points (n, i)."""


@dataclass(frozen=True)
class SobolIndices:
    """First-order and total indices of inputs i; shapes (i,).

    Parameters
    ----------
    names : tuple of str
    first, first_margin : ndarray
        Share of the variance that knowing the input alone would remove, and half its 95% interval.
    total, total_margin : ndarray
        Share that would be left, were all other inputs known: with all that it does together with them.
    evaluations : int
        How many points were tried.
    """

    names: tuple[str, ...]
    first: Floats
    first_margin: Floats
    total: Floats
    total_margin: Floats
    evaluations: int

    def table(self) -> pd.DataFrame:
        """Return a row per input, the largest total first."""
        import pandas as pd

        columns = {field.name: getattr(self, field.name) for field in fields(self)[1:5]}
        return pd.DataFrame(columns, index=pd.Index(self.names, name="input")).sort_values("total", ascending=False)


def sobol(
    response: Response | LoadedScenario,
    ranges: Mapping[str, tuple[float, float]],
    *,
    n: int = 64,
    seed: int = 1,
    outcome: str | None = None,
    worlds: int = 50,
    replications: int = 10,
    progress: Callable[[int, int], object] | None = None,
) -> SobolIndices:
    """Estimate Sobol indices of a function, or of an outcome's probability in a scenario.

    Parameters
    ----------
    response : callable or LoadedScenario
        A function of points (n, i); or a scenario, of which `ranges` names numbers as ``--set`` does.
    ranges : mapping of str to (float, float)
        Each input varies evenly between its bounds, independently of the others.
    n : int
        A power of two; n (i + 2) points are tried, each of them a whole run of a scenario.
    seed : int
        Of the sample, its intervals and, for a scenario, all runs: the same luck in all.
    outcome : str, optional
        For a scenario: which; needed.
    worlds, replications : int
        For a scenario: of each run.
    progress : callable, optional
        For a scenario: called with (runs done, all runs).

    Raises
    ------
    InputError
        When SALib is not installed, the ranges or `n` make no sense, or there is no such outcome.

    Notes
    -----
    Saltelli's (2002) sample on Sobol points and the estimators of Saltelli et al. (2010), as SALib has them (Herman &
    Usher 2017; Iwanaga, Usher & Herman 2022).

    Examples
    --------
    >>> found = sobol(lambda x: 2 * x[:, 0] + x[:, 1], {"a": (0, 1), "b": (0, 1)}, n=256)
    >>> found.first.round(1).tolist(), found.evaluations
    ([0.8, 0.2], 1024)
    """
    if n < 2 or n & (n - 1):
        raise InputError(f"n: must be a power of two, 2 or more (found {n})")
    wrong = [name for name, (low, high) in ranges.items() if not low < high]
    if wrong or not ranges:
        raise InputError(
            f"ranges: each input needs a lower and a higher bound (not so: {', '.join(wrong) or 'none given'})"
        )
    analyse, sample = _salib()
    problem = {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(pair) for pair in ranges.values()]}
    points = np.asarray(sample(problem, n, calc_second_order=False, seed=seed), dtype=float)
    if callable(response):
        values = np.asarray(response(points), dtype=float)
    else:
        values = _probabilities(
            response, list(ranges), points, outcome, seed=seed, size=(worlds, replications), progress=progress
        )
    if not np.ptp(values):
        nothing = np.zeros(len(ranges))
        return SobolIndices(tuple(ranges), nothing, nothing, nothing, nothing, len(points))
    found = analyse(problem, values, calc_second_order=False, seed=seed)
    first, first_margin, total, total_margin = (
        np.asarray(found[key], dtype=float) for key in ("S1", "S1_conf", "ST", "ST_conf")
    )
    return SobolIndices(tuple(ranges), first, first_margin, total, total_margin, len(points))


def _salib() -> tuple[Callable[..., Any], Callable[..., Any]]:
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampling
    except ImportError:
        raise MissingDependencyError("Sobol indices need SALib: pip install 'negotiation-sim[sensitivity]'") from None
    return analysis.analyze, sampling.sample


def _probabilities(
    scenario: LoadedScenario,
    places: list[str],
    points: Floats,
    outcome: str | None,
    *,
    seed: int,
    size: tuple[int, int],
    progress: Callable[[int, int], object] | None,
) -> Floats:
    """Return the probability of the outcome with each row of `points` set at `places`."""
    from sim.results.run import run  # late: loads pandas

    values = np.empty(len(points))
    for number, point in enumerate(points):
        settings = [f"{place}={value!r}" for place, value in zip(places, point.tolist(), strict=True)]
        outcomes = run(vary(scenario, *settings), worlds=size[0], replications=size[1], seed=seed)
        if outcome not in outcomes.names:
            known = f"found {outcome!r}; allowed: {', '.join(outcomes.names)}"
            raise InputError(f"outcome: which one? ({known}).{did_you_mean(outcome or '', outcomes.names)}")
        values[number] = outcomes.estimates.probability[outcomes.names.index(outcome)]
        if progress:
            progress(number + 1, len(points))
    return values
