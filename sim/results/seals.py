"""Marks by which the files of a result know each other: what was edited or exchanged since is noticed on loading."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import SimWarning
from sim.figures import joined
from sim.whole_file import parse_json

__all__ = ["METADATA", "file_marks", "warn_of_changes"]

METADATA = b"negotiation-sim"
"""Under this a parquet file holds the provenance of its run."""

_TAIL = 8
"""Bytes at the end of a parquet file: the length of its footer, and four letters."""


def file_marks(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Return a hash of each file: of a text's lines, of a parquet file's footer, which is quick whatever its size.

    Notes
    -----
    The footer holds schema, provenance, and the place, size and range of every column: a table that is written anew
    with another cell has another one.
    """
    return {name: _mark(folder / name) for name in names}


def _mark(path: Path) -> str:
    if path.suffix == ".parquet":
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            length = int.from_bytes(file.read(_TAIL)[:4], "little")
            file.seek(max(0, size - _TAIL - length))
            marked = b"%d " % size + file.read()
    else:
        marked = path.read_text(encoding="utf-8", errors="surrogateescape").encode("utf-8", "surrogateescape")
    return hashlib.blake2b(marked, digest_size=16).hexdigest()


def warn_of_changes(folder: Path, summary: Mapping[str, Any], *, tables: tuple[str, ...]) -> None:
    """Warn in a line where files of a result were changed, or come from another one, since it was saved.

    Parameters
    ----------
    folder : Path
    summary : mapping
        What ``summary.json`` holds. That of an older result has no marks: there the provenance of its tables counts.
    tables : tuple of str
        The parquet files.
    """
    from pyarrow.parquet import read_schema

    marks = summary.get("files", {})
    changed = {name for name, mark in marks.items() if _mark(folder / name) != mark}
    for name in set(tables) - changed:
        made = parse_json((read_schema(folder / name).metadata or {}).get(METADATA, b"null"))
        if made != summary["provenance"]:
            changed.add("summary.json" if name in marks else name)
    if changed:
        named = joined(sorted(changed))
        warnings.warn(
            SimWarning(f"{folder}: {named} changed since the run was saved: its files may not belong together."),
            stacklevel=2,
        )
