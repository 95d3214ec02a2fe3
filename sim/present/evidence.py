"""The evidence report: statements with their claims, whose telling they are, what is assumed, what nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sim.analysis.evidence.assumptions import Setting
from sim.analysis.evidence.parts import (
    CitedClaim,
    Dispute,
    DocumentUse,
    EvidenceReport,
    GovernmentEvidence,
    StatementEvidence,
    Support,
)
from sim.answer import Detail, plain_data
from sim.evidence.hit_and_run import RHAT_LIMIT
from sim.figures import joined, percent, plain
from sim.rendering.page import Part, Rows
from sim.results.naming import Pronoun

if TYPE_CHECKING:
    pass

__all__ = ["FORMAT", "data", "parts"]

FORMAT = "negotiation-sim evidence 1"

_LEGEND = (
    "A statement “leaves” the share of preference models, drawn without any statement, that satisfy it: the smaller, "
    "the more it says; at 100% the orders alone say as much. “Held in”: the share of worlds in which it counts."
)
_CLAIMS = " Claims: id, date (+ where it is the first of several days), whose telling, confidence."
_SUPPORT: dict[Support, str] = {
    "independent": "a plain report or an expert among its claims",
    "both sides": "told by its own side and another, none independent",
    "own side": "told by its own side, none independent",
    "other side": "told by others than its own side, none independent",
    "commentators": "told by commentators only",
    "not said": "whose telling is not said",
    "assumption": "assumption: no claim",
}
_SOUND: tuple[Support, ...] = ("independent", "both sides")
_ON_PREFERENCES = ("proposal", "demand", "refusal", "threat", "preference")
"""Kinds of claims that say what a government wants: unused ones may be missing statements."""


def parts(report: EvidenceReport, detail: Detail, *, everything: bool = False) -> Iterator[Part]:
    """Yield the report's parts; `everything`: with claims whole, and those that nothing uses."""
    yield "title", f"{report.title}: what it rests on"
    if detail == "short":
        yield from _in_short(report)
        return
    yield "small", _LEGEND + _CLAIMS + ("" if everything else " --all shows claims whole.")
    for government in report.governments:
        yield from _government(government, whole=everything)
    yield from _tellings(report)
    if report.hindsight:
        yield "line", f"{report.hindsight}."
    yield from _assumed(report)
    yield from _carried(report.settings)
    yield from _disputes(report.disputes, whole=everything)
    yield from _documents(report.documents, listed=everything)
    yield from _pools(report)


def _in_short(report: EvidenceReport) -> Iterator[Part]:
    """Yield a table of statements for each government, and how much is assumed."""
    yield "small", f"{_LEGEND} “Told by”: its best source."
    for government in report.governments:
        yield "heading", government.title
        yield "line", _no_deal(government)
        if government.statements:
            who = _pronoun(government)
            rows = tuple(
                (
                    who.conjugated(each.sentence),
                    each.support,
                    _ids(each) or "-",
                    percent(each.leaves),
                    percent(each.credence),
                )
                for each in government.statements
            )
            yield Rows((f"{who.it} …", "told by", "claims", "leaves", "held in"), rows, words=3)
    assumed = sum(setting.assumed for setting in report.settings)
    yield "end", f"{assumed} of {len(report.settings)} numbers and choices rest on no claim; sim evidence lists them."


def _ids(statement: StatementEvidence) -> str:
    return ", ".join(claim.id for claim in statement.claims)


def _pronoun(government: GovernmentEvidence) -> Pronoun:
    return Pronoun(government.plural)


def _support(statement: StatementEvidence, whose: str) -> str:
    """Say whose telling a statement rests on at best, of a government that is `its` or `their` own side."""
    return _SUPPORT[statement.support].replace("its own side", f"{whose} own side")


def _no_deal(government: GovernmentEvidence) -> str:
    if government.no_deal_range is None or government.no_deal_left is None:
        return f"{_pronoun(government).its.capitalize()} points are given outright: no statements."
    low, high = government.no_deal_range
    least, middle, most = government.no_deal_left
    drawn = "with the statements" if government.statements else "drawn without any statement"
    return (
        f"No deal is worth {low:.0f} to {high:.0f} points to {_pronoun(government).object} at the outset; {drawn} "
        f"{least:.0f} to {most:.0f} (8 models in 10; median {middle:.0f})."
    )


