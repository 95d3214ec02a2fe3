"""Rows of the tables of a library beside scores: what was done, conduct, two coders, published odds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.analysis.validation.two_coders import SAME
from sim.figures import joined, percent

if TYPE_CHECKING:
    from sim.analysis.validation.two_coders import StatementPair
    from sim.analysis.validation.validation import Validation

__all__ = [
    "AGREEMENT_HEAD",
    "AGREEMENT_LEGEND",
    "CONDUCT_HEAD",
    "CONDUCT_LEGEND",
    "CROWD_HEAD",
    "CROWD_LEGEND",
    "MOVES_HEAD",
    "MOVES_LEGEND",
    "PAIRS_HEAD",
    "RECORD_HEAD",
    "RECORD_LEGEND",
    "UNDATED",
    "agreement_rows",
    "conduct_rows",
    "crowd_rows",
    "hard_moves",
    "moves_rows",
    "pair_rows",
    "record_rows",
    "undated_lines",
]

MOVES_HEAD = ("case", "days before", "moves", "log Z", "a move", "hard", "ESS")

MOVES_LEGEND = (
    "As of the last of a case's days. log Z: how likely the recorded moves are together; a move: the geometric mean "
    "of their chances; hard: those the model finds hard to believe; ESS: as how many worlds the weighed ones count."
)


def moves_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return by case how well the record up to its last forecast is explained."""
    rows = []
    for name, each in found.last_words.items():
        head = (name, f"{each.before} d", str(len(each.moves)))
        if each.log_evidence is None or each.effective is None:
            rows.append((*head, "-", "-", "-", "not weighed" if each.open else "-"))
            continue
        mean = math.exp(each.log_evidence / len(each.moves)) if each.moves else 1.0
        hard = str(sum(move.hard for move in each.moves))
        ess = f"{each.effective:,.0f} of {each.worlds:,}"
        rows.append((*head, f"{each.log_evidence:.1f}", percent(mean), hard, ess))
    return tuple(rows)


def hard_moves(found: Validation) -> list[str]:
    """Return the moves that are hard to believe for the model, and why a case is not weighed, a line each."""
    lines = []
    for name, each in found.last_words.items():
        lines += [f"{name}, {move.day}: {move.words} ({percent(move.chance)})" for move in each.moves if move.hard]
        if each.open:
            events = joined(list(each.open))
            lines.append(
                f"{name}: worlds are not weighed, as the record does not say whether this happened: {events}"
            )
    return lines


RECORD_HEAD = ("case", "moves", "same", "alike", "any package")

RECORD_LEGEND = (
    "Plays from the start, not weighed: the mean share of them in which the seat of a recorded move does it within "
    "14 days of it, with that package (same), one of the same outcome (alike), any."
)


def record_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return by case how often plays do what was done."""
    return tuple(
        (each.case, str(each.moves), *map(_share, (each.same, each.alike, each.any_package)))
        for each in found.conduct
    )


CONDUCT_HEAD = (
    "case", "withdrawn", "own\nfavour", "signed", "last\ntenth", "last\nday", "no zone,\nsigned", "zone, not\nsigned",
)  # fmt: skip

CONDUCT_LEGEND = (
    "withdrawn: of offers; own favour: of later offers those worth more to their maker; last tenth, last day: of "
    "what is signed; the last two: of plays in worlds without and with a zone of agreement."
)


def conduct_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return by case how seats bargain and sign in general."""
    names = (
        "withdrawn", "own_favour", "signed", "last_tenth", "last_day", "signed_without_zone", "unsigned_with_zone",
    )  # fmt: skip
    return tuple((each.case, *(_share(getattr(each, name)) for name in names)) for each in found.conduct)


def _share(value: float | None) -> str:
    return "-" if value is None else percent(value)


AGREEMENT_HEAD = (
    "case", "state-\nments", "in\ncommon", "agree", "same use\nof claims", "kappa", "orders", "record", "menu",
)  # fmt: skip

AGREEMENT_LEGEND = (
    "statements: of the first and the second coder; in common: about the same government, for or against, by a claim "
    "in common; agree: 2 x in common of all of both. same use of claims: of those of the case's documents, of which "
    "both make the same (for whom it is a statement, and on which side); kappa: that beyond chance (Cohen 1960). "
    "orders, record: of the first, of the second, in common. menu: packages."
)


def agreement_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return by case coded twice how far the coders agree."""
    rows = []
    for each in found.agreement:
        both = (sum(bool(one.first) for one in each.statements), sum(bool(one.second) for one in each.statements))
        parts = [", ".join(map(str, each.parts[name])) for name in ("orders", "record")]
        use = (f"{percent(each.alike)} of {each.claims}", f"{each.kappa:.2f}") if each.claims else ("-", "-")
        counts = (f"{both[0]}, {both[1]}", str(each.matched), percent(each.share))
        rows.append((each.case, *counts, *use, *parts, f"{each.packages[0]}, {each.packages[1]}"))
    return tuple(rows)


PAIRS_HEAD = ("case", "about", "verdict", "first", "second")


def pair_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return statement by statement where the coders differ."""
    return tuple(
        (each.case, one.of, one.verdict, _coded(one, "first"), _coded(one, "second"))
        for each in found.agreement
        for one in each.statements
        if one.verdict != SAME
    )


def _coded(pair: StatementPair, coder: str) -> str:
    """Return what a coder states, with its credence and claims; a dash for nothing."""
    kind, claims, credence = (getattr(pair, f"{coder}{part}") for part in ("", "_claims", "_credence"))
    return " ".join(filter(None, (kind, f"{credence:g}", ", ".join(claims)))) if kind else "-"


CROWD_HEAD = ("case", "by", "of", "odds", "Brier", "model", "Brier", "not weighed")

CROWD_LEGEND = "model: its forecast that stood on that day. Brier: (p - o)^2, 0 to 1."


def crowd_rows(found: Validation) -> tuple[tuple[str, ...], ...]:
    """Return published odds beside the model's."""
    rows = []
    for each in found.crowd:
        own, score, plain = "-", "-", "-"
        if each.model is not None and each.not_weighed is not None:
            own, score = percent(each.model), f"{(each.model - each.happened) ** 2:.3f}"
            plain = percent(each.not_weighed)
        given = f"{(each.published - each.happened) ** 2:.3f}"
        rows.append((each.case, each.platform, each.as_of, percent(each.published), given, own, score, plain))
    return tuple(rows)


def undated_lines(found: Validation) -> list[str]:
    """Return what could not be dated by case and day, a line each."""
    return list(
        dict.fromkeys(
            f"{each.case}{', second coder' * (each.coder == 'second')}: {each.undated}."
            for each in found.forecasts
            if each.undated
        )
    )


UNDATED = "Nothing should stand here: these parts of a menu or calendar became public later, but plays need them."
