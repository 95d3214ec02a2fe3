"""Sentences and tables in HTML: for a notebook, which has styles of its own, or for a page with a style sheet."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.rendering.direction import keep_direction
from sim.rendering.page import Part, Rows

__all__ = ["NOTEBOOK", "PAGE", "HtmlStyle", "as_html", "column_rules", "in_html"]


@dataclass(frozen=True)
class HtmlStyle:
    """How parts are marked up.

    Parameters
    ----------
    words : mapping of str to (str, str)
        What stands before and after words, by what they are; a paragraph by default.
    marked : str
        Attribute of rows that stand out.
    left : str
        Attribute of cells of words; nothing where the table says which columns hold them, as ``class="w1 s2"``: the
        first words, the second short ones. `column_rules` are rules for that.
    short : str
        The same of cells of short words, where `left` is given.
    frame : (str, str)
        What stands before and after a table; ``{name}`` is what it shows.
    """

    words: Mapping[str, tuple[str, str]]
    marked: str
    left: str
    short: str = ""
    frame: tuple[str, str] = ("", "")


_STRONG, _SMALL = ("<p><strong>", "</strong></p>"), ("<p><small>", "</small></p>")
_LEFT = ' style="text-align:left"'
_SHORT_LEFT = ' style="text-align:left;white-space:nowrap"'

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
    short=_SHORT_LEFT,
)

PAGE = HtmlStyle(
    words={
        "title": ("<h3>", "</h3>"),
        "heading": ("<h3>", "</h3>"),
        "item": ("<p class=item>", "</p>"),
        "code": ('<pre tabindex="0">', "</pre>"),
        "small": ("<p class=small>", "</p>"),
        "end": ("<p class=small>", "</p>"),
    },
    marked=" class=marked",
    left="",  # a report has a thousand cells
    # it scrolls, also by keyboard, where it is wider than the page
    frame=('<div class="wide" role="group" tabindex="0" aria-label="{name}">', "</div>"),
)

_SHORT = 20
"""Letters of what is kept in one line, such as a date."""

_SPAN = 24
"""The same in a table of words alone: a span of days."""

_BELOW_ZERO = re.compile(r"^-(?=[\d.,]+%?(?: ± [\d.,]+)?$)")

_MOST = 9
"""Columns that a table can say something of."""


def column_rules() -> str:
    """Return the rules of a style sheet for what tables of a page say of their columns."""
    columns = range(1, _MOST + 1)
    left = ",".join(f".{kind}{n} tr>:nth-child({n})" for n in columns for kind in "ws")
    return f"{left}{{text-align:left}}{','.join(f'.s{n} td:nth-child({n})' for n in columns)}{{white-space:nowrap}}"


def as_html(parts: Iterable[Part], style: HtmlStyle = NOTEBOOK) -> str:
    """Return the parts as HTML.

    Examples
    --------
    >>> print(as_html([("small", "1 < 2"), Rows(("", "pieces"), (("apples", "3"),))], PAGE))
    <p class=small>1 &lt; 2</p>
    <div class="wide" role="group" tabindex="0" aria-label="pieces"><table class="s1">
    <thead><tr><td></td><th scope="col">pieces</th></tr></thead>
    <tbody>
    <tr><td>apples</td><td>3</td></tr>
    </tbody></table></div>
    """
    found, below = [], ""
    for part in parts:
        if isinstance(part, Rows):
            found.append(_table(part, style, below))
        else:
            found.append(_words(*part, style))
            below = part[1] if part[0] in ("title", "heading") else below
    return "\n".join(found)


def _words(kind: str, words: str, style: HtmlStyle) -> str:
    before, after = style.words.get(kind, ("<p>", "</p>"))
    text = html.escape(words, quote=False) if kind == "code" else in_html(words)  # a command is taken as it is
    return f"{before}{text}{after}"


def in_html(text: str) -> str:
    """Return words as HTML that is read from left to right, whatever names written from right to left are in it."""
    return html.escape(keep_direction(text), quote=False)


def _table(rows: Rows, style: HtmlStyle, below: str = "") -> str:
    """Return a table; a screen reader names it by the heading it stands below and by its first two columns."""
    if rows.body and not rows.head and all(row[:-1] == ("-",) for row in rows.body):
        return _points(rows)
    width = len(rows.body[0] if rows.body else rows.head)
    kinds = _kinds(rows, width)
    sides = [{"s": style.short, "w": style.left}.get(kind, "") for kind in kinds]
    head = "".join(
        f'<th scope="col"{side}>{in_html(name)}</th>' if name else "<td></td>"
        for side, name in zip(sides, rows.head, strict=False)
    )
    body = "\n".join(
        f"<tr{style.marked if number in rows.marked else ''}>"
        + "".join(f"<td{side}>{_cell(cell)}</td>" for side, cell in zip(sides, row, strict=True))
        + "</tr>"
        for number, row in enumerate(rows.body)
    )
    before, after = style.frame
    columns = ", ".join(each for name in rows.head[:2] if (each := name.removeprefix("*").strip())) or "table"
    name = html.escape(keep_direction(f"{below}: {columns}" if below else columns))
    return (
        f"{before.replace('{name}', name)}<table{'' if style.left else _columns(kinds)}>\n"
        + (f"<thead><tr>{head}</tr></thead>\n" if rows.head else "")
        + f"<tbody>\n{body}\n</tbody></table>{after}"
    )


def _cell(text: str) -> str:
    r"""Return what stands in a cell; a number below zero has a true minus, and its margin stays beside it.

    Examples
    --------
    >>> _cell("-3 ± 1.2") == "\N{MINUS SIGN}3\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}1.2"
    True
    """
    text = _BELOW_ZERO.sub("\N{MINUS SIGN}", text)
    return in_html(text.replace(" ± ", "\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}"))


def _points(rows: Rows) -> str:
    """Return rows that begin with a hyphen as the list they are."""
    points = "\n".join(f"<li>{in_html(words)}</li>" for _, words in rows.body)
    return f"<ul>\n{points}\n</ul>"


def _kinds(rows: Rows, width: int) -> list[str]:
    """Return what each column holds: "w" words, "s" short ones, kept in one line, "" numbers."""
    words = [rows.is_words(column) for column in range(width)]
    short = _SPAN if all(words) else _SHORT
    longest = [max((len(row[column]) for row in rows.body), default=0) for column in range(width)]
    kinds = ["s" if most <= short else "w" for most in longest]
    return [kind if is_words else "" for kind, is_words in zip(kinds, words, strict=True)]


def _columns(kinds: list[str]) -> str:
    """Return the classes of a table: which columns hold words, which of these short ones.

    ``t`` is one of words alone, which a phone shows as lines.
    """
    listed = [f"{kind}{number}" for number, kind in enumerate(kinds[:_MOST], start=1) if kind]
    classes = " ".join(["t"] * (len(listed) == len(kinds) > 1) + listed)
    return f' class="{classes}"' if classes else ""
