"""What governments know of each other, and how they choose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.quantity import Flag, Number, ScenarioPart, Whole

__all__ = ["CONDUCT", "Minds"]


class Minds(ScenarioPart):
    """What governments know of each other, and how exactly they reckon."""

    imagined_rivals: Annotated[Whole, Field(ge=1, le=256)] = 16
    """Number of preference models each government considers possible for a rival."""

    rivals_known: Flag = False
    """True where every government knows the others' preferences (textbook cases)."""

    noise: Annotated[Number, Field(ge=0, le=1000)] = 3.0
    """Decision noise kappa in points of a package, expected of a rival (quantal response). ASSUMPTION: 3. At 0 a
    rival is expected to accept whatever is worth waiting's value or more to it, and nothing else."""

    noise_played: Flag = False
    """True where governments choose with the noise that others expect of them, one draw a government and world, and
    learn by what answers and offers leave of it."""

    offer_cost: Annotated[Number, Field(ge=0, le=100)] = 0.1
    """Expected gain in points that an offer must exceed to be made. ASSUMPTION: 0.1, so that governments do not table
    what has no chance."""

    floor: Annotated[Number, Field(ge=0, lt=1)] = 0.02
    """Share of belief kept spread over all imagined rivals, so that none is ever impossible. ASSUMPTION."""


CONDUCT = frozenset({"noise_played"})
"""Settings of how governments choose that are not assumptions where they are left out: then nothing of the kind
happens."""
