"""The page of a library of cases, in Markdown: what came out, first the criterion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.validation.case_files import CODING_RULES, DEFAULTS
from sim.analysis.validation.case_forecast import BEFORE
from sim.analysis.validation.ends import MODEL, TEMPERED_MODEL, UNWEIGHED
from sim.analysis.validation.validation import CRITERION
from sim.figures import percent
from sim.present import validation_record as record
from sim.present.validation_rows import average_rows, case_rows, coding_rows, criterion, days_before, reliability_rows
from sim.results.weights import TEMPERED

if TYPE_CHECKING:
    from sim.analysis.validation.validation import Validation

__all__ = ["page"]


_BEGIN, _END = "<!-- validation: begin (made by `sim validate --publish`) -->", "<!-- validation: end -->"


def page(found: Validation, around: str = "") -> str:
    """Return the page, ending in a line break.

    Parameters
    ----------
    found : Validation
    around : str
        A page that has such figures already: what else it says stays.
    """
    head, begin, rest = around.partition(_BEGIN)
    tail = rest.partition(_END)[2] if begin else "\n"
    return f"{head if begin else '# Cases' + 2 * chr(10)}{_BEGIN}\n\n{_figures(found)}\n\n{_END}{tail}"


def _figures(found: Validation) -> str:
    """Return what the page says of the results: first the criterion."""
    made = found.made
    size = f"{made.worlds:,} worlds x {made.replications:,} replications, seed {made.seed}, version {made.version}"
    parts = [
        f"**{criterion(found)}**",
        f"Real talks with a deadline, coded by [one set of rules]({CODING_RULES}) (hash {made.rules}) with the same "
        f"[defaults]({DEFAULTS}) (hash {made.defaults}) and forecast as of {_listed(BEFORE)} days before the "
        f"deadline, with what was known then: {size}. How they ended is known to everybody; what keeps it out are "
        "the rules and the second coding.",
        "## Cases and forecasts",
        _table(
            ("case", "days before", "agreed in time", "prolonged", "lapsed", "ended", "Brier", "not weighed"),
            [(_linked(row[0]), *row[1:]) for row in case_rows(found, full=True)],
        ),
        "Worlds are weighed by how well they explain what was done by the day; the last column is the Brier score "
        "without that.",
        "## Scores",
        "Means over families of cases, a family counting once (n: cases/families); 0 is best. Brier, 0 to 2; log in "
        "nats; ranked, 0 to 1; days: the continuous ranked probability score of the day of the end. The criterion is "
        f"about `{MODEL}`: worlds weighed by recorded moves; `{TEMPERED_MODEL}` weighs them by the power "
        f"{TEMPERED:g} of that likelihood, `{UNWEIGHED}` not at all. Baselines know how the other families ended, "
        "and the facts of this case beforehand.",
    ]
    for before in BEFORE:
        if rows := average_rows(found, before):
            parts.append(f"{days_before(before).capitalize()}:")
            parts.append(_table(("forecaster", "n", "Brier", "log", "ranked", "days", "model less it [95%]"), rows))
    parts += [*_detectable(found), *_reliability(found), *_crowd(found), *_record(found), *_codings(found)]
    return "\n\n".join([*parts, *_remarks(found)])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    r"""Return a table.

    Examples
    --------
    >>> print(_table(("who", "score"), [("a|b", "0.1")]))
    | who | score |
    |---|---|
    | a\|b | 0.1 |
    """
    head = [name.replace("-\n", "").replace("\n", " ") for name in head]
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    text = [f"| {' | '.join(line)} |" for line in lines]
    text[1] = f"|{'---|' * len(head)}"
    return "\n".join(text)


def _linked(case: str) -> str:
    """Return a case's name, linked to its folder's page."""
    name, _, rest = case.partition(" ")
    return f"[{name}]({name.partition('/')[0]}){' ' * bool(rest)}{rest}"


def _listed(days: Sequence[int]) -> str:
    return f"{', '.join(map(str, days[:-1]))} and {days[-1]}"


def _detectable(found: Validation) -> list[str]:
    gaps = {rival: found.difference(rival) for rival in CRITERION[1]}
    if any(gap.families < 2 for gap in gaps.values()):
        return ["So few families show no skill at all, however large."]
    least = " and ".join(f"{gap.detectable:.2f} against {rival}" for rival, gap in gaps.items())
    return [
        f"The smallest difference of mean Brier scores that so few families can show ({CRITERION[0]} days before, "
        f"a t test at 5%, in four samples of five): {least}."
    ]


def _reliability(found: Validation) -> list[str]:
    if not len(found.reliability):
        return []
    return [
        "## Reliability",
        _table(("chance given", "forecasts", "mean", "came true"), reliability_rows(found)),
        "All days, cases that count and classes together; they are far from independent. The likeliest class is "
        f"given {percent(found.sharpness)} on average.",
    ]


def _crowd(found: Validation) -> list[str]:
    if not found.crowd:
        return []
    rows = [(_linked(row[0]), *row[1:]) for row in record.crowd_rows(found)]
    return [
        "## Published odds of an agreement in time",
        _table(record.CROWD_HEAD, rows),
        _first_up(record.CROWD_LEGEND),
    ]


def _record(found: Validation) -> list[str]:
    rows = [(_linked(row[0]), *row[1:]) for row in record.moves_rows(found)]
    parts = [
        "## What was done, and how likely the model finds it",
        _table(record.MOVES_HEAD, rows),
        record.MOVES_LEGEND,
    ]
    if hard := record.hard_moves(found):
        parts += ["Hard to believe for the model:", "\n".join(f"- {line}." for line in hard)]
    if found.conduct:
        rows = [(_linked(row[0]), *row[1:]) for row in record.record_rows(found)]
        parts += ["## Conduct", _table(record.RECORD_HEAD, rows), record.RECORD_LEGEND]
        rows = [(_linked(row[0]), *row[1:]) for row in record.conduct_rows(found)]
        parts += [_table(record.CONDUCT_HEAD, rows), _first_up(record.CONDUCT_LEGEND)]
    return parts


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _codings(found: Validation) -> list[str]:
    parts = ["## Two coders"]
    if found.agreement:
        rows = [(_linked(row[0]), *row[1:]) for row in record.agreement_rows(found)]
        pairs = [(_linked(row[0]), *row[1:]) for row in record.pair_rows(found)]
        parts += [_table(record.AGREEMENT_HEAD, rows), _first_up(record.AGREEMENT_LEGEND)]
        parts += ["Where they differ, statement by statement:", _table(record.PAIRS_HEAD, pairs)]
    if len(found.codings):
        rows = [(_linked(row[0]), *row[1:]) for row in coding_rows(found)]
        parts += [
            "How much of the chance the second coding puts elsewhere, and Brier scores of both and of their mean.",
            _table(("case", "days before", "moves", "first", "second", "pooled"), rows),
        ]
    return parts if len(parts) > 1 else []


def _remarks(found: Validation) -> list[str]:
    parts = []
    if left_out := [f"- {case.name}: {case.because}." for case in found.cases if not case.counts]:
        parts += ["## Not counted", "\n".join(left_out)]
    broken = [f"- {case.name}: {breach}." for case in found.cases for breach in case.breaches]
    if broken:
        parts += ["## What breaks the coding rules", "\n".join(broken)]
    if undated := [f"- {line}" for line in record.undated_lines(found)]:
        parts += ["## What could not be dated", record.UNDATED, "\n".join(undated)]
    return parts
