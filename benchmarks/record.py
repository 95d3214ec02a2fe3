"""Keep the latest tables in the README."""

from __future__ import annotations

from pathlib import Path

__all__ = ["record"]


def record(text: str, readme: Path, of: str = "latest") -> None:
    """Replace what stands between the README's marks of that name."""
    begin, end = f"<!-- {of}: begin -->", f"<!-- {of}: end -->"
    before, _, rest = readme.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    readme.write_text(f"{before}{begin}\n{text.rstrip()}\n{end}{after}", encoding="utf-8")
