"""Keep the latest tables in the README."""

from __future__ import annotations

from pathlib import Path

__all__ = ["record"]

BEGIN, END = "<!-- latest: begin -->", "<!-- latest: end -->"


def record(text: str, readme: Path) -> None:
    """Replace what stands between the README's marks."""
    before, _, rest = readme.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n{text.rstrip()}\n{END}{after}")
