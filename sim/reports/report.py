"""Reports: everything an answer rests on, in one HTML file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import NoneType

from sim.analysis.comparison.comparison import Comparison
from sim.arguments import check_type
from sim.errors import cannot_write
from sim.paths import check_page, path_of
from sim.reports.compared import comparison_answer, comparison_sections, comparison_title
from sim.reports.page import page_of
from sim.reports.sections import answer_sentences, sections
from sim.results.outcomes import Outcomes
from sim.scenario.remarks import hindsight
from sim.whole_file import check_file, write_whole

__all__ = ["report"]


def report(
    subject: Outcomes | Comparison,
    out: Path | str | None = None,
    *,
    workers: int | None = 1,
    progress: Callable[[str], object] | bool | None = None,
) -> str:
    """Return a report on a run, or on a comparison of several, as an HTML page, and save it.

    The page needs no other file and no network. It holds the answer with its errors, how it ends, what could be
    agreed, typical plays, what would have to be true, what it depends on, how the forecast moved by date where the
    scenario has a record, all the evidence, and how to run it again. The same run gives the same bytes.

    Parameters
    ----------
    subject : Outcomes or Comparison
        The run; one of 30 worlds or more is also explained. The page of a comparison holds what differs, what comes
        of it, how each scenario ends and the claims.
    out : path-like, optional
        The file to write.
    workers : int
        Cores to play on where more plays are needed; they change nothing.
    progress : callable or bool, optional
        Called with the heading of each section before it is worked out; True prints it on standard error.

    Raises
    ------
    SimError
        If the file cannot be written, or its name ends as no page's does.

    Examples
    --------
    >>> import sim
    >>> page = sim.report(sim.load("tests/ensemble/port.yaml").run(worlds=4, replications=5))
    >>> page.splitlines()[0]
    '<!doctype html>'
    """
    check_type("subject", subject, Outcomes | Comparison, "the outcomes of a run, or a comparison")
    step = _print_heading if progress is True else None if progress is False else progress
    check_type("progress", step, Callable | NoneType, "True, False or a function of a heading")
    path = None if out is None else check_page("out", path_of("out", out))
    if path is not None:
        _check(path)
    if isinstance(subject, Comparison):
        title, summary, answer = comparison_title(subject), "", [*comparison_answer(subject)]
        page = page_of(title, summary, answer, comparison_sections(subject))
    else:
        model, as_of = subject.scenario.model, subject.provenance.as_of
        title = f"{model.title}, as of {as_of}" if as_of else model.title
        answer = [*answer_sentences(subject), *_warnings(subject)]
        page = page_of(title, model.summary, answer, sections(subject, workers=workers, step=step))
    if path is not None:
        try:
            write_whole(path, page)
        except OSError as error:
            raise cannot_write(path, error) from None
    return page


def _print_heading(heading: str) -> None:
    sys.stderr.write(f"{heading}\n")


def _warnings(outcomes: Outcomes) -> Iterator[str]:
    """Yield what a reader must know before believing the answer."""
    late = "" if outcomes.provenance.as_of else hindsight(outcomes.scenario, option="")  # who reads it has no options
    if late:
        yield f"With hindsight: {late}."


def _check(path: Path) -> None:
    """Refuse a place that cannot be written to, before the work and not after."""
    try:
        check_file(path)
    except OSError as error:
        raise cannot_write(path, error) from None
