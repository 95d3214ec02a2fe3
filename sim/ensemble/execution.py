"""How much is played, and how: what every analysis that plays anything is asked for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from sim.ensemble.batches import run_size
from sim.ensemble.cores import usable_workers
from sim.ensemble.notebook import progress_line
from sim.errors import InputError, shown, whole_number

__all__ = ["Execution", "Progress", "RunSize", "progress_of"]

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


def progress_of(given: object) -> Progress | None:
    """Return the function that progress is called by: a line of ours for True, one that shows nothing for False.

    Raises
    ------
    InputError
        For anything else that is no function.
    """
    if given is True:
        return progress_line()
    if given is False:
        return lambda done, total: None
    if given is not None and not callable(given):
        raise InputError(
            f"progress: must be True, False or a function of plays done and all plays (found {shown(given)})"
        )
    return given


def check_executor(given: object) -> None:
    """Refuse what nothing can be handed over to.

    Raises
    ------
    InputError
        Naming it.
    """
    if given is not None and not callable(getattr(given, "submit", None)):
        raise InputError(f"executor: must be an executor of concurrent.futures or like it (found {shown(given)})")


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

    @classmethod
    def of(
        cls, workers: int | None, executor: Executor | None = None, progress: Progress | bool | None = None
    ) -> Execution:
        """Return it as asked for: on all cores that this process may use for None; see `progress_of`."""
        check_executor(executor)
        return cls(usable_workers(None) if workers is None else workers, executor, progress_of(progress))

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
