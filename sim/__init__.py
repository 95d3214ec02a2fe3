"""Negotiations toward a deadline, simulated from sourced evidence.

``sim.load("scenario.yaml").run().plot()`` reads a scenario, plays it and draws its outcomes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import VERSION

if TYPE_CHECKING:
    from sim.analysis.comparison.comparison import Comparison, compare
    from sim.analysis.explanation.explanation import explain
    from sim.analysis.forecasts.forecast import Forecast, forecast
    from sim.analysis.influence.influence import influence
    from sim.analysis.sensitivity.sobol import sobol
    from sim.analysis.sweeps.sweep import Sweep, SweepInterrupted, sweep
    from sim.errors import (
        ExecutionError,
        InputError,
        Interrupted,
        MissingDependencyError,
        ProblemsError,
        SimError,
        StorageError,
    )
    from sim.minds.tactic import Tactic
    from sim.negotiation import Scenario, load
    from sim.results.outcomes import Outcomes
    from sim.results.resume import resume
    from sim.results.run import RunInterrupted

__all__ = [
    "Comparison",
    "ExecutionError",
    "Forecast",
    "InputError",
    "Interrupted",
    "MissingDependencyError",
    "Outcomes",
    "ProblemsError",
    "RunInterrupted",
    "Scenario",
    "SimError",
    "StorageError",
    "Sweep",
    "SweepInterrupted",
    "Tactic",
    "__version__",
    "compare",
    "explain",
    "forecast",
    "influence",
    "load",
    "resume",
    "sobol",
    "sweep",
]

__version__ = VERSION

_HOMES = {
    "Comparison": "sim.analysis.comparison.comparison",
    "ExecutionError": "sim.errors",
    "Forecast": "sim.analysis.forecasts.forecast",
    "InputError": "sim.errors",
    "Interrupted": "sim.errors",
    "MissingDependencyError": "sim.errors",
    "Outcomes": "sim.results.outcomes",
    "ProblemsError": "sim.errors",
    "RunInterrupted": "sim.results.run",
    "Scenario": "sim.negotiation",
    "SimError": "sim.errors",
    "StorageError": "sim.errors",
    "Sweep": "sim.analysis.sweeps.sweep",
    "SweepInterrupted": "sim.analysis.sweeps.sweep",
    "Tactic": "sim.minds.tactic",
    "compare": "sim.analysis.comparison.comparison",
    "explain": "sim.analysis.explanation.explanation",
    "forecast": "sim.analysis.forecasts.forecast",
    "influence": "sim.analysis.influence.influence",
    "load": "sim.negotiation",
    "resume": "sim.results.resume",
    "sobol": "sim.analysis.sensitivity.sobol",
    "sweep": "sim.analysis.sweeps.sweep",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: start-up stays instant, pandas unloaded until needed."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
