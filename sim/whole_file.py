"""Files that appear whole or not at all, and places where they can."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path
from threading import get_ident
from typing import Any

from sim.errors import InputError

__all__ = [
    "NOT_AS_WRITTEN",
    "check_file",
    "check_place",
    "is_system_file",
    "parse_json",
    "read_bounded",
    "write_whole",
]

BYTES = 100_000_000
"""How large a file of ours may be that is read at once. ASSUMPTION: the largest, a validation, takes a hundredth."""

NOT_AS_WRITTEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What goes wrong where a file does not hold what we write: it was damaged, or made by others."""

_LONGEST_PART = 40
"""Letters of its name that a file aside begins with: systems allow 255 bytes in all."""

_SYSTEM = {"desktop.ini", "thumbs.db", "ehthumbs.db", "$recycle.bin", "system volume information", "lost+found"}
"""What Windows puts into folders that it has shown, and what stands at the root of a disk, in small letters."""


def is_system_file(name: str) -> bool:
    """Tell whether a file is hidden, or put by a system: nobody misses it among what he has put somewhere.

    Examples
    --------
    >>> [is_system_file(name) for name in (".DS_Store", "Thumbs.db", "thesis.docx")]
    [True, True, False]
    """
    return name.startswith(".") or name.lower() in _SYSTEM or name == "Icon\r"


def check_place(folder: Path) -> None:
    """Refuse a folder, there already or not, in which nothing can be written.

    Raises
    ------
    InputError
        If its name is not UTF-8: the libraries that write tables take no other.
    OSError
        If the system lets us write nothing there.
    """
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        shown = str(folder).encode(errors="backslashreplace").decode()
        raise InputError(f"{shown}: its name is not UTF-8; give another folder") from None
    near = next((place for place in (folder, *folder.absolute().parents) if place.exists()), folder)
    if near.is_dir() or near != folder:  # a file in the folder's own place is reported as such
        with tempfile.TemporaryFile(dir=near):
            pass


def _is_special(path: Path) -> bool:
    """Tell whether something is there that is neither a file nor a folder: a device, or a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _written(path: Path) -> Path:
    """Return the file itself, where a path leads to it by a link."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def check_file(path: Path) -> None:
    """Refuse a file, there already or not, that cannot be written.

    Raises
    ------
    InputError
        If its folder's name is not UTF-8.
    OSError
        If it is a folder, or the system lets us write nothing there.
    """
    if _is_special(path):
        return
    path = _written(path)
    folder = path.absolute().parent
    check_place(folder)
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def write_whole(path: Path, content: str | bytes) -> None:
    """Write aside and rename, so that nobody ever reads half a file; folders are made if need be.

    A link stays, and what it leads to is written; a device or a pipe, such as /dev/stdout, is written into.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left then, and what stood there stays.
    """
    whole = content.encode() if isinstance(content, str) else content
    if _is_special(path):
        path.write_bytes(whole)
        return
    path = _written(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name[:_LONGEST_PART]}.{os.getpid()}-{get_ident()}")
    try:
        aside.write_bytes(whole)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def parse_json(text: str | bytes) -> Any:
    """Return what JSON says.

    Raises
    ------
    ValueError
        For anything else, also for what is nested too deeply.

    Examples
    --------
    >>> parse_json('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_bounded(path: Path, *, most: int = BYTES) -> str:
    """Return the text of a UTF-8 file; one that is too large, or has no end, is not read through.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is not UTF-8, or larger than `most` bytes.
    """
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if len(raw) > most:
        raise ValueError(f"larger than {most:,} bytes")
    return raw.decode()
