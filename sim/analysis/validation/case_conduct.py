"""How governments bargain in plays of a case, beside what its record says: one row of a table for each case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from typing import Any

from sim.analysis.conduct.conduct import conduct
from sim.analysis.conduct.rates import Rate
from sim.analysis.validation.case_files import CaseFile
from sim.analysis.validation.case_forecast import written_digest
from sim.ensemble.execution import Execution, RunSize
from sim.scenario.load import LoadedScenario
from sim.version import VERSION

__all__ = ["CaseConduct", "conduct_of_case", "same_conduct"]


@dataclass(frozen=True)
class CaseConduct:
    """Conduct in plays of a case from its start, by the first coding; shares are None where there is no case of them.

    Parameters
    ----------
    case, version, scenario : str
        As of `sim.analysis.validation.case_forecast.CaseForecast`.
    worlds, replications, seed : int
    moves : int
        Recorded moves of seats within the talks.
    same, alike, any_package : float or None
        The mean over these moves of the share of plays, of those whose talks go on then, in which the seat does the
        same around that day: with that package, with one of the same outcome, with any.
    withdrawn : float or None
        Withdrawals for each offer of any seat.
    own_favour : float or None
        Of offers that follow another by the same government those worth more to it than the one before.
    signed, last_tenth, last_day : float or None
        The share of plays that are signed; of these, in the last tenth of the time, and on the last day.
    signed_without_zone, unsigned_with_zone : float or None
        Plays signed in worlds without a zone of agreement, and not signed in worlds with one.
    """

    case: str
    version: str
    scenario: str
    worlds: int
    replications: int
    seed: int
    moves: int
    same: float | None
    alike: float | None
    any_package: float | None
    withdrawn: float | None
    own_favour: float | None
    signed: float | None
    last_tenth: float | None
    last_day: float | None
    signed_without_zone: float | None
    unsigned_with_zone: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CaseConduct:
        """Return what `as_dict` wrote."""
        return cls(**data)


def conduct_of_case(case: CaseFile, size: RunSize, execution: Execution) -> CaseConduct:
    """Play a case from its start and hold what seats do against its record; with an executor, as one call of it."""
    arguments = case.scenario, size, execution.workers
    if execution.executor is not None:
        shares = _submitted(execution.executor, (case.scenario, size, 1))
        if execution.progress is not None:
            execution.progress(size.worlds * size.replications, size.worlds * size.replications)
    else:
        shares = _shares(*arguments, progress=execution.progress or _silent)
    digest = written_digest(case.scenario)
    return CaseConduct(case.name, VERSION, digest, size.worlds, size.replications, size.seed, **shares)


def _submitted(executor: Executor, arguments: tuple[LoadedScenario, RunSize, int]) -> dict[str, Any]:
    found: dict[str, Any] = executor.submit(_shares, *arguments).result()
    return found


def _silent(done: int, total: int) -> None:
    """Show nothing."""


def _shares(scenario: LoadedScenario, size: RunSize, workers: int, progress: Any = _silent) -> dict[str, Any]:
    found = conduct(scenario, **vars(size), workers=workers, progress=progress)
    moves, seats, signing = found.moves, found.seats, found.signing
    return {
        "moves": len(moves),
        "same": _mean([each.same for each in moves]),
        "alike": _mean([each.alike for each in moves]),
        "any_package": _mean([each.any_package for each in moves]),
        "withdrawn": _pooled([each.withdrawn for each in seats]),
        "own_favour": _pooled([each.own_favour for each in seats]),
        "signed": _mean([signing.signed]),
        "last_tenth": _mean([signing.last_tenth]),
        "last_day": _mean([signing.last_day]),
        "signed_without_zone": _mean([signing.signed_without_zone]),
        "unsigned_with_zone": _mean([signing.lapsed_with_zone]),
    }


def _mean(rates: Sequence[Rate]) -> float | None:
    """Return the mean of the shares that have cases."""
    values = [each.value for each in rates if each.cases]
    return sum(values) / len(values) if values else None


def _pooled(rates: Sequence[Rate]) -> float | None:
    """Return the share of all cases together."""
    cases = sum(each.cases for each in rates)
    return sum(each.value * each.cases for each in rates if each.cases) / cases if cases else None


def same_conduct(kept: CaseConduct, case: CaseFile, size: RunSize) -> bool:
    """Tell whether what was kept is of a case as it is now, at this size."""
    wanted = replace(
        kept, case=case.name, version=VERSION, scenario=written_digest(case.scenario), worlds=size.worlds,
        replications=size.replications, seed=size.seed,
    )  # fmt: skip
    return kept == wanted
