"""Sentences and tables in words, shown on a terminal or as plain text; in HTML see `sim.rendering.html`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
    from rich.table import Table

__all__ = ["MOST_COLUMNS", "Part", "Rows", "as_rich", "as_text"]

MOST_COLUMNS = 100
"""Of plain text: longer lines are hard to read."""


@dataclass(frozen=True)
class Rows:
    """A table.

    Parameters
    ----------
    head : tuple of str
        Names of columns; none for a bare list.
    body : tuple of tuple of str
        Rows of cells.
    marked, flagged, lines : frozenset of int
        Rows that stand out, rows that warn, and rows that a line follows.
    words : int or frozenset of int
        Columns of words, which stand to the left: that many, or these.
    indent : int
        Letters from the left.
    is_cut : bool
        Whether the last column of a list is cut to a line, on a terminal.
    width : int
        Of columns but the first, on a terminal: those that do not fit beside each other make further tables. 0: as
        wide as need be.
    """

    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()
    words: int | frozenset[int] = 1
    lines: frozenset[int] = frozenset()
    flagged: frozenset[int] = frozenset()
    indent: int = 0
    is_cut: bool = False
    width: int = 0

    def is_words(self, column: int) -> bool:
        """Return whether a column is one of words."""
        return column < self.words if isinstance(self.words, int) else column in self.words


Part = tuple[str, str] | Rows
"""A table, or words and what they are: title, heading, line, lead (the
line after a title), item (of a list), warning, small (print), end (last note)."""


def as_text(parts: Iterable[Part], *, width: int = MOST_COLUMNS) -> str:
    """Return the parts as plain text, `width` columns wide at most.

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

    Columns of one width are wider where what stands in them needs it and all fit beside each other:

    >>> print(as_text([Rows(("day", "signed"), (("1 May", "2.6 (0.9 to 9.0)"),), width=8)]))
    <BLANKLINE>
     day               signed
     ────────────────────────
     1 May   2.6 (0.9 to 9.0)
    <BLANKLINE>
    """
    from rich.console import Console

    page = StringIO()
    Console(file=page, width=width, highlight=False, markup=False, emoji=False).print(as_rich(parts))
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
        shown = (_Tables(part) if part.width else _WholeWords(part)) if part.head else _list(part)
        return Padding(shown, (0, 0, 0, part.indent)) if part.indent else shown
    kind, words = part
    if kind == "heading":
        return Group("", Rule(Text(words, style="bold"), align="left", style="dim"))
    if kind == "item":
        return Padding(Text(words), (0, 0, 0, 2))
    line = Text(words, style={"title": "bold", "small": "dim", "end": "dim", "warning": "yellow"}.get(kind, ""))
    return Group("", line) if kind in ("lead", "end") else line


_WORD = 20
"""Letters of the longest word that no column of a parted table breaks."""


class _Tables:
    """A table, in as many parts as the width of the terminal asks for; each begins with the first column."""

    def __init__(self, rows: Rows) -> None:
        longest = max(len(word) for name in rows.head for word in name.split() or [""])
        self._rows = replace(rows, width=max(rows.width, min(longest, _WORD)))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = self._rows
        first = max(len(line[0]) for line in (rows.head, *rows.body))
        widest = max([rows.width, *(len(cell) for row in rows.body for cell in row[1:])])
        if first + 2 + (len(rows.head) - 1) * (widest + 3) <= options.max_width:  # no cell need be broken
            rows = replace(rows, width=widest)
        at_once = max(1, (options.max_width - first - 2) // (rows.width + 3))
        for place in range(1, len(rows.head), at_once):
            columns = slice(place, place + at_once)
            body = tuple((row[0], *row[columns]) for row in rows.body)
            yield _table(replace(rows, head=(rows.head[0], *rows.head[columns]), body=body))


class _WholeWords:
    """A table whose columns break no word of up to 20 letters; a list of its cells where there is no room for it."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        columns = list(zip(rows.head, *rows.body, strict=True))
        self._whole = [max(map(len, column)) for column in columns]
        self._least = [max(len(word) for cell in column for word in cell.split() or [""]) for column in columns]
        self._least = [min(width, _WORD) for width in self._least]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width - 2 - 3 * (len(self._whole) - 1)
        if sum(self._least) > room:
            yield from self._listed()
        elif all(width >= least for width, least in zip(self._capped(room), self._least, strict=True)):
            yield _table(self._rows)  # rich takes from the widest columns, and breaks no word by it
        else:
            yield _table(self._rows, widths=self._capped(room, self._least))

    def _capped(self, room: int, least: Sequence[int] | None = None) -> list[int]:
        """Return the columns' widths where the widest give way until all fit, none below its least."""
        least = least or [0] * len(self._whole)
        for most in range(max(self._whole), 0, -1):
            found = [min(whole, max(low, most)) for whole, low in zip(self._whole, least, strict=True)]
            if sum(found) <= room:
                return found
        return list(least)

    def _listed(self) -> Iterator[RenderableType]:
        """Yield a paragraph for each row."""
        from rich.text import Text

        for number, row in enumerate(self._rows.body):
            lines = [
                f"{name}: {cell}" if name else cell for name, cell in zip(self._rows.head, row, strict=True) if cell
            ]
            yield Text("\n".join(["", *lines]), style=_style(self._rows, number))
        yield ""


def _table(rows: Rows, *, widths: Sequence[int] = ()) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(rows.head):
        width = widths[place] if widths else rows.width if place and rows.width else None
        justify: JustifyMethod = "left" if rows.is_words(place) else "right"
        table.add_column(Text(name), justify=justify, overflow="fold", width=width)
    for number, row in enumerate(rows.body):
        table.add_row(*map(Text, row), style=_style(rows, number), end_section=number in rows.lines)
    return table


def _list(rows: Rows) -> Table:
    """Return rows without a head: columns as wide as need be, the last folded or cut."""
    from rich.table import Table
    from rich.text import Text

    found = Table.grid(padding=(0, 2, 0, 0), pad_edge=False, expand=rows.is_cut)
    *firsts, _ = rows.body[0]
    for _ in firsts:
        found.add_column(no_wrap=True)
    found.add_column(
        no_wrap=rows.is_cut, overflow="ellipsis" if rows.is_cut else "fold", ratio=1 if rows.is_cut else None
    )
    for number, row in enumerate(rows.body):
        found.add_row(*map(Text, row), style=_style(rows, number))
    return found


def _style(rows: Rows, number: int) -> str:
    return "bold" if number in rows.marked else "yellow" if number in rows.flagged else ""
