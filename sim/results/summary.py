"""A run in plain data: what ``summary.json`` holds and ``sim run --json`` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.results.incidence import milestones

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["FORMAT", "summarise"]

FORMAT = "negotiation-sim result 1"
"""Marks a folder as a result of ours; the number grows when the files change."""


def summarise(outcomes: Outcomes) -> dict[str, Any]:
    """Return provenance, probabilities with their errors, timing and mean values; numbers unknown are None."""
    tally, scenario = outcomes.lanes.tally, outcomes.scenario.model
    return {
        "format": FORMAT,
        "provenance": outcomes.provenance.as_dict(),
        "start": scenario.start.isoformat(),
        "deadline": scenario.deadline_day.isoformat(),
        "lanes": len(outcomes),
        "outcomes": [
            {"outcome": name, **{key: _plain(each[k]) for key, each in outcomes.estimates.columns().items()}}
            for k, name in enumerate(outcomes.names)
        ],
        "signed_before": [
            {"date": day.isoformat(), "event": event, "share": _plain(share)}
            for day, event, share in milestones(scenario, tally, as_of=outcomes.provenance.day)
        ],
        "signed": _plain(tally.share(tally.signed)),
        "in_force": _plain(tally.share(tally.in_force)),
        "mean_value": {name: _plain(tally.mean_value(name)) for name in scenario.governments},
        "more_runs": outcomes.more_runs(),
    }


def _plain(value: float) -> float | None:
    """Return a number JSON can hold, to ten digits: the last ones depend on the machine's order of summing."""
    return None if math.isnan(value) else float(f"{value:.10g}")
