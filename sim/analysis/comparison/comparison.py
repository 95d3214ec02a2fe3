"""Scenarios side by side under the same luck: what becomes of each outcome, and which plays end otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.comparison.differences import Differences, scenario_differences
from sim.analysis.comparison.same_luck import PairedDifference, paired_difference
from sim.analysis.several_runs import play_in_turn
from sim.answer import Answer
from sim.arguments import check_type
from sim.arrays import Floats
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.errors import InputError
from sim.figures import run_size_in_words
from sim.results.endings import LAPSED, OTHER, TOO_LATE
from sim.results.estimates import estimate
from sim.results.outcomes import Outcomes
from sim.results.tables import shares
from sim.results.weights import linearised, weighed_median
from sim.scenario.as_of import read_as_of
from sim.scenario.load import LoadedScenario

__all__ = ["Comparison", "compare"]

_ALWAYS = frozenset({OTHER, TOO_LATE, LAPSED})
"""Outcomes every scenario has: where one cannot come about, its probability is 0 and not unknown."""


def compare(
    scenarios: Mapping[str, LoadedScenario] | Mapping[str, Outcomes] | Sequence[LoadedScenario | Outcomes],
    *,
    worlds: int = 500,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    as_of: date | str | None = None,
    weights: bool | str = False,
) -> Comparison:
    """Run scenarios under the same luck and compare each with the first.

    Parameters
    ----------
    scenarios : mapping of str to LoadedScenario, or list
        By the name to call them by; the first is what the others are held against. Those of a list are called by
        their titles and what was set on them. Outcomes of runs already made, all of one seed and size, are compared
        as they are.
    worlds, replications, seed, workers
        As for `sim.results.run.run`, the same for all.
    progress : callable, optional
        Called with (lanes done, all lanes) of all the scenarios together.
    as_of : date or ISO text, optional
        With what was known on this day, as for `sim.results.run.run`.
    weights : bool or str
        Whether worlds are weighed by how well they explain the record by then, in each scenario by itself; see
        `sim.results.run.run`.

    Raises
    ------
    InputError
        For fewer than two scenarios, and whatever running them raises.

    Examples
    --------
    >>> import sim
    >>> talks = sim.load("tests/ensemble/port.yaml")
    >>> found = compare({"as it is": talks, "no vote": talks.with_("events.vote.chance=0")}, worlds=50)
    >>> print(found.changes("no vote"))
    events.vote.chance: 0.5 -> 0
    >>> int(found.flows("no vote").to_numpy().sum())
    1000
    """
    named = scenarios if isinstance(scenarios, Mapping) else _named(scenarios)
    if len(named) > 1 and all(isinstance(each, Outcomes) for each in named.values()):
        return Comparison(cast(Mapping[str, Outcomes], named))
    for name, scenario in named.items():
        check_type(f"scenarios: {name}", scenario, LoadedScenario, "a scenario, as sim.load returns")
    scenarios = cast(Mapping[str, LoadedScenario], named)
    if len(scenarios) < 2:
        raise InputError(f"compare: at least two scenarios are needed (found {len(scenarios)})")
    size = RunSize.of(worlds, replications, seed)
    execution = Execution.of(workers, progress=progress)
    days = [] if as_of is None else [read_as_of(each.model, as_of) for each in scenarios.values()]
    runs, whole = play_in_turn(
        list(scenarios.values()), size, execution, keep=lambda run: run, as_of=days, weights=weights
    )
    if not whole:
        raise KeyboardInterrupt
    return Comparison(dict(zip(scenarios, runs, strict=True)))


def _named(given: object) -> dict[str, LoadedScenario | Outcomes]:
    """Return scenarios, or outcomes, of a list by title and what was set; a number tells apart those called alike."""
    check_type("scenarios", given, list | tuple, "a mapping of names to scenarios, or a list of scenarios")
    named: dict[str, LoadedScenario | Outcomes] = {}
    for place, each in enumerate(cast(Sequence[LoadedScenario | Outcomes], given)):
        check_type(f"scenarios: {place + 1}", each, LoadedScenario | Outcomes, "a scenario, as sim.load returns")
        scenario = each.scenario if isinstance(each, Outcomes) else each
        name = ", ".join((scenario.model.title, *scenario.settings))
        named[name if name not in named else f"{name} ({place + 1})"] = each
    return named


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Answer, presented_by="sim.present.comparison"):
    """Runs of several scenarios with the same seed, worlds and replications; the first is the base.

    Parameters
    ----------
    runs : mapping of str to Outcomes
        By name.

    Raises
    ------
    InputError
        If seed, worlds or replications differ, for then their luck is not the same.

    Notes
    -----
    World w and replication r have the same random numbers in every run (common random numbers). Where preferences
    differ, so do the pools they are drawn from: world w then holds another preference model, and the pairing is by
    number and luck only. See `correlation`, and `preferences_differ`.

    Where worlds are weighed by the record, each scenario weighs them by its own likelihood. A difference is then one
    of weighed means, and its paired error that of each world's influence on it (`sim.results.weights.linearised`).
    """

    runs: Mapping[str, Outcomes]

    def __post_init__(self) -> None:
        made = {
            (each.provenance.seed, each.provenance.worlds, each.provenance.replications)
            for each in self.runs.values()
        }
        if len(self.runs) < 2 or len(made) > 1:
            raise InputError("compare: at least two runs of the same seed, worlds and replications are needed")

    @property
    def base(self) -> str:
        """Name of the scenario the others are held against."""
        return next(iter(self.runs))

    @property
    def variations(self) -> tuple[str, ...]:
        """Names of the others."""
        return tuple(self.runs)[1:]

    @property
    def made(self) -> tuple[int, int, int]:
        """Worlds, replications and seed of every run."""
        known = self.runs[self.base].provenance
        return known.worlds, known.replications, known.seed

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The outcomes of all scenarios, in order; those that only a later one names come before the common ends."""
        every = dict.fromkeys(name for each in self.runs.values() for name in each.names)
        return tuple(sorted(every, key=lambda name: (OTHER, TOO_LATE, LAPSED).index(name) if name in _ALWAYS else -1))

    def defines(self, name: str, outcome: str) -> bool:
        """Return whether the scenario called `name` has the outcome at all."""
        return outcome in _ALWAYS or outcome in self.runs[name].names

    def probabilities(self) -> pd.DataFrame:
        """Return the probability of each outcome in each scenario.

        Returns
        -------
        DataFrame
            Indexed by scenario and outcome, the columns those of `sim.Outcomes.probabilities` but ``lanes``; missing
            where a scenario does not have the outcome.
        """
        parts = {}
        for name in self.runs:
            known = estimate(self._shares(name), self.made[1], self._weights(name))
            found = pd.DataFrame(known.columns(), index=pd.Index(self.names))
            found.loc[[not self.defines(name, outcome) for outcome in self.names]] = np.nan
            parts[name] = found
        return pd.concat(parts, names=["scenario", "outcome"])

    def differences(self) -> pd.DataFrame:
        """Return the difference in each outcome's probability against the first scenario.

        Returns
        -------
        DataFrame
            Indexed by scenario and outcome: ``base`` and ``probability``, their ``difference``, its paired
            ``standard_error``, ``low`` and ``high`` (95% interval of the difference), ``unpaired_error`` (what runs
            with luck of their own would have), ``correlation`` (of the worlds' shares), ``flagged`` (the interval
            excludes 0). All missing, and nothing flagged, where one of the two scenarios does not have the outcome.
        """
        parts = {}
        base = self._linearised(self.base).mean(axis=0)
        for name in self.variations:
            found = self._paired[name]
            columns = {"base": base, "probability": self._linearised(name).mean(axis=0), **vars(found)}
            frame = pd.DataFrame(columns, index=pd.Index(self.names))
            both = np.array([self.defines(name, each) and self.defines(self.base, each) for each in self.names])
            frame.loc[~both] = np.nan
            parts[name] = frame.assign(flagged=found.excludes_zero & both)
        return pd.concat(parts, names=["scenario", "outcome"])

    def flows(self, name: str) -> pd.DataFrame:
        """Return how many plays ended how in the base (rows) and how under the same luck in `name` (columns).

        Where worlds are weighed a play counts as often as its world weighs in the base.
        """
        first, second = self._endings(name)
        each = self._by_play(self.base)
        if each is None:
            counts = pd.crosstab(first, second, dropna=False)
        else:
            counts = pd.crosstab(first, second, values=each, aggfunc="sum", dropna=False).fillna(0.0)
        rows, columns = (list(self.runs[each].names) for each in (self.base, name))
        found = counts.reindex(index=rows, columns=columns, fill_value=0)
        return found.rename_axis(index=self.base, columns=name)

    def moved(self, name: str) -> tuple[float, float]:
        """Return the share of plays that end otherwise in `name` than in the base, and its Monte Carlo error."""
        first, second = self._endings(name)
        worlds, replications, _ = self.made
        by_world = (first != second).reshape(worlds, replications).mean(axis=1)
        found = estimate(by_world[:, None], replications, self._weights(self.base))
        return float(found.probability[0]), float(found.standard_error[0])

    def timing(self) -> pd.DataFrame:
        """Return when agreements are signed.

        Returns
        -------
        DataFrame
            Indexed by scenario: ``signed`` (share of plays), ``median_signed`` (date, of the plays signed),
            ``signed_in_both`` (share of plays signed here and in the base) and ``median_shift_days`` (of these plays:
            how many days later than in the base).
        """
        first = self.runs[self.base].table["signed_date"].to_numpy()
        in_base = self._by_play(self.base)
        rows = {}
        for name, outcomes in self.runs.items():
            signed, each = outcomes.table["signed_date"].to_numpy(), self._by_play(name)
            ever = ~np.isnat(signed)
            days = (signed - first) / np.timedelta64(1, "D")
            both = ~np.isnan(days)
            rows[name] = {
                "signed": float(np.average(ever, weights=each)),
                "median_signed": _median_day(signed[ever], None if each is None else each[ever]),
                "signed_in_both": float(np.average(both, weights=in_base)),
                "median_shift_days": weighed_median(days[both], None if in_base is None else in_base[both]),
            }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("scenario")

    def changes(self, name: str) -> Differences:
        """Return what differs between the base's scenario and that of `name`, in words."""
        return scenario_differences(self.runs[self.base].scenario, self.runs[name].scenario)

    def preferences_differ(self, name: str) -> tuple[str, ...]:
        """Return the governments whose preferences in world w are not those of the base's world w."""
        first, second = self.runs[self.base], self.runs[name]
        differing = []
        for government in dict.fromkeys([*first.scenario.model.governments, *second.scenario.model.governments]):
            own = (f"no_deal_{government}", f"points_{government}_")
            columns = [each.worlds.filter(regex="^(" + "|".join(own) + ")") for each in (first, second)]
            if not columns[0].equals(columns[1]):
                differing.append(government)
        return tuple(differing)

    def correlation(self, name: str) -> float:
        """Return the correlation that the pairing achieves, over all outcomes.

        Notes
        -----
        1 less the variance of the paired differences over that of unpaired ones, both summed over outcomes: the
        correlation of the worlds' shares where their variances are alike. NaN where nothing varies, or for one world.
        """
        found = self._paired[name]
        apart = float((found.unpaired_error**2).sum())
        return 1 - float((found.standard_error**2).sum()) / apart if apart > 0 else float("nan")

    def to_frame(self) -> pd.DataFrame:
        """Return `probabilities`."""
        return self.probabilities()

    def __repr__(self) -> str:
        return f"<Comparison: {', '.join(self.runs)}; {run_size_in_words(*self.made)}>"

    def _shares(self, name: str) -> Floats:
        """Return the shares (w, k) of all outcomes, 0 for those the scenario does not have."""
        outcomes = self.runs[name]
        own = pd.DataFrame(shares(outcomes.table), columns=list(outcomes.names))
        return own.reindex(columns=list(self.names), fill_value=0.0).to_numpy()

    def _weights(self, name: str) -> Floats | None:
        """Return what each world weighs in a run, in sum 1; None where they are not weighed."""
        weights = self.runs[name].weights
        return None if weights is None else weights.at()

    def _by_play(self, name: str) -> Floats | None:
        """Return how often each play (n,) of a run counts; see `sim.Outcomes.weight_of_plays`."""
        return self.runs[name].weight_of_plays()

    def _linearised(self, name: str) -> Floats:
        """Return the shares (w, k) with the weights of their worlds in them; see `linearised`."""
        return linearised(self._shares(name), self._weights(name))

    def _endings(self, name: str) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Return how each lane (n,) ends in the base and in `name`."""
        first, second = (self.runs[each].table["outcome"].to_numpy(dtype=object) for each in (self.base, name))
        return first, second

    @cached_property
    def _paired(self) -> dict[str, PairedDifference]:
        return {name: paired_difference(*self._units(name)) for name in self.variations}

    def _units(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the independent units of both runs: worlds, or the replications of the only one."""
        if self.made[0] > 1:
            return self._linearised(self.base), self._linearised(name)
        known = np.array(self.names, dtype=object)
        first, second = ((each[:, None] == known).astype(float) for each in self._endings(name))
        return first, second


def _median_day(days: NDArray[np.datetime64], weights: Floats | None) -> pd.Timestamp:
    """Return the median of dates (n,), each as often as it counts; missing where there are none."""
    if weights is None:
        return cast(pd.Timestamp, pd.Series(days).median())
    number = weighed_median(days.astype("datetime64[D]").astype(np.float64), weights)
    return pd.Timestamp("NaT") if np.isnan(number) else pd.Timestamp(np.datetime64(int(number), "D")).as_unit("ms")
