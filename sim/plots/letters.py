"""Letters that the pictures' own font lacks: drawn in another installed font, or named once where none has them."""

from __future__ import annotations

import unicodedata
import warnings
from functools import cache

from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.font_manager import fontManager, get_font
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter

from sim.errors import SimWarning
from sim.rendering.direction import keep_direction

__all__ = ["MissingLettersWarning", "find_letters", "ignore_glyphs", "keep_directions"]

FONT = "DejaVu Sans"
"""Comes with matplotlib: the same picture on every machine, but for letters it lacks."""

_MOST_NAMED = 20

_warned: list[bool] = []
"""Whether a picture's missing letters were told of: once is enough, however many pictures follow."""


class MissingLettersWarning(SimWarning):
    """No installed font has some letters of a picture, which are drawn as boxes."""


def ignore_glyphs() -> None:
    """Silence, in the present context of warnings, the line matplotlib prints for each missing letter drawn."""
    warnings.filterwarnings("ignore", message=r"(?s)Glyph \d+ .*missing from font")


def find_letters(artist: Artist) -> None:
    """Give every text whose letters the pictures' font lacks other installed fonts, and warn of letters none has."""
    lacking: set[str] = set()
    for text in artist.findobj(Text):
        if isinstance(text, Text) and not text.get_text().isascii():
            missing = _missing(text.get_text(), FONT)
            if missing:
                fonts, left = _fonts(frozenset(missing))
                text.set_fontfamily([FONT, *fonts])
                lacking |= left
    if lacking and not _warned:
        _warned.append(True)
        _warn("".join(sorted(lacking)))


def _missing(text: str, family: str) -> set[str]:
    have = _letters(_path(family))
    drawn = {letter for letter in text if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Mn")}
    return {letter for letter in drawn if ord(letter) not in have}


@cache
def _fonts(missing: frozenset[str]) -> tuple[list[str], set[str]]:
    """Return installed fonts that have letters of these, those with most first, and the letters that none has."""
    left, chosen = set(missing), list[str]()
    upright = [entry for entry in reversed(fontManager.ttflist) if entry.style == "normal"]
    # matplotlib's font of last resort has a box for every letter
    families = {entry.name: entry.fname for entry in upright if not entry.name.startswith("Last Resort")}
    has = {name: {letter for letter in missing if ord(letter) in _letters(path)} for name, path in families.items()}
    while left and has:
        best = max(sorted(has), key=lambda name: len(has[name] & left))
        if not has[best] & left:
            break
        chosen.append(best)
        left -= has[best]
    return chosen, left


@cache
def _letters(path: str) -> frozenset[int]:
    try:
        return frozenset(get_font(path).get_charmap())
    except (OSError, RuntimeError, ValueError):  # a font that cannot be read has nothing
        return frozenset()


def _path(family: str) -> str:
    return next(entry.fname for entry in fontManager.ttflist if entry.name == family)


def _warn(letters: str) -> None:
    shown = letters[:_MOST_NAMED] + ("..." if len(letters) > _MOST_NAMED else "")
    message = (
        f"no installed font has these letters, which pictures show as boxes: {shown} (install one that has them)"
    )
    warnings.warn(MissingLettersWarning(message), stacklevel=2)


def keep_directions(artist: Artist) -> None:
    """Keep all that is written on an artist from left to right; names written otherwise stay so within."""
    for text in artist.findobj(Text):
        if isinstance(text, Text):
            text.set_text(keep_direction(text.get_text()))
    for axis in artist.findobj(Axis):
        names = axis.get_major_formatter() if isinstance(axis, Axis) else None
        if isinstance(names, FixedFormatter):  # what stands at ticks is written anew at every drawing
            names.seq = [keep_direction(str(name)) for name in names.seq]
