"""How much is worked on at once: as many of a thing as fit into some bytes, whatever their size."""

from __future__ import annotations

__all__ = ["AT_ONCE", "CHUNK", "fitting"]

AT_ONCE = 2**28
"""Bytes of arrays that are made together. ASSUMPTION: a quarter of a gigabyte, so that with what is made of them a
worker stays below one and a half (tests/test_limits.py measures it)."""

CHUNK = 2**26
"""Bytes of arrays that a loop goes over piece by piece while others wait."""


def fitting(each: float, *, most: int, within: int = AT_ONCE) -> int:
    """Return how many things of `each` bytes to work on at once: from 1 to `most`.

    Examples
    --------
    >>> fitting(1_000, most=4_096), fitting(10_000_000, most=4_096), fitting(1e12, most=4_096)
    (4096, 26, 1)
    """
    return max(1, min(most, int(within // max(each, 1.0))))
