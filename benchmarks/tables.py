"""What was measured, as tables in Markdown that also read well in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.growth_picture import AXES
from benchmarks.watched import IMPORTS, INTERPRETER, REST, STATIONS

__all__ = ["as_text", "goals", "table"]

MOST_SECONDS, MOST_BYTES, MOST_START = 10, 2e9, 2


def as_text(measured: dict[str, Any]) -> str:
    """Return all tables, one under the other."""
    parts = [
        _heading(measured),
        *(_peers(measured) if "peers" in measured else ()),
        *(_whole(measured) if measured.keys() & {"large_run", "cold_starts"} else ()),
        *(_goals(measured) if goals(measured) else ()),
        *(_stations(measured) if "stations" in measured else ()),
        *(_growth(measured) if "growth" in measured else ()),
    ]
    return "\n\n".join(parts) + "\n"


def goals(measured: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return each goal that was measured: what it is, what was found, and whether that meets it."""
    return [*_ratio_goals(measured.get("peers")), *_large_goal(measured.get("large_run")), *_start_goal(measured)]


def _ratio_goals(peers: dict[str, Any] | None) -> Iterator[tuple[str, str, bool]]:
    times = {each["name"]: each["ratio"] for each in peers["seconds_per_replication"]} if peers else {}
    for goal, start, least in (
        ("a slow twin's replication, its games solved: 200 times the engine's", "slow twin, games solved", 200),
        ("a NegMAS negotiation, a round a day: 2,000 times the engine's", "NegMAS", 2000),
    ):
        found = next((ratio for name, ratio in times.items() if name.startswith(start)), None)
        if found is not None:
            yield goal, f"{found:,.0f} times", found >= least


def _large_goal(large: dict[str, Any] | None) -> Iterator[tuple[str, str, bool]]:
    if large and large["lanes"] >= 1e6:
        bound = f"{large['lanes']:,} replications, the command as a whole: {MOST_SECONDS} s on two cores, under 2 GB"
        met = large["seconds"] <= MOST_SECONDS and large["most_bytes"] < MOST_BYTES
        yield bound, f"{large['seconds']:.1f} s, {large['most_bytes'] / 1e9:.2f} GB", met


def _start_goal(measured: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for name, taken in measured.get("cold_starts", {}).items():
        if name.startswith("sim run"):
            yield f"{name}, from a cold shell: under {MOST_START} s", f"{taken:.2f} s", taken < MOST_START


def _heading(measured: dict[str, Any]) -> str:
    m = measured["machine"]
    commit = f" ({m['commit']})" if m["commit"] else ""
    return (
        f"Measured {m['date']}: version {m['version']}{commit}, {m['cores']} cores of {m['processor']}, "
        f"Python {m['python']}, numpy {m['numpy']}; load before {m['load_before']}.\n"
        f"Scenario: {m['scenario']['title']} ({m['scenario']['digest']}, {m['scenario']['packages']} packages)."
    )


def _peers(measured: dict[str, Any]) -> Iterator[str]:
    peers = measured["peers"]
    rows = [
        (
            each["name"],
            _microseconds(each["seconds"]),
            _times(each["ratio"]),
            f"{_times(each['least_ratio'])} to {_times(each['greatest_ratio'])}",
            str(each["rounds"]),
        )
        for each in peers["seconds_per_replication"]
    ]
    yield "### Per replication\n\n" + table(
        ("", "µs a replication", "times the engine", "least and most", "rounds"), rows
    )
    twin, play = peers["twin"], peers["per_play"]
    yield (
        f"The twin takes {twin['seconds_per_world_for_games']:.2f} s for a world's games and tables; "
        f"{twin['alike']} of {twin['lanes']} of its plays ended as the engine's (package, day, force). "
        f"A play has {play['reviews']:.1f} reviews of the table and {play['offers']:.1f} offers."
    )


def _whole(measured: dict[str, Any]) -> Iterator[str]:
    rows = []
    if large := measured.get("large_run"):
        name = f"sim run, {large['lanes']:,} replications, {large['workers']} workers"
        rows.append((name, f"{large['seconds']:.2f}", f"{large['most_bytes'] / 1e9:.2f}"))
    rows += [(name, f"{taken:.2f}", "") for name, taken in measured.get("cold_starts", {}).items()]
    yield "### Whole commands, from a cold shell\n\n" + table(("", "seconds", "GB at most"), rows)


def _goals(measured: dict[str, Any]) -> Iterator[str]:
    rows = [(goal, found, "met" if met else "missed") for goal, found, met in goals(measured)]
    yield "### Goals\n\n" + table(("goal", "measured", ""), rows)


def _stations(measured: dict[str, Any]) -> Iterator[str]:
    runs = measured["stations"]
    totals = {name: sum(run["seconds"].values()) for name, run in runs.items()}
    heads = [
        f"{run['worlds']:,} x {run['replications']:,}{', saved' if run['saved'] else ''}" for run in runs.values()
    ]
    order = [INTERPRETER, IMPORTS, *dict.fromkeys(STATIONS.values()), REST]
    rows = [(at, *(_share(run["seconds"].get(at, 0.0), totals[name]) for name, run in runs.items())) for at in order]
    rows.append(("in all", *(f"{total:.2f} s" for total in totals.values())))
    yield "### Where time goes: worlds x replications on one worker, pools on disk\n\n" + table(("", *heads), rows)


def _growth(measured: dict[str, Any]) -> Iterator[str]:
    rows = []
    for axis, grown in measured["growth"].items():
        for number, point in enumerate(grown["points"]):
            rows.append(
                (
                    AXES[axis] if number == 0 else "",
                    f"{point['x']:,}",
                    f"{point['worlds']:,} x {point['replications']:,}",
                    f"{1e6 * point['seconds_per_lane']:,.1f}",
                    f"{point['lanes_per_second']:,.0f}",
                )
            )
    heads = ("what grows", "", "worlds x replications", "µs a replication", "a second")
    yield "### How cost grows, one core\n\n" + table(heads, rows)


def _microseconds(seconds: float) -> str:
    taken = 1e6 * seconds
    return f"{taken:,.1f}" if taken < 100 else f"{taken:,.0f}"


def _times(ratio: float) -> str:
    return f"{ratio:,.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _share(seconds: float, total: float) -> str:
    return f"{seconds:.2f} s {seconds / total:4.0%}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table with its columns in line: words to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"

    rule = "|" + "|".join("-" * (width + 2) if k == 0 else "-" * (width + 1) + ":" for k, width in enumerate(widths))
    return "\n".join([line(head), rule + "|", *map(line, rows)])
