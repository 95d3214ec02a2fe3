"""What is tried for a seat, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.advice.changes import Change
from sim.figures import joined, percent
from sim.results.naming import Naming
from sim.scenario.load import LoadedScenario

__all__ = ["say_change", "say_events"]


def say_events(naming: Naming, events: Sequence[str]) -> str:
    """Return the names of events that come on one day."""
    return joined([f"“{naming.event(name)}”" for name in events], "or")


def say_change(scenario: LoadedScenario, change: Change, *, bare: bool = False) -> str:
    """Return a change of mind in words; `bare` is the statement alone.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("scenarios/new_start/baseline.yaml")
    >>> say_change(scenario, Change("putin", "5"))
    'Russia under Putin no longer refuses anything with verification enhanced'
    >>> say_change(scenario, Change("trump", event="biden_wins", chance=0.48))
    'the Trump administration gives “Biden elected” a chance of 48%'
    """
    naming = Naming(scenario.model, scenario.packages)
    if not change.number:
        gives = f"gives “{naming.event(change.event)}” a chance of {percent(change.chance or 0.0)}"
        return naming.does(change.government, gives)
    singles = {
        single.number: single.statement for single in scenario.model.governments[change.government].single_statements
    }
    words = naming.statement(singles[change.number])
    return words if bare else naming.does(change.government, "no longer", words)
