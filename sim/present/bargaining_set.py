"""The bargaining set: who has anything to agree on, where proposals stand, what the clock does; data and pictures.

In the data every answer carries a status: "found", "none exists" or "not computed".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.bargaining.bargaining_set import BargainingSet, NotComputed, PairSet
from sim.analysis.bargaining.pairings import Pairing
from sim.analysis.bargaining.solutions import FORMULA, Status
from sim.analysis.bargaining.summary import ProposalStanding, Share, SolutionShares, ZoneSummary
from sim.analysis.bargaining.words import call_package, headline, say_share, say_values, say_worlds
from sim.answer import Detail, as_of_data, plain_data
from sim.figures import as_of_words, counted, joined, measured, percent, plain, signed
from sim.minds.quorum import quorum_of
from sim.rendering.page import Part, Rows
from sim.results.naming import Naming, sentence
from sim.results.titles import inside, the

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "frame", "parts", "pictures"]

FORMAT = "negotiation-sim bargaining set 1"

_NAMED = 3
"""Packages shown for each bargaining solution."""

_LEGEND = (
    "Zone of agreement: packages better than no deal for {whom}, with the assent of third parties they "
    "need. A world is one draw of what the evidence leaves open; ± is a 95% margin of Monte Carlo error, in points, "
    "which more worlds make smaller; 0% and 100% are none and all of the worlds drawn. Points above no deal: the mean"
)
_FULL_LEGEND = (
    ", and what 8 of 10 worlds lie between. Frontier: packages that no other matches for all and beats for one. "
    "Bargaining solutions, each among the packages of the zone{gaining}: "
)
_ALONE = " Refused by a principal alone: by no other principal, whatever third parties say."
_DATED_LEGEND = (
    "Each cell: share of worlds in which a zone exists for signing on that date, and how many packages it then holds "
    "(median). “Does not arise”: they cannot face each other so on that day; nothing was computed."
)


def parts(found: BargainingSet, detail: Detail) -> Iterator[Part]:
    """Yield the parts: a sentence for each pair, where named proposals stand, and the zone by date.

    In full also each pair's frontier, who refuses what, and the bargaining solutions.
    """
    full = detail == "full"
    yield "title", f"{found.scenario.model.title}{as_of_words(found.as_of)}: what could be agreed"
    yield "small", f"{say_worlds(found)}. {say_values(found)}"
    for pair in found.pairs:
        yield "lead" if pair is found.pairs[0] else "line", headline(pair, found.scenario)
    for pair in found.computed:
        if full:
            yield from _whole_pair(pair, found)
        elif pair.proposals:
            yield "heading", pair.title
            yield _proposals(pair)
    yield "heading", "How the clock empties the zone"
    yield _by_date(found)
    yield "small", f"{_DATED_LEGEND}{_unforeseen(found)}"
    rules = "; ".join(f"{rule}: {formula}" for rule, formula in FORMULA.items())
    everybody = quorum_of(found.scenario.model, mediators=False).unanimous
    legend = _LEGEND.format(whom="every principal" if everybody else "enough principals to agree")
    solved = _FULL_LEGEND.format(gaining="" if everybody else " by which every principal gains") + rules
    alone = _ALONE if full and found.third_parties else ""
    yield "end", f"{legend}{solved if full else ''}.{alone}"


def _whole_pair(pair: PairSet, found: BargainingSet) -> Iterator[Part]:
    yield "heading", pair.title
    yield "line", _zone_sentence("The zone", pair.zone_summary)
    if found.third_parties:
        yield "line", _without_third_parties(pair, found)
    yield "line", f"On the frontier: {_frontier(pair):.1f} packages a world, on average."
    if pair.proposals:
        yield _refusals(pair)
        yield _gains(pair)
    yield _solutions(pair)


def _zone_sentence(zone_of: str, zone: ZoneSummary) -> str:
    if zone.median is None:
        return f"{zone_of} is empty in every world drawn: none exists."
    least, most = f"{zone.low:.0f}", f"{zone.high:.0f}"
    return (
        f"{zone_of} exists in {say_share(zone.exists)} of worlds, and there holds {zone.median:g} of "
        f"{counted(zone.packages, 'package')} ({'so many' if least == most else f'{least} to {most}'} in 8 of 10)."
    )


def _frontier(pair: PairSet) -> float:
    """Return how many packages are on the frontier, on average over worlds."""
    return float(np.average(pair.frontier.sum(axis=1), weights=pair.weights))


def _without_third_parties(pair: PairSet, found: BargainingSet) -> str:
    """Say what the third parties' assent takes out of the zone."""
    naming, seats = Naming(found.scenario.model, found.scenario.packages), found.third_parties
    named = joined([the(naming.seat(seat)) for seat in seats])
    if (pair.zone == pair.zone_without_third_parties).all():
        stands = naming.seat_verb(seats[0], "stands") if len(seats) == 1 else "stand"
        same = "in the way of nothing the principals would agree on: the zone is the same without"
        return sentence(f"{named} {stands} {same}")
    return _zone_sentence(f"Whatever {named} may say, the zone", pair.zone_summary_without_third_parties)


