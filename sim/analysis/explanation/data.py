"""An explanation as rows, as plain data, and as HTML."""

from __future__ import annotations

import html
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.analysis.explanation.conditions import Measures, Restriction
from sim.analysis.explanation.words import say_condition
from sim.figures import percent
from sim.version import VERSION

if TYPE_CHECKING:
    from sim.analysis.explanation.explanation import Explanation

__all__ = ["FORMAT", "as_data", "as_html", "rows"]

FORMAT = "negotiation-sim explanation 1"


def rows(explanation: Explanation) -> list[dict[str, Any]]:
    """Return a row per condition, with the measures of its box."""
    return [
        {
            "box": number,
            "condition": say_condition(explanation.told[restriction.name], restriction),
            "quasi_p": p,
            **{f"{name}_found": getattr(explained.found, name) for name in ("coverage", "density", "mass")},
            **{f"{name}_held_out": getattr(explained.held_out, name) for name in ("coverage", "density", "mass")},
        }
        for number, explained in enumerate(explanation.boxes, start=1)
        for restriction, p in zip(explained.box, explained.quasi_p, strict=True)
    ]


def as_data(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation in plain data; numbers unknown are None."""
    made = explanation.provenance
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": made.title,
        "scenario": made.scenario,
        "settings": list(made.settings),
        "seed": made.seed,
        "worlds": made.worlds,
        "replications": made.replications,
        "outcome": explanation.outcome,
        "asked": "unlikely" if explanation.unlikely else "likely",
        "probability": explanation.probability,
        "luck": _known(explanation.luck),
        "sentences": explanation.sentences,
        "factors": len(explanation.told),
        "boxes": [
            {
                "conditions": [
                    {**_condition(restriction, explanation), "quasi_p": p}
                    for restriction, p in zip(explained.box, explained.quasi_p, strict=True)
                ],
                "found": _measures(explained.found),
                "held_out": _measures(explained.held_out),
            }
            for explained in explanation.boxes
        ],
    }


def _condition(restriction: Restriction, explanation: Explanation) -> dict[str, Any]:
    told = explanation.told[restriction.name]
    said = {"factor": restriction.name, "words": say_condition(told, restriction)}
    if restriction.levels is not None:
        return {**said, "levels": [told.levels[level] for level in sorted(restriction.levels)]}
    return {**said, "low": _known(restriction.low), "high": _known(restriction.high)}


def _measures(measures: Measures) -> dict[str, float | None]:
    return {name: _known(value) for name, value in asdict(measures).items()}


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def as_html(explanation: Explanation) -> str:
    """Return sentences and table as HTML, for a notebook."""
    said = "".join(f"<p>{html.escape(words)}</p>" for words in explanation.sentences)
    if not explanation.boxes:
        return said
    head = "".join(f"<th>{name}</th>" for name in ("box", "condition", "quasi-p", "density", "coverage", "mass"))
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
        for cells in (
            (
                str(row["box"]),
                str(row["condition"]),
                f"{row['quasi_p']:.2g}",
                *(percent(row[f"{name}_held_out"]) for name in ("density", "coverage", "mass")),
            )
            for row in rows(explanation)
        )
    )
    return f"{said}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
