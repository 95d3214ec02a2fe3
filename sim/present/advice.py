"""Advice in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.answer import Detail
from sim.figures import joined
from sim.play.answers import which_play
from sim.rendering.page import Part
from sim.results.motives import Motives, points, say_points
from sim.results.naming import Naming, say_day, sentence
from sim.results.titles import the

if TYPE_CHECKING:
    import pandas as pd

    from sim.play.advice import Advice

__all__ = ["FORMAT", "data", "frame", "parts"]

FORMAT = "negotiation-sim advice 1"


def parts(advice: Advice, detail: Detail) -> Iterator[Part]:
    """Yield what the mind insists on, what it would answer, and what it would offer, each with why."""
    naming = Naming(advice.scenario.model, advice.scenario.packages)
    counsel, government = advice.counsel, the(naming.government(advice.government))
    yield "title", f"How the model would act as {government}, {say_day(advice.day)}"
    who = naming.pronoun(advice.government)
    yield (
        "line",
        sentence(
            f"{who.does('insists on')} {say_points(counsel.demand)}; no agreement is worth {points(advice.no_deal)}"
        ),
    )
    motives = Motives(advice.scenario.model, naming)
    if counsel.best < 0:
        yield "line", f"There is no offer of the others that {who.it} would answer today."
    elif counsel.accepts:
        why = motives.acceptance(
            advice.government, counsel.about_best, day=_day(advice), who=who, package=counsel.best
        )
        yield "line", sentence(f"{who.it} would accept {naming.package(counsel.best, whole=True)}: {why}")
    else:
        why = motives.refusal(advice.government, counsel.about_best, day=_day(advice), who=who, package=counsel.best)
        yield (
            "line",
            sentence(f"{who.it} would not accept the best offer, {naming.package(counsel.best, whole=True)}: {why}"),
        )
    if counsel.offer >= 0:
        others = _others(advice, naming)
        why = motives.offer(
            advice.government, others, counsel.about_offer, day=_day(advice), who=who, package=counsel.offer
        )
        yield "line", sentence(f"{who.it} would offer {naming.package(counsel.offer, whole=True)}: {why}")
    elif not counsel.accepts:
        yield "line", sentence(f"{who.it} would put nothing new on the table today")


def _day(advice: Advice) -> int:
    return (advice.day - advice.scenario.model.start).days


def _others(advice: Advice, naming: Naming) -> str:
    seats = advice.scenario.model.seats
    return joined([the(naming.seat(name)) for name, body in seats.items() if body.principal and name != advice.seat])


def data(advice: Advice) -> dict[str, Any]:
    """Return the advice in plain data."""
    return {
        **which_play(advice),
        "day": advice.day.isoformat(),
        "no_deal": advice.no_deal,
        **asdict(advice.counsel),
        "worth": advice.counsel.worth if advice.counsel.best >= 0 else None,
        "best": advice.best,
        "offer": advice.offer,
    }


def frame(advice: Advice) -> pd.DataFrame:
    """Return a row for its demand, its answer and its offer."""
    import pandas as pd

    counsel = advice.counsel
    rows: list[dict[str, Any]] = [
        {"about": "demand", "package": None, "worth": counsel.demand},
        {"about": "accepts" if counsel.accepts else "refuses", "package": counsel.best, **counsel.about_best},
        {"about": "offers", "package": counsel.offer, **counsel.about_offer},
    ]
    return pd.DataFrame([row for row in rows if row["package"] != -1])
