"""Shares, sizes, names and lists in words, written alike wherever a reader meets them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

__all__ = [
    "as_of_words",
    "bracketed",
    "counted",
    "joined",
    "margin_in_words",
    "measured",
    "percent",
    "plain",
    "rounded",
    "run_size_in_words",
    "signed",
    "time_in_words",
]


def percent(share: float) -> str:
    """Return a share in percent: a decimal where that matters, and never a certainty that it is not.

    Parameters
    ----------
    share : float
        In [0, 1]; NaN where it is not known.

    Examples
    --------
    >>> [percent(share) for share in (0, 0.0004, 0.024, 0.0996, 0.54, 0.9996, 1, float("nan"))]
    ['0%', '<0.1%', '2.4%', '10%', '54%', '>99.9%', '100%', '-']

    A half is rounded up, whatever the order in which it was summed:

    >>> percent(43 / 2000)
    '2.2%'
    """
    if math.isnan(share):
        return "-"
    if 0 < share < 0.001:
        return "<0.1%"
    if 0.999 < share < 1:
        return ">99.9%"
    points = math.floor(1000 * share + 0.5 + 1e-8) / 10
    if 0 < share < 0.0995 or 0.99 < share < 1:
        return f"{points:.1f}%"
    return f"{math.floor(100 * share + 0.5 + 1e-9)}%"


def margin_in_words(
    share: float,
    margin: float,
    low: float | None = None,
    high: float | None = None,
    *,
    sign: str = "±",
    digits: int = 1,
) -> str:
    """Return the 95% margin of a share in points of a hundred; its interval where the margin reaches beyond 0 or 100.

    Parameters
    ----------
    share, margin : float
        In [0, 1].
    low, high : float, optional
        Ends of an interval that stays within [0, 1]; by default the margin's own, cut at 0 and 1.
    sign : str
        What the margin begins with.
    digits : int
        Of the margin.

    Examples
    --------
    >>> margin_in_words(0.3, 0.05, 0.25, 0.35), margin_in_words(0.02, 0.04, 0.0034, 0.12)
    ('±5.0', '(0.3 to 12)')
    >>> margin_in_words(0.5, 1.1, 0.07, 0.93, sign="± "), margin_in_words(0.98, 0.03, 0.902, 0.998)
    ('(7.0 to 93)', '(90 to 99.8)')
    >>> margin_in_words(0.13, 0.23), margin_in_words(0.82, 0.15, sign="± ", digits=0)
    ('(0 to 36)', '± 15')
    """
    if share - margin >= -1e-9 and share + margin <= 1 + 1e-9:
        return f"{sign}{100 * margin:.{digits}f}"
    within = (max(0.0, share - margin) if low is None else low, min(1.0, share + margin) if high is None else high)
    ends = [f"{100 * end:.{0 if 0.0995 <= end < 0.9895 or end in (0, 1) else 1}f}" for end in within]
    return f"({ends[0]} to {ends[1]})"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return words joined as in a sentence.

    Examples
    --------
    >>> joined(["one", "two", "three"]), joined(["one", "two"], "or")
    ('one, two and three', 'one or two')
    """
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def bracketed(margin: str) -> str:
    """Return a margin or an interval of `margin_in_words` in brackets.

    Examples
    --------
    >>> bracketed("± 15"), bracketed("(0 to 36)")
    ('(± 15)', '(0 to 36)')
    """
    return margin if margin.startswith("(") else f"({margin})"


def run_size_in_words(worlds: int, replications: int, seed: int) -> str:
    """Return how much was played.

    Examples
    --------
    >>> run_size_in_words(1000, 1, 7)
    '1,000 worlds x 1 replication, seed 7'
    """
    return f"{counted(worlds, 'world')} x {counted(replications, 'replication')}, seed {seed}"


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "world"), counted(1000, "play")
    ('1 world', '1,000 plays')
    """
    return f"{number:,} {noun}{'s' * (abs(number) != 1)}"


def measured(value: float, unit: str) -> str:
    """Return a number with its unit in the plural, a space before it; of one the unit is singular.

    Examples
    --------
    >>> measured(1, " points"), measured(-1.0, " points"), measured(0.1, " points a day"), measured(1, " days")
    ('1 point', '-1 point', '0.1 points a day', '1 day')
    """
    return f"{value:g}{unit.removesuffix('s') if abs(value) == 1 else unit}"


def signed(points: float) -> str:
    """Return whole points with their sign; none stand without.

    Examples
    --------
    >>> signed(7.6), signed(-0.4), signed(0.2), signed(-12)
    ('+8', '0', '0', '-12')
    """
    return f"{points:+.0f}" if round(points) else "0"


def rounded(value: float, digits: int = 3) -> str:
    """Return a number to so many digits, with commas and without powers of ten where it is large.

    Examples
    --------
    >>> rounded(-819123.0), rounded(42.46), rounded(0.0123456), rounded(-1999.6), rounded(0.0)
    ('-819,000', '42.5', '0.0123', '-2,000', '0')
    """
    if abs(value) < 1000 or not math.isfinite(value):
        return f"{float(f'{value:.{digits}g}'):,g}"
    return f"{float(f'{value:.{digits}g}'):,.0f}"


def plain(name: str) -> str:
    """Return a short name as words.

    Examples
    --------
    >>> plain("clean_five_years")
    'clean five years'
    """
    return name.replace("_", " ")


def as_of_words(day: date | None) -> str:
    """Return what a title adds of an answer that is given as of a day.

    Examples
    --------
    >>> as_of_words(date(2020, 10, 1)), as_of_words(None)
    (', as of 2020-10-01', '')
    """
    return f", as of {day.isoformat()}" if day is not None else ""


def time_in_words(seconds: float) -> str:
    """Return a time to one or two digits.

    Examples
    --------
    >>> time_in_words(3), time_in_words(50), time_in_words(400), time_in_words(30_000), time_in_words(1e9)
    ('3 seconds', '50 seconds', '7 minutes', '8 hours', '12,000 days')
    """
    units = (("second", 1, 60), ("minute", 60, 6_000), ("hour", 3_600, 172_800), ("day", 86_400, float("inf")))
    unit, length = next((unit, length) for unit, length, most in units if seconds < most)
    count = max(1, round(seconds / length))
    digits = len(str(count)) - 2
    count = round(count, -digits) if digits > 0 else count
    return counted(count, unit)
