"""Bytes and YAML text gone wrong."""

from __future__ import annotations

from random import Random

__all__ = ["any_bytes", "broken_text"]

FRAGMENTS = [
    "\t", "\r", "\0", "\ufeff", "\x1b", "\x85", "\u2028", "[", "]", "{", "}", ": ", "- ", "? ", "&t ", "*t", "*t ",
    "!!python/object/apply:os.system [ls]", "!!binary x", "! ", "<<: ", "<<: *t", "<<: [*t, *t]", "%YAML 1.1\n",
    "%TAG ! x\n",
    "---\n", "...\n", "|\n", "|2-\n", ">", "'", '"', "\\", '"\\ud800"', '"\\x"', '"\\U00110000"', "~", "1e999", "0x",
    "9" * 50, "9" * 5000, ".nan", ".inf", "#", " #", ",", "\n", "\n\n", "  ", "`", "@", "%", "²", "2020-13-45", "=",
    ">",
    "[" * 200, "{a: " * 200, "- " * 200, "&a [*a]", "title: x\n", "extends: x.yaml\n", "é", "🙂", "null", "true",
]  # fmt: skip


def any_bytes(rng: Random) -> bytes:
    """Return random bytes, of all kinds or of those YAML gives a meaning to."""
    alphabet = rng.choice(
        [bytes(range(256)), b"ab1 :-[]{}&*!|>'\"%#,?\n\t\\.~<=@`", b"\n- :a{}[]", bytes(range(128))]
    )
    return bytes(rng.choice(alphabet) for _ in range(rng.choice([3, 20, 200, 2000])))


def broken_text(text: str, rng: Random) -> bytes:
    """Return a scenario's text with a few pieces cut, doubled, moved or replaced."""
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.choice([0, 0, 1, 2, 8, 40]))
        other = rng.randint(0, len(text))
        piece = rng.choice([rng.choice(FRAGMENTS), "", text[other : other + rng.choice([1, 10, 80])]])
        text = text[:start] + piece + text[end:]
    raw = text.encode("utf-8", "surrogatepass")
    if rng.randrange(10) == 0:
        place = rng.randint(0, len(raw))
        raw = raw[:place] + bytes([rng.randrange(256)]) + raw[place + 1 :]
    if rng.randrange(30) == 0:
        raw = text.encode(rng.choice(["utf-16", "utf-32", "latin-1", "utf-8-sig"]), "replace")
    return raw
