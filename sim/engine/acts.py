"""What the record says seats do on a day, as far as it is news."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.arrays import Ints
from sim.engine.block import Block
from sim.scenario.event import RecordEntry

__all__ = ["Act", "read_acts"]

_KINDS = {"tables": "offer", "withdraws": "withdraw", "refuses": "refuse", "accepts": "accept"}


class Act(NamedTuple):
    """What a seat does.

    Attributes
    ----------
    place : int
        The place of the entry in the record.
    kind : str
        offer, withdraw, refuse or accept; to table what another stands by is to accept it.
    package : int
        What it is about.
    """

    place: int
    kind: str
    package: int


def read_acts(block: Block, entries: Sequence[tuple[int, RecordEntry]], lanes: Ints) -> dict[int, tuple[Act, ...]]:
    """Return what principals do by the entries of a day, given the table as it lies in `lanes` before any of it.

    By principal, each in order of kind and package, so that the order of entries tells nothing. Left out is what
    changes nothing: to table what one stands by already, to withdraw or refuse what does not lie there or is
    answered, and whatever is about a package that an exclusion removes or a third party's refusal bars.
    """
    found: dict[int, set[Act]] = {}
    named = [(place, entry, *_act(block, entry)) for place, entry in entries if entry.seat is not None]
    tabled = {(x, package) for _, _, x, kind, package in named if kind == "offer"}
    seen: set[tuple[int, str, int]] = set()
    for place, _, x, kind, package in named:
        if x < 0 or package < 0 or (x, kind, package) in seen or _barred(block, package, lanes):
            continue
        own, others = _holders(block, package, lanes, x)
        new = {
            "offer": not own,
            "withdraw": own,
            "refuse": others == "open" or any(y != x and p == package for y, p in tabled),
            "accept": others != "",
        }[kind]
        if new:
            seen.add((x, kind, package))
            kind = "accept" if kind == "offer" and others else kind
            found.setdefault(x, set()).add(Act(place, kind, package))
    return {x: tuple(sorted(acts, key=lambda act: (act.kind, act.package))) for x, acts in sorted(found.items())}


def _act(block: Block, entry: RecordEntry) -> tuple[int, str, int]:
    """Return who does what about which package; -1 where that is not a principal or not a package."""
    seat = block.seats.index(str(entry.seat))
    x = block.principals.index(seat) if seat in block.principals else -1
    for field, kind in _KINDS.items():
        if (package := getattr(entry, field)) is not None:
            position = block.packages.index(package)
            return x, kind, -1 if position is None else position
    return -1, "", -1


def _barred(block: Block, package: int, lanes: Ints) -> bool:
    return bool(block.barred(lanes[:1], lanes[:1] * 0 + package)[0])


def _holders(block: Block, package: int, lanes: Ints, x: int) -> tuple[bool, str]:
    """Return whether `x` stands by a package itself, and whether another does: answered, or still open."""
    one, table = lanes[:1], block.table
    own = bool((table.offers(x, one) == package).any())
    others = ""
    for y in range(len(block.principals)):
        standing = table.offers(y, one) == package
        if y != x and standing.any():
            open_ = bool((standing & table.unanswered(y, x, one)).any())
            others = "open" if open_ or others == "open" else "answered"
    return own, others
