"""Parts on disk: each written aside and renamed when whole, to be read again in the order of the lanes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sim.ensemble.batches import Batch
from sim.ensemble.part import Part
from sim.errors import SimError

__all__ = ["NotKeptError", "PartFiles"]

_LANES, _WORLDS = "lanes/", "worlds/"
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


class NotKeptError(SimError):
    """A part could not be written or read back: the disk is full, or lets nobody write, or has lost it."""


class PartFiles:
    """Parts by number, in the files of a folder.

    Parameters
    ----------
    folder : Path
        That of the parts alone; it exists.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = PartFiles(Path(folder))
    ...     files[7] = Part({"world": np.arange(3)}, {})
    ...     (7 in files, 8 in files, files[7].lanes["world"])
    (True, False, array([0, 1, 2]))
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = {int(path.stem.rpartition("-")[2]) for path in folder.glob("part-*.npz")}

    def __contains__(self, number: int) -> bool:
        return number in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __setitem__(self, number: int, part: Part) -> None:
        path = self._path(number)
        aside = path.with_suffix(".aside")
        columns = {f"{_LANES}{name}": column for name, column in part.lanes.items()}
        columns |= {f"{_WORLDS}{name}": column for name, column in part.worlds.items()}
        try:
            with aside.open("wb") as file:
                np.savez(file, allow_pickle=False, **columns)
            aside.replace(path)
        except OSError as error:
            raise NotKeptError(f"{self._folder}: cannot be written to ({error.strerror or error})") from None
        finally:
            aside.unlink(missing_ok=True)
        self._numbers.add(number)

    def __getitem__(self, number: int) -> Part:
        try:
            return self._read(number)
        except _UNREADABLE as error:
            raise NotKeptError(f"{self._path(number)}: cannot be read ({error})") from None

    def drop_damaged(self, batches: Mapping[int, Batch]) -> int:
        """Remove parts that are not whole, or belong to no batch, as after a failure of power; return how many."""
        dropped = 0
        for number in sorted(self._numbers):
            try:
                whole = number in batches and len(self._read(number).lanes["world"]) == batches[number].lanes
            except _UNREADABLE:
                whole = False
            if not whole:
                self._path(number).unlink(missing_ok=True)
                self._numbers.discard(number)
                dropped += 1
        return dropped

    def _read(self, number: int) -> Part:
        with self._path(number).open("rb") as file, np.load(file, allow_pickle=False) as saved:  # checks its sums
            columns = {name: saved[name] for name in saved.files}
        lanes = {name.removeprefix(_LANES): columns[name] for name in columns if name.startswith(_LANES)}
        worlds = {name.removeprefix(_WORLDS): columns[name] for name in columns if name.startswith(_WORLDS)}
        return Part(lanes, worlds)

    def _path(self, number: int) -> Path:
        return self._folder / f"part-{number:06}.npz"
