"""Paths that a user gives, in Python or on the command line, and paths shown to be typed again."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from sim.errors import InputError, shown

__all__ = ["PAGES", "check_page", "path_of", "typed"]

PAGES = (".html", ".htm")
"""How the name of a page ends, where it has an ending."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://|(https?|ftp|file|s3|gs):/", re.IGNORECASE)
"""How an address begins; a path drops one of its two strokes."""


def path_of(name: str, value: object, what: str = "a path") -> Path:
    """Return a path that a user gave, its ``~`` filled in.

    Parameters
    ----------
    name : str
        What the user knows it as.
    value : path-like
        Text or anything else that stands for a path.
    what : str
        What it must be, in words.

    Raises
    ------
    InputError
        For anything else, for nothing at all, for an address such as ``https://example.org/x.yaml``, for the home of
        a user that the system does not know, and for a name that is not UTF-8: tables, pictures and messages could
        not hold it.

    Examples
    --------
    >>> path_of("out", "results/mine").as_posix()
    'results/mine'
    >>> path_of("out", "")
    Traceback (most recent call last):
    sim.errors.InputError: out: must be a path (found '')
    """
    text = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(text, str) or not text or "\0" in text:
        raise InputError(f"{name}: must be {what} (found {shown(value)})")
    if _ADDRESS.match(text):
        raise InputError(f"{name}: must be a path on this machine: addresses are not opened (found {shown(text)})")
    try:
        text.encode()
        path = Path(text).expanduser()
        # "./-" is a file, "-" standard input; a path drops the dot that tells them apart
        return path.absolute() if str(path) == "-" != text else path
    except UnicodeEncodeError:
        raise InputError(f"{name}: must be in UTF-8 (found {text!a})") from None
    except RuntimeError:
        raise InputError(f"{name}: the user whose home this is is not known (found {shown(text)})") from None


def check_page(name: str, path: Path) -> Path:
    """Return the path of an HTML page, which takes the place of a file that is there: never of one of another kind.

    Raises
    ------
    InputError
        For a name that ends as no page does, such as a scenario's.

    Examples
    --------
    >>> check_page("out", Path("harbour.yaml"))
    Traceback (most recent call last):
    sim.errors.InputError: out: a page's name ends in .html or .htm, or has no ending (found 'harbour.yaml')
    """
    if path.suffix.lower() not in ("", *PAGES):
        raise InputError(f"{name}: a page's name ends in .html or .htm, or has no ending (found {shown(str(path))})")
    return path


def typed(path: Path) -> str:
    """Return a path as it is typed in a shell: quoted where it must be, and not to be taken for an option.

    Examples
    --------
    >>> typed(Path("my case.yaml")), typed(Path("-x.yaml"))
    ("'my case.yaml'", './-x.yaml')
    """
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)
