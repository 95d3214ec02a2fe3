"""One case tried: it is refused at a place, or it plays, is told and analysed without a word of complaint."""

from __future__ import annotations

import json
import traceback
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import sim.evidence.hit_and_run
import sim.worlds.preferences
from sim.errors import Problem, ProblemsError, SimError
from sim.negotiation import Scenario, load
from sim.scenario.load import check_scenario, load_scenario_text

__all__ = ["Verdict", "as_found", "play_scenario", "try_file", "use_small_pools", "work"]

NO_PLACE = ("no such file", "cannot be read", "is a folder", "too large")
"""How messages begin that are about a file as a whole."""

LARGEST = 3e7
"""Work (see `work`) beyond which an accepted scenario is not played here."""


class Verdict(NamedTuple):
    """What became of a case: refused, played, not played for its size, or a fault found, and where."""

    kind: str
    found: str = ""


class FaultError(Exception):
    """Something a user should never see."""


def use_small_pools(put: Callable[[ModuleType, str, int], None] = setattr) -> None:
    """Draw few preference models, by chains that do not wait until they mix: any model will do here."""
    put(sim.worlds.preferences, "POOL_SIZE", 24)
    put(sim.evidence.hit_and_run, "_STEPS_PER_DIMENSION", 16)
    put(sim.evidence.hit_and_run, "DOUBLINGS", 0)


def try_file(path: Path) -> Verdict:
    """Read, check and play a scenario file; every warning is a fault."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _try(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the find
        return Verdict("found", as_found(error))


def _try(path: Path) -> Verdict:
    before = sorted(path.parent.iterdir())
    try:
        scenario = load(path)
        check_scenario(scenario)
    except ProblemsError as error:
        _require_places(error.problems)
        return Verdict("refused", error.problems[0].message)
    again = load_scenario_text(scenario.resolved_yaml(), library=scenario.library)
    if again.model != scenario.model or again.digest != scenario.digest:
        raise FaultError("what is written back is another scenario")
    if work(scenario) > LARGEST:
        return Verdict("too large to play here")
    try:
        play_scenario(scenario)
    except SimError as error:
        if "plug-ins are switched off" in str(error):
            return Verdict("plug-in off")
        raise
    if sorted(path.parent.iterdir()) != before:
        raise FaultError("something was written")
    return Verdict("played")


def _require_places(problems: tuple[Problem, ...]) -> None:
    if not problems:
        raise FaultError("refused without a problem")
    for problem in problems:
        if not problem.file or (problem.line < 1 and not problem.message.startswith(NO_PLACE)):
            raise FaultError(f"no place: {problem!r}")
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in str(problem)):
            raise FaultError(f"a message that cannot be printed: {str(problem)!r}")
        if len(str(problem)) > 2000:
            raise FaultError(f"a message of {len(str(problem)):,} characters: {str(problem)[:300]}")


def work(scenario: Scenario) -> float:
    """Return about how many numbers the games of three worlds hold."""
    model = scenario.model
    days = model.days / model.procedure.grid_days + len(model.events)
    chance = sum(event.foreseen and event.chance != 1 for event in model.events.values())
    rivals = 1 if model.minds.rivals_known else model.minds.imagined_rivals
    work: float = 3 * len(model.governments) * rivals * days * 2.0**chance * len(scenario.packages)
    return work


def play_scenario(scenario: Scenario) -> None:
    """Run a few lanes, tell one, analyse; raise where a number is not a number."""
    outcomes = scenario.run(worlds=3, replications=2)
    json.dumps(outcomes.summary(), allow_nan=False)
    shares = sum(outcomes.table["outcome"].value_counts(normalize=True))
    if abs(shares - 1) > 1e-9 or len(outcomes.table) != 6:
        raise FaultError("plays without an outcome")
    str(outcomes), str(scenario)
    str(scenario.tell(world=0, replication=0))
    str(scenario.analyse(worlds=3))
    if scenario.model.record:
        try:
            scenario.run(worlds=2, replications=1, as_of=scenario.model.record[0].date)
        except SimError as error:
            if not str(error).startswith("as of"):
                raise


def as_found(error: Exception) -> str:
    """Return what is shown of a fault: what and where in a line, and the way there."""
    return f"{_where(error)}\n{''.join(traceback.format_exception(error))[-3000:]}"


def _where(error: BaseException) -> str:
    """Name an error and the last place of ours it passed."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/sim/" in frame.filename]
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno} {ours[-1].name}" if ours else "outside"
    return f"{type(error).__name__} at {place}: {str(error)[:200]}"
