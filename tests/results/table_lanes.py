"""Lanes given as a table, to count and draw what no run came to."""

from collections.abc import Iterator
from functools import cached_property

import pandas as pd

from sim.by_value import cached_frame
from sim.ensemble.drawn import Columns
from sim.results.lanes import ROWS, Lanes
from sim.results.tables import plain_columns
from sim.scenario.load import LoadedScenario


class TableLanes(Lanes):
    """Lanes in a table."""

    def __init__(self, scenario: LoadedScenario, worlds: int, table: pd.DataFrame) -> None:
        super().__init__(scenario, worlds)
        self._given = table

    @cached_frame
    def table(self) -> pd.DataFrame:
        """All lanes in one table."""
        return self._given

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The outcomes, in order."""
        return tuple(self.table["outcome"].cat.categories)

    def frames(self) -> Iterator[pd.DataFrame]:
        """Give the table in pieces."""
        for start in range(0, len(self._given), ROWS):
            yield self._given.iloc[start : start + ROWS]

    def pieces(self) -> Iterator[Columns]:
        """Give the table as columns."""
        yield plain_columns(self.scenario.model, self.table)
