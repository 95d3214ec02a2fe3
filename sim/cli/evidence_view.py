"""The evidence report on a terminal, for a reader who knows the talks and not the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import PurePath
from typing import get_args

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sim.analysis.evidence.assumptions import Setting
from sim.analysis.evidence.parts import (
    CitedClaim,
    Dispute,
    DocumentUse,
    EvidenceReport,
    GovernmentEvidence,
    OrderEvidence,
    StatementEvidence,
    Support,
)
from sim.analysis.wording import say_list
from sim.evidence.claims import Telling
from sim.evidence.hit_and_run import RHAT_LIMIT
from sim.figures import percent

__all__ = ["show_evidence"]

_LEGEND = (
    "A statement 'leaves' the share of preference models, drawn without any statement, that satisfy it: the smaller, "
    "the more it says; at 100% the orders alone say as much. Claims: id, date (+ where it is the first of several "
    "days), whose telling, confidence. "
)
_SUPPORT: dict[Support, str] = {
    "independent": "a plain report or an expert among its claims",
    "both sides": "told by its own side and another, none independent",
    "own side": "told by its own side, none independent",
    "other side": "told by the other side only",
    "commentators": "told by commentators only",
    "not said": "whose telling is not said",
    "assumption": "assumption: no claim",
}
_SOUND: tuple[Support, ...] = ("independent", "both sides")
_ON_PREFERENCES = ("proposal", "demand", "refusal", "threat", "preference")
"""Kinds of claims that say what a government wants: unused ones may be missing statements."""


def show_evidence(report: EvidenceReport, *, everything: bool = False) -> Iterator[RenderableType]:
    """Yield the parts of the report, to be printed one after the other.

    Parameters
    ----------
    report : EvidenceReport
    everything : bool
        Whether claims are told whole and unused ones listed.
    """
    yield Text(f"{report.title}: what it rests on", style="bold")
    yield Text(_LEGEND + ("" if everything else "--all shows claims whole."), style="dim")
    for government in report.governments:
        yield from _show_government(government, whole=everything)
    yield from _show_tellings(report)
    yield from _show_assumed(report)
    yield from _show_carried(report.settings)
    yield from _show_disputes(report.disputes, whole=everything)
    yield from _show_documents(report.documents, listed=everything)
    yield from _show_pools(report)


def _heading(text: str) -> RenderableType:
    return Group("", Rule(Text(text, style="bold"), align="left", style="dim"))


def _show_government(government: GovernmentEvidence, *, whole: bool) -> Iterator[RenderableType]:
    seats = f" (seat: {', '.join(government.seats)})" if government.seats else ""
    yield _heading(f"{government.title}{seats}")
    if government.no_deal_range is None or government.no_deal_left is None:
        yield Text("Its points are given outright, see below: no statements.")
        return
    low, high = government.no_deal_range
    least, middle, most = government.no_deal_left
    yield Text(
        f"No deal is worth {low:.0f} to {high:.0f} points to it at the outset; with the statements "
        f"{least:.0f} to {most:.0f} (8 models in 10; median {middle:.0f})."
    )
    for statement in government.statements:
        yield ""
        yield _show_statement(statement, whole=whole, clashes=bool(government.pool and government.pool.rejected))
    yield from _show_orders(government.orders)


def _held(statement: StatementEvidence, *, clashes: bool) -> str:
    """Say in which share of worlds a statement is taken in, and what others it excludes or clashes with."""
    chance = percent(statement.credence)
    excluded = f", never with {say_list(statement.excludes)}" if statement.excludes else ""
    if clashes and statement.credence < 1:
        return f", held in {percent(statement.held)} of worlds (credence {chance}){excluded}"
    return excluded if statement.credence == 1 else f", held in {chance} of worlds{excluded}"


def _show_statement(statement: StatementEvidence, *, whole: bool, clashes: bool) -> RenderableType:
    sentence = Text(f"{statement.sentence[:1].upper()}{statement.sentence[1:]}", style="bold")
    facts = Text.assemble(
        (f"leaves {percent(statement.leaves)}", "cyan"),
        f"{_held(statement, clashes=clashes)}; ",
        (_SUPPORT[statement.support], "" if statement.support in _SOUND else "yellow"),
        "; known only after the start" if statement.hindsight else "",
        (f"  {_short(statement.where)}", "dim"),
    )
    parts: list[RenderableType] = [sentence, facts]
    if statement.note:
        parts.append(Text(statement.note, style="italic dim"))
    if statement.claims:
        parts.append(_claim_table(statement.claims, whole=whole))
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(width=max(2, len(statement.number)), justify="right")
    row.add_column(ratio=1)
    row.add_row(statement.number, Group(*parts))
    return row


def _claim_table(claims: Iterable[CitedClaim], *, whole: bool, mark_cited: bool = False) -> Table:
    """Return claims as rows; unless `whole`, each on one line, cut to the width there is."""
    table = Table.grid(padding=(0, 1), expand=True)
    for width in (5, 11, 7, 6):
        table.add_column(min_width=width, no_wrap=True)
    table.add_column(ratio=1, no_wrap=not whole, overflow="fold" if whole else "ellipsis")
    for claim in claims:
        several = "+" if claim.last > claim.first else ""
        uncited = "(not cited) " if mark_cited and not claim.cited_at else ""
        table.add_row(
            Text(claim.id, style="cyan"),
            f"{claim.first}{several}",
            claim.telling or "-",
            claim.confidence or "-",
            Text.assemble((uncited, "dim"), claim.claim),
        )
    return table


def _show_orders(orders: Iterable[OrderEvidence]) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column()
    for order in orders:
        basis = Text(", ".join(order.claims), style="cyan") if order.claims else Text("assumption", style="yellow")
        if order.hindsight:
            basis.append("; known only after the start", style="")
        table.add_row(
            order.issue.replace("_", " "), order.order, basis.append(f"  {_short(order.where)}", style="dim")
        )
    if table.row_count:
        yield ""
        yield Text("   Orders of options, best first", style="bold")
        yield Padding(table, (0, 0, 0, 3))


def _show_tellings(report: EvidenceReport) -> Iterator[RenderableType]:
    backed = [government for government in report.governments if government.statements]
    if not backed:
        return
    yield _heading("Whose telling the preferences rest on")
    told = {telling for government in backed for telling in government.tellings}
    if told:
        yield _telling_table(backed, sorted(told, key=_telling_rank))
    yield _support_table(backed)
    yield from _one_sided(backed)
    yield from _hindsight(backed, report.start)


def _telling_rank(telling: str) -> tuple[int, str]:
    known: tuple[str, ...] = get_args(Telling)
    return (known.index(telling) if telling in known else len(known), telling)


def _telling_table(governments: Iterable[GovernmentEvidence], tellings: Iterable[str]) -> Table:
    """Return how many distinct claims each government's statements and orders cite, by whose telling they are."""
    tellings = list(tellings)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Claims cited, by whose telling")
    for telling in tellings:
        table.add_column(telling or "not said", justify="right")
    for government in governments:
        counts = [government.tellings.get(telling, 0) for telling in tellings]
        table.add_row(government.title, *(str(count) if count else "." for count in counts))
    return table


