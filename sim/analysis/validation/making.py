"""Make a validation: read a library, forecast and watch its cases one by one, keep what is made."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import Any

from sim.analysis.several_runs import in_turn
from sim.analysis.validation.baselines import as_cases
from sim.analysis.validation.case_conduct import CaseConduct, conduct_of_case, same_conduct
from sim.analysis.validation.case_files import (
    CODING_RULES,
    CaseFile,
    defaults_digest,
    read_defaults,
    read_library,
    text_digest,
)
from sim.analysis.validation.case_forecast import BEFORE, CaseForecast, Task, forecast_case, same_run, tasks_of
from sim.analysis.validation.coding import breaches
from sim.analysis.validation.crowd import crowd_odds
from sim.analysis.validation.pace import conduct_size, needed_seconds, paces
from sim.analysis.validation.two_coders import compare_codings
from sim.analysis.validation.validation import Made, Validation
from sim.answer import json_text
from sim.arguments import check_type
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Execution, Progress, RunSize
from sim.errors import InputError, Interrupted, SimWarning, cannot_write
from sim.figures import joined
from sim.paths import path_of
from sim.version import VERSION
from sim.whole_file import NOT_AS_WRITTEN, parse_json, read_bounded, write_whole

__all__ = ["ValidationInterrupted", "validate"]


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
    workers: int | None = 1,
    executor: Executor | None = None,
    progress: Progress | bool | None = None,
    data: Path | str | None = None,
    out: Path | str | None = None,
    estimate: Callable[[float], object] | None = None,
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
    estimate : callable, optional
        Called before it starts with about how many seconds it will take, found by playing a little of each case.

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
    execution = Execution.of(usable_workers(workers, executor), executor, progress)
    check_type("estimate", estimate, Callable | NoneType, "a function of seconds")
    files = read_library(place)
    defaults = read_defaults(place)
    broken = {file.name: breaches(file, defaults) for file in files if file.entry.counts}
    odds = crowd_odds(None if data is None else path_of("data", data), files)
    kept = _Kept(None if out is None else path_of("out", out), size)
    tasks = tasks_of(files)
    if not tasks:
        days = joined([*map(str, BEFORE)], "or")
        raise InputError(
            f"{place}: nothing to forecast: no case's talks were on, and unsettled, {days} days before its deadline"
        )
    if estimate is not None:
        estimate(kept.seconds(tasks, files) / execution.workers)
    steps: list[Task | CaseFile] = [*tasks, *files]
    made, whole = in_turn(steps, lambda n, step: kept.made(step, _part(execution, n, len(steps), size)))
    forecasts = [each for each in made if isinstance(each, CaseForecast)]
    if not whole:
        if kept.folder is None:
            raise KeyboardInterrupt
        raise ValidationInterrupted(len(forecasts), len(tasks), kept.folder)
    watched = tuple(each for each in made if isinstance(each, CaseConduct))
    how = Made(VERSION, defaults_digest(place), text_digest(place / CODING_RULES), *vars(size).values())
    answered = tuple(each.beside(forecasts) for each in odds)
    agreement = tuple(compare_codings(file.name, file.as_written, file.second) for file in files if file.second)
    return Validation(how, tuple(as_cases(files, broken)), tuple(forecasts), answered, watched, agreement)


def _part(execution: Execution, place: int, parts: int, size: RunSize) -> Execution:
    """Return how to do one of several steps, each of which counts as many plays as another, whatever it plays."""
    whole, unit = execution.progress, size.worlds * size.replications
    if whole is None:
        return execution
    return replace(
        execution, progress=lambda done, total: whole(place * unit + done * unit // max(total, 1), parts * unit)
    )


@dataclass(frozen=True)
class _Kept:
    """What is made, kept in a folder: what is there of the same scenario, size and version is not made again."""

    folder: Path | None
    size: RunSize

    def made(self, step: Task | CaseFile, execution: Execution) -> CaseForecast | CaseConduct:
        """Return a forecast or a case's conduct, kept or made now."""
        found = self.read(step)
        if found is not None:
            if execution.progress is not None:
                execution.progress(1, 1)
            return found
        found = (
            forecast_case(step, self.size, execution)
            if isinstance(step, Task)
            else conduct_of_case(step, conduct_size(self.size), execution)
        )
        if (path := self._path(step)) is not None:
            self._keep(path, json_text(_marked(found.as_dict())))
        return found

    def _keep(self, path: Path, text: str) -> None:
        """Keep what is made; where that fails, say so and go on: it takes no forecast with it."""
        try:
            write_whole(path, text)
        except OSError as error:
            problem = cannot_write(path.parent, error)
            warnings.warn(SimWarning(f"{problem}: what is made is not kept there"), stacklevel=2)

    def read(self, step: Task | CaseFile) -> CaseForecast | CaseConduct | None:
        """Return what is kept of a step; None where there is nothing, or not of this run, or it cannot be read."""
        path = self._path(step)
        if path is None:
            return None
        try:
            data = _unmarked(parse_json(read_bounded(path)))
            if isinstance(step, Task):
                forecast = CaseForecast.from_dict(data)
                return forecast if same_run(forecast, step, self.size) else None
            watched = CaseConduct.from_dict(data)
            return watched if same_conduct(watched, step, conduct_size(self.size)) else None
        except (OSError, *NOT_AS_WRITTEN):
            return None

    def _path(self, step: Task | CaseFile) -> Path | None:
        if self.folder is None:
            return None
        if isinstance(step, Task):
            return self.folder / "forecasts" / f"{step.name}.json"
        return self.folder / "conduct" / f"{step.stem}.json"

    def seconds(self, tasks: Sequence[Task], files: Sequence[CaseFile]) -> float:
        """Return about how many seconds of one core it takes to make what is not kept."""
        wanted = [task for task in tasks if self.read(task) is None]
        watched = [file.name for file in files if self.read(file) is None]
        return needed_seconds(wanted, watched, paces(wanted, self.size), self.size)


_MARK = "mark"


def _marked(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept with a hash over it, by which damage is seen."""
    return {**data, _MARK: hashlib.blake2b(json_text(data).encode(), digest_size=12).hexdigest()}


def _unmarked(kept: dict[str, Any]) -> dict[str, Any]:
    """Return what was kept.

    Raises
    ------
    ValueError
        If it is not as it was written.
    """
    data = {name: value for name, value in kept.items() if name != _MARK}
    if kept != _marked(data):
        raise ValueError("it was changed since it was made")
    return data
