"""The page of a library of cases, in Markdown: what came out, first the criterion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.validation.case_files import CODING_RULES, DEFAULTS
from sim.analysis.validation.case_forecast import BEFORE
from sim.analysis.validation.validation import CRITERION
from sim.figures import percent
from sim.present.validation_rows import average_rows, case_rows, coding_rows, criterion, days_before, reliability_rows

if TYPE_CHECKING:
    from sim.analysis.validation.validation import Validation

__all__ = ["page"]


def page(found: Validation) -> str:
    """Return the page, ending in a line break.

    Published odds are not on it: they are others', and their figures are shown where the file is at hand.
    """
    made = found.made
    head = "<!-- Made by `sim validate --publish`: do not edit this page. -->"
    size = f"{made.worlds:,} worlds x {made.replications:,} replications, seed {made.seed}, version {made.version}"
    parts = [
        f"{head}\n\n# Cases\n\n**{criterion(found)}**",
        f"Real talks with a deadline, coded by [one set of rules]({CODING_RULES}) (hash {made.rules}) with the same "
        f"[defaults]({DEFAULTS}) (hash {made.defaults}) and forecast as of {_listed(BEFORE)} days before the "
        f"deadline, with what was known then: {size}. How they ended is known to everybody; what keeps it out are "
        "the rules and the second coding.",
        "## Cases and forecasts",
        _table(
            ("case", "days before", "agreed in time", "prolonged", "lapsed", "ended", "Brier"),
            [(_linked(row[0]), *row[1:]) for row in case_rows(found, full=True)],
        ),
        "## Scores",
        "Means over families of cases, a family counting once (n: cases/families); 0 is best. Brier, 0 to 2; log in "
        "nats; ranked, 0 to 1; days: the continuous ranked probability score of the day of the end. Baselines know "
        "how the other families ended, and the facts of this case beforehand.",
    ]
    for before in BEFORE:
        if rows := average_rows(found, before):
            parts.append(f"{days_before(before).capitalize()}:")
            parts.append(_table(("forecaster", "n", "Brier", "log", "ranked", "days", "model less it [95%]"), rows))
    parts += [*_detectable(found), *_reliability(found), *_codings(found), *_remarks(found)]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    r"""Return a table.

    Examples
    --------
    >>> print(_table(("who", "score"), [("a|b", "0.1")]))
    | who | score |
    |---|---|
    | a\|b | 0.1 |
    """
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


def _codings(found: Validation) -> list[str]:
    if not len(found.codings):
        return []
    rows = [(_linked(row[0]), *row[1:]) for row in coding_rows(found)]
    return [
        "## Two coders",
        "How much of the chance the second coding puts elsewhere, and Brier scores of both and of their mean.",
        _table(("case", "days before", "moves", "first", "second", "pooled"), rows),
    ]


def _remarks(found: Validation) -> list[str]:
    parts = []
    if left_out := [f"- {case.name}: {case.because}." for case in found.cases if not case.counts]:
        parts += ["## Not counted", "\n".join(left_out)]
    broken = [f"- {case.name}: {breach}." for case in found.cases for breach in case.breaches]
    if broken:
        parts += ["## What breaks the coding rules", "\n".join(broken)]
    undated = dict.fromkeys(f"- {each.case}: {each.undated}." for each in found.forecasts if each.undated)
    if undated:
        parts += ["## What could not be dated", "\n".join(undated)]
    return parts
