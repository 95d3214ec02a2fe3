"""A series of forecasts: probabilities by date, and scores; its data, table and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.forecasts.as_of import claims_known, news
from sim.answer import Detail, plain_data
from sim.figures import percent
from sim.present.page import Part, Rows
from sim.results.csv_text import csv_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.forecasts.forecast import Forecast
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "drawings", "files", "parts", "pictures"]

FORMAT = "negotiation-sim forecast 1"


def parts(found: Forecast, detail: Detail) -> Iterator[Part]:
    """Yield the probabilities by date and, where it is known what happened, the mean scores."""
    made = found.runs[0].provenance
    size = f"{made.worlds:,} worlds x {made.replications:,} replications a day, seed {made.seed}"
    yield "title", f"{made.title}: forecasts from {len(found.dates)} days, {size}"
    body = [
        (day.isoformat(), *map(percent, chances)) for day, chances in zip(found.dates, found.probability, strict=True)
    ]
    yield Rows(("as of", *found.names), tuple(body))
    if found.actual is not None:
        scores = [(str(who), *(f"{score:.3f}" for score in row)) for who, row in found.averages.iterrows()]
        yield Rows(("scores against what happened", *map(str, found.averages.columns)), tuple(scores))


def data(found: Forecast) -> dict[str, Any]:
    """Return the series in plain data."""
    known, model = found.runs[0].provenance.as_dict(), found.scenario.model
    scores = _rows(found.scores)
    rows = [
        {
            "as_of": day.isoformat(),
            "outcomes": _rows(run.probabilities().reset_index()),
            "score": scores[number] if scores else None,
        }
        for number, (day, run) in enumerate(zip(found.dates, found.runs, strict=True))
    ]
    return {
        "title": known["title"],
        "scenario": known["scenario"],
        "seed": known["seed"],
        "provenance": {name: value for name, value in known.items() if name != "as_of"},
        "forecasts": rows,
        "news": [
            [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]
            for entries in news(model, found.dates)
        ],
        "claims_known": [list(claims) for claims in claims_known(found.scenario, found.dates)],
        "averages": _rows(found.averages.reset_index()),
        "log_floor": found.floor,
        "published": _rows(found.published.assign(date=found.published["date"].astype(str))),
        "actual": model.actual.model_dump(mode="json") if model.actual else None,
    }


def _rows(frame: pd.DataFrame) -> Any:
    """Return a table's rows in plain data, numbers to ten digits."""
    return plain_data(frame.to_dict("records"), digits=10)


def files(found: Forecast) -> dict[str, str]:
    """Return the texts that are saved."""
    return {"forecast.csv": csv_text(found.table), "forecast.json": found.to_json()}


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.forecast import plot_forecast  # late: loads matplotlib

    return {"forecast": plot_forecast}


def drawings(found: Forecast) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.forecast import describe_forecast
    from sim.plots.saving import Drawing

    title = f"Forecasts over time: {found.scenario.model.title}"
    yield Drawing("forecast", found.plot, title, lambda: describe_forecast(found))
