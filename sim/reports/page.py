"""A report as one HTML page: no file beside it, no address of any network, the same bytes for the same run."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from string import Template, ascii_lowercase
from typing import TYPE_CHECKING

from sim.errors import in_a_line
from sim.rendering.html import PAGE, as_html, column_rules, in_html
from sim.reports.shorter import shorter
from sim.version import VERSION

if TYPE_CHECKING:
    from sim.plots.saving import Drawing
    from sim.reports.sections import Section

__all__ = ["page_of"]


def page_of(title: str, summary: str, answer: Iterable[str], sections: Iterable[Section]) -> str:
    """Return the page.

    Parameters
    ----------
    title, summary : str
        What it is about.
    answer : iterable of str
        The answer in sentences.
    sections : iterable of Section
        What stands below it.
    """
    sections = list(sections)
    return Template(files("sim.reports").joinpath("page.html").read_text(encoding="utf-8")).substitute(
        columns=column_rules(),
        generator=f"negotiation-sim {VERSION}",
        title=in_html(title),
        summary=f"<p>{in_html(summary)}</p>" if summary else "",
        answer="\n".join(f"<p>{in_html(sentence)}</p>" for sentence in answer),
        contents="\n".join(f'<li><a href="#{each.key}">{in_html(each.heading)}</a></li>' for each in sections),
        sections="\n".join(map(_section, sections, ascii_lowercase)),
    )


def _section(section: Section, letter: str) -> str:
    """Return a section; what its pictures name begins with its letter."""
    pictures = (_picture(drawing, f"{letter}{n}") for n, drawing in enumerate(section.drawings))
    heading = f'<section aria-labelledby="{section.key}">\n<h2 id="{section.key}">{in_html(section.heading)}</h2>'
    return "\n".join([heading, as_html(section.parts, PAGE), *pictures, section.html, "</section>"])


def _picture(drawing: Drawing, name: str) -> str:
    """Return a picture, or a line where it cannot be drawn: the words count for more."""
    from sim.plots.saving import svg_of

    try:
        svg = svg_of(drawing)
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest of the page is there
        return f"<p class=small>{in_html(f'{drawing.title}: not drawn ({in_a_line(error)})')}</p>"
    return f'<figure tabindex="0">{shorter(svg, name)}</figure>'
