"""What was measured on people, as tables in Markdown that also read well in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.tables import table

__all__ = ["as_text"]


def as_text(measured: dict[str, Any]) -> str:
    """Return all tables, one under the other."""
    return "\n\n".join(part for name, each in measured.items() for part in _PARTS[name](each)) + "\n"


def _campers(measured: dict[str, Any]) -> Iterator[str]:
    yield f"### CaSiNo: {measured['negotiations']} negotiations, five folds"
    yield from _scores(measured)
    yield from _constants(measured["constants"])
    if kept := measured.get("aside"):
        yield f"### CaSiNo, the last word: {kept['negotiations']} negotiations kept aside"
        yield from _scores(kept)


def _scores(measured: dict[str, Any]) -> Iterator[str]:
    scores = measured["scores"]
    yield table(
        ("log loss, nats", "all", "of the division", "better than the logit by"),
        [(each["name"], *(_figure(each[kind], 3) for kind in ("loss", "division", "gain"))) for each in scores],
    )
    yield table(
        ("", "failures, %", "efficient deals, %", "points of both"),
        [
            (
                each["name"],
                _figure(each["failures"], 1, 100),
                _figure(each["efficient"], 1, 100),
                _figure(each["joint"], 1),
            )
            for each in [measured["people"], *scores]
        ],
    )


def _constants(constants: dict[str, Any]) -> Iterator[str]:
    if constants:
        yield "Constants estimated on all of them, with the error of drawing negotiations again:"
        found = [(key, f"{each['estimate']:g} ± {each['error']:.2g}") for key, each in constants.items()]
        yield table(("", "estimate"), found)
        yield "The mean log loss where one of them is another:"
        rows = [
            (key, f"{value:g}", f"{loss:.3f}") for key, each in constants.items() for value, loss in each["profile"]
        ]
        yield table(("", "value", "log loss"), rows)


def _figure(figure: dict[str, float], digits: int, times: float = 1) -> str:
    error = f" ± {times * figure['error']:.{digits}f}" if figure["error"] else ""
    return f"{times * figure['value']:.{digits}f}{error}"


_PARTS = {"casino": _campers}
