"""How the model's mind would act in a chair today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.engine.person import Counsel
from sim.play.answers import SeatAnswer

__all__ = ["Advice"]


@dataclass(frozen=True, eq=False, repr=False)
class Advice(SeatAnswer, presented_by="sim.present.advice"):
    """What the mind of a seat's government would do today.

    Parameters
    ----------
    scenario, seed, world, replication, seat, government
        See `SeatAnswer`.
    day : date
        Today.
    no_deal : float
        What no agreement is worth to the government, in points.
    counsel : Counsel
        Its demand, its answer to the best offer, its own best offer, and the numbers behind each.
    """

    day: date
    no_deal: float
    counsel: Counsel

    @property
    def demand(self) -> float:
        """The least it would accept today, in points."""
        return self.counsel.demand

    @property
    def accepts(self) -> bool:
        """Whether it would accept the best offer of the others."""
        return self.counsel.accepts

    @property
    def best(self) -> dict[str, str] | None:
        """The best offer of the others, by issue; None where nothing lies there."""
        return self._package(self.counsel.best)

    @property
    def offer(self) -> dict[str, str] | None:
        """What it would put on the table, by issue; None for nothing new."""
        return self._package(self.counsel.offer)

    def _package(self, position: int) -> dict[str, str] | None:
        return None if position < 0 else self.scenario.packages.package(position)

    def __repr__(self) -> str:
        return f"<Advice: to {self.seat} on {self.day}; demand {self.demand:.0f} points>"
