"""Odds that others published of the same questions, beside those of the model."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sim.analysis.forecasts.climatology import AGREED, CLASSES
from sim.analysis.validation.case_files import CaseFile
from sim.analysis.validation.case_forecast import CaseForecast
from sim.analysis.validation.ends import UNWEIGHED
from sim.errors import InputError

__all__ = ["CROWD_FILE", "CrowdOdds", "crowd_odds"]

CROWD_FILE = "crowd_odds.csv"

_COLUMNS = ("question", "platform", "as_of", "probability_yes", "outcome")


@dataclass(frozen=True)
class CrowdOdds:
    """A published chance that a case is agreed in time.

    Parameters
    ----------
    case, platform : str
    as_of : str
        ISO date, or a month.
    published : float
    happened : bool
    model : float or None
        What the model gave it on the last of its days by then; None where it has none.
    model_as_of : str or None
        That day.
    not_weighed : float or None
        What the model gave it then without weights.
    """

    case: str
    platform: str
    as_of: str
    published: float
    happened: bool
    model: float | None = None
    model_as_of: str | None = None
    not_weighed: float | None = None

    def beside(self, forecasts: Sequence[CaseForecast]) -> CrowdOdds:
        """Return it with the forecast of the model that stood on its day, a month counting from its first."""
        day = date.fromisoformat(self.as_of if len(self.as_of) == 10 else f"{self.as_of}-01")
        own = [each for each in forecasts if each.case == self.case and each.coder == "first"]
        standing = [each for each in own if date.fromisoformat(each.as_of) <= day]
        if not standing:
            return self
        last = max(standing, key=lambda each: each.as_of)
        agreed = CLASSES.index(AGREED)
        plain = last.ends[UNWEIGHED].chances[agreed]
        return replace(self, model=last.chances[agreed], model_as_of=last.as_of, not_weighed=plain)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data."""
        return asdict(self)


def crowd_odds(folder: Path | None, files: Sequence[CaseFile]) -> list[CrowdOdds]:
    """Read published odds of the cases that name a question.

    Parameters
    ----------
    folder : Path or None
        With a file ``crowd_odds.csv``, of columns question, platform, as_of, probability_yes, outcome and others.
    files : sequence of CaseFile

    Raises
    ------
    InputError
        Where the file is not there or cannot be read.
    """
    if folder is None:
        return []
    path = folder / CROWD_FILE
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if rows and (missing := [name for name in _COLUMNS if name not in rows[0]]):
        raise InputError(f"{path}: lacks the column {missing[0]} (found {', '.join(filter(None, rows[0]))})")
    found = []
    for case in files:
        for number, row in enumerate(rows, start=2):
            if not case.entry.question or row["question"] != case.entry.question:
                continue
            try:
                chance, day = float(row["probability_yes"]), row["as_of"].strip()
                date.fromisoformat(day if len(day) == 10 else f"{day}-01")
                happened = {"0": False, "1": True}[row["outcome"].strip()]
            except (ValueError, KeyError, AttributeError):
                raise InputError(f"{path}:{number}: needs a chance, a day and an outcome of 0 or 1") from None
            if not 0 <= chance <= 1:
                raise InputError(f"{path}:{number}: probability_yes: must be from 0 to 1 (found {chance:g})")
            found.append(CrowdOdds(case.name, row["platform"], day, chance, happened))
    return found
