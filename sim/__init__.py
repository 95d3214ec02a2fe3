"""Negotiations toward a deadline, simulated from sourced evidence.

``sim.load("scenario.yaml").run().plot()`` reads a scenario, plays it and draws its outcomes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import VERSION

if TYPE_CHECKING:  # the names of _HOMES, for type checkers and editors
    from sim.analysis.comparison.comparison import Comparison as Comparison
    from sim.analysis.comparison.comparison import compare as compare
    from sim.analysis.explanation.explanation import explain as explain
    from sim.analysis.forecasts.forecast import Forecast as Forecast
    from sim.analysis.forecasts.forecast import forecast as forecast
    from sim.analysis.influence.influence import influence as influence
    from sim.analysis.sealing.seal import Seal as Seal
    from sim.analysis.sealing.seal import seal as seal
    from sim.analysis.sealing.seal import verify as verify
    from sim.analysis.sensitivity.sobol import sobol as sobol
    from sim.analysis.sweeps.sweep import Sweep as Sweep
    from sim.analysis.sweeps.sweep import SweepInterrupted as SweepInterrupted
    from sim.analysis.sweeps.sweep import sweep as sweep
    from sim.analysis.validation.making import ValidationInterrupted as ValidationInterrupted
    from sim.analysis.validation.making import validate as validate
    from sim.analysis.validation.validation import Validation as Validation
    from sim.bundled import examples as examples
    from sim.errors import ExecutionError as ExecutionError
    from sim.errors import InputError as InputError
    from sim.errors import Interrupted as Interrupted
    from sim.errors import MissingDependencyError as MissingDependencyError
    from sim.errors import ProblemsError as ProblemsError
    from sim.errors import SimError as SimError
    from sim.errors import StorageError as StorageError
    from sim.minds.tactic import Tactic as Tactic
    from sim.negotiation import Scenario as Scenario
    from sim.negotiation import example as example
    from sim.negotiation import load as load
    from sim.play.table import Table as Table
    from sim.play.table import table as table
    from sim.plots.style import style as style
    from sim.reports.report import report as report
    from sim.results.outcomes import Outcomes as Outcomes
    from sim.results.planned import RunInterrupted as RunInterrupted
    from sim.results.resume import resume as resume

_HOMES = {
    "Comparison": "sim.analysis.comparison.comparison",
    "ExecutionError": "sim.errors",
    "Forecast": "sim.analysis.forecasts.forecast",
    "InputError": "sim.errors",
    "Interrupted": "sim.errors",
    "MissingDependencyError": "sim.errors",
    "Outcomes": "sim.results.outcomes",
    "ProblemsError": "sim.errors",
    "RunInterrupted": "sim.results.planned",
    "Scenario": "sim.negotiation",
    "Seal": "sim.analysis.sealing.seal",
    "SimError": "sim.errors",
    "StorageError": "sim.errors",
    "Sweep": "sim.analysis.sweeps.sweep",
    "SweepInterrupted": "sim.analysis.sweeps.sweep",
    "Table": "sim.play.table",
    "Tactic": "sim.minds.tactic",
    "Validation": "sim.analysis.validation.validation",
    "ValidationInterrupted": "sim.analysis.validation.making",
    "compare": "sim.analysis.comparison.comparison",
    "example": "sim.negotiation",
    "examples": "sim.bundled",
    "explain": "sim.analysis.explanation.explanation",
    "forecast": "sim.analysis.forecasts.forecast",
    "influence": "sim.analysis.influence.influence",
    "load": "sim.negotiation",
    "report": "sim.reports.report",
    "resume": "sim.results.resume",
    "seal": "sim.analysis.sealing.seal",
    "sobol": "sim.analysis.sensitivity.sobol",
    "style": "sim.plots.style",
    "sweep": "sim.analysis.sweeps.sweep",
    "table": "sim.play.table",
    "validate": "sim.analysis.validation.making",
    "verify": "sim.analysis.sealing.seal",
}
"""Where each public name is defined."""

__all__ = ["__version__", *_HOMES]

__version__ = VERSION


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: start-up stays instant, pandas unloaded until needed."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
