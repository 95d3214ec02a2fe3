"""Names as a reader sees them: letters composed, no hidden marks, and which of two look the same."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["composed", "hidden_mark", "looks"]

_HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]")
"""Marks that turn text around or break its line wherever it is shown, and a byte order mark inside it."""

_DRAWN_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХаеѕіјорсухһԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧον‘’“”",  # noqa: RUF001
    "ABESIJKMHOPCTXaesijopcyxhqwlABEZHIKMNOPTYXov''\"\"",
)
"""Cyrillic and Greek letters drawn as Latin ones, and quotes (Unicode Technical Standard 39, confusables.txt)."""


def composed(text: str) -> str:
    r"""Return text with letters and their accents composed (Unicode form NFC), as all text is when it is read.

    Examples
    --------
    >>> composed("e\u0301lite") == "\u00e9lite"
    True
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def hidden_mark(text: str) -> str | None:
    r"""Return the first mark in a text that turns it around or breaks it unseen, None where there is none.

    Examples
    --------
    >>> hidden_mark("pay\u202e5"), hidden_mark("pay 5")
    ('\u202e', None)
    """
    found = None if text.isascii() else _HIDDEN.search(text)
    return found[0] if found else None


def looks(name: str) -> tuple[str, str]:
    """Return two keys of a name: one that shares either with it looks like it.

    The first is that of its letters whether capital or not, the second that of its letters as drawn, from whichever
    alphabet. Both leave out spaces, marks without width and how often ``_`` is repeated, and take compatible forms
    (NFKC) for the same.

    Examples
    --------
    >>> looks("Fair  deal ")[0] == looks("fair deal")[0], looks("fair_deal")[0] == looks("fair deal")[0]
    (True, False)
    """
    plain = unicodedata.normalize("NFKC", name)
    return _bare(plain.casefold()), _bare(plain.translate(_DRAWN_ALIKE))


def _bare(name: str) -> str:
    kinds = ((letter, unicodedata.category(letter)) for letter in unicodedata.normalize("NFKC", name))
    seen = "".join("-" if kind == "Pd" else letter for letter, kind in kinds if kind != "Cf" and not letter.isspace())
    return re.sub("__+", "_", seen)
