"""Forecasters without a model of the talks, to be measured against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.analysis.forecasts.climatology import AGREED, CLASSES, PROLONGED
from sim.analysis.validation.case_files import FACTS, CaseFile
from sim.analysis.validation.logistic import fit_logistic, logistic_chances
from sim.arrays import Floats
from sim.results.endings import LAPSED

__all__ = ["BASELINES", "Case", "OtherForecast", "as_cases", "baseline"]

SURE = 0.8
"""What a forecaster gives who names one class; the rest is shared by the others evenly. ASSUMPTION."""

_HORIZON = {LAPSED: 0.0, PROLONGED: 50.0, AGREED: 100.0}
"""Where the classes lie on the scale of positions (scenarios/cases/CODING.md, facts.yaml)."""


@dataclass(frozen=True)
class Case:
    """A deadline as baselines see it: how it ended, and what was known beforehand.

    Parameters
    ----------
    name, family, title : str
    deadline : str
        ISO date.
    ended : str
        One of `CLASSES`.
    early : int
        Days before the deadline of the agreement; 0 where none was reached in time.
    facts : tuple of bool
        As `sim.analysis.validation.case_files.FACTS`.
    before : str or None
        How the family's deadline before this one ended.
    spatial : str or None
        The class that the median position, weighted by salience, lies nearest to.
    counts : bool
        Whether it is part of the criterion.
    because : str
        Why not.
    breaches : tuple of str
        What breaks the coding rules.
    """

    name: str
    family: str
    title: str
    deadline: str
    ended: str
    early: int
    facts: tuple[bool, ...]
    before: str | None = None
    spatial: str | None = None
    counts: bool = True
    because: str = ""
    breaches: tuple[str, ...] = ()

    @property
    def came(self) -> int:
        """How it ended, as a position in `CLASSES`."""
        return CLASSES.index(self.ended)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data."""
        return {**asdict(self), "facts": list(self.facts), "breaches": list(self.breaches)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Case:
        """Return what `as_dict` wrote."""
        return cls(**{**data, "facts": tuple(data["facts"]), "breaches": tuple(data["breaches"])})


def as_cases(files: Sequence[CaseFile], broken: Mapping[str, Sequence[str]]) -> list[Case]:
    """Return the cases of a library as baselines see them; `broken` are breaches of the coding rules by case."""
    found = []
    for file in files:
        entry = file.entry
        earlier = [each for each in files if each.family == file.family and each.deadline < file.deadline]
        last = max(earlier, key=lambda each: each.deadline, default=None)
        found.append(
            Case(
                name=file.name,
                family=file.family,
                title=file.scenario.model.title,
                deadline=file.deadline.isoformat(),
                ended=entry.ended,
                early=max(0, (file.deadline - entry.day).days) if entry.ended == AGREED else 0,
                facts=tuple(bool(getattr(entry.facts, fact)) for fact in FACTS),
                before=None if last is None else last.entry.ended,
                spatial=_spatial(file),
                counts=entry.counts,
                because=entry.because,
                breaches=tuple(broken.get(file.name, ())),
            )
        )
    return found


def _spatial(file: CaseFile) -> str | None:
    """Return the class nearest to the median of positions weighted by salience; None where none are coded.

    Notes
    -----
    The mean of the two middle positions where the weight on both sides of a gap is the same.
    """
    placed = sorted((each.position, each.salience) for each in file.entry.positions.values())
    if not placed:
        return None
    whole, so_far = sum(salience for _, salience in placed), 0.0
    median = placed[-1][0]
    for number, (position, salience) in enumerate(placed):
        so_far += salience
        if 2 * so_far > whole:
            median = position
            break
        if 2 * so_far == whole:
            median = (position + placed[min(number + 1, len(placed) - 1)][0]) / 2
            break
    return min(_HORIZON, key=lambda name: abs(_HORIZON[name] - median))


class OtherForecast(NamedTuple):
    """Chances (3,) of the classes; and how many days before the deadline an agreement would come, with weights."""

    chances: Floats
    early: tuple[tuple[int, float], ...]


def climatology(case: Case, others: Sequence[Case]) -> OtherForecast:
    """Return how often others ended so, a family counting once, with Jeffreys' prior of half a case a class."""
    weights = _weights(others)
    counts = np.array([sum(w for w, each in zip(weights, others, strict=True) if each.came == k) for k in range(3)])
    chances = (counts + 0.5) / (counts.sum() + 0.5 * len(CLASSES))
    return OtherForecast(chances, _agreements(others))


def lapses(case: Case, others: Sequence[Case]) -> OtherForecast:
    """Return that nothing comes of it."""
    return OtherForecast(_sure(LAPSED), ())


def last_minute(case: Case, others: Sequence[Case]) -> OtherForecast:
    """Return a deal on the last day."""
    return OtherForecast(_sure(AGREED), ((0, 1.0),))


def persistence(case: Case, others: Sequence[Case]) -> OtherForecast:
    """Return that it ends as the family's last deadline did; the climatology where there was none."""
    if case.before is None:
        return climatology(case, others)
    return OtherForecast(_sure(case.before), _agreements(others))


def logistic(case: Case, others: Sequence[Case]) -> OtherForecast:
    """Return a logistic regression on four facts, fitted to the others."""
    if not others:
        return climatology(case, others)
    facts = np.array([each.facts for each in others]) - 0.5
    ended = np.array([each.came for each in others])
    found = fit_logistic(facts, ended, np.array(_weights(others)), classes=len(CLASSES))
    return OtherForecast(logistic_chances(found, np.array([case.facts]) - 0.5)[0], _agreements(others))


def spatial(case: Case, others: Sequence[Case]) -> OtherForecast | None:
    """Return the class of the median position; None where positions are not coded."""
    return None if case.spatial is None else OtherForecast(_sure(case.spatial), _agreements(others))


BASELINES: Mapping[str, Callable[[Case, Sequence[Case]], OtherForecast | None]] = {
    "climatology": climatology,
    "logistic": logistic,
    "lapses": lapses,
    "last minute": last_minute,
    "persistence": persistence,
    "median position": spatial,
}
"""By the name under which they stand in tables."""


def baseline(name: str, case: Case, cases: Sequence[Case]) -> OtherForecast | None:
    """Return a baseline's forecast of a case, fitted to the cases that count of all other families."""
    others = [each for each in cases if each.family != case.family and each.counts]
    return BASELINES[name](case, others)


def _sure(name: str) -> Floats:
    chances = np.full(len(CLASSES), (1 - SURE) / (len(CLASSES) - 1))
    chances[CLASSES.index(name)] = SURE
    return chances


def _weights(cases: Sequence[Case]) -> list[float]:
    """Return how much each case counts: those of a family together as one."""
    families = [each.family for each in cases]
    return [1 / families.count(family) for family in families]


def _agreements(cases: Sequence[Case]) -> tuple[tuple[int, float], ...]:
    """Return how early the agreements of `cases` came, with weights."""
    weights = _weights(cases)
    return tuple((each.early, w) for w, each in zip(weights, cases, strict=True) if each.ended == AGREED)
