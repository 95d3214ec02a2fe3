"""Sobol indices by runs made for them, through SALib (an extra): also of numbers that no world draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.several_runs import play_in_turn, play_together
from sim.answer import Answer
from sim.arguments import check_type, numbers_of, outcome_place
from sim.arrays import Floats
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.errors import InputError, MissingDependencyError, shown, whole_number
from sim.figures import percent, rounded
from sim.results.outcomes import Outcomes
from sim.results.run import play
from sim.scenario.as_of import read_as_of
from sim.scenario.load import LoadedScenario
from sim.scenario.places import full_path
from sim.scenario.vary import vary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SobolIndices", "sobol"]

Response = Callable[[Floats], Floats]
"""Values (n,) of the response at points (n, i)."""


@dataclass(frozen=True, eq=False, repr=False)
class SobolIndices(Answer, presented_by="sim.present.sobol"):
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
    mean, deviation : float
        Of the response over the points tried.
    seed : int
    outcome : str, optional
        Of a scenario: whose probability is the response.
    scenario : LoadedScenario, optional
    as_of : date, optional
        The day as of which it is played.
    """

    names: tuple[str, ...]
    first: Floats
    first_margin: Floats
    total: Floats
    total_margin: Floats
    evaluations: int
    mean: float
    deviation: float
    seed: int
    outcome: str | None = None
    scenario: LoadedScenario | None = None
    as_of: date | None = None

    def table(self) -> pd.DataFrame:
        """Return a row per input, the largest total first."""
        import pandas as pd

        columns = {field.name: getattr(self, field.name) for field in fields(self)[1:5]}
        return pd.DataFrame(columns, index=pd.Index(self.names, name="input")).sort_values("total", ascending=False)

    def to_frame(self) -> pd.DataFrame:
        """Return `table`."""
        return self.table()

    def __repr__(self) -> str:
        return f"<SobolIndices: {', '.join(self.names)}; {self.evaluations:,} points, seed {self.seed}>"

    def headline(self) -> str:
        """Say how far the response moves over all points tried."""
        if self.outcome is None:
            deviation = rounded(self.deviation, 2)
            return f"The response is {rounded(self.mean)} on average, with a standard deviation of {deviation}."
        return (
            f"Over {self.evaluations:,} runs the probability of “{self.outcome}” is {percent(self.mean)} on average, "
            f"with a standard deviation of {100 * self.deviation:.1f} points."
        )


def sobol(
    response: Response | LoadedScenario,
    ranges: Mapping[str, tuple[float, float]],
    *,
    n: int = 64,
    seed: int = 1,
    outcome: str | None = None,
    worlds: int = 50,
    replications: int = 10,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
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
        For a scenario: which; by default the likeliest as the scenario stands.
    worlds, replications : int
        For a scenario: of each run.
    workers : int
        For a scenario: cores to play on.
    progress : callable or bool, optional
        For a scenario: called with (runs done, all runs); True shows a line.
    as_of : date or ISO text, optional
        For a scenario: with what was known on this day.
    weights : bool or str
        Whether worlds are weighed by how well they explain the record by then; see `sim.results.run.run`.

    Raises
    ------
    InputError
        When SALib is not installed, the ranges or `n` make no sense, or there is no such outcome.
    ProblemsError
        Where a value of a range cannot be set in the scenario.

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
    check_type("response", response, Callable | LoadedScenario, "a function of points, or a scenario")
    n, seed = whole_number("n", n), whole_number("seed", seed, least=0)
    if n < 2 or n & (n - 1):
        raise InputError(f"n: must be a power of two, 2 or more (found {shown(n)})")
    _check_ranges(ranges)
    analyse, sample = _salib()
    problem = {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(pair) for pair in ranges.values()]}
    points = np.asarray(sample(problem, n, calc_second_order=False, seed=seed), dtype=float)
    if callable(response):
        values, scenario = np.array(numbers_of("response: what it returns", response(points), len(points))), None
    else:
        scenario, size = response, RunSize.of(worlds, replications, seed)
        as_of = None if as_of is None else read_as_of(scenario.model, as_of)
        outcome = _known_outcome(response, outcome, size, workers, as_of, weights)
        execution = Execution.of(workers, progress=progress)
        values = _probabilities(response, ranges, points, outcome, size, execution, as_of=as_of, weights=weights)
    first = first_margin = total = total_margin = np.zeros(len(ranges))
    if np.ptp(values):
        found = analyse(problem, values, calc_second_order=False, seed=seed)
        first, first_margin, total, total_margin = (np.asarray(found[key], dtype=float) for key in _KEYS)
    return SobolIndices(
        names=tuple(ranges),
        first=first,
        first_margin=first_margin,
        total=total,
        total_margin=total_margin,
        evaluations=len(points),
        mean=float(values.mean()),
        deviation=float(values.std()),
        seed=seed,
        outcome=outcome,
        scenario=scenario,
        as_of=as_of if isinstance(as_of, date) else None,
    )


