"""How much is played, and how: what every analysis that plays anything is asked for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from sim.ensemble.batches import run_size
from sim.errors import whole_number

__all__ = ["Execution", "Progress", "RunSize"]

Progress = Callable[[int, int], object]
"""Called with (done, all), plays or runs."""


@dataclass(frozen=True)
class RunSize:
    """How much is played, and with what luck.

    Parameters
    ----------
    worlds, replications : int
        Draws of what is not known, and plays of chance in each.
    seed : int
    """

    worlds: int
    replications: int
    seed: int = 1

    @classmethod
    def of(cls, worlds: object, replications: object, seed: object) -> RunSize:
        """Return it in Python's own whole numbers.

        Raises
        ------
        InputError
            For what is not a whole number, below 1, or beyond what can be played.
        """
        return cls(*run_size(worlds, replications), seed=whole_number("seed", seed))


@dataclass(frozen=True)
class Execution:
    """How it is played; no result depends on it.

    Parameters
    ----------
    workers : int
        Cores to play on.
    executor : Executor, optional
        Played on instead, and left open.
    progress : callable, optional
        Called with (lanes done, all lanes).
    """

    workers: int = 1
    executor: Executor | None = None
    progress: Progress | None = None

    def part(self, place: int, parts: int) -> Execution:
        """Return how to play one of several runs of one size: progress is that of all together.

        Examples
        --------
        >>> Execution(progress=print).part(1, 3).progress(50, 100)
        150 300
        """
        whole = self.progress
        if whole is None:
            return self
        return replace(self, progress=lambda done, total: whole(place * total + done, parts * total))