def _support_table(governments: Iterable[GovernmentEvidence]) -> Table:
    """Return the numbers of each government's statements, by whose telling they rest on at best."""
    governments = list(governments)
    found = {statement.support for government in governments for statement in government.statements}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Statements, by their best source")
    for support in _SUPPORT:
        if support in found:
            table.add_column(support)
    for government in governments:
        cells = [
            _numbers(statement.number for statement in government.statements if statement.support == support)
            for support in _SUPPORT
            if support in found
        ]
        table.add_row(government.title, *(cell or "." for cell in cells))
    return table


def _one_sided(governments: Iterable[GovernmentEvidence]) -> Iterator[RenderableType]:
    """Say which statements told by one side only, or by commentators, are yet taken as certain."""
    told = []
    for government in governments:
        numbers = [
            statement.number
            for statement in government.statements
            if statement.support in ("own side", "other side", "commentators") and statement.credence == 1
        ]
        if numbers:
            told.append(f"{government.title} {_numbers(numbers)}")
    if told:
        yield Text(f"Told by one side or by commentators only, yet held in every world: {'; '.join(told)}.")


def _hindsight(governments: Sequence[GovernmentEvidence], start: date) -> Iterator[RenderableType]:
    parts = {
        "statements": [statement.hindsight for government in governments for statement in government.statements],
        "orders": [order.hindsight for government in governments for order in government.orders],
    }
    told = [f"{sum(late)} of {len(late)} {what}" for what, late in parts.items() if any(late)]
    if told:
        yield Text(f"{say_list(told)} rest only on claims known after the start, {start}.")