def _principals(pair: PairSet) -> list[str]:
    governments = pair.scenario.model.governments
    return [governments[name].title or plain(name) for name in pair.pairing.principals]


def _proposals(pair: PairSet) -> Rows:
    rows = [
        (plain(name), say_share(standing.in_zone), *(signed(gain[0]) for gain in standing.gain))
        for name, standing in pair.proposals.items()
    ]
    return Rows(("proposal", "in the zone", *(f"gain to {inside(name)}" for name in _principals(pair))), tuple(rows))


def _refusals(pair: PairSet) -> Rows:
    rows = [
        (plain(name), say_share(standing.in_zone), say_share(standing.on_frontier), _refused(pair, standing))
        for name, standing in pair.proposals.items()
    ]
    head = ("named proposal", "in the zone", "on the frontier", "refused by (share of worlds)")
    return Rows(head, tuple(rows), words=frozenset({0, 3}))


def _refused(pair: PairSet, standing: ProposalStanding) -> str:
    """Say who stands in the proposal's way, and how often."""
    names = _principals(pair)
    refusals = [(f"{name} alone", share) for name, share in zip(names, standing.only, strict=True)]
    refusals.append(("both" if len(names) == 2 else "several", standing.several))
    refusals.append(("a third party alone", standing.third_parties_only))
    return "\n".join(f"{who}: {say_share(share)}" for who, share in refusals if share.share) or "nobody"


def _gains(pair: PairSet) -> Rows:
    rows = [
        (plain(name), *(f"{signed(mean)} ({signed(low)} to {signed(high)})" for mean, low, high in standing.gain))
        for name, standing in pair.proposals.items()
    ]
    return Rows(("points above no deal", *(f"to {inside(name)}" for name in _principals(pair))), tuple(rows))


def _solutions(pair: PairSet) -> Rows:
    rows: list[tuple[str, str, str]] = []
    lines = set()
    for rule, shares in pair.solution_shares.items():
        lines.add(len(rows) - 1)
        for place, (package, share) in enumerate(_named_most(pair, shares)):
            rows.append(("" if place else str(rule), package, share))
    head = ("bargaining solution", "package it names most often", "worlds")
    return Rows(head, tuple(rows), words=2, lines=frozenset(lines))


def _named_most(pair: PairSet, shares: SolutionShares) -> list[tuple[str, str]]:
    """Return packages in words and their shares; what is left over, worlds without a zone, and ties."""
    named = shares.packages[:_NAMED]
    rows = [(call_package(pair.scenario, position), say_share(share)) for position, share in named]
    others = len(shares.packages) - len(named)
    if others > 0:
        rest = 1 - shares.none_exists.share - sum(share.share for _, share in named)
        rows.append((counted(others, "other package"), percent(rest)))
    if shares.none_exists.share:
        why = "no zone" if pair.quorum.unanimous else "no package by which every principal gains"
        rows.append((f"none exists: {why}", say_share(shares.none_exists)))
    if shares.tied.share:
        rows.append(("(another does as well: the first is taken)", say_share(shares.tied)))
    return rows


def _by_date(found: BargainingSet) -> Rows:
    titles = [pairing.title(found.scenario.model) for pairing in found.by_date.pairings]
    rows = [(str(row.day), "; ".join(row.why), *map(_on_date, row.zones)) for row in found.by_date.rows]
    return Rows(("signed on", "", *titles), tuple(rows), words=2)


def _unforeseen(found: BargainingSet) -> str:
    """Say which events the table leaves out, of those that would change who faces whom or what packages are worth."""
    names = found.by_date.unforeseen
    events = found.scenario.model.events
    listed = joined([f"“{events[name].title or plain(name)}”" for name in names])
    which = "it" if len(names) == 1 else "them"
    return f" Taken not to happen, as nobody foresees {which}: {listed}." if names else ""


def _on_date(zone: ZoneSummary | None) -> str:
    if zone is None:
        return "does not arise"
    return "none exists" if zone.median is None else f"{say_share(zone.exists)}, {measured(zone.median, ' packages')}"


def data(found: BargainingSet) -> dict[str, Any]:
    """Return the set in plain data."""
    scenario = found.scenario
    return {
        "title": scenario.model.title,
        "scenario": scenario.whole_digest,
        **as_of_data(found.as_of),
        "settings": list(scenario.settings),
        "seed": found.seed,
        "worlds": found.worlds,
        **({} if found.effective_worlds is None else {"effective_worlds": found.effective_worlds}),
        "packages": len(scenario.packages),
        "valued": "in force" if found.day is None else "as signed on the day",
        "day": found.day and found.day.isoformat(),
        "rules": {str(rule): formula for rule, formula in FORMULA.items()},
        "pairs": [_pair_data(pair, found) for pair in found.pairs],
        "zone_by_date": _dated_data(found),
    }


