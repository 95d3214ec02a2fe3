"""One forecast of one case: made as of a day, in the classes common to all cases, and for the day of the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sim.analysis.validation.case_files import CaseFile
from sim.analysis.validation.ends import MODEL, Ends, Horizon, readings_of
from sim.ensemble.execution import Execution, RunSize
from sim.results.explained_record import explained_moves
from sim.results.observation import undecided
from sim.results.run import play
from sim.scenario.load import LoadedScenario
from sim.scenario.remarks import undated
from sim.version import VERSION

__all__ = [
    "BEFORE",
    "CODERS",
    "CaseForecast",
    "RecordedMove",
    "Task",
    "forecast_case",
    "same_run",
    "tasks_of",
    "written_digest",
]

BEFORE = (90, 30, 7, 1)
"""Days before a deadline from which it is forecast."""

CODERS = ("first", "second")


class RecordedMove(NamedTuple):
    """A move by which worlds are weighed, as `sim.results.explained_record.ExplainedMove`; its day in ISO."""

    day: str
    words: str
    chance: float
    hard: bool


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
    ends : dict of str to Ends
        By `sim.analysis.validation.ends.READINGS`: the chance of each of
        `sim.analysis.forecasts.climatology.CLASSES`, and that the end comes 0 to `before` days after `as_of`: an
        agreement in time; on the deadline what ends without one.
    undated : str
        What could not be dated, and was kept; "" for nothing.
    moves : tuple of RecordedMove
        By which worlds are weighed.
    effective : float or None
        As how many worlds those weighed count; None where they are not weighed.
    log_evidence : float or None
        Log Z of the moves together.
    open : tuple of str
        Events of which the record does not say whether they happened, so that worlds are not weighed.
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
    ends: Mapping[str, Ends]
    undated: str = ""
    moves: tuple[RecordedMove, ...] = ()
    effective: float | None = None
    log_evidence: float | None = None
    open: tuple[str, ...] = ()

    @property
    def chances(self) -> tuple[float, ...]:
        """Of the classes, worlds weighed."""
        return self.ends[MODEL].chances

    @property
    def days(self) -> tuple[float, ...]:
        """Of the days, worlds weighed."""
        return self.ends[MODEL].days

    @property
    def plays(self) -> int:
        """How many plays it is made of."""
        return self.worlds * self.replications

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data."""
        ends = {name: {key: list(value) for key, value in each._asdict().items()} for name, each in self.ends.items()}
        moves = [each._asdict() for each in self.moves]
        return {**vars(self), "ends": ends, "moves": moves, "open": list(self.open)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CaseForecast:
        """Return what `as_dict` wrote."""
        ends = {name: Ends(tuple(each["chances"]), tuple(each["days"])) for name, each in data["ends"].items()}
        moves = tuple(RecordedMove(**each) for each in data["moves"])
        return cls(**{**data, "ends": ends, "moves": moves, "open": tuple(data["open"])})


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
        return f"{self.case.stem}_{self.coder}_{self.before}"


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
    """Play a case as of a day, worlds weighed by the record and not, and count how it ends.

    Where the record has no move of a seat by then both are the same plays, and made once.

    Raises
    ------
    RunInterrupted
        On Ctrl-C.
    """
    scenario, day = task.scenario, task.day
    weighed = play(scenario, size, execution.part(0, 2), as_of=day, weights=True)
    known = weighed.scenario.model
    open_ = undecided(known, day)
    if not open_ and any(entry.seat is not None and entry.day <= day for entry in known.record):
        unweighed = play(scenario, size, execution.part(1, 2), as_of=day)
    else:
        unweighed = weighed
        if execution.progress is not None:
            execution.progress(len(weighed), len(weighed))
    weights = weighed.weights
    return CaseForecast(
        task.case.name, task.coder, task.before, day.isoformat(), VERSION, task.digest,
        size.worlds, size.replications, size.seed,
        readings_of(weighed, unweighed, Horizon(day, task.before, task.case.entry.replaced)), undated(scenario, day),
        tuple(RecordedMove(**{**vars(each), "day": each.day.isoformat()}) for each in explained_moves(weighed)),
        None if weights is None else weights.size(), None if weights is None else weights.log_evidence, open_,
    )  # fmt: skip


def same_run(kept: CaseForecast, task: Task, size: RunSize) -> bool:
    """Tell whether a forecast that was kept is that of a task, at this size."""
    wanted = replace(
        kept, case=task.case.name, coder=task.coder, before=task.before, as_of=task.day.isoformat(), version=VERSION,
        scenario=task.digest, worlds=size.worlds, replications=size.replications, seed=size.seed,
    )  # fmt: skip
    return kept == wanted
