"""Which sources carry the forecast: each statement, claim, document and telling dropped in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison.same_luck import PairedDifference
from sim.analysis.influence.drops import Drop, Falling, StatementRef, ValueRef, list_drops, without
from sim.analysis.influence.replays import Replays
from sim.analysis.influence.shapley import DocumentValue, document_values
from sim.answer import Answer
from sim.arguments import check_type, flag_of, outcome_place
from sim.by_value import ByValue
from sim.ensemble.execution import Progress, RunSize, progress_of
from sim.ensemble.notebook import notebook_progress
from sim.errors import InputError, SimError, whole_number
from sim.scenario.load import LoadedScenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Influence", "Influenced", "influence"]


@dataclass(frozen=True, eq=False)
class Influenced(ByValue):
    """What the forecast loses with one set of statements and values of numbers.

    Parameters
    ----------
    drops : tuple of Drop
        What takes out just these statements; the first names the row.
    shift : PairedDifference or None
        None where the remaining statements say as much, in every world drawn: nothing moves.
    """

    drops: tuple[Drop, ...]
    shift: PairedDifference | None

    @property
    def removes(self) -> frozenset[StatementRef]:
        """The statements that fall."""
        return self.drops[0].removes

    @property
    def values(self) -> frozenset[ValueRef]:
        """The values of numbers that fall."""
        return self.drops[0].values


@dataclass(frozen=True, eq=False, repr=False)
class Influence(Answer, presented_by="sim.present.influence"):
    """The forecast with each part of its evidence dropped in turn.

    Parameters
    ----------
    scenario : LoadedScenario
    size : RunSize
    names : tuple of str
        Outcomes, k.
    probability : ndarray, shape (k,)
        With all evidence.
    rows : tuple of Influenced
        Largest shift of any outcome first.
    silent : tuple of Drop
        Those that no statement rests on alone: dropped by themselves they change nothing.
    undone : tuple of Drop
        Those that an interrupt left undone.
    documents : tuple of DocumentValue
        The Shapley value of each document, where it was asked for.
    """

    scenario: LoadedScenario
    size: RunSize
    names: tuple[str, ...]
    probability: NDArray[np.float64]
    rows: tuple[Influenced, ...]
    silent: tuple[Drop, ...]
    undone: tuple[Drop, ...] = ()
    documents: tuple[DocumentValue, ...] = ()

    @property
    def comparisons(self) -> int:
        """How many shifts there are to be mistaken about."""
        return max(1, sum(row.shift is not None for row in self.rows) * len(self.names))

    @property
    def likeliest(self) -> str:
        """The likeliest outcome."""
        return self.names[int(self.probability.argmax())]

    def place(self, outcome: str | None = None) -> int:
        """Return the position of an outcome, by default of the likeliest.

        Raises
        ------
        InputError
            If there is no such outcome.
        """
        return outcome_place(self.likeliest if outcome is None else outcome, self.names)

    def table(self) -> pd.DataFrame:
        """Return a row per dropped thing and outcome.

        Returns
        -------
        DataFrame
            ``kind``, ``name``, ``said``, ``statements`` (how many fall), ``outcome``, ``shift``, ``error``, ``low``,
            ``high`` (95%), ``clear`` (the interval excludes zero), ``clear_of_all`` (it would, were all intervals to
            hold together: Bonferroni).
        """
        return self.to_frame()

    def __repr__(self) -> str:
        return f"<Influence: {self.scenario.model.title}; {len(self.rows)} sources or groups of them dropped>"

    def statement_number(self, government: str, place: int) -> str:
        """Return the number in tables of one of a government's single statements."""
        return self.scenario.model.governments[government].single_statements[place].number

    def significant_bonferroni(self, shift: PairedDifference) -> NDArray[np.bool_]:
        """Tell which of a row's shifts differ from zero were all intervals to hold together (Bonferroni)."""
        from scipy.special import ndtri

        limit = float(-ndtri(0.025 / self.comparisons))
        return np.asarray(shift.excludes_zero & (np.abs(shift.difference) > limit * shift.standard_error))

    def cells(self, shift: PairedDifference | None) -> list[dict[str, Any]]:
        """Return a row's shifts, an entry per outcome."""
        if shift is None:
            nothing = {"shift": 0.0, "error": 0.0, "low": 0.0, "high": 0.0, "clear": False, "clear_of_all": False}
            return [{"outcome": name, **nothing} for name in self.names]
        columns: Mapping[str, NDArray[Any]] = {
            "shift": shift.difference,
            "error": shift.standard_error,
            "low": shift.low,
            "high": shift.high,
            "clear": shift.excludes_zero,
            "clear_of_all": self.significant_bonferroni(shift),
        }
        return [
            {"outcome": name, **{field: values[k].item() for field, values in columns.items()}}
            for k, name in enumerate(self.names)
        ]


