"""The bargaining set on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from sim.analysis.bargaining.bargaining_set import BargainingSet, PairSet
from sim.analysis.bargaining.solutions import FORMULA
from sim.analysis.bargaining.summary import ProposalStanding, Share, SolutionShares, ZoneSummary
from sim.analysis.bargaining.words import call_package, headline, say_share, say_values, say_worlds
from sim.analysis.wording import plain, say_list
from sim.figures import percent

__all__ = ["show_bargaining_set"]

_NAMED = 3
"""Packages shown for each bargaining solution."""

_LEGEND = (
    "Zone of agreement: packages better than no deal for every principal, with the assent of third parties they "
    "need. Frontier: packages that no other matches for all and beats for one. A world is one draw of what the "
    "evidence leaves open; ± is a 95% margin of Monte Carlo error, in points, which more worlds make smaller; 0% and "
    "100% are none and all of the worlds drawn. Points above no deal: the mean, and what 8 of 10 worlds lie between."
)
_DATED_LEGEND = (
    "Each cell: share of worlds in which a zone exists for signing on that date, and how many packages it then holds "
    "(median, in brackets). “Does not arise”: they cannot face each other so on that day; nothing was computed."
)


def show_bargaining_set(found: BargainingSet) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed one after the other."""
    yield Text(f"{found.scenario.model.title}: what could be agreed", style="bold")
    yield Text(f"{say_worlds(found)}. {say_values(found)}", style="dim")
    yield ""
    for pair in found.pairs:
        yield Text(headline(pair, found.scenario))
    for pair in found.computed:
        yield from _show_pair(pair, found)
    yield _heading("How the clock empties the zone")
    yield _dated_table(found)
    yield Text(_DATED_LEGEND, style="dim")
    yield ""
    yield Text(_LEGEND, style="dim")
    rules = "; ".join(f"{rule}: {formula}" for rule, formula in FORMULA.items())
    yield Text(f"Bargaining solutions, each among the packages of the zone: {rules}.", style="dim")


def _heading(text: str) -> RenderableType:
    return Group("", Line(Text(text, style="bold"), align="left", style="dim"))


def _show_pair(pair: PairSet, found: BargainingSet) -> Iterator[RenderableType]:
    yield _heading(pair.title)
    yield Text(_zone_sentence("The zone", pair.zone_summary))
    if found.third_parties:
        yield Text(_without_third_parties(pair, found))
    yield Text(f"On the frontier: {pair.frontier.sum(axis=1).mean():.1f} packages a world, on average.")
    if pair.proposals:
        yield _proposal_table(pair)
        yield _gain_table(pair)
    yield _solution_table(pair)


def _zone_sentence(zone_of: str, zone: ZoneSummary) -> str:
    if zone.median is None:
        return f"{zone_of} is empty in every world drawn: none exists."
    return (
        f"{zone_of} exists in {say_share(zone.exists)} of worlds, and there holds {zone.median:g} of "
        f"{zone.packages:,} packages ({zone.low:.0f} to {zone.high:.0f} in 8 of 10)."
    )


def _without_third_parties(pair: PairSet, found: BargainingSet) -> str:
    """Say what the third parties' assent takes out of the zone."""
    seats = found.scenario.model.seats
    named = say_list([seats[seat].title or plain(seat) for seat in found.third_parties])
    if (pair.zone == pair.zone_without_third_parties).all():
        return f"{named} stands in the way of nothing the principals would agree on: the zone is the same without."
    return _zone_sentence(f"Whatever {named} may say, the zone", pair.zone_summary_without_third_parties)


def _proposal_table(pair: PairSet) -> Table:
    table = _table("named proposal", "in the zone", "on the frontier")
    table.add_column("refused by (share of worlds)")
    for name, standing in pair.proposals.items():
        table.add_row(
            Text(plain(name)), _cell(standing.in_zone), _cell(standing.on_frontier), _refusals(pair, standing)
        )
    return table


def _refusals(pair: PairSet, standing: ProposalStanding) -> str:
    """Say who stands in the proposal's way, and how often."""
    names = _principals(pair)
    told = [(f"{name} alone", share) for name, share in zip(names, standing.only, strict=True)]
    told.append(("both" if len(names) == 2 else "several", standing.several))
    told.append(("a third party alone", standing.third_parties_only))
    return "\n".join(f"{who}: {say_share(share)}" for who, share in told if share.share) or "nobody"


def _gain_table(pair: PairSet) -> Table:
    table = _table("points above no deal", *(f"to {name}" for name in _principals(pair)))
    for name, standing in pair.proposals.items():
        table.add_row(Text(plain(name)), *_gains(standing))
    return table


def _principals(pair: PairSet) -> list[str]:
    governments = pair.scenario.model.governments
    return [governments[name].title or plain(name) for name in pair.pairing.principals]


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for title in numbers:
        table.add_column(title, justify="right")
    return table


def _cell(share: Share) -> Text:
    return Text(say_share(share), style="dim" if share.share == 0 else "")


def _gains(standing: ProposalStanding) -> list[str]:
    return [f"{mean:+.0f} ({low:+.0f} to {high:+.0f})" for mean, low, high in standing.gain]


def _solution_table(pair: PairSet) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("bargaining solution", no_wrap=True)
    table.add_column("package it names most often")
    table.add_column("worlds", justify="right", no_wrap=True)
    for rule, shares in pair.solution_shares.items():
        rows = _named_most(pair, shares)
        for place, (words, cell) in enumerate(rows):
            table.add_row(str(rule) if place == 0 else "", Text(words), cell, end_section=place == len(rows) - 1)
    return table


def _named_most(pair: PairSet, shares: SolutionShares) -> list[tuple[str, Text]]:
    """Return packages in words and their shares; what is left over, worlds without a zone, and ties."""
    named = shares.packages[:_NAMED]
    rows = [(call_package(pair.scenario, position), _cell(share)) for position, share in named]
    others = len(shares.packages) - len(named)
    if others > 0:
        rest = 1 - shares.none_exists.share - sum(share.share for _, share in named)
        rows.append((f"{others} other package{'s' * (others > 1)}", Text(percent(rest))))
    if shares.none_exists.share:
        rows.append(("none exists: no zone", _cell(shares.none_exists)))
    if shares.tied.share:
        rows.append(("(another does as well: the first is taken)", _cell(shares.tied)))
    return rows


def _dated_table(found: BargainingSet) -> Table:
    dated, model = found.by_date, found.scenario.model
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("signed on", no_wrap=True)
    table.add_column("")
    for pairing in dated.pairings:
        table.add_column(pairing.title(model), justify="right")
    for row in dated.rows:
        table.add_row(str(row.day), Text("; ".join(row.why)), *(_dated_cell(zone) for zone in row.zones))
    return table


def _dated_cell(zone: ZoneSummary | None) -> Text:
    if zone is None:
        return Text("does not arise", style="dim")
    if zone.median is None:
        return Text("none exists")
    return Text(f"{say_share(zone.exists)} ({zone.median:g})")
