"""A table's end among the model's plays, in sentences and a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sim.answer import Detail
from sim.figures import percent
from sim.play.answers import which_play
from sim.rendering.page import Part, Rows
from sim.results.motives import say_points
from sim.results.naming import Naming, say_day, sentence
from sim.results.titles import the

if TYPE_CHECKING:
    import pandas as pd

    from sim.play.placement import End, Placement

__all__ = ["FORMAT", "data", "frame", "parts"]

FORMAT = "negotiation-sim placement 1"


def parts(found: Placement, detail: Detail) -> Iterator[Part]:
    """Yield how it ended and for whom, the mind in the same chair, the distribution, and what really happened."""
    naming = Naming(found.scenario.model, found.scenario.packages)
    whom = the(naming.government(found.government))
    yield "title", f"Your end among {found.plays:,} plays of the same world"
    yield (
        "line",
        f"{_in_words(found, found.own, naming)}, worth {say_points(found.own.value)} to {whom}{_above(found)}.",
    )
    yield (
        "line",
        f"Of plays by the model's governments, {percent(found.less / found.plays)} are worth less to {whom}, "
        f"{percent(found.equal / found.plays)} as much.",
    )
    if found.own.signed >= 0 and found.signed:
        yield "line", f"{percent(found.by_then / found.signed)} of the model's signatures come by your day."
    difference = found.mind.value - found.own.value
    compared = (
        "as much"
        if abs(difference) < 0.5
        else f"{say_points(abs(difference))} {'more' if difference > 0 else 'less'}"
    )
    yield (
        "line",
        f"The model in your chair, with the same luck: {_in_words(found, found.mind, naming, first=False)}, worth "
        f"{say_points(found.mind.value)} to {whom}, {compared}.",
    )
    if found.actual is not None:
        when = f", signed on {say_day(found.actual_signed)}" if found.actual_signed else ""
        yield "line", sentence(f"What really happened: {found.actual}{when}")
    rows = sorted(zip(found.names, found.counts, strict=True), key=lambda row: -row[1])
    shown = [row for row in rows if row[1] or row[0] == found.own.outcome]
    marked = frozenset(place for place, row in enumerate(shown) if row[0] == found.own.outcome)
    body = tuple(
        (f"{name} (yours)" if name == found.own.outcome else name, percent(count / found.plays))
        for name, count in shown
    )
    yield Rows(("how plays of this world end", "share"), body, marked=marked)


def _above(found: Placement) -> str:
    """Say by how much the person's end differs from no agreement; of that itself, what was lost or won on the way."""
    gain = found.own.value - found.no_deal
    if found.own.signed >= 0 and abs(gain) < 0.5:
        return ": as much as no agreement"
    if found.own.signed >= 0:
        return f": {say_points(abs(gain))} {'more' if gain >= 0 else 'less'} than no agreement"
    if abs(gain) < 0.5:
        return ""
    return f", {say_points(abs(gain))} {'won' if gain > 0 else 'lost'} on the way"


def _in_words(found: Placement, end: End, naming: Naming, *, first: bool = True) -> str:
    """Say an outcome, with what was signed and when."""
    words = end.outcome[:1].upper() + end.outcome[1:] if first else end.outcome
    if end.signed < 0:
        return words
    day = found.scenario.model.start + timedelta(days=end.signed)
    return f"{words} ({naming.package(end.package)}, signed on {say_day(day)})"


def data(found: Placement) -> dict[str, Any]:
    """Return the placement in plain data."""
    packages = found.scenario.packages
    ends = {
        name: asdict(end) | {"package": None if end.package < 0 else packages.package(end.package)}
        for name, end in (("own", found.own), ("mind", found.mind))
    }
    counts = ("no_deal", "plays", "less", "equal", "signed", "by_then")
    return {
        **which_play(found),
        **{name: getattr(found, name) for name in counts},
        **ends,
        "counts": dict(zip(found.names, found.counts, strict=True)),
        "actual": found.actual,
        "actual_signed": found.actual_signed.isoformat() if found.actual_signed else None,
    }


def frame(found: Placement) -> pd.DataFrame:
    """Return a row per outcome."""
    import pandas as pd

    shares = [count / found.plays for count in found.counts]
    return pd.DataFrame({"outcome": found.names, "plays": found.counts, "share": shares})
