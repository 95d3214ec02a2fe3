"""What lies on the table, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sim.answer import Detail, plain_data
from sim.figures import counted, percent
from sim.play.answers import which_play
from sim.play.offers import StandingOffer
from sim.rendering.page import Part, Rows
from sim.results.motives import chance, points
from sim.results.naming import Naming, say_day, sentence
from sim.results.titles import the

if TYPE_CHECKING:
    import pandas as pd

    from sim.play.offers import Ahead, Offers
    from sim.scenario.scenario import ScenarioModel

__all__ = ["FORMAT", "ahead_rows", "data", "frame", "parts", "time_left"]

FORMAT = "negotiation-sim offers 1"

_SOON = 4
"""Events ahead that the short form shows."""


def parts(offers: Offers, detail: Detail) -> Iterator[Part]:
    """Yield today and the deadline, what lies on the table, and what lies ahead."""
    naming = Naming(offers.scenario.model, offers.scenario.packages)
    actor = the(naming.actor(offers.seat, offers.government))
    government = the(naming.government(offers.government))
    left = (offers.deadline - offers.day).days
    model = offers.scenario.model
    certain = model.deadline_is_certain or offers.deadline > model.deadline_day  # prolonged to a day
    yield "title", f"{say_day(offers.day)}: {time_left(model, left, certain=certain)}"
    it = naming.pronoun(offers.government, seat=offers.seat).object
    as_whom = actor if actor == government else f"{actor} ({government})"
    yield "line", sentence(f"In points of {as_whom}. No agreement is worth {points(offers.no_deal)} to {it}")
    if offers.offers:
        head = ("no", "by", "package", "today", "in force", "in time", "")
        rows = tuple(
            (
                str(each.number),
                naming.seat(each.by),
                each.content,
                points(each.worth),
                points(each.points),
                percent(each.in_time),
                _standing(each.by == offers.seat, each.answered, each.agreed),
            )
            for each in offers.offers
        )
        yield Rows(head, rows, words=frozenset({1, 2, 6}))
    else:
        yield "line", "Nothing lies on the table."
    ahead = offers.ahead if detail == "full" else offers.ahead[:_SOON]
    if ahead:
        yield "heading", "Ahead"
        yield Rows(("day", "event", "chance it gives"), ahead_rows(ahead), words=2)
    if later := offers.ahead[len(ahead) :]:
        yield "small", f"And {counted(len(later), 'event')} later, the last “{later[-1].title}”."


def ahead_rows(ahead: tuple[Ahead, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return the rows of a calendar: day, event, chance."""
    return tuple(
        (
            say_day(each.first) if each.first == each.last else f"{say_day(each.first)} to {say_day(each.last)}",
            each.title,
            "" if each.chance == 1 else chance(each.chance),
        )
        for each in ahead
    )


def time_left(model: ScenarioModel, days: int, *, certain: bool) -> str:
    """Say how many days are left to the deadline, or the horizon, where it is certain, or else at most."""
    if days < 0:
        return f"the {model.end_word} has passed"
    if days == 0:
        return f"the day of the {model.end_word}"
    return f"{'' if certain else 'at most '}{counted(days, 'day')} to the {model.end_word}"


def _standing(own: bool, answered: bool, agreed: bool) -> str:
    """Say in a word how the seat that looks on stands to an offer."""
    if own:
        return "yours"
    if agreed:
        return "agreed"
    return "refused" if answered else "open"


def data(offers: Offers) -> dict[str, Any]:
    """Return the table in plain data."""
    return {
        **which_play(offers),
        "day": offers.day.isoformat(),
        "deadline": offers.deadline.isoformat(),
        "no_deal": offers.no_deal,
        "offers": [
            asdict(each) | {"package": offers.scenario.packages.package(each.package)} for each in offers.offers
        ],
        "ahead": plain_data([asdict(each) for each in offers.ahead]),
    }


def frame(offers: Offers) -> pd.DataFrame:
    """Return a row per offer."""
    import pandas as pd

    columns = [each.name for each in fields(StandingOffer)]
    return pd.DataFrame([asdict(each) for each in offers.offers], columns=columns)
