"""When packages take effect: how likely in time, agreed on a day, in a phase of the talks and with texts drafted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Floats, Ints, each_number
from sim.memory import CHUNK, Kept, batches, fitting, of_day
from sim.minds.paired import Paired
from sim.minds.paths import Path
from sim.worlds.drafting import Drafting
from sim.worlds.worlds import Worlds

__all__ = ["Timing"]

_MADE = 8
"""Arrays as large as what is found that are made on the way to it."""


class Timing:
    """The chance pi(p, t) that a package agreed on day t takes effect in time: w worlds, p packages.

    Parameters
    ----------
    worlds : Worlds
        The batch.
    path : Path
        What follows an agreement.
    drafting : Drafting
        Texts that must be drafted before a signature.
    drafts : sequence of tuple of int
        By number, the days since which texts are drafted; it may grow.

    Attributes
    ----------
    by_world : bool
        Whether worlds differ.

    Notes
    -----
    Packages with the same texts and the same procedure take as long: few differ (kinds k).
    """

    def __init__(self, worlds: Worlds, path: Path, drafting: Drafting, drafts: Sequence[tuple[int, ...]]) -> None:
        self._worlds, self._calendar = len(worlds), worlds.calendar
        self._path, self._drafting, self._drafts = path, drafting, drafts
        self._alike = np.arange(path.median.shape[1])
        if len(drafting):
            each_span = [each for each in path.arrays if each.shape[1] > 1]
            different = np.vstack([drafting.holds, *each_span])
            _, first, alike = np.unique(different, axis=1, return_index=True, return_inverse=True)
            self._alike = alike.reshape(-1)  # numpy 2.0.0 gives it another shape
            self._path, self._drafting = path.of(first), drafting.of(first)
        self.by_world = path.by_world or drafting.worlds > 1
        self._clocks, self._clock = path.clocks()
        self._kept = Kept[tuple[int, int, int], Floats](within=CHUNK)
        self._of_day: dict[int, Paired] = {}

    def in_force(self, day: int, rows: Ints | slice = slice(None), *, phase: int = 0, draft: int = 0) -> Floats:
        """Return pi (w or 1, p), with `rows` in the worlds of these."""
        timing = rows if self.by_world else slice(None)
        if len(self._drafting):
            return self._drafted(day, phase, draft)[timing][:, self._alike]
        return self._chances(day, phase)[self._clock[timing]]

    def in_force_on(self, days: Ints, rows: Ints, drafts: Ints, *, phase: int) -> tuple[Floats, Ints]:
        """Return pi of packages agreed on each of `days` (t,), shape (c, t, p), and which c is each row's (n,).

        `rows` (n,) of worlds go with what is being drafted there, by number (n,); rows that do not differ share c.
        """
        if not len(self._drafting):
            clock = self._clock[rows if self.by_world else slice(None)]
            chances = np.stack([self._chances(day, phase) for day in days.tolist()])
            found = chances[:, clock].transpose(1, 0, 2)
            return found, np.arange(len(rows)) if self.by_world else np.zeros_like(rows)
        which = np.arange(len(rows))
        if not self.by_world:
            drafts, first, which = np.unique(drafts, return_index=True, return_inverse=True)
            rows = rows[first]
        return self._texts_in_time(days, rows, drafts, phase)[:, :, self._alike], which

    def of(self, day: int, row: Ints, packages: Ints, phase: Ints, draft: Ints) -> Floats:
        """Return pi of given packages in worlds of given rows; these, phases and drafts broadcast together."""
        if len(self._drafting):
            kinds, row = self._alike[packages], row if self.by_world else np.zeros_like(row)
            return self._today(day).look_up(draft * len(self._calendar.deadlines) + phase, row, kinds)
        clock = self._clock[row if len(self._clock) > 1 else np.zeros_like(row), packages]
        if not phase.any():
            return self._chances(day, 0)[clock]
        return np.stack([self._chances(day, k) for k in range(len(self._calendar.deadlines))])[phase, clock]

    def days_until_force(self, day: int, row: Ints, packages: Ints, draft: int) -> Floats:
        """Return the median days (n,) from an agreement on `day` to force, in worlds of given rows."""
        median, kinds = self._path.median, self._alike[packages]
        found = median[row if len(median) > 1 else np.zeros_like(row), kinds]
        if len(self._drafting):
            left, _ = self._drafting.ahead(np.array(self._drafts[draft])[:, None], np.array([day]), row)
            found = found + left[np.arange(len(row)) if len(left) > 1 else np.zeros_like(row), 0, kinds]
        return found

    def _today(self, day: int) -> Paired:
        """Return pi (k,) by draft and phase, in one number, and world."""
        days, phases = np.array([day]), len(self._calendar.deadlines)

        def chances(numbers: Ints, rows: Ints) -> Floats:
            drafts, phase = np.divmod(numbers, phases)
            found = np.empty((len(rows), self._path.median.shape[1]))
            for each, here in each_number(phase):
                found[here] = self._texts_in_time(days, rows[here], drafts[here], each)[:, 0]
            return found

        return of_day(self._of_day, day, lambda: Paired(self._worlds if self.by_world else 1, chances))

    def _drafted(self, day: int, phase: int, draft: int) -> Floats:
        """Return pi (w or 1, k) of kinds, what is still to be drafted a further part of their path."""

        def chance() -> Floats:
            rows = np.arange(self._worlds if self.by_world else 1)
            return self._texts_in_time(np.array([day]), rows, np.full(len(rows), draft), phase)[:, 0]

        return self._kept.get((day, phase, draft), chance)

    def _texts_in_time(self, days: Ints, rows: Ints, drafts: Ints, phase: int) -> Floats:
        """Return pi (n, t, k) of kinds agreed on `days` (t,), in worlds of `rows` (n,) and with `drafts` (n,)."""
        found = np.empty((len(rows), len(days), self._path.median.shape[1]))
        begun = np.array([self._drafts[draft] for draft in drafts.tolist()]).reshape(len(rows), -1).T
        for part in batches(len(rows), fitting(_MADE * found[:1].nbytes, most=len(rows), within=CHUNK)):
            path = self._path.at(rows[part]).after(*self._drafting.ahead(begun[:, part], days, rows[part]))
            if self._calendar.is_open(phase):
                for t, day in enumerate(days.tolist()):
                    found[part, t] = self._in_time(day, phase, path.on(t))
            else:
                found[part] = path.in_time((self._calendar.deadlines[phase] - days)[:, None])
        return found

    def _chances(self, day: int, phase: int) -> Floats:
        """Return pi for each different clock, median and spread of a procedure's length; few packages differ."""
        return self._kept.get((day, phase, 0), lambda: self._in_time(day, phase, self._clocks))

    def _in_time(self, day: int, phase: int, path: Path) -> Floats:
        """Return pi of given paths; where chance picks the deadline, its mean over those still possible."""
        calendar = self._calendar
        if not calendar.is_open(phase):
            return path.in_time(calendar.deadlines[phase] - day)
        total = np.zeros_like(path.median)
        for deadline, likely in zip(*calendar.deadlines_from(day, phase), strict=True):
            total = total + likely * path.in_time(deadline - day)
        return total
