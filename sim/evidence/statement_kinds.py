"""The kinds of statement about a government's preferences: what each says of its points, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["STATEMENT_KINDS", "StatementKind"]


@dataclass(frozen=True, kw_only=True)
class StatementKind:
    """What a kind of statement says, for a government with points u and no-deal value d.

    Parameters
    ----------
    about : {"package", "pattern", "pair"}
        What it speaks of: a package, every package that matches a pattern, or two packages, `this` and `to`. One or
        many are compared with no deal, of two the first with the second.
    liked : bool
        True where u is at least what it is compared with plus the margin, False where it is at most that less the
        margin.
    words : str
        The statement without its subject; ``{0}`` and ``{1}`` stand for the packages, ``{0}`` of a pattern for
        ``with ...`` or ``at all``.
    key : str
        The same as the address of its coin of credence. FROZEN: the words may be improved, this may not.
    meaning : str
        What it says, for the manual.
    """

    about: Literal["package", "pattern", "pair"]
    liked: bool
    words: str
    key: str
    meaning: str


STATEMENT_KINDS = {
    "accepts": StatementKind(
        about="package",
        liked=True,
        words="accepts {0}",
        key="accepts {0}",
        meaning="u(X) is at least d + margin",
    ),
    "refuses": StatementKind(
        about="package",
        liked=False,
        words="refuses {0}",
        key="refuses {0}",
        meaning="u(X) is at most d - margin",
    ),
    "refuses_any": StatementKind(
        about="pattern",
        liked=False,
        words="refuses anything {0}",
        key="refuses anything {0}",
        meaning="u is at most d - margin for every package that matches: a red line",
    ),
    "prefers": StatementKind(
        about="pair",
        liked=True,
        words="prefers {0} to {1}",
        key="prefers {0} to {1}",
        meaning="u(X) is at least u(Y) + margin",
    ),
}
"""Every kind of statement, by its key in a file: all that checks, compiles, says or documents them goes by this.
`Statement` of `sim.scenario.statement` has a field for each."""
