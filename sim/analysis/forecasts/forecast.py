"""A series of forecasts, each made with what was known on its day, and how they did against what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from numbers import Real

import numpy as np
import pandas as pd

from sim.analysis.forecasts.as_of import choose_dates, last_day
from sim.analysis.forecasts.climatology import CLASSES, actual_class, class_shares, climatology
from sim.analysis.forecasts.scoring import brier_score, event_brier_score, log_score, ranked_score
from sim.analysis.forecasts.structural import Reading, play_readings
from sim.analysis.several_runs import play_in_turn
from sim.answer import Answer
from sim.arguments import check_type, flag_of, name_of, outcome_place
from sim.arrays import Floats
from sim.by_value import cached_frame, read_only
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.errors import InputError, shown
from sim.quantity import quantile
from sim.results.endings import Endings
from sim.results.outcomes import Outcomes
from sim.scenario.load import LoadedScenario

__all__ = ["Forecast", "forecast"]


@dataclass(frozen=True, eq=False, repr=False)
class Forecast(Answer, presented_by="sim.present.forecast"):
    """Forecasts of one negotiation from several days, all with the same luck; see `forecast`.

    Parameters
    ----------
    scenario : LoadedScenario
        The whole scenario, with what became known later.
    runs : tuple of Outcomes
        One for each as-of date, in order.
    base_rate : dict of str to float or None
        The chance of each outcome that a forecaster without a model would give.
    readings : tuple of tuple of Reading
        By date, forecasts under other readings of what decides it, where these were asked for.
    """

    scenario: LoadedScenario
    runs: tuple[Outcomes, ...]
    base_rate: Mapping[str, float] | None = None
    readings: tuple[tuple[Reading, ...], ...] = ()

    def structural_range(self, k: int) -> list[tuple[tuple[float, str], tuple[float, str]]]:
        """Return by date the least and the greatest probability of outcome `k` under any reading, and which it is.

        The reading is "" for the forecast itself; nothing where readings were not asked for.
        """
        found = []
        for run, others in zip(self.runs, self.readings, strict=False):
            own = [(float(run.estimates.probability[k]), "")]
            every = own + [(float(each.probability[k]), each.what) for each in others]
            found.append((min(every, key=lambda one: one[0]), max(every, key=lambda one: one[0])))
        return found

    @property
    def dates(self) -> tuple[date, ...]:
        """The as-of dates."""
        return tuple(date.fromisoformat(run.provenance.as_of or "") for run in self.runs)

    @property
    def names(self) -> tuple[str, ...]:
        """The outcomes, in the scenario's order."""
        return self.runs[0].names

    @cached_property
    def probability(self) -> Floats:
        """Probabilities by date and outcome, shape (dates, k)."""
        return read_only(np.stack([run.estimates.probability for run in self.runs]))

    @cached_frame
    def table(self) -> pd.DataFrame:
        """A row per date and outcome: ``as_of``, ``outcome``, and the columns of `Outcomes.probabilities`."""
        frames = [
            run.probabilities().reset_index().assign(as_of=pd.Timestamp(day).as_unit("ms"))
            for day, run in zip(self.dates, self.runs, strict=True)
        ]
        whole = pd.concat(frames, ignore_index=True)
        whole["outcome"] = pd.Categorical(whole["outcome"], categories=list(self.names), ordered=True)
        return whole[["as_of", *whole.columns.drop("as_of")]]

    @property
    def actual(self) -> int | None:
        """Which outcome really came, as a position in `names`; None where the file does not say."""
        if self.scenario.model.actual is None:
            return None
        return self.names.index(self.scenario.model.actual.outcome)

    @property
    def floor(self) -> float:
        """The least probability the logarithmic score takes an outcome to have had: half a play of all plays."""
        return 0.5 / len(self.runs[0])

    @cached_frame
    def scores(self) -> pd.DataFrame:
        """By as-of date: ``probability`` of what happened, and its ``brier``, ``log`` and ``ranked`` scores.

        Empty where the file does not say what happened. 0 is best in all; see `sim.analysis.forecasts.scoring`.
        ``ranked`` takes the order of the outcomes in the file for a scale, which it may not be.
        """
        index = pd.DatetimeIndex(self.dates, name="as_of").as_unit("ms")
        if self.actual is None:
            return pd.DataFrame(index=index[:0], columns=["probability", "brier", "log", "ranked"], dtype=float)
        return pd.DataFrame(
            {"probability": self.probability[:, self.actual], **self._scored(self.probability)}, index
        )

    @cached_frame
    def averages(self) -> pd.DataFrame:
        """The series' mean scores beside those of forecasters without a model.

        Rows: ``mean of dates``; ``mean of days``, where a forecast stands until the next date, and the last one until
        the real signature or the deadline; ``uniform``, every outcome equally likely, which does the worse the more
        outcomes the file names (`class_averages` has a fairer comparison); ``base rate`` where one is stated.
        Columns ``brier``, ``log``, ``ranked``. Empty where the file does not say what happened.
        """
        own = self.scores.drop(columns="probability")
        if self.actual is None:
            return own
        days = np.diff([*map(date.toordinal, self.dates), last_day(self.scenario.model).toordinal()])
        rows = {
            "mean of dates": own.mean(),
            "mean of days": pd.Series(np.average(own, axis=0, weights=days), index=own.columns),
            "uniform": pd.Series(self._scored(np.full(len(self.names), 1 / len(self.names)))),
        }
        if self.base_rate is not None:
            rows["base rate"] = pd.Series(self._scored(np.array([self.base_rate[name] for name in self.names])))
        return pd.DataFrame(rows).T.astype(float).rename_axis("forecaster")

    @cached_frame
    def classes(self) -> pd.DataFrame:
        """By as-of date: the chances of three classes common to all cases, and the ``brier`` and ``log`` scores.

        Columns ``agreed in time``, ``prolonged``, ``lapsed`` (what is agreed too late too), as
        `sim.analysis.forecasts.climatology` tells them. Scores are missing where the file does not say what happened.
        """
        index = pd.DatetimeIndex(self.dates, name="as_of").as_unit("ms")
        chances = np.stack([class_shares(run) for run in self.runs])
        return pd.DataFrame(dict(zip(CLASSES, chances.T, strict=True)) | self._class_scores(chances), index)

    @cached_frame
    def class_averages(self) -> pd.DataFrame:
        """The mean of the days in the three classes, beside climatology: how other talks ended.

        Rows ``mean of days``, ``climatology``; columns those of `classes`. Dates of one case share one outcome: they
        are one trial, and no evidence of skill by themselves.
        """
        days = np.diff([*map(date.toordinal, self.dates), last_day(self.scenario.model).toordinal()])
        own = self.classes
        past = climatology()
        rows = {
            "mean of days": pd.Series(np.average(own, axis=0, weights=days), index=own.columns),
            "climatology": pd.Series(dict(zip(CLASSES, past, strict=True)) | self._class_scores(past)),
        }
        return pd.DataFrame(rows).T.astype(float).rename_axis("forecaster")

    def _class_scores(self, chances: Floats) -> dict[str, Floats]:
        actual = actual_class(self.scenario.model)
        if actual is None:
            nothing = np.full(chances.shape[:-1], np.nan)
            return {"brier": nothing, "log": nothing}
        return {"brier": brier_score(chances, actual), "log": log_score(chances, actual, floor=self.floor)}

    def _scored(self, probability: Floats) -> dict[str, Floats]:
        actual = self.actual
        if actual is None:
            raise RuntimeError("nothing to score against")
        return {
            "brier": brier_score(probability, actual),
            "log": log_score(probability, actual, floor=self.floor),
            "ranked": ranked_score(probability, actual),
        }

    @cached_frame
    def published(self) -> pd.DataFrame:
        """Odds published by others, beside those of the forecast that stood on their day (or of the first one).

        A row per event and date: ``event``, ``date``, ``published``, ``simulated`` (the share of plays in which it
        happens), ``happened`` (missing where the record does not say), and the Brier scores (p - o)^2 of both,
        ``published_brier``, ``simulated_brier``.
        """
        model = self.scenario.model
        results = {entry.event: entry.happened for entry in model.record if entry.event is not None}
        rows = []
        for event, odds in model.published_odds.items():
            happened = results.get(event)
            for day, chance in sorted(odds.items()):
                given = float(quantile(chance, 0.5))  # odds given as a distribution count by their median
                own = self._event_share(event, day)
                scored = [np.nan] * 2 if happened is None else event_brier_score([given, own], happened).tolist()
                rows.append((event, pd.Timestamp(day).as_unit("ms"), given, own, happened, *scored))
        columns = ["event", "date", "published", "simulated", "happened", "published_brier", "simulated_brier"]
        return pd.DataFrame(rows, columns=columns).astype({"happened": "boolean"})

    def _event_share(self, event: str, day: date) -> float:
        standing = [run for when, run in zip(self.dates, self.runs, strict=True) if when <= day]
        run = (standing or self.runs)[-1 if standing else 0]
        happened = run.table.get(f"happened_{event}")
        if happened is None:
            return float("nan")
        return float(np.average(happened.fillna(False).to_numpy(dtype=float), weights=run.weight_of_plays()))

    def to_frame(self) -> pd.DataFrame:
        """Return `table`."""
        return self.table

    as_data = Answer.to_dict

    def __repr__(self) -> str:
        made = self.runs[0].provenance
        return f"<Forecast: {made.title}; {len(self.runs)} dates, {made.worlds} worlds x {made.replications}>"


