"""Sentences and tables in words, shown on a terminal, as plain text or in a notebook."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["Part", "Rows", "as_html", "as_rich", "as_text"]

_COLUMNS = 100
_BOLD = ' style="font-weight:bold"'


@dataclass(frozen=True)
class Rows:
    """A table.

    Parameters
    ----------
    head : tuple of str
        Names of columns.
    body : tuple of tuple of str
        Rows of cells.
    marked, lines : frozenset of int
        Rows that stand out, and rows that a line follows.
    words : int or frozenset of int
        Columns of words, which stand to the left: that many, or these.
    """

    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()
    words: int | frozenset[int] = 1
    lines: frozenset[int] = frozenset()

    def is_words(self, column: int) -> bool:
        """Return whether a column is one of words."""
        return column < self.words if isinstance(self.words, int) else column in self.words


Part = tuple[str, str] | Rows
"""A table, or words and what they are: title, heading, line, lead (the
line after a title), item (of a list), warning, small (print), end (last note)."""


def as_text(parts: Iterable[Part]) -> str:
    """Return the parts as plain text of 100 columns.

    Examples
    --------
    >>> print(as_text([("title", "Fruit"), Rows(("name", "pieces"), (("apples", "3"),)), ("item", "no pears")]))
    Fruit
    <BLANKLINE>
     name     pieces
     ───────────────
     apples        3
    <BLANKLINE>
      no pears
    """
    from rich.console import Console

    page = StringIO()
    Console(file=page, width=_COLUMNS, highlight=False, markup=False, emoji=False).print(as_rich(parts))
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def as_rich(parts: Iterable[Part]) -> RenderableType:
    """Return the parts for a terminal."""
    from rich.console import Group

    return Group(*map(_rich, parts))


def _rich(part: Part) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.rule import Rule
    from rich.text import Text

    if isinstance(part, Rows):
        return _table(part)
    kind, words = part
    if kind == "heading":
        return Group("", Rule(Text(words, style="bold"), align="left", style="dim"))
    if kind == "item":
        return Padding(Text(words), (0, 0, 0, 2))
    told = Text(words, style={"title": "bold", "small": "dim", "end": "dim", "warning": "yellow"}.get(kind, ""))
    return Group("", told) if kind in ("lead", "end") else told


def _table(rows: Rows) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(rows.head):
        table.add_column(Text(name), justify="left" if rows.is_words(place) else "right", overflow="fold")
    for number, row in enumerate(rows.body):
        first, *cells = row
        marked = number in rows.marked
        table.add_row(
            Text(first), *map(Text, cells), style="bold" if marked else "", end_section=number in rows.lines
        )
    return table


def as_html(parts: Iterable[Part]) -> str:
    """Return the parts as HTML for a notebook."""
    return "".join(map(_html, parts))


def _html(part: Part) -> str:
    if isinstance(part, Rows):
        head = _html_cells("th", part.head, part)
        body = "".join(
            f"<tr{_BOLD if number in part.marked else ''}>{_html_cells('td', row, part)}</tr>"
            for number, row in enumerate(part.body)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    kind, words = part
    told = html.escape(words)
    if kind in ("title", "heading"):
        return f"<p><strong>{told}</strong></p>"
    if kind == "item":
        return f'<p style="margin:0 0 0 1.5em">{told}</p>'
    return f"<p><small>{told}</small></p>" if kind in ("small", "end") else f"<p>{told}</p>"


def _html_cells(tag: str, cells: tuple[str, ...], rows: Rows) -> str:
    """Return cells, words to the left: notebooks put everything to the right."""
    left = ' style="text-align:left"'
    return "".join(
        f"<{tag}{left if rows.is_words(place) else ''}>{html.escape(cell)}</{tag}>"
        for place, cell in enumerate(cells)
    )
