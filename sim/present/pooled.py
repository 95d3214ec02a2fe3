"""A pooled forecast in sentences and a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.answer import Detail, plain_data
from sim.figures import margin_in_words, percent
from sim.rendering.page import Part, Rows
from sim.results.estimates import Z

if TYPE_CHECKING:
    import pandas as pd

    from sim.play.pooled import PooledForecast

__all__ = ["FORMAT", "data", "frame", "parts"]

FORMAT = "negotiation-sim pooled forecast 1"


def parts(found: PooledForecast, detail: Detail) -> Iterator[Part]:
    """Yield what was pooled, a table beside the model's, and scores where it is known what happened."""
    yield "title", f"{found.scenario.model.title}: how {_counted(found.tables, 'table')} of people ended"
    yield (
        "line",
        f"{_counted(found.tables, 'table')} of {_counted(found.classes, 'class')}, in "
        f"{_counted(found.worlds, 'world')}, whose students agreed to be pooled.",
    )
    rows = sorted(
        zip(found.names, found.shares, found.low, found.high, found.model, found.model_error, strict=True),
        key=lambda row: -row[1],
    )
    shown = [row for row in rows if row[1] > 0 or row[4] > 0 or row[0] == found.actual or detail == "full"]
    body = tuple(
        (
            name + (" (what really happened)" if name == found.actual else ""),
            percent(share),
            f"{percent(low)} to {percent(high)}",
            percent(model),
            margin_in_words(model, Z * error, sign="± "),
        )
        for name, share, low, high, model, error in shown
    )
    yield Rows(("end", "people", "95% interval", "model", "95% margin"), body)
    if found.scores is not None:
        people, model = found.scores
        yield (
            "line",
            f"Brier score against what happened: people {people:.2f}, model {model:.2f} (0 is perfect, 2 is certain "
            "and wrong). One case says little.",
        )
    independent = found.classes < 3
    yield (
        "small",
        "Intervals take tables for independent: two classes or one cannot tell how much classes differ."
        if independent
        else "Intervals allow for how much classes differ.",
    )


def _counted(count: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def data(found: PooledForecast) -> dict[str, Any]:
    """Return the forecast in plain data."""
    scores = found.scores or (None, None)
    return {
        "title": found.scenario.model.title,
        "scenario": found.scenario.digest,
        "seed": found.seed,
        "classes": found.classes,
        "tables": found.tables,
        "worlds": found.worlds,
        "ends": plain_data(frame(found).to_dict("records")),
        "actual": found.actual,
        "brier": scores[0],
        "brier_of_model": scores[1],
    }


def frame(found: PooledForecast) -> pd.DataFrame:
    """Return a row per outcome."""
    import pandas as pd

    columns = {
        "outcome": found.names,
        "tables": found.counts.sum(axis=0).astype(int),
        "share": found.shares,
        "low": found.low,
        "high": found.high,
        "model": found.model,
        "model_error": found.model_error,
    }
    return pd.DataFrame(columns)
