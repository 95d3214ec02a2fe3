"""Fair timing on a noisy machine: contestants take turns, and ratios are taken turn by turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

__all__ = ["Contestant", "Timed", "seconds", "take_turns"]


@dataclass(frozen=True)
class Contestant:
    """Something to be timed.

    Parameters
    ----------
    name : str
        What tables call it.
    sample : callable
        Given the number of the round, does the work and returns seconds per unit of it.
    every : int
        Takes part in every so manyth round: for the slow.
    """

    name: str
    sample: Callable[[int], float]
    every: int = 1


@dataclass
class Timed:
    """What a contestant took, by round, in seconds per unit of work."""

    name: str
    by_round: dict[int, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """Median seconds per unit."""
        return median(self.by_round.values())

    def ratios(self, reference: Timed) -> list[float]:
        """Return how many times the reference's seconds it took, round by round."""
        return [taken / reference.by_round[number] for number, taken in sorted(self.by_round.items())]

    def ratio(self, reference: Timed) -> float:
        """Return the median of the ratios: what slowed the machine in one round slowed both."""
        return median(self.ratios(reference))


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def take_turns(
    contestants: Sequence[Contestant], rounds: int, *, tell: Callable[[str], object] = lambda _: None
) -> list[Timed]:
    """Time every contestant once a round, each round beginning with another one.

    Round -1 goes first and does not count: it loads what is loaded late. The slow (`every` above 1) sit it out.
    """
    timed = [Timed(each.name) for each in contestants]
    for each in contestants:
        if each.every == 1:
            each.sample(-1)
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}")
        for turn in range(len(contestants)):
            place = (number + turn) % len(contestants)
            each = contestants[place]
            if number % each.every == 0:
                timed[place].by_round[number] = each.sample(number)
    return timed
