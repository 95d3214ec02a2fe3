"""A run in plain data: what ``summary.json`` holds and ``sim run --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.answer import plain_data
from sim.results.explained_record import weights_as_data
from sim.results.incidence import milestones

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["FORMAT", "summarise"]

FORMAT = "negotiation-sim result 1"
"""Marks a folder as a result of ours; the number grows when the files change."""


def summarise(outcomes: Outcomes) -> dict[str, Any]:
    """Return provenance, probabilities with their errors, timing and mean values; numbers unknown are None.

    To ten digits: the last ones depend on the order of summing.
    """
    tally, scenario = outcomes.tally, outcomes.scenario.model
    found = {
        "format": FORMAT,
        "provenance": outcomes.provenance.as_dict(),
        "start": scenario.start,
        "deadline": scenario.deadline_day,
        "lanes": len(outcomes),
        "outcomes": [
            {"outcome": name, **{key: each[k] for key, each in outcomes.estimates.columns().items()}}
            for k, name in enumerate(outcomes.names)
        ],
        "signed_before": [
            {"date": each.day, "event": each.event, "share": each.signed_before}
            for each in milestones(scenario, tally, as_of=outcomes.provenance.day)
        ],
        "signed": tally.share(tally.signed),
        "in_force": tally.share(tally.in_force),
        "mean_value": {name: tally.mean_value(name) for name in scenario.governments},
        "more_runs": outcomes.more_runs(),
        **weights_as_data(outcomes),
    }
    plain: dict[str, Any] = plain_data(found, digits=10)
    return plain
