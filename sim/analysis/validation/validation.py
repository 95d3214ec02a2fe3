"""A library of cases forecast and scored: the model beside forecasters without one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.forecasts.climatology import CLASSES
from sim.analysis.forecasts.scoring import brier_score, log_score, ranked_score
from sim.analysis.validation.baselines import BASELINES, Case, OtherForecast, baseline
from sim.analysis.validation.case_conduct import CaseConduct
from sim.analysis.validation.case_forecast import CaseForecast
from sim.analysis.validation.crowd import CrowdOdds
from sim.analysis.validation.day_score import day_score, days_of
from sim.analysis.validation.ends import MODEL, READINGS
from sim.analysis.validation.families import MeanDifference, mean_difference
from sim.analysis.validation.two_coders import CodingAgreement
from sim.answer import Answer, read_json
from sim.arrays import Floats
from sim.by_value import cached_frame
from sim.errors import InputError
from sim.paths import path_of
from sim.whole_file import NOT_AS_WRITTEN

__all__ = [
    "CRITERION",
    "FORMAT",
    "LEAST_FAMILIES",
    "Made",
    "Validation",
]

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
    conduct : tuple of CaseConduct
        Of every case, how governments bargain in its plays.
    agreement : tuple of CodingAgreement
        Of the cases coded twice, how far the coders agree.
    """

    made: Made
    cases: tuple[Case, ...]
    forecasts: tuple[CaseForecast, ...]
    crowd: tuple[CrowdOdds, ...] = ()
    conduct: tuple[CaseConduct, ...] = ()
    agreement: tuple[CodingAgreement, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Case]:
        """The cases by name."""
        return {case.name: case for case in self.cases}

    @cached_frame
    def scores(self) -> pd.DataFrame:
        """A row per forecast and forecaster.

        Columns ``case``, ``family``, ``counts``, ``coder``, ``before`` (days), ``forecaster`` (one of `READINGS` or
        of `BASELINES`), the chances of the three classes, ``ended``, and the scores ``brier``, ``log``, ``ranked``
        and ``days`` (of the day of the end); 0 is best in all.
        """
        columns = ["case", "family", "counts", "coder", "before", "forecaster", *CLASSES, "ended", *_SCORES]
        return pd.DataFrame([row for found in self.forecasts for row in self._rows(found)], columns=columns)

    def _rows(self, found: CaseForecast) -> Iterator[tuple[Any, ...]]:
        case = self.by_name[found.case]
        others = self._baselines[case.name] if found.coder == "first" else {}
        head = (case.name, case.family, case.counts, found.coder, found.before)
        actual_day = found.before - case.early
        own = {name: (np.array(each.chances), np.array(each.days)) for name, each in found.ends.items()}
        rivals = {name: (other.chances, days_of(other, found.before)) for name, other in others.items()}
        for name, (chances, days) in (own | rivals).items():
            scored = _scores(chances, case.came, floor=0.5 / found.plays), day_score(days, actual_day)
            yield (*head, name, *chances.tolist(), case.ended, *scored[0], scored[1])

    @cached_property
    def _baselines(self) -> Mapping[str, Mapping[str, OtherForecast]]:
        """By case, what each of `BASELINES` says of it."""
        found: dict[str, dict[str, OtherForecast]] = {}
        for case in self.cases:
            each = {name: baseline(name, case, self.cases) for name in BASELINES}
            found[case.name] = {name: other for name, other in each.items() if other is not None}
        return found

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
        order = [*READINGS, *BASELINES]
        rank = found["forecaster"].map(order.index) if len(found) else found["forecaster"]
        sorted_ = found.assign(rank=rank).sort_values(["before", "rank"], ascending=[False, True])
        return sorted_.drop(columns="rank").reset_index(drop=True)

    def difference(self, other: str, *, before: int = CRITERION[0], score: str = "brier") -> MeanDifference:
        """Return by how much the model's mean score is above another forecaster's, over the cases that count.

        Parameters
        ----------
        other : str
            One of `BASELINES`, or another reading of the model.
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
    def last_words(self) -> dict[str, CaseForecast]:
        """By case the last of its forecasts by the first coder: it weighs worlds by most of the record."""
        return {each.case: each for each in self.forecasts if each.coder == "first"}

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
            tuple(map(CaseConduct.from_dict, data["conduct"])),
            tuple(map(CodingAgreement.from_dict, data["agreement"])),
        )
    except NOT_AS_WRITTEN as error:
        raise InputError(f"{path}: holds no whole validation ({type(error).__name__}: {error})") from None
