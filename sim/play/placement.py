"""Where the end of a table lies: among plays of the same world by the model's minds, and beside what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.ensemble.batches import Batch
from sim.ensemble.part import play_batch
from sim.play.answers import SeatAnswer
from sim.play.sources import source_of
from sim.results.endings import Endings
from sim.results.narrative import Story
from sim.results.telling import Term

__all__ = ["End", "Placement", "placement_of"]


@dataclass(frozen=True)
class End:
    """How a play ended: its outcome, what was signed (-1: nothing) and when (-1), and its worth in points."""

    outcome: str
    package: int
    signed: int
    value: float


@dataclass(frozen=True, eq=False, repr=False)
class Placement(SeatAnswer, presented_by="sim.present.placement"):
    """A table's end among plays of the same world, in which minds sit in all seats.

    Parameters
    ----------
    scenario, seed, world, replication, seat, government
        See `SeatAnswer`; the government is the one that sat in the seat when the talks ended.
    own, mind : End
        How the table ended, and how the model's mind in the same chair, with the same luck, would have.
    no_deal : float
        What no agreement is worth to the government in the end, in points.
    plays : int
        How many were played.
    names : tuple of str
        The ends there are.
    counts : tuple of int
        How many plays ended in each.
    less, equal : int
        How many plays were worth less to the government than the table's end, and as much.
    signed, by_then : int
        How many plays signed at all, and by the day on which the table did.
    actual : str or None
        How it really ended; None where the scenario does not say.
    actual_signed : date or None
        When that was signed.
    """

    own: End
    mind: End
    no_deal: float
    plays: int
    names: tuple[str, ...]
    counts: tuple[int, ...]
    less: int
    equal: int
    signed: int
    by_then: int
    actual: str | None
    actual_signed: date | None

    def __repr__(self) -> str:
        return f"<Placement: {self.own.outcome} among {self.plays:,} plays of world {self.world}>"


_SAME = 1e-9
"""Points within which two ends are worth the same: rounding."""


def placement_of(story: Story, *, seat: str, replication: int, plays: int) -> Placement:
    """Play the same world again and again, and place a story's end among these plays.

    Parameters
    ----------
    story : Story
        Of the table.
    seat : str
        Through whose eyes.
    replication : int
        Which luck the table had; the play of the same luck tells what the mind would have done.
    plays : int
        How many: replications from 0 on.
    """
    scenario, ending = story.scenario, story.ending
    source = source_of(scenario, story.seed)
    lanes = play_batch(source, Batch(story.world, story.world + 1, 0, plays)).lanes
    same_luck = play_batch(source, Batch(story.world, story.world + 1, replication, replication + 1)).lanes
    endings = Endings(scenario.model, scenario.packages)
    codes = endings.of_columns(lanes)
    government = _at_the_end(story, seat)
    values, signed = lanes[f"value_{government}"], lanes["signed"]
    own = End(ending.outcome, ending.package, ending.signed, ending.value[government])
    mind = End(
        endings.names[int(endings.of_columns(same_luck)[0])],
        int(same_luck["package_number"][0]),
        int(same_luck["signed"][0]),
        float(same_luck[f"value_{government}"][0]),
    )
    actual = scenario.model.actual
    return Placement(
        scenario,
        seed=story.seed,
        world=story.world,
        replication=replication,
        seat=seat,
        government=government,
        own=own,
        mind=mind,
        no_deal=ending.no_deal[government],
        plays=plays,
        names=endings.names,
        counts=tuple(np.bincount(codes, minlength=len(endings.names)).tolist()),
        less=int((values < own.value - _SAME).sum()),
        equal=int((np.abs(values - own.value) <= _SAME).sum()),
        signed=int((signed >= 0).sum()),
        by_then=int(((signed >= 0) & (signed <= own.signed)).sum()),
        actual=actual.outcome if actual else None,
        actual_signed=actual.signed if actual else None,
    )


def _at_the_end(story: Story, seat: str) -> str:
    """Return who sat in a seat on the day of the signature, or else of the deadline."""
    day = story.ending.signed if story.ending.signed >= 0 else story.deadline
    terms: list[Term] = [term for term in story.terms if term.seat == seat and term.first <= day]
    return terms[-1].government