def influence(
    scenario: LoadedScenario,
    *,
    worlds: int = 300,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
    shapley: bool = False,
) -> Influence:
    """Drop each statement, claim, document and telling in turn, and see how far the forecast moves.

    Parameters
    ----------
    scenario : LoadedScenario
    worlds, replications, seed, workers : int
        As of `sim.Scenario.run`; each run has the same luck.
    progress : callable, optional
        Called with (runs done, all runs).
    shapley : bool
        Whether to find also what each document adds whatever others are at hand, with up to 64 more runs; see
        `sim.analysis.influence.shapley`.

    Returns
    -------
    Influence
        On Ctrl-C of what was done, the rest named in `undone`; before the first run is done, Ctrl-C is raised.

    Notes
    -----
    With a claim falls whatever rests on it alone: statements, values of numbers told by claims (`by_claim`) where the
    number has others left, orders of options, adjustments, surprise events, rules of breaking off, options that are
    not `foreseen`, and spans of days that say what they are `otherwise`. Other options, moves and other numbers that
    cite it stay, as there is nothing to put in their place. Drops that take out the same share a run.

    Examples
    --------
    >>> import sim
    >>> found = influence(sim.load("tests/ensemble/port.yaml"), worlds=20, replications=5)
    >>> found.probability.sum().round(9).item(), len(found.rows)
    (1.0, 0)
    """
    check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
    if whole_number("worlds", worlds) < 2:
        raise InputError(f"worlds: must be at least 2, as the error comes from their spread (found {worlds})")
    shapley = flag_of("shapley", shapley)
    progress = progress_of(progress) or notebook_progress()
    groups: dict[Falling, list[Drop]] = defaultdict(list)
    for drop in list_drops(scenario):
        groups[drop.falls].append(drop)
    silent = tuple(groups.pop(Falling(), []))
    replays = Replays(scenario, RunSize.of(worlds, replications, seed), workers=workers)
    rows, undone = _drop_in_turn(replays, groups, progress)
    found = Influence(scenario, replays.size, replays.names, replays.probability, rows, silent)
    if undone or not shapley:
        return replace(found, undone=undone)
    return replace(found, documents=document_values(replays, progress=progress))


def _drop_in_turn(
    replays: Replays, groups: Mapping[Falling, list[Drop]], progress: Progress | None
) -> tuple[tuple[Influenced, ...], tuple[Drop, ...]]:
    """Return the rows, largest shift first, and what an interrupt left undone."""
    falling, model = list(groups), replays.scenario.model
    found = dict[int, PairedDifference | None]()
    with suppress(KeyboardInterrupt):
        for place, shift in replays.shifts((without(model, *each) for each in falling), progress):
            if isinstance(shift, SimError):
                raise shift
            found[place] = shift
    rows = [Influenced(tuple(groups[falling[place]]), found[place]) for place in sorted(found)]
    left = [groups[each] for place, each in enumerate(falling) if place not in found]
    return tuple(sorted(rows, key=_largest, reverse=True)), tuple(_flat(left))


def _largest(row: Influenced) -> float:
    return -1.0 if row.shift is None else float(np.abs(row.shift.difference).max())


def _flat(lists: Iterable[list[Drop]]) -> list[Drop]:
    return [drop for drops in lists for drop in drops]