def _government(government: GovernmentEvidence, *, whole: bool) -> Iterator[Part]:
    seats = f" (seat: {', '.join(government.seats)})" if government.seats else ""
    yield "heading", f"{government.title}{seats}"
    yield "line", _no_deal(government)
    width = max([2, *(len(statement.number) for statement in government.statements)])
    whose = _pronoun(government).its
    clashes = bool(government.pool and government.pool.rejected)
    for statement in government.statements:
        facts = (
            f"leaves {percent(statement.leaves)}{_held(statement, clashes=clashes)}; {_support(statement, whose)}"
            f"{'; known only after the start' if statement.hindsight else ''}  {_short(statement.where)}"
        )
        sentence = f"{statement.sentence[:1].upper()}{statement.sentence[1:]}"
        lines = ["", sentence, facts, *([statement.note] if statement.note else [])]
        numbered = tuple((f"{statement.number if line is sentence else '':>{width}}", line) for line in lines)
        weak = frozenset() if statement.support in _SOUND else frozenset({2})
        yield Rows((), numbered, marked=frozenset({1}), flagged=weak, words=2)
        if statement.claims:
            yield _claims(statement.claims, whole=whole, indent=width + 2)
    if government.orders:
        orders = tuple(
            (
                plain(order.issue),
                order.order,
                f"{', '.join(order.claims) or 'assumption'}"
                f"{'; known only after the start' if order.hindsight else ''}  {_short(order.where)}",
            )
            for order in government.orders
        )
        yield Rows(("issue", "order of its options, best first", "rests on"), orders, words=3, indent=width + 2)


def _held(statement: StatementEvidence, *, clashes: bool) -> str:
    """Say in which share of worlds a statement is taken in, and what others it excludes or clashes with."""
    chance = percent(statement.credence)
    excluded = f", never with {joined(statement.excludes)}" if statement.excludes else ""
    if clashes and statement.credence < 1:
        return f", held in {percent(statement.held)} of worlds (credence {chance}){excluded}"
    return excluded if statement.credence == 1 else f", held in {chance} of worlds{excluded}"


def _claims(claims: Iterable[CitedClaim], *, whole: bool, indent: int, mark_cited: bool = False) -> Rows:
    """Return claims as rows; unless `whole`, each on one line, cut to the width there is."""
    body = tuple(
        (
            f"{claim.id:5}",
            f"{claim.first}{'+' if claim.last > claim.first else ' '}",
            f"{claim.telling or '-':7}",
            f"{claim.confidence or '-':6}",
            ("(not cited) " if mark_cited and not claim.cited_at else "") + claim.claim,
        )
        for claim in claims
    )
    return Rows((), body, words=5, indent=indent, is_cut=not whole)


def _tellings(report: EvidenceReport) -> Iterator[Part]:
    backed = [government for government in report.governments if government.statements]
    if not backed:
        return
    yield "heading", "Whose telling the preferences rest on"
    tellings = sorted({telling for government in backed for telling in government.tellings}, key=_telling_rank)
    if tellings:
        counts = tuple(
            (government.title, *(str(government.tellings.get(telling) or ".") for telling in tellings))
            for government in backed
        )
        yield Rows(("Claims cited, by whose telling", *(each or "not said" for each in tellings)), counts)
    found = {statement.support for government in backed for statement in government.statements}
    supports = [support for support in _SUPPORT if support in found]
    cells = tuple(
        (government.title, *(_numbers(government, support) or "." for support in supports)) for government in backed
    )
    heads = ("others" if support == "other side" else support for support in supports)  # who is at the table or not
    yield Rows(("Statements, by their best source", *heads), cells, words=1 + len(supports))
    yield from _one_sided(backed)


def _telling_rank(telling: str) -> tuple[int, str]:
    known = ("us", "biden", "russia", "china", "experts", "author", "neutral")
    return (known.index(telling) if telling in known else len(known), telling)


def _numbers(government: GovernmentEvidence, support: Support) -> str:
    return ", ".join(each.number for each in government.statements if each.support == support)


def _one_sided(governments: Iterable[GovernmentEvidence]) -> Iterator[Part]:
    """Say which statements told by one side only, or by commentators, are yet taken as certain."""
    certain = {
        government.title: [
            statement.number
            for statement in government.statements
            if statement.support in ("own side", "other side", "commentators") and statement.credence == 1
        ]
        for government in governments
    }
    listed = "; ".join(f"{title} {', '.join(numbers)}" for title, numbers in certain.items() if numbers)
    if listed:
        yield "line", f"Told by one side or by commentators only, yet held in every world: {listed}."


