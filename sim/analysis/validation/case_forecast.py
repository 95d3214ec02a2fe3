"""One forecast of one case: made as of a day, in the classes common to all cases, and for the day of the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.analysis.forecasts.climatology import AGREED, CLASSES, PROLONGED
from sim.analysis.validation.case_files import CaseFile
from sim.arrays import Floats, Ints
from sim.ensemble.execution import Execution, RunSize
from sim.results.endings import LAPSED, TOO_LATE, Endings
from sim.results.outcomes import Outcomes
from sim.results.run import play
from sim.scenario.load import LoadedScenario
from sim.scenario.outcome import end_of
from sim.scenario.remarks import undated
from sim.version import VERSION

__all__ = [
    "BEFORE",
    "CODERS",
    "CaseForecast",
    "Task",
    "ends_of",
    "forecast_case",
    "same_run",
    "tasks_of",
    "written_digest",
]

BEFORE = (90, 30, 7, 1)
"""Days before a deadline from which it is forecast."""

CODERS = ("first", "second")


@dataclass(frozen=True)
class CaseForecast:
    """A forecast of one deadline.

    Parameters
    ----------
    case : str
        As `CaseFile.name`.
    coder : str
        One of `CODERS`.
    before : int
        Days before the deadline.
    as_of : str
        ISO date.
    version : str
        Of this package.
    scenario : str
        Hash of what its files say (`written_digest`).
    worlds, replications, seed : int
    chances : tuple of float
        Of each of `sim.analysis.forecasts.climatology.CLASSES`.
    days : tuple of float
        Chance, by number of days after `as_of`, that the end comes that day: an agreement in time; on the deadline
        what ends without one. From 0 to `before`.
    undated : str
        What could not be dated, and was kept; "" for nothing.
    """

    case: str
    coder: str
    before: int
    as_of: str
    version: str
    scenario: str
    worlds: int
    replications: int
    seed: int
    chances: tuple[float, ...]
    days: tuple[float, ...]
    undated: str = ""

    @property
    def plays(self) -> int:
        """How many plays it is made of."""
        return self.worlds * self.replications

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data."""
        return {**asdict(self), "chances": list(self.chances), "days": list(self.days)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CaseForecast:
        """Return what `as_dict` wrote."""
        return cls(**{**data, "chances": tuple(data["chances"]), "days": tuple(data["days"])})


@dataclass(frozen=True)
class Task:
    """A forecast to be made."""

    case: CaseFile
    coder: str
    before: int

    @property
    def scenario(self) -> LoadedScenario:
        """The coder's scenario."""
        second = self.case.second
        return second if self.coder == "second" and second is not None else self.case.scenario

    @property
    def digest(self) -> str:
        """Hash of what the scenario's files say."""
        return written_digest(self.scenario)

    @property
    def day(self) -> date:
        """The day from which it is made."""
        return self.case.deadline - timedelta(days=self.before)

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"{self.case.name.replace('/', '_')}_{self.coder}_{self.before}"


def written_digest(scenario: LoadedScenario) -> str:
    """Return a hash of what a scenario's files and settings say, and of the claims they cite: 12 hexadecimal digits.

    A key that a later version of the format adds, and that no file has, does not change it.
    """
    claims = {name: scenario.claims[name].model_dump(mode="json", by_alias=True) for name in scenario.cited}
    text = json.dumps([scenario.located.data, claims], default=str)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def tasks_of(cases: Sequence[CaseFile]) -> list[Task]:
    """Return the forecasts of cases: from each day of `BEFORE` on which talks were on, and nothing was settled."""
    found = []
    for case in cases:
        for coder in CODERS[: 1 + (case.second is not None)]:
            for before in BEFORE:
                task = Task(case, coder, before)
                if task.scenario.model.start <= task.day < case.entry.day:
                    found.append(task)
    return found


def forecast_case(task: Task, size: RunSize, execution: Execution) -> CaseForecast:
    """Play a case as of a day, and count how it ends.

    Raises
    ------
    RunInterrupted
        On Ctrl-C.
    """
    scenario = task.scenario
    found = play(scenario, size, execution, as_of=task.day)
    chances, days = ends_of(found, task)
    return CaseForecast(
        task.case.name, task.coder, task.before, task.day.isoformat(), VERSION, task.digest,
        size.worlds, size.replications, size.seed,
        tuple(chances.tolist()), tuple(days.tolist()), undated(scenario, task.day),
    )  # fmt: skip


def ends_of(found: Outcomes, task: Task) -> tuple[Floats, Floats]:
    """Return the share of plays in each class (3,), and that end on each day from the as-of day on (before + 1,).

    Notes
    -----
    A play whose deadline was moved is prolonged, whatever came of it after; so is one that ends in an outcome which
    the facts call a replacement. What is left and counts is agreed in time.
    """
    classes = _class_of_outcome(found, task.case.entry.replaced)
    first = (task.day - task.scenario.model.start).days
    counts, by_day = np.zeros(len(CLASSES), dtype=np.int64), np.zeros(task.before + 1, dtype=np.int64)
    for piece in found.lanes.pieces():
        ended = classes[piece["code"]]
        if "prolonged" in piece:
            ended = np.where(piece["prolonged"] > 0, CLASSES.index(PROLONGED), ended)
        agreed = ended == CLASSES.index(AGREED)
        day = np.where(agreed, piece["signed"].astype(np.int64) - first, task.before)
        counts += np.bincount(ended, minlength=len(CLASSES))
        by_day += np.bincount(np.clip(day, 0, task.before), minlength=task.before + 1)
    return counts / counts.sum(), by_day / by_day.sum()


def _class_of_outcome(found: Outcomes, replaced: Sequence[str]) -> Ints:
    """Return the class of each outcome, as a position in `CLASSES`."""
    rules = found.scenario.model.outcomes
    unsigned = Endings(found.scenario.model, found.scenario.packages).unsigned
    ended = []
    for name in found.names:
        too_late = name == TOO_LATE or (name in rules and end_of(rules[name]) == "too late")
        lapsed = name in unsigned or too_late
        ended.append(CLASSES.index(PROLONGED if name in replaced else LAPSED if lapsed else AGREED))
    return np.array(ended)


def same_run(kept: CaseForecast, task: Task, size: RunSize) -> bool:
    """Tell whether a forecast that was kept is that of a task, at this size."""
    wanted = replace(
        kept, case=task.case.name, coder=task.coder, before=task.before, as_of=task.day.isoformat(), version=VERSION,
        scenario=task.digest, worlds=size.worlds, replications=size.replications, seed=size.seed,
    )  # fmt: skip
    return kept == wanted
