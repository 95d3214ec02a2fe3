"""What every answer about one play has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.answer import Answer
from sim.scenario.load import LoadedScenario

__all__ = ["PlayAnswer", "SeatAnswer", "which_play"]


@dataclass(frozen=True, eq=False, repr=False)
class PlayAnswer(Answer):
    """An answer about one play.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    seed, world, replication : int
        Which play it is.
    """

    scenario: LoadedScenario
    seed: int
    world: int
    replication: int


@dataclass(frozen=True, eq=False, repr=False)
class SeatAnswer(PlayAnswer):
    """An answer about one play as one seat sees it.

    Parameters
    ----------
    scenario, seed, world, replication
        See `PlayAnswer`.
    seat, government : str
        Whose view it is, and who sits there.
    """

    seat: str
    government: str


def which_play(found: PlayAnswer) -> dict[str, Any]:
    """Return in plain data which play an answer is about, and in whose seat."""
    names = ("seed", "world", "replication", *(("seat", "government") if isinstance(found, SeatAnswer) else ()))
    made = {"title": found.scenario.model.title, "scenario": found.scenario.digest}
    return {**made, **{name: getattr(found, name) for name in names}}
