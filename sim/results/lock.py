"""One run at a time in a folder: a lock that the system takes back from a run that is killed.

The library `filelock` was tried in its place (3.32 and 4.3). It locks in the same way on Linux, lets go as well when
the holder is killed or leaves a forked child behind, and would save 29 of 55 lines. But it leaves its file behind,
does not say whose the lock is, takes 30 to 80 ms to be imported, and is 6,700 (15,700) lines to depend on. It also
locks on Windows, where this package is not tested: who needs that, takes it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.errors import StorageError, cannot_write

try:
    import fcntl
except ImportError:  # Windows: there two runs in one folder are not noticed
    fcntl = None  # type: ignore[assignment]

__all__ = ["LOCK", "held"]

LOCK = ".lock"

_open: set[int] = set()
"""Files locked by this process; a process forked from it must not keep them locked when it is gone."""


def _let_go() -> None:
    for file in _open:
        os.close(file)
    _open.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep a folder for this run; make it first, and remove it again if it is left empty.

    Raises
    ------
    StorageError
        If another run holds it, or it cannot be written to.
    """
    missing = [each for each in (folder, *folder.absolute().parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = _lock(folder)
    except OSError as error:
        raise cannot_write(folder, error) from None
    _open.add(file)
    try:
        yield
    finally:
        with suppress(OSError):
            (folder / LOCK).unlink()  # while it is held: whoever waits for it finds that it is another's
        _open.discard(file)
        os.close(file)
        with suppress(OSError):
            for each in missing:
                each.rmdir()  # of what was made here, what is still empty


def _lock(folder: Path) -> int:
    """Return the locked file of a folder.

    Notes
    -----
    A lock file may be removed between its opening and its locking, by a run that ends: then another is tried.
    """
    path = folder / LOCK
    while True:
        file = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(path, file):
                os.truncate(file, 0)
                os.write(file, f"process {os.getpid()} on {socket.gethostname()}".encode())
                return file
        except BlockingIOError:
            whose = path.read_text(encoding="utf-8", errors="replace") or "another process"
            message = f"{folder}: another run writes its results here ({whose}); give another folder"
            raise StorageError(message) from None
        except BaseException:
            os.close(file)
            raise
        os.close(file)


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