def _show_assumed(report: EvidenceReport) -> Iterator[RenderableType]:
    yield _heading("What is assumed: nothing cited carries it")
    bare = [
        (government, statement.number)
        for government in report.governments
        for statement in government.statements
        if not statement.claims
    ]
    if bare:
        told = "; ".join(f"{government.title} {number}" for government, number in bare)
        yield Text(f"Statements without claims: {told}.", style="yellow")
    orders = [order for government in report.governments for order in government.orders]
    uncited = sum(not order.claims for order in orders)
    if uncited:
        yield Text(
            f"Orders of options without claims: {uncited} of {len(orders)}, listed above with their governments "
            "(cite by order_claims)."
        )
    told = "Below, in brackets: claims that bear on a number without carrying it. To try another: --set PLACE=VALUE."
    yield Text(told, style="dim")
    yield from _show_settings(setting for setting in report.settings if setting.assumed)


def _show_carried(settings: Iterable[Setting]) -> Iterator[RenderableType]:
    carried = [setting for setting in settings if not setting.assumed]
    if carried:
        yield _heading("Numbers that cite claims")
        yield from _show_settings(carried)


def _show_settings(settings: Iterable[Setting]) -> Iterator[RenderableType]:
    ordered: dict[str, list[Setting]] = {}
    for setting in settings:
        ordered.setdefault(setting.meaning, []).append(setting)
    for meaning, group in ordered.items():
        yield Text(meaning)
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", no_wrap=True)
        table.add_column(overflow="fold")
        for setting in group:
            bearing = f"  [{', '.join(setting.claims)}]" if setting.claims else ""
            where = (f"  {_short(setting.where)}", "dim")
            table.add_row(setting.place, Text.assemble(setting.value, (bearing, "dim"), where))
        yield Padding(table, (0, 0, 0, 2))


def _show_disputes(disputes: Iterable[Dispute], *, whole: bool) -> Iterator[RenderableType]:
    pairs = list(disputes)
    if not pairs:
        return
    yield _heading("Disputes: each cited claim, and under it those that contradict it")
    for first, group in groupby(pairs, key=lambda dispute: dispute.first):
        others = [dispute.second for dispute in group]
        yield Padding(_claim_table([first], whole=whole), (0, 0, 0, 2))
        yield Padding(_claim_table(others, whole=whole, mark_cited=True), (0, 0, 0, 6))


def _show_documents(documents: Iterable[DocumentUse], *, listed: bool) -> Iterator[RenderableType]:
    uses = list(documents)
    if not uses:
        return
    yield _heading("Claims that nothing in the scenario uses")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Document")
    for title in ("claims", "used", "unused", "of these on\nwhat sides want"):
        table.add_column(title, justify="right")
    for use in uses:
        wanted = sum(claim.kind in _ON_PREFERENCES for claim in use.unused)
        unused = len(use.unused)
        name = f"{use.document}  {use.title}" if use.document else use.title
        table.add_row(name, str(use.total), str(use.total - unused), str(unused), str(wanted))
    yield table
    if not listed:
        yield Text("--all lists them.", style="dim")
        return
    for use in uses:
        if use.unused:
            yield Text(f"{use.document} {use.outlet}".strip(), style="bold")
            yield Padding(_claim_table(use.unused, whole=True), (0, 0, 0, 2))


def _show_pools(report: EvidenceReport) -> Iterator[RenderableType]:
    checks = [(government.title, government.pool) for government in report.governments if government.pool]
    if not checks:
        return
    yield _heading(f"Draws (seed {report.seed})")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for title in ("models", "R-hat", "steps", "coin tosses rejected"):
        table.add_column(title, justify="right")
    for title, pool in checks:
        rhat = Text(f"{pool.rhat:.3f}" if pool.steps else "-", style="red" if pool.rhat > RHAT_LIMIT else "")
        table.add_row(title, f"{pool.size:,}", rhat, f"{pool.steps:,}" if pool.steps else "-", percent(pool.rejected))
    yield table
    yield Text(
        "Models are drawn by rejection, which is exact. Where the statements leave too little for that, chains of "
        f"steps go on until R-hat, how far they still differ, is below {RHAT_LIMIT}; above it they are not to be "
        "trusted. Tosses decide which statements of credence below 1 a model takes in; rejected are "
        "those whose statements cannot all hold.",
        style="dim",
    )


def _short(where: str) -> str:
    """Return ``file:line`` without folders; settings of the command line as they are."""
    return where if where.startswith("--set") else PurePath(where).name


def _numbers(numbers: Iterable[str]) -> str:
    return ", ".join(numbers)
