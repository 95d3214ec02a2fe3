"""What talks with a deadline come to: three classes common to all cases, and how often each came elsewhere."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from sim.arrays import Floats
from sim.results.endings import LAPSED, TOO_LATE
from sim.scenario.as_of import recorded_course
from sim.scenario.outcome import end_of

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes
    from sim.scenario.scenario import ScenarioModel

__all__ = ["AGREED", "CASES", "CLASSES", "PROLONGED", "actual_class", "class_shares", "climatology"]

AGREED, PROLONGED = "agreed in time", "prolonged"

CLASSES = (AGREED, PROLONGED, LAPSED)
"""By the first deadline: an agreement counts; or the deadline was moved, whatever came after; or neither."""

EndClass = Literal["agreed in time", "prolonged", "lapsed"]


class PastCase(NamedTuple):
    """A deadline of the past.

    Parameters
    ----------
    family : str
        Cases of one family are not independent of each other: together they count as one.
    deadline : str
    came : str
        One of `CLASSES`.
    how : str
    """

    family: str
    deadline: str
    came: EndClass
    how: str


CASES = (
    PastCase("START I", "2009-12-05", "prolonged", "joint statement to go on in its spirit"),
    PastCase("Iran", "2014-07-20", "prolonged", "interim agreement extended by four months"),
    PastCase("Iran", "2014-11-24", "prolonged", "interim agreement extended to 30 June 2015"),
    PastCase("Iran", "2015-06-30", "prolonged", "extended by days, agreed on 14 July"),
    PastCase("INF", "2019-02-02", "lapsed", "suspended by the United States, then by Russia"),
    PastCase("INF", "2019-08-02", "lapsed", "ended"),
    PastCase("Black Sea grain", "2022-11-19", "agreed in time", "renewed by 120 days"),
    PastCase("Black Sea grain", "2023-03-18", "agreed in time", "renewed"),
    PastCase("Black Sea grain", "2023-05-18", "agreed in time", "renewed by 60 days"),
    PastCase("Black Sea grain", "2023-07-17", "lapsed", "ended by Russia"),
    PastCase("Brexit", "2019-10-31", "prolonged", "extended to 31 January 2020"),
    PastCase("Brexit", "2020-01-31", "agreed in time", "withdrawal agreement in force"),
    PastCase("Brexit", "2020-12-31", "agreed in time", "trade agreement of 24 December, applied provisionally"),
    PastCase("US debt limit", "2023-06-05", "agreed in time", "agreed on 27 May, law on 3 June"),
    PastCase("USMCA", "2018-09-30", "agreed in time", "agreed within the last hours"),
)
"""Public knowledge, coded from memory (ASSUMPTION); New START, which comes with this package, is not among them."""


def climatology() -> Floats:
    """Return how often each of `CLASSES` came in the cases of the past, shape (3,).

    Notes
    -----
    Every family counts as one case, split where its cases came to different ends; with Jeffreys' prior of half a case
    for each class.

    Examples
    --------
    >>> climatology().round(3).tolist()
    [0.461, 0.333, 0.206]
    """
    families: dict[str, list[str]] = defaultdict(list)
    for case in CASES:
        families[case.family].append(case.came)
    counts = np.array([sum(came.count(name) / len(came) for came in families.values()) for name in CLASSES])
    return np.asarray((counts + 0.5) / (counts.sum() + 0.5 * len(CLASSES)))


def class_shares(outcomes: Outcomes) -> Floats:
    """Return the share of plays in each of `CLASSES`, shape (3,)."""
    counts = np.zeros(len(CLASSES), dtype=np.int64)
    for piece in outcomes.lanes.pieces():
        prolonged = piece["prolonged"] > 0 if "prolonged" in piece else np.zeros(len(piece["world"]), dtype=np.bool_)
        agreed = (piece["force_day"] >= 0) & ~prolonged
        counts += agreed.sum(), prolonged.sum(), (~agreed & ~prolonged).sum()
    return np.asarray(counts / counts.sum())


def actual_class(model: ScenarioModel) -> int | None:
    """Return the class of how it really ended, as a position in `CLASSES`; None where the file does not say.

    What was signed after the first deadline came of talks that were prolonged; so did whatever came after a
    prolongation on record.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> actual_class(load_scenario("scenarios/new_start/baseline.yaml").model)
    0
    """
    actual = model.actual
    if actual is None:
        return None
    late = actual.signed is not None and actual.signed > model.deadline_day
    if late or recorded_course(model, date.max)[0]:
        return CLASSES.index(PROLONGED)
    lasting = actual.outcome in model.outcomes and end_of(model.outcomes[actual.outcome]) == "in force"
    none = actual.outcome in (LAPSED, TOO_LATE) or (actual.outcome in model.outcomes and not lasting)
    return CLASSES.index(LAPSED if none else AGREED)
