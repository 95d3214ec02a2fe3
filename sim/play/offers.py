"""What lies on the table, as one seat sees it, and what lies ahead on the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.play.answers import SeatAnswer

__all__ = ["Ahead", "Offers", "StandingOffer"]


@dataclass(frozen=True)
class StandingOffer:
    """A package on the table.

    Parameters
    ----------
    number : int
        By which a move may name it today, from 1.
    by : str
        The seat that stands by it.
    package : int
        Its number in the scenario's packages.
    content : str
        The package in words.
    worth, points : float
        Points to the government that looks on: if it is signed today, with its chance of being in time, and once it
        is in force.
    in_time : float
        The chance that it takes effect by the deadline if it is signed today.
    answered, agreed : bool
        Whether the seat that looks on has answered it, and agreed to it.
    """

    number: int
    by: str
    package: int
    content: str
    worth: float
    points: float
    in_time: float
    answered: bool
    agreed: bool


@dataclass(frozen=True)
class Ahead:
    """An event ahead: its first and last possible day, its title, the chance the government gives it, its claims."""

    first: date
    last: date
    title: str
    chance: float
    claims: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Offers(SeatAnswer, presented_by="sim.present.offers"):
    """The table on a day, as one seat sees it.

    Parameters
    ----------
    scenario, seed, world, replication, seat, government
        See `SeatAnswer`.
    day, deadline : date
        Today, and the deadline as it stands.
    no_deal : float
        What no agreement is worth to the government today, in points.
    offers : tuple of StandingOffer
        Others' and its own, in the order of the seats.
    ahead : tuple of Ahead
        What may still happen, by date; only what governments foresee.
    """

    day: date
    deadline: date
    no_deal: float
    offers: tuple[StandingOffer, ...]
    ahead: tuple[Ahead, ...]

    def __len__(self) -> int:
        return len(self.offers)

    def __repr__(self) -> str:
        return f"<Offers: {len(self.offers)} on the table on {self.day}, as {self.seat} sees them>"
