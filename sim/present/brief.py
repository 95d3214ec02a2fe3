"""A brief, section by section, each line with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sim.answer import Detail
from sim.play.answers import which_play
from sim.rendering.page import Part, Rows
from sim.results.naming import Naming
from sim.results.titles import the

if TYPE_CHECKING:
    import pandas as pd

    from sim.play.brief import Brief

__all__ = ["FORMAT", "HEADINGS", "data", "frame", "parts"]

FORMAT = "negotiation-sim brief 1"

HEADINGS = {
    "short": "In short",
    "talks": "The talks",
    "want": "What you want",
    "never": "What you will not have",
    "no deal": "Without an agreement",
    "worth": "What packages are worth to you",
    "others": "What you know of the others",
    "ahead": "What lies ahead",
}
"""By section, what stands above its lines."""


def parts(brief: Brief, detail: Detail) -> Iterator[Part]:
    """Yield the sections."""
    naming = Naming(brief.scenario.model, brief.scenario.packages)
    yield "title", f"Brief for {the(naming.government(brief.government))}: {brief.scenario.model.title}"
    for section, lines in groupby(brief.lines, key=lambda line: line.section):
        yield "heading", HEADINGS[section]
        yield Rows(("", "source"), tuple((line.text, line.source) for line in lines), words=2)


def data(brief: Brief) -> dict[str, Any]:
    """Return the brief in plain data."""
    return {
        **which_play(brief),
        "day": brief.day.isoformat(),
        "lines": [asdict(line) for line in brief.lines],
    }


def frame(brief: Brief) -> pd.DataFrame:
    """Return a row per line."""
    import pandas as pd

    return pd.DataFrame([asdict(line) for line in brief.lines])
