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
        yield "Constants estimated on all of them, with the error of drawing them again and of the steps:"
        found = [(key, f"{_value(each['estimate'])} ± {each['error']:.2f}") for key, each in constants.items()]
        yield table(("", "estimate"), found)
        yield "The mean log loss where one of them is another:"
        rows = [
            (key, _value(value), f"{loss:.3f}") for key, each in constants.items() for value, loss in each["profile"]
        ]
        yield table(("", "value", "log loss"), rows)


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _figure(figure: dict[str, float], digits: int, times: float = 1) -> str:
    error = f" ± {times * figure['error']:.{digits}f}" if figure["error"] else ""
    return f"{times * figure['value']:.{digits}f}{error}"


def _three_people(measured: dict[str, Any]) -> Iterator[str]:
    yield "### Three people share 100 in 300 seconds"
    rows = [
        (
            f"{treatment}: {name}",
            _percent(each["failures"], each["rounds"], name),
            _percent(each["early"], each["rounds"], name),
            _percent(each["late"], each["rounds"], name),
            f"{each['median']:.0f}",
        )
        for treatment, who in measured.items()
        for name, each in who.items()
    ]
    yield table(("", "failures, %", "first 60 s, %", "last 30 s, %", "median, s"), rows)


def _percent(share: float, n: int, name: str) -> str:
    """Return a share in per cent, of people with its error."""
    error = f" ± {100 * (share * (1 - share) / n) ** 0.5:.1f}" if name == "people" else ""
    return f"{100 * share:.1f}{error}"


def _strikes(measured: dict[str, Any]) -> Iterator[str]:
    people, flat, plays = measured["people"], measured["flat"], measured["plays"]
    yield f"### Strikes: {measured['strikes']}, and the share of those left that ends within ten days"
    rows = [
        (
            f"days {each['from'] + 1} to {each['from'] + 10}",
            f"{each['hazard']:.3f} ± {each['error']:.3f}",
            f"{flat['hazard']:.3f}",
            *(f"{played['hazards'][k]['hazard']:.3f}" for played in plays.values()),
        )
        for k, each in enumerate(people["hazards"])
    ]
    ends = [
        (title, *(f"{each[key]:{form}}" if key in each else "" for each in (people, flat, *plays.values())))
        for title, key, form in (
            ("median, days", "median", ".0f"),
            ("within a week", "within_a_week", ".3f"),
            ("log loss, nats", "loss", ".3f"),
        )
    ]
    yield table(("", "strikes", "flat", *plays), [*rows, *ends])


_PARTS = {"casino": _campers, "three": _three_people, "strikes": _strikes}
