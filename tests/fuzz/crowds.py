"""Scenarios with very much of one thing: what takes time that grows faster than the file shows here."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

__all__ = ["crowd"]


def crowd(scenarios: list[Any], rng: Random) -> Any:
    """Return a scenario with hundreds or thousands of some part."""
    data = copy.deepcopy(rng.choice(scenarios))
    count = rng.choice([12, 40, 70, 300, 2000, 10000])
    kind = rng.choice(
        [_events, _statements, _options, _issues, _governments, _proposals, _exclusions, _outcomes, _record, _claims]
    )
    kind(data, count, rng)
    return data


def _some_package(data: Any, rng: Random) -> dict[str, str]:
    return {name: rng.choice(list(issue["options"])) for name, issue in data["issues"].items()}


def _events(data: Any, count: int, rng: Random) -> None:
    body: dict[str, Any] = {"date": data["deadline"], "chance": rng.choice([0.5, 1, 0, {"uniform": [0, 1]}])}
    body |= rng.choice(
        [
            {},
            {"talks": list(data["seats"])},
            {"suspend": {"days": 3}},
            {"foreseen": False, "talks": list(data["seats"])},
        ]
    )
    names = [f"event{number}" for number in range(count)]
    chained = rng.choice(["", "if", "unless", "wrong"])
    for number, name in enumerate(names):
        link = (
            {}
            if not chained or not number
            else {"if": f"evnt{number}"}
            if chained == "wrong"
            else {chained: names[number - 1]}
        )
        data.setdefault("events", {})[name] = body | link


def _statements(data: Any, count: int, rng: Random) -> None:
    body = rng.choice([body for body in data["governments"].values() if "points" not in body] or [{}])
    form = rng.choice(["accepts", "refuses", "refuses_any"])
    body["statements"] = [{form: _some_package(data, rng), "credence": 0.5} for _ in range(count)]


def _options(data: Any, count: int, rng: Random) -> None:
    issue = rng.choice(list(data["issues"].values()))
    issue["options"] |= {f"option{number}": {} for number in range(count)}


def _issues(data: Any, count: int, rng: Random) -> None:
    options: dict[str, Any] = rng.choice([{"only": {}}, {"one": {}, "two": {}}])
    data["issues"] |= {f"issue{number}": {"options": options} for number in range(count)}


def _governments(data: Any, count: int, rng: Random) -> None:
    one = rng.choice(list(data["governments"].values()))
    data["governments"] |= {f"government{number}": one for number in range(count)}
    if rng.randrange(2):
        data["seats"] |= {
            f"seat{n}": {"government": f"government{n}", "principal": rng.randrange(2) == 0} for n in range(count)
        }


def _proposals(data: Any, count: int, rng: Random) -> None:
    wrong = rng.randrange(3) == 0
    data["proposals"] = data.get("proposals", {}) | {
        f"proposal{number}": {"lengthy": "x"} if wrong else _some_package(data, rng) for number in range(count)
    }
    data["on_the_table"] = {next(iter(data["seats"])): [f"proposal{number}" for number in range(count)]}


def _exclusions(data: Any, count: int, rng: Random) -> None:
    data["exclusions"] = [_some_package(data, rng) for _ in range(count)]


def _outcomes(data: Any, count: int, rng: Random) -> None:
    first = {f"outcome {number}": _some_package(data, rng) for number in range(count)}
    data["outcomes"] = first if rng.randrange(2) else data["outcomes"] | first


def _record(data: Any, count: int, rng: Random) -> None:
    seat = next(iter(data["seats"]))
    data["record"] = [{"date": data["start"], "seat": seat, "tables": _some_package(data, rng)} for _ in range(count)]


def _claims(data: Any, count: int, rng: Random) -> None:
    data["claims"] = {f"c-{number}": {"date": data["start"], "claim": "Something."} for number in range(count)}
    data["governments"][next(iter(data["governments"]))]["claims"] = [
        f"c{rng.choice('-_')}{number}" for number in range(count)
    ]