def _check_ranges(ranges: object) -> None:
    """Refuse what does not name inputs, each with a lower and a higher finite bound."""
    check_type("ranges", ranges, Mapping, "a mapping of places to pairs of a lower and a higher bound")
    assert isinstance(ranges, Mapping)

    def is_range(name: object, pair: Any) -> bool:
        try:
            low, high = pair
            return isinstance(name, str) and bool(-np.inf < low < high < np.inf)
        except (TypeError, ValueError):
            return False

    wrong = [shown(name) for name, pair in ranges.items() if not is_range(name, pair)]
    if wrong or not ranges:
        raise InputError(
            f"ranges: each input needs a lower and a higher finite bound (not so: {', '.join(wrong) or 'none given'})"
        )


_KEYS = ("S1", "S1_conf", "ST", "ST_conf")
"""Names that SALib gives to indices and their margins."""


def _salib() -> tuple[Callable[..., Any], Callable[..., Any]]:
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampling
    except ImportError:
        raise MissingDependencyError("Sobol indices need SALib: pip install 'negotiation-sim[sensitivity]'") from None
    return analysis.analyze, sampling.sample


def _known_outcome(
    scenario: LoadedScenario,
    outcome: str | None,
    size: RunSize,
    workers: int | None,
    as_of: date | str | None,
    weights: bool | str,
) -> str:
    """Return the outcome asked for, or the likeliest.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    from sim.results.endings import Endings

    names = Endings(scenario.model, scenario.packages).names
    if outcome is None:
        found = play(scenario, size, Execution.of(workers), as_of=as_of, weights=weights)
        return found.names[int(found.estimates.probability.argmax())]
    return str(names[outcome_place(outcome, names)])


def _probabilities(
    scenario: LoadedScenario,
    ranges: Mapping[str, tuple[float, float]],
    points: Floats,
    outcome: str,
    size: RunSize,
    execution: Execution,
    *,
    as_of: date | str | None,
    weights: bool | str,
) -> Floats:
    """Return the probability of the outcome with each row of `points` set at `paths`.

    Raises
    ------
    ProblemsError
        Before anything is run, where a value cannot be set, in whichever row.
    """
    places = [full_path(path) for path in ranges]

    def at(point: Floats) -> LoadedScenario:
        return vary(scenario, *(f"{place}={value!r}" for place, value in zip(places, point.tolist(), strict=True)))

    for bounds in zip(*ranges.values(), strict=True):
        at(np.array(bounds))

    def probability(outcomes: Outcomes) -> float:
        return float(outcomes.estimates.probability[outcomes.names.index(outcome)])

    def progress(done: int, total: int) -> None:
        if execution.progress:
            execution.progress(done * len(points) // total, len(points))

    quiet = replace(execution, progress=progress)
    varied = [at(point) for point in points]
    if as_of is None and weights is False:
        values, whole = play_together(varied, size, quiet, keep=probability)
    else:
        days = [] if as_of is None else [read_as_of(each.model, as_of) for each in varied]
        values, whole = play_in_turn(varied, size, quiet, keep=probability, as_of=days, weights=weights)
    if not whole:
        raise KeyboardInterrupt
    return np.array(values)
