"""Agreement by date: cumulative incidence, and what was signed before the dates that matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.arguments import is_among
from sim.errors import InputError, shown
from sim.figures import plain
from sim.results.endings import LAPSED
from sim.results.tally import Tally
from sim.scenario.certainty import certainty, decided_by
from sim.scenario.event import Between
from sim.scenario.outcome import end_of
from sim.scenario.scenario import ScenarioModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Milestone", "agreed_by", "milestones"]


class Milestone(NamedTuple):
    """A date that may change the talks.

    Parameters
    ----------
    day : date
        The first possible one.
    title : str
        Of the event.
    may_happen : bool
        Whether that is not certain.
    signed_before : float
        The share of plays signed before it.
    """

    day: date
    title: str
    may_happen: bool
    signed_before: float

    @property
    def doubt(self) -> str:
        """What follows the name of an event that is not certain."""
        return ", which may happen" if self.may_happen else ""

    @property
    def event(self) -> str:
        """Its name, and whether it is certain."""
        return f"{self.title}{self.doubt}"


def agreed_by(
    scenario: ScenarioModel, tally: Tally, names: Sequence[str], *, counting: Literal["signed", "in_force"]
) -> pd.DataFrame:
    """Return the share of lanes signed (or in force) by each day, by how they ended; see `Outcomes.agreed_by`."""
    import pandas as pd  # late: a run that only prints its outcomes does without

    dates = pd.date_range(scenario.start, scenario.deadlines[-1], name="date", unit="ms")
    if not is_among(counting, ("signed", "in_force")):
        raise InputError(f"counting: must be signed or in_force (found {shown(counting)})")
    counts = tally.signed if counting == "signed" else tally.in_force
    curves = pd.DataFrame(counts.cumsum(axis=0) / tally.lanes, index=dates, columns=pd.Index(names, name="outcome"))
    unsigned = {name for name, outcome in scenario.outcomes.items() if end_of(outcome) == "no agreement"}
    return curves.drop(columns=[name for name in names if name == LAPSED or name in unsigned])


def milestones(scenario: ScenarioModel, tally: Tally, *, as_of: date | None = None) -> list[Milestone]:
    """Return events with the share signed before, by date; see `Outcomes.milestones`.

    An event that can never happen is left out, and one that is not certain is named as such. As of a date so is one
    whose day is past or whose result is known: nothing is left to sign before it.
    """
    rows, decided = [], decided_by(scenario, as_of)
    certain = certainty(scenario.events, decided, scenario.last_deadline)
    for name, event in scenario.events.items():
        first, last = event.date.between if isinstance(event.date, Between) else (event.date, event.date)
        past = name in decided or (as_of is not None and last <= as_of)
        if (event.chance != 1.0 or event.install) and certain[name] != "never" and not past:
            signed = tally.share(tally.signed[: (first - scenario.start).days])
            rows.append(Milestone(first, event.title or plain(name), certain[name] == "maybe", signed))
    return sorted(rows, key=lambda row: row.day)
