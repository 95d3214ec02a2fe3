"""The lanes of a run: in memory or on disk, whole or piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.by_value import cached_frame, without_frames
from sim.ensemble.drawn import Columns
from sim.ensemble.part import Part
from sim.errors import StorageError, in_a_line
from sim.results.endings import Endings
from sim.results.tables import lanes_table, plain_columns
from sim.results.tally import Tally, count
from sim.scenario.costs import governments_that_pay
from sim.scenario.load import LoadedScenario
from sim.whole_file import NOT_AS_WRITTEN

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ROWS", "Lanes", "PlayedLanes", "SavedLanes"]

ROWS = 2**18
"""Rows of a piece, and of a row group on disk: what is in memory at once of a run too large for it."""


class Lanes:
    """The lanes of a run, by world and replication."""

    def __init__(self, scenario: LoadedScenario, worlds: int) -> None:
        self.scenario, self.worlds = scenario, worlds

    def __getstate__(self) -> dict[str, Any]:
        return without_frames(vars(self))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The outcomes, in order."""
        return Endings(self.scenario.model, self.scenario.packages).names

    @cached_frame
    def table(self) -> pd.DataFrame:
        """All lanes in one table, a row each; see `sim.results.outcomes.Outcomes`."""
        raise NotImplementedError

    def frames(self) -> Iterator[pd.DataFrame]:
        """Give the table in pieces of at most `ROWS` rows, all but the last of that many."""
        raise NotImplementedError

    def pieces(self) -> Iterator[Columns]:
        """Give lanes in order, as the columns that are counted; see `sim.results.tally.count`."""
        raise NotImplementedError

    @cached_property
    def tally(self) -> Tally:
        """The lanes counted."""
        return count(self.scenario.model, self.pieces(), worlds=self.worlds, outcomes=self.names)


class PlayedLanes(Lanes):
    """Lanes as they were played, in parts."""

    def __init__(self, scenario: LoadedScenario, worlds: int, parts: Sequence[Part]) -> None:
        super().__init__(scenario, worlds)
        self._parts = parts
        self._drawn: list[Columns] = []

    @cached_frame
    def table(self) -> pd.DataFrame:
        """All lanes in one table."""
        lanes = [part.lanes for part in self._parts]
        return self._table({name: np.concatenate([each[name] for each in lanes]) for name in lanes[0]})

    def frames(self) -> Iterator[pd.DataFrame]:
        """Give the table in pieces."""
        held: list[Columns] = []
        rows = 0
        for part in self._parts:
            held.append(part.lanes)
            rows += len(part.lanes["world"])
            while rows >= ROWS:
                columns = {name: np.concatenate([each[name] for each in held]) for name in held[0]}
                yield self._table({name: column[:ROWS] for name, column in columns.items()})
                held, rows = [{name: column[ROWS:] for name, column in columns.items()}], rows - ROWS
        if rows:
            yield self._table({name: np.concatenate([each[name] for each in held]) for name in held[0]})

    @cached_property
    def drawn(self) -> Columns:
        """What was drawn in each world, as columns (w,)."""
        _ = self.tally  # the parts are gone through once for both
        return {name: np.concatenate([each[name] for each in self._drawn]) for name in self._drawn[0]}

    def pieces(self) -> Iterator[Columns]:
        """Give lanes as columns, part by part."""
        endings, self._drawn = Endings(self.scenario.model, self.scenario.packages), []
        for part in self._parts:
            if part.worlds:  # copies: a view would keep all of the part in memory
                self._drawn.append({name: column.copy() for name, column in part.worlds.items()})
            lanes = part.lanes
            yield {
                **lanes,
                "code": endings.of_columns(lanes),
                "force_day": np.where(lanes["in_force"], lanes["force_day"], -1),
            }

    def _table(self, columns: Columns) -> pd.DataFrame:
        return lanes_table(self.scenario.model, self.scenario.packages, columns)


class SavedLanes(Lanes):
    """Lanes in a parquet file, read when they are asked for."""

    def __init__(self, scenario: LoadedScenario, worlds: int, path: Path) -> None:
        super().__init__(scenario, worlds)
        self._path, self._known = path, _mark(path)

    def __getstate__(self) -> dict[str, Any]:
        _ = self.tally  # a pickle tells its figures even where the file is gone
        return {**super().__getstate__(), "_path": self._path.absolute()}

    @cached_frame
    def table(self) -> pd.DataFrame:
        """All lanes in one table."""
        from pyarrow import parquet

        self._check()
        with self._reading():
            table: pd.DataFrame = parquet.read_table(self._path, page_checksum_verification=True).to_pandas()
        return table

    def frames(self) -> Iterator[pd.DataFrame]:
        """Give the table in pieces."""
        return self._read()

    def pieces(self) -> Iterator[Columns]:
        """Give the columns that are counted, piece by piece."""
        model = self.scenario.model
        columns = [f"value_{name}" for name in model.governments]
        columns += [f"cost_{name}" for name in governments_that_pay(model)]
        columns += [f"made_{name}" for name in model.moves] + ["prolonged"] * bool(model.prolongations)
        for frame in self._read(["world", "outcome", "signed", "in_force_date", *columns]):
            yield plain_columns(model, frame)

    def _read(self, columns: list[str] | None = None) -> Iterator[pd.DataFrame]:
        from pyarrow.parquet import ParquetFile

        self._check()
        with ParquetFile(self._path, page_checksum_verification=True) as file:
            for group in range(file.num_row_groups):
                with self._reading():
                    frame = file.read_row_group(group, columns=columns).to_pandas()
                yield frame

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Say of a file that was whole where it begins and ends, but not between, that it is damaged."""
        try:
            yield
        except (OSError, *NOT_AS_WRITTEN) as error:
            raise StorageError(f"{self._path}: is damaged ({in_a_line(error)})") from None

    def _check(self) -> None:
        """Refuse to read what another run has put in place since."""
        if _mark(self._path) != self._known:
            raise StorageError(f"{self._path}: was replaced or removed since it was loaded: load it again")


def _mark(path: Path) -> tuple[int, int, int] | None:
    """Return what tells a file from another that comes to stand in its place; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
