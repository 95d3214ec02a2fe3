"""Sentences and tables in HTML: for a notebook, which has styles of its own, or for a page with a style sheet."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.rendering.page import Part, Rows

__all__ = ["NOTEBOOK", "PAGE", "HtmlStyle", "as_html"]


@dataclass(frozen=True)
class HtmlStyle:
    """How parts are marked up.

    Parameters
    ----------
    words : mapping of str to (str, str)
        What stands before and after words, by what they are; a paragraph by default.
    marked : str
        Attribute of rows that stand out.
    left, short : str
        Attribute of cells of words, and of those of a column of short ones.
    frame : (str, str)
        What stands before and after a table; ``{name}`` is what it shows.
    """

    words: Mapping[str, tuple[str, str]]
    marked: str
    left: str
    short: str
    frame: tuple[str, str] = ("", "")


_STRONG, _SMALL = ("<p><strong>", "</strong></p>"), ("<p><small>", "</small></p>")
_LEFT = ' style="text-align:left"'

NOTEBOOK = HtmlStyle(
    words={
        "title": _STRONG,
        "heading": _STRONG,
        "item": ('<p style="margin:0 0 0 1.5em">', "</p>"),
        "small": _SMALL,
        "end": _SMALL,
    },
    marked=' style="font-weight:bold"',
    left=_LEFT,  # notebooks put everything to the right
    short=_LEFT,
)

PAGE = HtmlStyle(
    words={
        "title": ("<h3>", "</h3>"),
        "heading": ("<h3>", "</h3>"),
        "item": ("<p class=item>", "</p>"),
        "code": ("<pre>", "</pre>"),
        "small": ("<p class=small>", "</p>"),
        "end": ("<p class=small>", "</p>"),
    },
    marked=" class=marked",
    left=" class=w",  # one letter: a report has a thousand cells
    short=" class=ws",
    # it scrolls, also by keyboard, where it is wider than the page
    frame=('<div class="wide" role="region" tabindex="0" aria-label="{name}">', "</div>"),
)

_SHORT = 20
"""Letters of what is kept in one line, such as a date."""


def as_html(parts: Iterable[Part], style: HtmlStyle = NOTEBOOK) -> str:
    """Return the parts as HTML.

    Examples
    --------
    >>> print(as_html([("small", "1 < 2"), Rows(("", "pieces"), (("apples", "3"),))], PAGE))
    <p class=small>1 &lt; 2</p>
    <div class="wide" role="region" tabindex="0" aria-label="pieces"><table>
    <thead><tr><th scope="col" class=ws></th><th scope="col">pieces</th></tr></thead>
    <tbody>
    <tr><td class=ws>apples</td><td>3</td></tr>
    </tbody></table></div>
    """
    return "\n".join(_table(part, style) if isinstance(part, Rows) else _words(*part, style) for part in parts)


def _words(kind: str, words: str, style: HtmlStyle) -> str:
    before, after = style.words.get(kind, ("<p>", "</p>"))
    return f"{before}{html.escape(words, quote=False)}{after}"


def _table(rows: Rows, style: HtmlStyle) -> str:
    sides = [_side(rows, column, style) for column in range(len(rows.body[0] if rows.body else rows.head))]
    head = "".join(
        f'<th scope="col"{side}>{html.escape(name, quote=False)}</th>'
        for side, name in zip(sides, rows.head, strict=False)
    )
    body = "\n".join(
        f"<tr{style.marked if number in rows.marked else ''}>"
        + "".join(f"<td{side}>{html.escape(cell, quote=False)}</td>" for side, cell in zip(sides, row, strict=True))
        + "</tr>"
        for number, row in enumerate(rows.body)
    )
    before, after = style.frame
    name = html.escape(" by ".join(name for name in rows.head[:2][::-1] if name) or "table")
    return (
        f"{before.replace('{name}', name)}<table>\n"
        + (f"<thead><tr>{head}</tr></thead>\n" if rows.head else "")
        + f"<tbody>\n{body}\n</tbody></table>{after}"
    )


def _side(rows: Rows, column: int, style: HtmlStyle) -> str:
    """Return the attribute of a column's cells: words stand to the left, short ones in one line."""
    if not rows.is_words(column):
        return ""
    longest = max((len(row[column]) for row in rows.body), default=0)
    return style.short if longest <= _SHORT else style.left