def forecast(
    scenario: LoadedScenario,
    *,
    dates: Sequence[date | str] | None = None,
    every: int | None = None,
    worlds: int = 300,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    base_rate: Mapping[str, float] | None = None,
    weights: bool | str = False,
    progress: Progress | bool | None = None,
    readings: bool = False,
) -> Forecast:
    """Forecast a negotiation from several days, each time with what was known by then.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`.
    dates, every
        The as-of dates; see `sim.analysis.forecasts.as_of.choose_dates`. By default the start, days of the record,
        and each first of a month.
    worlds, replications, seed, workers
        Of each run, as in `sim.results.run.run`; all runs have the same luck.
    base_rate : dict of str to float, optional
        Chances of outcomes to compare with; what they leave is shared evenly by the others.
    weights : bool or str
        Whether worlds are weighed by how well they explain what was done by each day, or by which observation model
        (`sim.results.observation.MODELS`).
    progress : callable, optional
        Called with (lanes done, lanes of all runs).
    readings : bool
        Whether to play each day also under other readings of what decides it, for its structural range: the other
        `minds.prior`, and each value alone of numbers of which claims tell several. Several times as many runs.

    Raises
    ------
    SimError
        For dates with nothing left to simulate, and for base rates of no outcome or that are not chances.

    Examples
    --------
    >>> import sim
    >>> found = forecast(sim.load("tests/ensemble/port.yaml"), every=30, worlds=10, replications=4)
    >>> [day.isoformat() for day in found.dates], found.probability.shape
    (['2024-01-01', '2024-01-31'], (2, 5))
    """
    check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
    readings = flag_of("readings", readings)
    chosen = choose_dates(scenario.model, dates, every=every)
    size = RunSize.of(worlds, replications, seed)
    rate = None
    if base_rate is not None:
        rate = _whole_rate(base_rate, Endings(scenario.model, scenario.packages).names)
    execution = Execution.of(workers, progress=progress)
    runs, whole = play_in_turn(
        [scenario] * len(chosen), size, execution, keep=lambda run: run, as_of=chosen, weights=weights
    )
    if not whole:
        raise KeyboardInterrupt
    others = play_readings(scenario, chosen, size, execution, weights=weights) if readings else ()
    return Forecast(scenario, tuple(runs), rate, others)


def _whole_rate(stated: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Return a chance for every outcome: what is stated, and even shares of the rest.

    Examples
    --------
    >>> _whole_rate({"peace": 0.5}, ["peace", "war", "lapsed"])
    {'peace': 0.5, 'war': 0.25, 'lapsed': 0.25}
    """
    check_type("base rate", stated, Mapping, "a mapping of outcomes to chances")
    stated = {name_of(name): chance for name, chance in stated.items()}
    for name, chance in stated.items():
        outcome_place(name, names, argument="base rate")
        if isinstance(chance, bool) or not isinstance(chance, Real) or not 0 <= chance <= 1:
            raise InputError(f"base rate: '{name}' must be a chance between 0 and 1 (found {shown(chance)})")
    left, others = 1 - sum(stated.values()), len(names) - len(stated)
    if left < -1e-9 or (not others and left > 1e-9):
        raise InputError(f"base rate: chances of all outcomes must add up to 1 (found {sum(stated.values()):g})")
    return {name: stated.get(name, max(left, 0.0) / max(others, 1)) for name in names}
