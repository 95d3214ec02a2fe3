"""A library of cases forecast and scored: the model beside forecasters without one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.forecasts.climatology import CLASSES
from sim.analysis.forecasts.scoring import brier_score, log_score, ranked_score
from sim.analysis.several_runs import in_turn
from sim.analysis.validation.baselines import BASELINES, Case, OtherForecast, as_cases, baseline
from sim.analysis.validation.case_files import CODING_RULES, defaults_digest, read_defaults, read_library, text_digest
from sim.analysis.validation.case_forecast import CaseForecast, Task, forecast_case, same_run, tasks_of
from sim.analysis.validation.coding import breaches
from sim.analysis.validation.crowd import CrowdOdds, crowd_odds
from sim.analysis.validation.day_score import day_score, days_of
from sim.analysis.validation.families import MeanDifference, mean_difference
from sim.answer import Answer, json_text, read_json
from sim.arrays import Floats
from sim.by_value import cached_frame
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.errors import InputError, Interrupted
from sim.paths import path_of
from sim.version import VERSION
from sim.whole_file import write_whole

__all__ = [
    "CRITERION",
    "FORMAT",
    "LEAST_FAMILIES",
    "MODEL",
    "Made",
    "Validation",
    "ValidationInterrupted",
    "validate",
]

MODEL = "model"

FORMAT = "negotiation-sim validation 1"

CRITERION = (30, ("climatology", "logistic"))
"""Days before the deadline at which the criterion looks, and whom the model has to beat (stated beforehand)."""

LEAST_FAMILIES = 5
"""With fewer families of cases a bootstrap over them says nothing, and the criterion is not met. ASSUMPTION."""

_SCORES = ("brier", "log", "ranked", "days")


@dataclass(frozen=True)
class Made:
    """What made a validation.

    Parameters
    ----------
    version : str
        Of this package.
    defaults, rules : str
        Hashes of what is the same for all cases, and of the page of coding rules.
    worlds, replications, seed : int
    """

    version: str
    defaults: str
    rules: str
    worlds: int
    replications: int
    seed: int


@dataclass(frozen=True, eq=False, repr=False)
class Validation(Answer, presented_by="sim.present.validation"):
    """Forecasts of a library of cases, with what came of each; see `validate`.

    Parameters
    ----------
    made : Made
    cases : tuple of Case
    forecasts : tuple of CaseForecast
        Of every case, coder and day before the deadline.
    crowd : tuple of CrowdOdds
        Odds published by others, where they were given.
    """

    made: Made
    cases: tuple[Case, ...]
    forecasts: tuple[CaseForecast, ...]
    crowd: tuple[CrowdOdds, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Case]:
        """The cases by name."""
        return {case.name: case for case in self.cases}

    @cached_frame
    def scores(self) -> pd.DataFrame:
        """A row per forecast and forecaster.

        Columns ``case``, ``family``, ``counts``, ``coder``, ``before`` (days), ``forecaster`` (`MODEL` or one of
        `BASELINES`), the chances of the three classes, ``ended``, and the scores ``brier``, ``log``, ``ranked`` and
        ``days`` (of the day of the end); 0 is best in all.
        """
        columns = ["case", "family", "counts", "coder", "before", "forecaster", *CLASSES, "ended", *_SCORES]
        return pd.DataFrame([row for found in self.forecasts for row in self._rows(found)], columns=columns)

    def _rows(self, found: CaseForecast) -> Iterator[tuple[Any, ...]]:
        case = self.by_name[found.case]
        others: dict[str, OtherForecast | None] = {}
        if found.coder == "first":
            others = {name: baseline(name, case, self.cases) for name in BASELINES}
        head = (case.name, case.family, case.counts, found.coder, found.before)
        actual_day = found.before - case.early
        for name, other in {MODEL: None, **others}.items():
            if name == MODEL:
                chances, days = np.array(found.chances), np.array(found.days)
            elif other is not None:
                chances, days = other.chances, days_of(other, found.before)
            else:
                continue
            scored = _scores(chances, case.came, floor=0.5 / found.plays), day_score(days, actual_day)
            yield (*head, name, *chances.tolist(), case.ended, *scored[0], scored[1])

    @cached_frame
    def averages(self) -> pd.DataFrame:
        """Mean scores over families of the cases that count, by days before the deadline and forecaster.

        Columns ``before``, ``forecaster``, ``cases``, ``families``, and the scores. First coding alone.
        """
        own = self.scores[(self.scores["coder"] == "first") & self.scores["counts"]]
        rows = []
        for (before, who), group in own.groupby(["before", "forecaster"], sort=False):
            by_family = group.groupby("family")[list(_SCORES)].mean()
            rows.append((before, who, len(group), len(by_family), *by_family.mean()))
        found = pd.DataFrame(rows, columns=["before", "forecaster", "cases", "families", *_SCORES])
        order = [MODEL, *BASELINES]
        rank = found["forecaster"].map(order.index) if len(found) else found["forecaster"]
        sorted_ = found.assign(rank=rank).sort_values(["before", "rank"], ascending=[False, True])
        return sorted_.drop(columns="rank").reset_index(drop=True)

    def difference(self, other: str, *, before: int = CRITERION[0], score: str = "brier") -> MeanDifference:
        """Return by how much the model's mean score is above another forecaster's, over the cases that count.

        Parameters
        ----------
        other : str
            One of `BASELINES`.
        before : int
            Days before the deadline.
        score : str
            ``brier``, ``log``, ``ranked`` or ``days``. Below zero the model is better.
        """
        rows = self.scores
        here = rows[(rows["before"] == before) & rows["counts"] & (rows["coder"] == "first")]
        wide = here.pivot(index=["case", "family"], columns="forecaster", values=score)
        if MODEL not in wide or other not in wide:
            return mean_difference([], [])
        gaps = (wide[MODEL] - wide[other]).dropna()
        return mean_difference(gaps.tolist(), list(gaps.index.get_level_values("family")), seed=self.made.seed)

    @property
    def is_forecaster(self) -> bool:
        """Whether the criterion is met: both intervals lie below zero, by `LEAST_FAMILIES` at least."""
        gaps = [self.difference(other) for other in CRITERION[1]]
        return all(gap.is_below_zero and gap.families >= LEAST_FAMILIES for gap in gaps)

    @property
    def digest(self) -> str:
        """Hash of all scenarios that were played: 12 hexadecimal digits."""
        played = sorted({(each.case, each.coder, each.scenario) for each in self.forecasts})
        return hashlib.blake2b(json.dumps([self.made.defaults, played]).encode(), digest_size=6).hexdigest()

    @cached_frame
    def reliability(self) -> pd.DataFrame:
        """How often it came true, by the chance given: over all forecasts of cases that count and all classes.

        Columns ``low``, ``high`` (of the chance), ``forecasts``, ``mean`` (of the chances), ``came`` (the share).
        """
        own = self.scores[(self.scores["coder"] == "first") & self.scores["counts"]]
        own = own[own["forecaster"] == MODEL]
        chances = own[list(CLASSES)].to_numpy(dtype=float).ravel()
        came = np.array([[name == ended for name in CLASSES] for ended in own["ended"]], dtype=bool).ravel()
        place = np.minimum((chances * _BINS).astype(int), _BINS - 1)
        rows = [
            (k / _BINS, (k + 1) / _BINS, int((place == k).sum()), chances[place == k].mean(), came[place == k].mean())
            for k in range(_BINS)
            if (place == k).any()
        ]
        return pd.DataFrame(rows, columns=["low", "high", "forecasts", "mean", "came"])

    @property
    def sharpness(self) -> float:
        """The mean of the highest chance that the model gives; 1/3 says nothing, 1 is certain."""
        own = self.scores[(self.scores["forecaster"] == MODEL) & (self.scores["coder"] == "first")]
        own = own[own["counts"]]
        return float(own[list(CLASSES)].max(axis=1).mean()) if len(own) else float("nan")

    @cached_frame
    def codings(self) -> pd.DataFrame:
        """The model's chances by the first and the second coder of a case, and by both pooled, with Brier scores.

        Columns ``case``, ``before``, ``difference`` (half the sum of absolute differences of the chances), ``first``,
        ``second``, ``pooled`` (scores).
        """
        own = self.scores[self.scores["forecaster"] == MODEL].set_index(["case", "before", "coder"])
        rows = []
        for case, before, coder in own.index:
            if coder != "second" or (case, before, "first") not in own.index:
                continue
            one, two = (own.loc[(case, before, each), list(CLASSES)].to_numpy(dtype=float) for each in _CODERS)
            came = self.by_name[case].came
            scored = [float(brier_score(each, came)) for each in (one, two, (one + two) / 2)]
            rows.append((case, before, float(abs(one - two).sum() / 2), *scored))
        return pd.DataFrame(rows, columns=["case", "before", "difference", "first", "second", "pooled"])

    def to_frame(self) -> pd.DataFrame:
        """Return `scores`."""
        return self.scores

    as_data = Answer.to_dict

    @classmethod
    def load(cls, path: Path | str) -> Validation:
        """Read what was saved as ``validation.json``.

        Raises
        ------
        InputError
            For a path without it, or that holds something else.
        """
        return _read_validation(path_of("path", path))

    def __repr__(self) -> str:
        size = f"{self.made.worlds} worlds x {self.made.replications}"
        return f"<Validation: {len(self.cases)} cases, {len(self.forecasts)} forecasts, {size}>"


_BINS = 10
_CODERS = ("first", "second")


class ValidationInterrupted(Interrupted):
    """Ctrl-C; the forecasts made are kept in the folder, and the same call goes on from there."""

    def __init__(self, done: int, wanted: int, folder: Path) -> None:
        super().__init__(f"{done} of {wanted} forecasts are made and kept in {folder}: the same command goes on")
        self.folder = folder


def validate(
    folder: Path | str,
    *,
    worlds: int = 300,
    replications: int = 20,
    seed: int = 1,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    data: Path | str | None = None,
    out: Path | str | None = None,
) -> Validation:
    """Forecast every case of a library 90, 30, 7 and 1 days before its deadline, and score it.

    Parameters
    ----------
    folder : path-like
        The library: see scenarios/cases/CODING.md.
    worlds, replications, seed, workers, executor
        Of each forecast, as in `sim.results.run.run`; all have the same luck.
    progress : callable, optional
        Called with (lanes done, lanes of all forecasts).
    data : path-like, optional
        A folder with ``crowd_odds.csv``: odds published by others, to stand beside those of the model.
    out : path-like, optional
        A folder in which each forecast is kept once it is made: what is there already is not made again.

    Raises
    ------
    SimError
        For a folder without cases, and with every mistake in their files.
    ValidationInterrupted
        On Ctrl-C, where what was made is kept.

    Examples
    --------
    >>> import sim
    >>> found = sim.validate("tests/analysis/library", worlds=4, replications=3)
    >>> len(found.cases), len(found.forecasts), found.is_forecaster
    (3, 9, False)
    """
    place, size = path_of("folder", folder), RunSize.of(worlds, replications, seed)
    files = read_library(place)
    defaults = read_defaults(place)
    broken = {file.name: breaches(file, defaults) for file in files if file.entry.counts}
    cases = as_cases(files, broken)
    odds = crowd_odds(None if data is None else path_of("data", data), files)
    tasks = tasks_of(files)
    execution = Execution(usable_workers(workers, executor), executor, progress)
    kept = None if out is None else path_of("out", out) / "forecasts"
    forecasts, whole = in_turn(tasks, lambda n, task: _made(task, size, execution.part(n, len(tasks)), kept))
    if not whole:
        if kept is None:
            raise KeyboardInterrupt
        raise ValidationInterrupted(len(forecasts), len(tasks), kept.parent)
    digests = defaults_digest(place), text_digest(place / CODING_RULES)
    made = Made(VERSION, *digests, size.worlds, size.replications, size.seed)
    answered = tuple(each.beside(forecasts) for each in odds)
    return Validation(made, tuple(cases), tuple(forecasts), answered)


def _made(task: Task, size: RunSize, execution: Execution, kept: Path | None) -> CaseForecast:
    """Return a forecast that is kept, or make and keep it."""
    path = None if kept is None else kept / f"{task.name}.json"
    if path is not None and (found := _read(path)) is not None and same_run(found, task, size):
        if execution.progress is not None:
            execution.progress(found.plays, found.plays)
        return found
    found = forecast_case(task, size, execution)
    if path is not None:
        write_whole(path, json_text(found.as_dict()))
    return found


def _read(path: Path) -> CaseForecast | None:
    """Return a forecast that was kept; None where there is none, or it cannot be read: it is then made anew."""
    try:
        return CaseForecast.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _scores(chances: Floats, came: int, *, floor: float) -> tuple[float, float, float]:
    return (
        float(brier_score(chances, came)),
        float(log_score(chances, came, floor=floor)),
        float(ranked_score(chances, came)),
    )


def _read_validation(path: Path) -> Validation:
    """Read a validation from its JSON.

    Raises
    ------
    InputError
        For a path that cannot be read, or that holds something else.
    """
    data = read_json(path, "validation", FORMAT)
    try:
        made = Made(**{key: data[key] for key in Made.__dataclass_fields__})
        return Validation(
            made,
            tuple(map(Case.from_dict, data["cases"])),
            tuple(map(CaseForecast.from_dict, data["forecasts"])),
            tuple(CrowdOdds(**each) for each in data["crowd"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: holds no whole validation ({type(error).__name__}: {error})") from None
