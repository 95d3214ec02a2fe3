"""A report as one HTML page: no file beside it, no address of any network, the same bytes for the same run."""

from __future__ import annotations

import html
from collections.abc import Iterable
from importlib.resources import files
from string import Template, ascii_lowercase
from typing import TYPE_CHECKING

from sim.errors import in_a_line
from sim.present.page import Part, Rows
from sim.reports.shorter import shorter
from sim.version import VERSION

if TYPE_CHECKING:
    from sim.plots.saving import Drawing
    from sim.reports.sections import Section
    from sim.results.outcomes import Outcomes

__all__ = ["page_of"]

_SHORT = 20
"""Letters of what is kept in one line, such as a date."""

_KINDS = {"heading": "h3", "code": "pre", "title": "h3"}
_CLASSES = {"small": "small", "end": "small", "item": "item"}


def page_of(outcomes: Outcomes, answer: Iterable[str], sections: Iterable[Section]) -> str:
    """Return the page.

    Parameters
    ----------
    outcomes : Outcomes
        The run, for title and summary.
    answer : iterable of str
        The answer in sentences.
    sections : iterable of Section
        What stands below it.
    """
    model, sections = outcomes.scenario.model, list(sections)
    as_of = f", as of {outcomes.provenance.as_of}" if outcomes.provenance.as_of else ""
    return Template(files("sim.reports").joinpath("page.html").read_text(encoding="utf-8")).substitute(
        generator=f"negotiation-sim {VERSION}",
        title=html.escape(f"{model.title}{as_of}"),
        summary=f"<p>{html.escape(model.summary)}</p>" if model.summary else "",
        answer="\n".join(f"<p>{html.escape(sentence)}</p>" for sentence in answer),
        contents="\n".join(f'<li><a href="#{each.key}">{html.escape(each.heading)}</a></li>' for each in sections),
        sections="\n".join(map(_section, sections, ascii_lowercase)),
    )


def _section(section: Section, letter: str) -> str:
    """Return a section; what its pictures name begins with its letter."""
    pictures = (_picture(drawing, f"{letter}{n}") for n, drawing in enumerate(section.drawings))
    heading = f'<section aria-labelledby="{section.key}">\n<h2 id="{section.key}">{html.escape(section.heading)}</h2>'
    return "\n".join([heading, *map(_part, section.parts), *pictures, "</section>"])


def _part(part: Part) -> str:
    if isinstance(part, Rows):
        return _table(part)
    kind, words = part
    tag, name = _KINDS.get(kind, "p"), _CLASSES.get(kind)
    return f"<{tag}{f' class={name}' if name else ''}>{html.escape(words)}</{tag}>"


def _table(rows: Rows) -> str:
    """Return a table in a frame of its own that scrolls, also by keyboard, where it is wider than the page."""
    head = "".join(
        f'<th scope="col"{_side(rows, place)}>{html.escape(name)}</th>' for place, name in enumerate(rows.head)
    )
    body = "\n".join(
        f"<tr{' class=marked' if number in rows.marked else ''}>"
        + "".join(f"<td{_side(rows, place)}>{html.escape(cell)}</td>" for place, cell in enumerate(row))
        + "</tr>"
        for number, row in enumerate(rows.body)
    )
    name = html.escape(" by ".join(name for name in rows.head[:2][::-1] if name) or "table")
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{name}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _side(rows: Rows, place: int) -> str:
    """Return how a column stands: words to the left, short ones in one line."""
    if not rows.is_words(place):
        return ""
    longest = max((len(row[place]) for row in rows.body), default=0)
    return ' class="words short"' if longest <= _SHORT else " class=words"


def _picture(drawing: Drawing, name: str) -> str:
    """Return a picture, or a line where it cannot be drawn: the words count for more."""
    from sim.plots.saving import svg_of

    try:
        svg = svg_of(drawing)
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest of the page is there
        return f"<p class=small>{html.escape(f'{drawing.title}: not drawn ({in_a_line(error)})')}</p>"
    return f"<figure>{shorter(svg, name)}</figure>"
