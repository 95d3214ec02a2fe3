"""Parts on disk: each written aside and renamed when whole, to be read again in the order of the lanes.

A file holds a checksum, a line of JSON that names its columns, and their numbers one after the other: read without
pickles, which could carry code, and without an archive's toll on hundreds of small columns.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sim.ensemble.batches import Batch
from sim.ensemble.drawn import Columns
from sim.ensemble.part import Part
from sim.errors import StorageError, cannot_write, in_a_line
from sim.whole_file import parse_json, write_whole

__all__ = ["PartFiles"]

_CHECKSUM = 8
"""Bytes of the checksum, in hexadecimal digits."""

_NAME = re.compile(r"part-\d{6,}\.columns")

_DAMAGED = ValueError, TypeError, LookupError, AttributeError, RecursionError
"""What comes of reading a file that somebody has written anything into."""


class PartFiles:
    """Parts by number, in the files of a folder.

    Parameters
    ----------
    folder : Path
        That of the parts alone; it exists.
    plan : str
        Hash of the run they are of. Each part carries it: another run's are not taken for this one's.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = PartFiles(Path(folder))
    ...     files[7] = Part({"world": np.arange(3)}, {})
    ...     (7 in files, 8 in files, files[7].lanes["world"])
    (True, False, array([0, 1, 2]))
    """

    def __init__(self, folder: Path, plan: str = "") -> None:
        self._folder, self._plan = folder, plan
        found = (path for path in folder.glob("part-*.columns") if _NAME.fullmatch(path.name) and path.is_file())
        self._numbers = {int(path.stem.rpartition("-")[2]) for path in found}

    def __contains__(self, number: int) -> bool:
        return number in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __setitem__(self, number: int, part: Part) -> None:
        try:
            write_whole(self._path(number), _packed(part, self._plan))
        except OSError as error:
            raise cannot_write(self._folder, error) from None
        self._numbers.add(number)

    def __getitem__(self, number: int) -> Part:
        try:
            return self._read(number)
        except (OSError, *_DAMAGED) as error:
            raise StorageError(f"{self._path(number)}: cannot be read ({in_a_line(error)})") from None

    def drop_damaged(self, batches: Mapping[int, Batch]) -> int:
        """Remove parts that are not whole, or belong to no batch, as after a failure of power; return how many."""
        dropped = 0
        for number in sorted(self._numbers):
            try:
                whole = number in batches and _belongs(self._read(number), batches[number])
            except (OSError, *_DAMAGED):
                whole = False
            if not whole:
                self._path(number).unlink(missing_ok=True)
                self._numbers.discard(number)
                dropped += 1
        return dropped

    def _read(self, number: int) -> Part:
        return _unpacked(self._path(number).read_bytes(), self._plan)

    def _path(self, number: int) -> Path:
        return self._folder / f"part-{number:06}.columns"


def _belongs(part: Part, batch: Batch) -> bool:
    """Tell whether a part is of a batch: its worlds and replications, from the first to the last."""
    world, replication = part.lanes["world"], part.lanes["replication"]
    return (
        len(world) == batch.lanes
        and (world[0], replication[0]) == (batch.first_world, batch.first_replication)
        and (world[-1] + 1, replication[-1] + 1) == (batch.stop_world, batch.stop_replication)
    )


def _packed(part: Part, plan: str) -> bytes:
    """Return a part as bytes."""
    heads = [[(name, column.dtype.str, column.size) for name, column in each.items()] for each in _columns(part)]
    body = [json.dumps({"plan": plan, "columns": heads}).encode() + b"\n"]
    body += [np.ascontiguousarray(column).tobytes() for each in _columns(part) for column in each.values()]
    whole = b"".join(body)
    return f"{zlib.crc32(whole):0{_CHECKSUM}x}".encode() + whole


def _unpacked(packed: bytes, plan: str) -> Part:
    """Return the part that was packed.

    Raises
    ------
    ValueError
        If it is not whole, or of another run.
    """
    if len(packed) < _CHECKSUM or f"{zlib.crc32(packed[_CHECKSUM:]):0{_CHECKSUM}x}".encode() != packed[:_CHECKSUM]:
        raise ValueError("its checksum is wrong")
    start = packed.index(b"\n") + 1
    columns: list[Columns] = []
    header = parse_json(packed[_CHECKSUM:start])
    if header["plan"] != plan:
        raise ValueError("it is of another run")
    for each in header["columns"]:
        columns.append({})
        for name, kind, size in each:
            columns[-1][name] = np.frombuffer(packed, dtype=kind, count=size, offset=start)
            start += columns[-1][name].nbytes
    return Part(*columns)


def _columns(part: Part) -> tuple[Columns, Columns]:
    return part.lanes, part.worlds
