"""Files that appear whole or not at all, and places where they can."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from threading import get_ident

from sim.errors import InputError

__all__ = ["check_place", "is_system_file", "write_whole"]

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


def write_whole(path: Path, content: str | bytes) -> None:
    """Write aside and rename, so that nobody ever reads half a file; folders are made if need be.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left then, and what stood there stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        aside.write_bytes(content.encode() if isinstance(content, str) else content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
