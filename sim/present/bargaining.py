"""The bargaining set in a few tables: what a notebook shows of it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.bargaining.bargaining_set import BargainingSet, PairSet
from sim.analysis.bargaining.summary import ZoneSummary
from sim.analysis.bargaining.words import headline, say_share, say_values, say_worlds
from sim.analysis.wording import plain
from sim.present.page import Part, Rows

__all__ = ["say_bargaining_set"]

_LEGEND = (
    "Zone of agreement: packages better than no deal for every principal, assented to by third parties they need. "
    "± is a 95% margin of Monte Carlo error, in points. Gain: points above no deal, the mean over worlds."
)
_DATED_LEGEND = (
    "For signing on that date: the share of worlds with a zone, and how many packages it then holds (median, in "
    "brackets). “-”: they cannot face each other on that day."
)


def say_bargaining_set(found: BargainingSet) -> Iterator[Part]:
    """Yield the parts: who has anything to agree on, where named proposals stand, and the zone by date."""
    yield "title", f"{found.scenario.model.title}: what could be agreed"
    yield "small", f"{say_worlds(found)}. {say_values(found)} {_LEGEND}"
    for pair in found.pairs:
        yield "line", headline(pair, found.scenario)
    for pair in found.computed:
        if pair.proposals:
            yield "heading", pair.title
            yield _proposals(pair)
    yield "heading", "How the clock empties the zone"
    yield "small", _DATED_LEGEND
    yield _by_date(found)


def _proposals(pair: PairSet) -> Rows:
    governments = pair.scenario.model.governments
    names = [governments[name].title or plain(name) for name in pair.pairing.principals]
    rows = [
        (plain(name), say_share(standing.in_zone), *(f"{gain[0]:+.0f}" for gain in standing.gain))
        for name, standing in pair.proposals.items()
    ]
    return Rows(("proposal", "in the zone", *(f"gain to {name}" for name in names)), tuple(rows))


def _by_date(found: BargainingSet) -> Rows:
    dated = found.by_date
    titles = [pairing.title(found.scenario.model) for pairing in dated.pairings]
    rows = [(f"{row.day}: {'; '.join(row.why)}", *map(_cell, row.zones)) for row in dated.rows]
    return Rows(("signed on", *titles), tuple(rows))


def _cell(zone: ZoneSummary | None) -> str:
    if zone is None:
        return "-"
    return say_share(zone.exists) + (f" ({zone.median:g})" if zone.median is not None else "")
