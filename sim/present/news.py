"""News in dated sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.answer import Detail
from sim.play.answers import which_play
from sim.rendering.page import Part, Rows
from sim.results.naming import say_day

if TYPE_CHECKING:
    import pandas as pd

    from sim.play.news import News

__all__ = ["FORMAT", "data", "frame", "parts"]

FORMAT = "negotiation-sim news 1"


def parts(news: News, detail: Detail) -> Iterator[Part]:
    """Yield what happened, by date."""
    span = say_day(news.day) if news.since == news.day else f"{say_day(news.since)} to {say_day(news.day)}"
    if not news.lines:
        yield "line", f"{span}: nothing happened at the table."
        return
    yield "title", f"News, {span}"
    yield Rows(("day", "what happened"), tuple((say_day(day), text) for day, text in news.lines), words=2)


def data(news: News) -> dict[str, Any]:
    """Return the news in plain data."""
    return {
        **which_play(news),
        "since": news.since.isoformat(),
        "day": news.day.isoformat(),
        "news": [{"date": day.isoformat(), "text": text} for day, text in news.lines],
    }


def frame(news: News) -> pd.DataFrame:
    """Return a row per sentence."""
    import pandas as pd

    return pd.DataFrame(list(news.lines), columns=["date", "text"])
