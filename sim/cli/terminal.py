"""Standard output and standard error: their width, what they cannot encode, and what to do where they are closed."""

from __future__ import annotations

import codecs
import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING, Any

from sim.errors import cannot_write

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = ["INTERRUPTED", "notice", "open_streams", "printing", "say", "say_json", "show", "terminal"]

INTERRUPTED = 130
"""Exit status of Ctrl-C, as shells have it; those of errors are theirs (`sim.errors`)."""

_PIPED_COLUMNS = 100

_PLAINER = {
    "≤": "<",
    "≥": ">",
    "±": "~",
    "\N{MULTIPLICATION SIGN}": "x",
    "·": ".",
    "…": ".",
    "\N{EN DASH}": "-",
    "—": "-",
    "\N{MINUS SIGN}": "-",
    "→": ">",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "“": '"',
    "”": '"',
    "█": "#",
}
"""Signs of ours, and what stands for them where they cannot be encoded: as wide, so that tables stay in line."""


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Replace what an encoding lacks, letter by letter; an error handler of `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAINER.get(letter, "?") for letter in error.object[error.start : error.end]), error.end


codecs.register_error("sim.plainer", _plainer)


def open_streams() -> None:
    """Make standard output and error such that whatever is written is shown as well as it can be.

    Notes
    -----
    What a stream's encoding lacks is replaced. A stream that was closed takes its place again, so that no file opened
    later is taken for it: standard error swallows what it is given, standard output refuses it.
    """
    if sys.stdout is None:
        sys.stdout = _stand_in(1, os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = _stand_in(2, os.O_WRONLY)
    if hasattr(sys.stdin, "reconfigure"):  # lines that are typed or piped in; files are read as bytes
        sys.stdin.reconfigure(errors="replace")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a notebook's, or a test's, may be of another kind
            stream.reconfigure(errors="sim.plainer")


def _stand_in(number: int, mode: int) -> IO[str]:
    """Return a text stream on a file descriptor that was closed."""
    opened = os.open(os.devnull, mode)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    return open(number, "w", encoding="utf-8", closefd=False)


@contextmanager
def printing() -> Iterator[None]:
    """Print on standard output meanwhile.

    Raises
    ------
    SimError
        If it is closed, or what it goes to is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:  # whoever reads has read enough: click ends quietly
            raise
        _silence(sys.stdout, 1)
        raise cannot_write(Path("standard output"), error) from None


def _silence(stream: IO[str], number: int) -> None:
    """Let a stream that cannot be written to swallow what it still holds: Python would try it again at its end."""
    try:
        if stream.fileno() == number:
            _stand_in(number, os.O_WRONLY).close()
    except (OSError, ValueError):
        pass  # no file of the system's stands behind it


def say(text: str) -> None:
    """Print lines on standard output."""
    with printing():
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()


def show(parts: Iterable[RenderableType]) -> None:
    """Print tables and text to the width of the terminal, or to 100 columns where there is none."""
    console = terminal()
    with printing():
        for part in parts:
            console.print(part)


def say_json(data: Any) -> None:
    """Print plain data as JSON; what an encoding may lack is escaped, not replaced."""
    from sim.answer import json_text  # late: loads numpy

    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    say(json_text(data, ascii_only=not encoding.startswith("utf")))


def notice(text: str) -> None:
    """Print a line on standard error, if that takes it: a notice never ends a run."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr, 2)


def terminal() -> Console:
    """Return the console on standard output, as wide as COLUMNS says, else the terminal, else 100 columns."""
    from rich.console import Console  # late: a tenth of a second

    return Console(width=_columns(), highlight=False, markup=False, emoji=False)


def _columns() -> int:
    """Return the width; what COLUMNS says only where it is one: containers and editors set it to 0."""
    asked = os.environ.get("COLUMNS", "")
    if re.fullmatch("0*[1-9][0-9]{0,4}", asked, re.ASCII):
        return int(asked)
    return get_terminal_size((_PIPED_COLUMNS, 0)).columns if sys.stdout.isatty() else _PIPED_COLUMNS
