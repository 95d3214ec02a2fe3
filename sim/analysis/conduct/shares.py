"""The shares that make up conduct: of recorded moves, of seats, of signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.analysis.conduct.rates import Rate
from sim.analysis.conduct.watched import WatchedMove
from sim.by_value import ByValue

__all__ = ["MoveConduct", "SeatConduct", "Signing"]


@dataclass(frozen=True, eq=False)
class MoveConduct(ByValue):
    """How often plays do what a seat did.

    Parameters
    ----------
    move : WatchedMove
    going_on : Rate
        Share of plays whose talks go on when the window begins: the cases of the shares below.
    tables, accepts, refuses, keeps, withdraws : Rate
        The seat does so with that package within the window; keeps: it stands by it when the window, or the talks,
        end.
    same : Rate
        What it did in the record, with that package.
    alike, any_package : Rate
        The same deed with a package of the same outcome, and with any package.
    """

    move: WatchedMove
    going_on: Rate
    tables: Rate
    accepts: Rate
    refuses: Rate
    keeps: Rate
    withdraws: Rate
    same: Rate
    alike: Rate
    any_package: Rate


@dataclass(frozen=True, eq=False)
class SeatConduct(ByValue):
    """How a seat bargains.

    Parameters
    ----------
    seat : str
    offers, refusals, withdrawals : Rate
        How many a play, of its own accord: not what events table or withdraw.
    own_favour : Rate
        Of its offers that follow another by the same government, those worth more to it than the one before.
    withdrawn : Rate
        Withdrawals for each offer that it has tabled, those of the start and of events too.
    """

    seat: str
    offers: Rate
    refusals: Rate
    withdrawals: Rate
    own_favour: Rate
    withdrawn: Rate


@dataclass(frozen=True, eq=False)
class Signing(ByValue):
    """When plays are signed, and whether there was anything to sign.

    Parameters
    ----------
    signed : Rate
        Share of plays signed.
    busiest : date or None
        The day on which most are; None where none is.
    on_busiest, last_tenth, last_day : Rate
        Of what is signed, the shares on that day, in the last tenth of the time, and on the deadline.
    zone : Rate
        Share of worlds in which some package is better than no deal for enough principals that may face each other.
    signed_without_zone, lapsed_with_zone : Rate
        Of plays of worlds without such a package those signed, and of worlds with one those not signed.
    """

    signed: Rate
    busiest: date | None
    on_busiest: Rate
    last_tenth: Rate
    last_day: Rate
    zone: Rate
    signed_without_zone: Rate
    lapsed_with_zone: Rate
