"""What happened in a block: the log of moves, when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.arrays import Bools, Floats, Ints

__all__ = ["Log", "Move", "numbers_at"]


class Move(NamedTuple):
    """One thing that happened in one lane.

    `kind` is one of event, no event, offer, accept, refuse, withdraw, assent, veto, ratified, rejected, suspend,
    ready (to move), move, consent (to prolonging), more time, no more time (a third party's answers about it), time
    granted, time withheld (by third parties alone), prolonged, not prolonged (by chance), drafting (of what is
    agreed), agreed, in force, lapsed; review is a look at the table and nothing more. `who` is a seat, an event, a
    move or a prolongation. `package` is -1 for none. `numbers` are the reasons: ``worth``, a_g(p, t), ``demand``, the
    least accepted, and those of `sim.minds.reasons`; ``lead_days`` of what is agreed; ``until``, the first day of
    contact after a break, or the one on which a text is ready.
    """

    day: int
    kind: str
    who: str
    package: int
    numbers: dict[str, float]


@dataclass
class Log:
    """Moves of the lanes of a block, in the order in which they happened."""

    entries: list[tuple[int, str, str, Ints, Ints, dict[str, Floats]]] = field(default_factory=list)

    def add(
        self, day: int, kind: str, who: str, lanes: Ints, packages: Ints | None = None, **numbers: Floats
    ) -> None:
        """Write down that `kind` happened in `lanes` (n,), about `packages` (n,), for the reasons `numbers` (n,)."""
        if len(lanes):
            none = np.full(len(lanes), -1)
            self.entries.append((day, kind, who, lanes, none if packages is None else packages, numbers))

    def of_lane(self, lane: int, *, reviews: bool = False) -> list[Move]:
        """Return the moves of one lane, in order, and if asked for every look at the table between them."""
        moves = []
        for day, kind, who, lanes, packages, numbers in self.entries:
            if kind == "review" and not reviews:
                continue
            for place in np.flatnonzero(lanes == lane).tolist():
                known = {name: float(each[place]) for name, each in numbers.items() if not np.isnan(each[place])}
                moves.append(Move(day, kind, who, int(packages[place]), known))
        return moves


def numbers_at(numbers: dict[str, Floats], where: Bools) -> dict[str, Floats]:
    """Return the entries of each array of numbers (n,) at those places where `where` (n,) is true."""
    return {name: each[where] for name, each in numbers.items()}
