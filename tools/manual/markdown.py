"""Markdown as GitHub reads it: tables, code, headings and the names they are linked by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["code", "headings", "prose", "slug", "table"]

_FENCE = re.compile(r"^```")


def prose(text: str) -> str:
    """Return a docstring's text for a line or a cell: one line, its code marked, nothing read as a tag.

    Examples
    --------
    >>> prose("Options best first, as ``five > two``; a < b.")
    'Options best first, as `five > two`; a &lt; b.'
    """
    parts = " ".join(text.replace("``", "`").split()).split("`")
    plain = [part.replace("<", "&lt;").replace("*", r"\*") for part in parts[::2]]
    marked = [f"`{part}`" for part in parts[1::2]]
    return "".join(piece for pair in zip(plain, [*marked, ""], strict=True) for piece in pair)


def code(text: str) -> str:
    """Return text as it is typed."""
    return f"`{text}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a table; bars inside cells are escaped.

    Examples
    --------
    >>> print(table(["field", "meaning"], [["`a`", "one | other"]]))
    | field | meaning |
    | --- | --- |
    | `a` | one \| other |
    """
    lines = [head, ["---"] * len(head), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def slug(heading: str) -> str:
    """Return the name by which GitHub links to a heading.

    Examples
    --------
    >>> slug("`--set`: a value"), slug("Who bargains, and how")
    ('--set-a-value', 'who-bargains-and-how')
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(text: str) -> dict[int, str]:
    r"""Return the headings of a page by the number of their line, those inside code left out.

    Examples
    --------
    >>> headings("# One\n```\n# not one\n```\n## Two")
    {0: 'One', 4: 'Two'}
    """
    found, inside = {}, False
    for number, line in enumerate(text.split("\n")):
        inside ^= bool(_FENCE.match(line))
        if not inside and (match := re.match(r"#+ (.+)$", line)):
            found[number] = match[1]
    return found