def _assumed(report: EvidenceReport) -> Iterator[Part]:
    yield "heading", "What is assumed: nothing cited carries it"
    bare = "; ".join(
        f"{government.title} {statement.number}"
        for government in report.governments
        for statement in government.statements
        if not statement.claims
    )
    if bare:
        yield "warning", f"Statements without claims: {bare}."
    orders = [order for government in report.governments for order in government.orders]
    if uncited := sum(not order.claims for order in orders):
        listed = "listed above with their governments (cite by order_claims)"
        yield "line", f"Orders of options without claims: {uncited} of {len(orders)}, {listed}."
    how = "Below, in brackets: claims that bear on a number without carrying it. To try another: --set PLACE=VALUE."
    yield "small", how
    yield from _settings(setting for setting in report.settings if setting.assumed)


def _carried(settings: Iterable[Setting]) -> Iterator[Part]:
    carried = [setting for setting in settings if not setting.assumed]
    if carried:
        yield "heading", "Numbers that cite claims"
        yield from _settings(carried)


def _settings(settings: Iterable[Setting]) -> Iterator[Part]:
    ordered: dict[str, list[Setting]] = {}
    for setting in settings:
        ordered.setdefault(setting.meaning, []).append(setting)
    for meaning, group in ordered.items():
        yield "line", meaning
        body = [
            (setting.place, setting.value + (f"  [{', '.join(setting.claims)}]" if setting.claims else ""), setting)
            for setting in group
        ]
        rows = tuple((place, f"{value}  {_short(setting.where)}") for place, value, setting in body)
        yield Rows((), rows, words=2, indent=2)


def _disputes(disputes: Iterable[Dispute], *, whole: bool) -> Iterator[Part]:
    pairs = list(disputes)
    if not pairs:
        return
    yield "heading", "Disputes: each cited claim, and under it those that contradict it"
    for first, group in groupby(pairs, key=lambda dispute: dispute.first):
        yield _claims([first], whole=whole, indent=2)
        yield _claims([dispute.second for dispute in group], whole=whole, indent=6, mark_cited=True)


def _documents(uses: Sequence[DocumentUse], *, listed: bool) -> Iterator[Part]:
    if not uses:
        return
    yield "heading", "Claims that nothing in the scenario uses"
    body = tuple(
        (
            f"{use.document}  {use.title}".strip(),
            str(use.total),
            str(use.total - len(use.unused)),
            str(len(use.unused)),
            str(sum(claim.kind in _ON_PREFERENCES for claim in use.unused)),
        )
        for use in uses
    )
    yield Rows(("Document", "claims", "used", "unused", "of these on\nwhat sides want"), body)
    if not listed:
        if any(use.unused for use in uses):
            yield "small", "--all lists them."
        return
    for use in uses:
        if use.unused:
            yield "title", f"{use.document} {use.outlet}".strip()
            yield _claims(use.unused, whole=True, indent=2)


def _pools(report: EvidenceReport) -> Iterator[Part]:
    checks = [(government.title, government.pool) for government in report.governments if government.pool]
    if not checks:
        return
    yield "heading", f"Draws (seed {report.seed})"
    body = tuple(
        (
            title,
            f"{pool.size:,}",
            f"{pool.rhat:.3f}" if pool.steps else "-",
            f"{pool.steps:,}" if pool.steps else "-",
            percent(pool.rejected),
        )
        for title, pool in checks
    )
    unsound = frozenset(number for number, (_, pool) in enumerate(checks) if pool.rhat > RHAT_LIMIT)
    yield Rows(("", "models", "R-hat", "steps", "coin tosses rejected"), body, flagged=unsound)
    yield (
        "small",
        "Models are drawn by rejection, which is exact. Where the statements leave too little for that, chains of "
        f"steps go on until R-hat, how far they still differ, is below {RHAT_LIMIT}; above it they are not to be "
        "trusted. Tosses decide which statements of credence below 1 a model takes in; rejected are "
        "those whose statements cannot all hold.",
    )


def _short(where: str) -> str:
    """Return ``file:line`` without folders; settings of the command line as they are."""
    return where if where.startswith("--set") else PurePath(where).name


def data(report: EvidenceReport) -> dict[str, Any]:
    """Return all its parts in plain data."""
    found: dict[str, Any] = plain_data(asdict(report))
    del found["hindsight"]  # a sentence; what it counts is told of each statement and order
    for government in found["governments"]:
        del government["plural"]  # how it is spoken of, no evidence
    return found
