"""Names written from right to left, in sentences that are read from left to right."""

from __future__ import annotations

import unicodedata

__all__ = ["keep_direction"]

_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


def keep_direction(text: str) -> str:
    r"""Return a text read from left to right, whatever names written from right to left are in it.

    Without marks such a name turns the whole line, or takes numbers beside it to its other side.

    Examples
    --------
    >>> keep_direction("Talks: 240 plays"), ascii(keep_direction("\u05d0\u05d1 \u05d2. 240 plays"))
    ('Talks: 240 plays', "'\\u200e\\u05d0\\u05d1 \\u05d2\\u200e. 240 plays'")
    """
    if text.isascii() or _LEFT_TO_RIGHT in text or not any(map(_is_turned, text)):
        return text
    return "\n".join(map(_keep_line, text.split("\n")))


def _keep_line(line: str) -> str:
    """Return a line with marks at its start and behind each stretch that is written from right to left."""
    marked, last, turned = [_LEFT_TO_RIGHT], 0, False
    for place, letter in enumerate(line):
        if _is_turned(letter):
            last, turned = place, True
        elif turned and unicodedata.bidirectional(letter) == "L":
            marked.insert(len(marked) - (place - last - 1), _LEFT_TO_RIGHT)
            turned = False
        marked.append(letter)
    if turned:
        marked.insert(len(marked) - (len(line) - last - 1), _LEFT_TO_RIGHT)
    return "".join(marked)


def _is_turned(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")
