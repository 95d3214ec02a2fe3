"""Orders of an issue's options, best first, as a scenario writes them: ``five_years > two_years = one_year``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.errors import did_you_mean
from sim.reading.shown import listed, show

__all__ = ["order_mistakes", "parse_order"]


_MOST = 20  # unknown options reported for one order


def _groups(text: str) -> list[list[str]]:
    return [[name.strip() for name in group.split("=")] for group in text.split(">")]


def parse_order(text: str, options: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return tie groups of option indices, best first.

    Raises
    ------
    ValueError
        With the first of `order_mistakes`.

    Examples
    --------
    >>> parse_order("five > two = one", ["one", "two", "five"])
    ((2,), (1, 0))
    """
    for mistake in order_mistakes(text, options):
        raise ValueError(mistake)
    return tuple(tuple(options.index(name) for name in group) for group in _groups(text))


def order_mistakes(text: str, options: Sequence[str]) -> list[str]:
    """Return what is wrong with an order: gaps, unknown options, options named twice or left out.

    Examples
    --------
    >>> order_mistakes("five > on", ["one", "five"])
    ["no such option (found 'on'; allowed one, five). Did you mean 'one'?"]
    >>> order_mistakes("five > > one", ["one", "five"])
    ["names are to be joined by '>' (better than) or '=' (as good as) (found 'five > > one')"]
    """
    names = [name for group in _groups(text) for name in group]
    known, named = set(options), set(names)
    if any(not name or len(name.split()) > 1 for name in names):
        return [f"names are to be joined by '>' (better than) or '=' (as good as) (found {text[:80]!r})"]
    mistakes = [
        f"no such option (found {show(name)}; allowed {listed(options)}).{did_you_mean(name, options)}".removesuffix(
            "."
        )
        for name in [name for name in names if name not in known][:_MOST]
    ]
    mistakes += [f"names {show(name)} more than once" for name, count in Counter(names).items() if count > 1]
    missing = [repr(option) for option in options if option not in named]
    # next to another mistake, a missing option is most likely the misspelt one
    return mistakes if mistakes or not missing else [f"leaves out {listed(missing)}"]
