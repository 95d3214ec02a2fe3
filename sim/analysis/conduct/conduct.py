"""How governments bargain in plays, beside what the record says they did: a check of conduct, not of the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.conduct.counts import Counts
from sim.analysis.conduct.rates import Rate
from sim.analysis.conduct.shares import MoveConduct, SeatConduct, Signing
from sim.analysis.conduct.watched import WatchedMove, watched_moves
from sim.answer import Answer
from sim.arguments import check_type
from sim.ensemble.batches import Batch, split
from sim.ensemble.cores import usable_workers
from sim.ensemble.execution import Progress, RunSize, progress_of
from sim.ensemble.workers import play_in_processes
from sim.errors import whole_number
from sim.scenario.load import LoadedScenario, check_scenario
from sim.worlds.draw import WorldSource

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Conduct", "conduct"]

WINDOW = 14
"""Days before and after a recorded move within which plays are watched, ASSUMPTION: a month in all."""

LANES = 20_000
"""Plays at once: their logs are in memory."""


@dataclass(frozen=True, eq=False, repr=False)
class Conduct(Answer, presented_by="sim.present.conduct"):
    """How governments bargain in plays of a scenario.

    Parameters
    ----------
    scenario : LoadedScenario
    size : RunSize
    window : int
        Days before and after a recorded move.
    moves : tuple of MoveConduct
        One for each move of a seat in the record.
    seats : tuple of SeatConduct
        Of all who sit at the table.
    signing : Signing
    """

    scenario: LoadedScenario
    size: RunSize
    window: int
    moves: tuple[MoveConduct, ...]
    seats: tuple[SeatConduct, ...]
    signing: Signing

    def to_frame(self) -> pd.DataFrame:
        """Return a row per share: ``of``, ``share``, ``value``, ``standard_error``, ``cases``."""
        import pandas as pd

        rows = [
            {"of": of, "share": name, **vars(each)}
            for of, part in self._named()
            for name, each in vars(part).items()
            if isinstance(each, Rate)
        ]
        return pd.DataFrame(rows)

    def _named(self) -> list[tuple[str, MoveConduct | SeatConduct | Signing]]:
        labels = self.scenario.packages
        moves: list[tuple[str, MoveConduct | SeatConduct | Signing]] = []
        for each in self.moves:
            move = each.move
            moves.append((f"{move.date} {move.seat} {move.kind} {labels.label(move.package)}", each))
        return [*moves, *((each.seat, each) for each in self.seats), ("all plays", self.signing)]

    def __repr__(self) -> str:
        size = f"{self.size.worlds:,} worlds x {self.size.replications:,}"
        return f"<Conduct: {self.scenario.model.title}; {len(self.moves)} recorded moves, {size}>"


@dataclass(frozen=True)
class _Counter:
    """Plays a batch and counts what is done in it."""

    scenario: LoadedScenario
    watched: tuple[WatchedMove, ...]
    size: RunSize
    source: WorldSource

    def __call__(self, batch: Batch) -> Counts:
        counts = Counts(self.scenario, self.watched, self.size)
        counts.add(self.source, batch)
        return counts


def conduct(
    scenario: LoadedScenario,
    *,
    worlds: int = 300,
    replications: int = 20,
    seed: int = 1,
    window: int = WINDOW,
    workers: int | None = 1,
    progress: Progress | bool | None = None,
) -> Conduct:
    """Play a scenario from its start and hold what seats do against the record and against general facts.

    Parameters
    ----------
    scenario : LoadedScenario
        From `sim.load`. Its record is not looked at by the plays.
    worlds, replications, seed
        Of the run; its plays are those of `sim.results.run.run`.
    window : int
        Days before and after a recorded move within which plays are watched.
    workers : int or None
        Cores to play on, None for all that this process may use; they change no result.
    progress : callable, optional
        Called with (plays done, all plays).

    Notes
    -----
    See docs/model.md, "Conduct". It is a diagnosis: conduct rather than the end, so that nothing need be tuned to the
    end.

    Examples
    --------
    >>> import sim
    >>> found = conduct(sim.load("tests/ensemble/port.yaml"), worlds=10, replications=4)
    >>> [each.seat for each in found.seats], found.signing.signed.cases
    (['firm', 'union'], 40)
    """
    check_type("scenario", scenario, LoadedScenario, "a scenario, as sim.load returns")
    size = RunSize.of(worlds, replications, seed)
    shown = progress_of(progress)
    window = whole_number("window", window, least=0, most=3650)
    check_scenario(scenario)
    watched = watched_moves(scenario, window)
    source = WorldSource(scenario.model, scenario.packages, seed=size.seed)
    counts, done = Counts(scenario, watched, size), 0
    cores, lanes = usable_workers(workers), size.worlds * size.replications
    batches = dict(enumerate(split(size.worlds, size.replications, lanes=min(LANES, -(-lanes // cores)))))

    def keep(number: int, counted: Counts) -> None:
        nonlocal counts, done
        counts += counted
        done += batches[number].lanes
        if shown is not None:
            shown(done, lanes)

    counter = _Counter(scenario, watched, size, source)
    if min(cores, len(batches)) == 1:
        for number, batch in batches.items():
            keep(number, counter(batch))
    else:
        source.draw([0])  # draws the pools, so that they go along to the workers
        play_in_processes(counter, batches, min(cores, len(batches)), keep=keep)
    return Conduct(scenario, size, window, counts.moves(), counts.seats(), counts.signing())
