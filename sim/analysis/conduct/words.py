"""A recorded move in words."""

from __future__ import annotations

from sim.analysis.conduct.watched import WatchedMove
from sim.results.naming import Naming
from sim.scenario.load import LoadedScenario

__all__ = ["say_move"]


def say_move(scenario: LoadedScenario, move: WatchedMove) -> str:
    """Return what a seat did, and when."""
    naming = Naming(scenario.model, scenario.packages)
    return (
        f"{move.date} {naming.seat(move.seat)} {naming.seat_verb(move.seat, move.kind)} {naming.short(move.package)}"
    )
