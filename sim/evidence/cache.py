"""Pools of preference models, and claims as checked, kept on disk between runs, found by what they depend on.

A cache may only save time: whatever goes wrong with it, a missing or full disk, a damaged or foreign file, the
pool is drawn again, the file of claims read again.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.whole_file import write_whole

__all__ = ["CACHE_VARIABLE", "MOST_BYTES", "Cache"]

CACHE_VARIABLE = "NEGOTIATION_SIM_CACHE"
"""Environment variable: a folder to use instead of the user's cache folder, or ``off``."""

MOST_BYTES = 200_000_000
"""Room the pools may take; beyond it those unused for longest go (ASSUMPTION: a few hundred scenarios' worth)."""

_KEY_FIELD = "key"


@dataclass(frozen=True)
class Cache:
    """A folder of arrays by content key.

    Parameters
    ----------
    folder : Path
        Made when first written to.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cache = Cache(Path(folder))
    ...     cache.save("abc", {"x": np.arange(3.0)})
    ...     cache.load("abc")["x"], cache.load("other")
    (array([0., 1., 2.]), None)
    """

    folder: Path

    @classmethod
    def default(cls) -> Cache | None:
        """Return the user's cache, the one named by the environment, or None if that says ``off`` or no place."""
        named = os.environ.get(CACHE_VARIABLE, "")
        if named.lower() == "off":
            return None
        if named:
            try:
                return cls(Path(named).expanduser())
            except RuntimeError:  # the home of nobody we know
                return None
        from platformdirs import user_cache_dir

        return cls(Path(user_cache_dir("negotiation-sim", appauthor=False)))

    def load(self, key: str) -> dict[str, NDArray[np.generic]] | None:
        """Return the arrays saved under `key`, or None when there are none that can be read."""
        try:
            # opened here: numpy leaves open what it cannot read
            with self._file(key).open("rb") as file, np.load(file, allow_pickle=False) as saved:
                arrays = {name: saved[name] for name in saved.files}
            with contextlib.suppress(OSError):
                os.utime(self._file(key))  # used now: others go before it
        except (OSError, ValueError, KeyError, EOFError, NotImplementedError, AttributeError):
            return None
        except (zipfile.BadZipFile, zlib.error, SyntaxError, RuntimeError, MemoryError, TypeError):
            return None
        found = arrays.pop(_KEY_FIELD, None)
        return arrays if found is not None and str(found) == key else None

    def save(self, key: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Keep the arrays under `key`, if the disk lets us."""
        file = BytesIO()
        np.savez(file, allow_pickle=False, **{_KEY_FIELD: np.array(key)}, **dict(arrays))
        with contextlib.suppress(OSError):
            write_whole(self._file(key), file.getvalue())
            self._make_room()

    def _make_room(self) -> None:
        """Remove the pools unused for longest until the rest fit; what others remove meanwhile is gone anyway."""
        files = []
        for file in self.folder.glob("pool-*.npz"):
            with contextlib.suppress(OSError):
                found = file.stat()
                files.append((found.st_mtime_ns, found.st_size, file))
        kept = 0
        for _, size, file in sorted(files, reverse=True):
            kept += size
            if kept > MOST_BYTES:
                with contextlib.suppress(OSError):
                    file.unlink()

    def _file(self, key: str) -> Path:
        return self.folder / f"pool-{key}.npz"
