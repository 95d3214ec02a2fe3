"""What governments know of each other, and how they choose."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.quantity import Flag, Number, ScenarioPart, Whole

__all__ = ["CONDUCT", "Minds"]


class Minds(ScenarioPart):
    """What governments know of each other, and how exactly they reckon."""

    imagined_rivals: Annotated[Whole, Field(ge=1, le=256)] = 16
    """Number of preference models each government considers possible for a rival."""

    rivals_known: Flag = False
    """True where every government knows the others' preferences (textbook cases)."""

    imagined_as_of: Literal["record", "start"] = "record"
    """Whether governments are imagined by all statements about them, or (`start`) not by those all of whose claims
    became known after the start: these have `others` 0. As of a day what was known by then counts."""

    noise: Annotated[Number, Field(ge=0, le=1000)] = 3.0
    """Decision noise kappa in points of a package, expected of a rival (quantal response). ASSUMPTION: 3. At 0 a
    rival is expected to accept whatever is worth waiting's value or more to it, and nothing else."""

    noise_played: Flag = False
    """True where governments choose with the noise that others expect of them, one draw a government and world, and
    learn by what answers and offers leave of it."""

    gains_over: Literal["waiting", "standing_offers"] = "waiting"
    """What the gain from a new offer is reckoned over: waiting alone, or also what its maker's standing offers
    promise already, where a rival likes these as well."""

    position: Annotated[Number, Field(ge=0, le=100)] = 0.0
    """Points that it is worth to a government to show its audience a position, by an offer that some rival would see
    as a move, and that it loses by one that none would. It fades as those at the table are about to leave."""

    offers_below_waiting: Flag = False
    """True where a government may table what is worth less to it than waiting, but more than no deal."""

    offer_noise: Annotated[Number, Field(ge=0, le=1000)] = 0.0
    """Noise lambda in points of the choice among the packages to table, or none (a softmax); at 0 the best."""

    offer_menu: Literal["promising", "all"] = "promising"
    """With noise among offers, what is chosen from: packages that promise more than an offer costs, or all."""

    attention: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Chance that a government which reviews the table takes up what to offer, day by day; on a deadline it does."""

    keep_loss: Annotated[Number, Field(ge=0, le=100)] = 0.0
    """Points that a government may expect to lose by the acceptance of an offer of its own and still stands by it."""

    most_offers: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    """Offers of its own that a seat may have on the table; beyond that a new one takes the place of the one that is
    worth most to itself. Without a number there is no limit."""

    reply_in_own_time: Flag = False
    """True where what was tabled today is answered after a government's own reply delay even if it reviews the table
    for another reason today; on a day that may be the deadline it is looked at."""

    offer_cost: Annotated[Number, Field(ge=0, le=100)] = 0.1
    """Expected gain in points that an offer must exceed to be made. ASSUMPTION: 0.1, so that governments do not table
    what has no chance."""

    floor: Annotated[Number, Field(ge=0, lt=1)] = 0.02
    """Share of belief kept spread over all imagined rivals, so that none is ever impossible. ASSUMPTION."""


CONDUCT = frozenset(
    {
        "imagined_as_of",
        "noise_played",
        "gains_over",
        "position",
        "offers_below_waiting",
        "offer_noise",
        "offer_menu",
        "attention",
        "keep_loss",
        "most_offers",
        "reply_in_own_time",
    }
)
"""Settings of how governments choose, and of what they know of each other, that are not assumptions where they are
left out: then nothing of the kind happens."""
