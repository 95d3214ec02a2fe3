"""The written pages: those that others link to are gathered with them, at the places they have in the repository."""

from __future__ import annotations

import os
import re
from pathlib import Path

__all__ = ["ROOT", "gather", "with_formulas"]

ROOT = Path(__file__).parents[2]

_FIRST = (
    "README.md",
    "docs/site.css",
    *(f"docs/{name}" for name in ("README.md", "start.md", "how-to.md", "glossary.md", "faq.md")),
)
_LINK = re.compile(r"(\]\()([^)#\s]+)(#[^)\s]*)?\)")
_FENCE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_FORMULA = re.compile(r"^( *)```math\n(.+?)^ *```$|\$`([^`]+)`\$", re.DOTALL | re.MULTILINE)
"""Formulas as a code host knows them: a block, or within a line."""


def gather(out: Path) -> list[Path]:
    """Copy the first pages into a folder, and whatever they link to; return the pages, relative to it."""
    left, done = [Path(name) for name in _FIRST], list[Path]()
    while left:
        page = left.pop(0)
        if page in done:
            continue
        done.append(page)
        target = out / page
        target.parent.mkdir(parents=True, exist_ok=True)
        if page.suffix != ".md":
            target.write_bytes((ROOT / page).read_bytes())
            continue
        text, found = _with_links((ROOT / page).read_text(encoding="utf-8"), page)
        target.write_text(with_formulas(text), encoding="utf-8")
        left += found
    return done


def _with_links(text: str, page: Path) -> tuple[str, list[Path]]:
    """Return a page's text with links to folders put right, and the files it links to."""
    found: list[Path] = []

    def follow(match: re.Match[str]) -> str:
        start, target, anchor = match.groups()
        if ":" in target:
            return match.group(0)
        path = Path(os.path.normpath(page.parent / target))
        if (ROOT / path).is_dir():
            path = path / "README.md"
        if not (ROOT / path).is_file():
            raise FileNotFoundError(f"{page} links to {target}, which is not there")
        found.append(path)
        return f"{start}{os.path.relpath(path, page.parent)}{anchor or ''})"

    parts = _FENCE.split(text)
    parts[::2] = [_LINK.sub(follow, _without_lost_links(part, page)) for part in parts[::2]]
    return "".join(parts), found


def _without_lost_links(text: str, page: Path) -> str:
    """Leave the words of links to folders without a page, which the site does not have."""

    def keep(match: re.Match[str]) -> str:
        words, target = match.groups()
        path = ROOT / os.path.normpath(page.parent / target.partition("#")[0])
        lost = path.is_dir() and not (path / "README.md").is_file()
        return words if lost else match.group(0)

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^):\s]+)\)", keep, text)


def with_formulas(text: str) -> str:
    """Return a page whose TeX is MathML, which browsers show without a script or a network."""

    def formula(match: re.Match[str]) -> str:
        from latex2mathml.converter import convert  # late: only pages with formulas need it

        indent, block, inline = match.groups()
        made = convert((block or inline).strip(), display="block" if block else "inline")
        tag = "div" if block else "span"  # a line that begins with <math would end its paragraph
        return f'{indent or ""}<{tag} class="formula">{made}</{tag}>'

    return _FORMULA.sub(formula, text)