def _pair_data(pair: PairSet | NotComputed, found: BargainingSet) -> dict[str, Any]:
    known = {**_pairing(pair.pairing), "sentence": headline(pair, found.scenario)}
    if isinstance(pair, NotComputed):
        return {**known, "status": str(Status.NOT_COMPUTED), "reason": pair.reason}
    principals = pair.pairing.principals
    return {
        **known,
        **_zone(pair.zone_summary),
        "whatever_third_parties_say": _zone(pair.zone_summary_without_third_parties),
        "solutions": {str(rule): _solution_data(shares, pair) for rule, shares in pair.solution_shares.items()},
        "proposals": {name: _proposal_data(standing, principals) for name, standing in pair.proposals.items()},
    }


def _pairing(pairing: Pairing) -> dict[str, Any]:
    return {
        "governments": list(pairing.principals),
        "third_parties": dict(pairing.third),
        "after": list(pairing.shifted),
    }


def _share(share: Share) -> Any:
    return plain_data(asdict(share))


def _zone(zone: ZoneSummary) -> dict[str, Any]:
    sizes = {"median": zone.median, "low": zone.low, "high": zone.high}
    return {
        "status": str(Status.NONE_EXISTS if zone.median is None else Status.FOUND),
        "worlds_with_a_zone": _share(zone.exists),
        "packages_in_it": sizes,
        "share_of_packages": {key: None if size is None else size / zone.packages for key, size in sizes.items()},
    }


def _solution_data(shares: SolutionShares, pair: PairSet) -> dict[str, Any]:
    packages = pair.scenario.packages
    return {
        "status": str(Status.FOUND if shares.packages else Status.NONE_EXISTS),
        "packages": [{"package": packages.package(position), **_share(share)} for position, share in shares.packages],
        "none_exists": _share(shares.none_exists),
        "tied": _share(shares.tied),
    }


def _proposal_data(standing: ProposalStanding, principals: tuple[str, ...]) -> dict[str, Any]:
    def each(shares: Iterable[Share]) -> dict[str, Any]:
        return {name: _share(share) for name, share in zip(principals, shares, strict=True)}

    return {
        "in_zone": _share(standing.in_zone),
        "on_frontier": _share(standing.on_frontier),
        "refused_only_by": each(standing.only),
        "refused_by_several": _share(standing.several),
        "refused_only_by_third_parties": _share(standing.third_parties_only),
        "refused_by": each(standing.refused_by),
        "gain": {
            name: dict(zip(("mean", "low", "high"), row, strict=True))
            for name, row in zip(principals, standing.gain.tolist(), strict=True)
        },
    }


def _dated_data(found: BargainingSet) -> list[dict[str, Any]]:
    table = found.by_date
    absent = {"status": str(Status.NOT_COMPUTED), "reason": "they cannot face each other on this date"}
    return [
        {
            "date": row.day.isoformat(),
            "why": list(row.why),
            "zones": [
                {**_pairing(pairing), **(absent if zone is None else _zone(zone))}
                for pairing, zone in zip(table.pairings, row.zones, strict=True)
            ],
        }
        for row in table.rows
    ]


def frame(found: BargainingSet) -> pd.DataFrame:
    """Return a row per pair, named proposal and principal: how it stands, and what it is worth above no deal."""
    import pandas as pd

    rows = [
        {
            "pair": pair.title,
            "proposal": name,
            "in_zone": standing.in_zone.share,
            "on_frontier": standing.on_frontier.share,
            "government": government,
            "refused_by": refused.share,
            **dict(zip(("gain", "gain_low", "gain_high"), gain, strict=True)),
        }
        for pair in found.computed
        for name, standing in pair.proposals.items()
        for government, refused, gain in zip(
            pair.pairing.principals, standing.refused_by, standing.gain.tolist(), strict=True
        )
    ]
    numbers = ["in_zone", "on_frontier", "government", "refused_by", "gain", "gain_low", "gain_high"]
    return pd.DataFrame(rows, columns=["pair", "proposal", *numbers])


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.bargaining_set import plot_bargaining_set  # late: loads matplotlib
    from sim.plots.zone_by_date import plot_zone_by_date

    return {"bargaining_set": plot_bargaining_set, "by_date": plot_zone_by_date}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the functions that say what pictures show."""
    from sim.plots.bargaining_set import describe
    from sim.plots.zone_by_date import describe_zone_by_date

    return {"bargaining_set": describe, "by_date": describe_zone_by_date}


def drawings(found: BargainingSet) -> Iterator[Drawing]:
    """Yield its picture, if anything was computed."""
    from sim.plots.saving import Drawing

    if found.computed:
        title = f"What could be agreed: {found.scenario.model.title}"
        yield Drawing("bargaining_set", found.plot, title)
