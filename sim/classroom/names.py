"""Names that students type: any words, in a form that shows as it reads."""

from __future__ import annotations

import unicodedata

from sim.errors import InputError
from sim.reading.names import composed, looks

__all__ = ["LONGEST", "look_of", "student_name"]

LONGEST = 40
"""Letters of a name."""

_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that are drawn as nothing."""

_MOST_MARKS = 2
"""Accents on one letter: towers of them cover the lines above."""


def student_name(given: str) -> str:
    r"""Return a name as it is kept and shown.

    Raises
    ------
    InputError
        For nothing that can be seen, and for more than 40 letters.

    Examples
    --------
    >>> student_name("  Ana\u202e  Maria\n"), student_name("e\u0301a")
    ('Ana Maria', 'éa')
    """
    letters: list[str] = []
    marks = 0
    for letter in composed(given):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind[0] == "C" or letter in _UNSEEN or marks > _MOST_MARKS:
            letters.append(" " if letter in "\t\n\r" else "")
        else:
            letters.append(letter)
    name = " ".join("".join(letters).split())
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in name) or not look_of(name):
        raise InputError("give a name")
    if len(name) > LONGEST:
        raise InputError(f"give a name of at most {LONGEST} letters")
    return name


def look_of(name: str) -> str:
    """Return how a name looks: two students may not share it."""
    return looks(looks(name)[1])[0]
