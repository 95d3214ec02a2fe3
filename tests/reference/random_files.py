"""Random scenarios as files are: plain data, and what the reader makes of them."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from random import Random
from typing import Any

from sim.errors import ProblemsError
from sim.evidence.claims import ClaimLibrary
from sim.reading import Located, validate
from sim.scenario.check import meaning_problems, preference_problems
from sim.scenario.load import LoadedScenario
from sim.scenario.packages import package_table
from sim.scenario.scenario import ScenarioModel
from tests.reference.random_scenarios import Data, RandomScenario, iso

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def random_data(rng: Random, *, statements: bool = False, choosing: Random | None = None) -> Data:
    """Return a scenario as plain data; the reader may refuse it still, for a circle of conditions, say.

    With `choosing`, luck also picks how governments choose.
    """
    data = RandomScenario(rng, statements=statements, choosing=choosing).scenario()
    for name in _uncertain(data["events"])[3:]:  # eight states are enough
        data["events"][name]["foreseen"] = False
    return data


def _uncertain(events: Data) -> list[str]:
    """Return the foreseen events that are not sure: by chance, by their day, or by what they depend on."""
    changed = {name for event in events.values() for name in event.get("chances", {})}
    open_days = {name for name, event in events.items() if isinstance(event["date"], dict)}
    return [
        name
        for name, event in events.items()
        if event["foreseen"]
        and (
            event["chance"] != 1.0
            or name in changed | open_days
            or open_days & {*event.get("if", []), *event.get("unless", [])}
        )
    ]


def read(data: Data) -> LoadedScenario:
    """Return the scenario that the reader makes of data, without the long way through YAML.

    Raises
    ------
    ProblemsError
        As the reader does, if less precise about places.
    """
    located = Located(_as_read(data), {}, {})
    if problems := meaning_problems(located, {}):
        raise ProblemsError(problems)
    model = validate(located, ScenarioModel)
    packages = package_table(model.issues, model.exclusions, model.proposals)
    if problems := preference_problems(model, packages, located):
        raise ProblemsError(problems)
    return LoadedScenario(model, packages, ClaimLibrary(), None, (), located)


def _as_read(data: Any) -> Any:
    """Return data with dates in the place of words that are dates, as YAML reads them."""
    if isinstance(data, dict):
        return {key: _as_read(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_read(value) for value in data]
    return date.fromisoformat(data) if isinstance(data, str) and _DATE.fullmatch(data) else data


def random_scenario(number: int, *, choosing: bool = False) -> LoadedScenario:
    """Return the first scenario from `number` on that the reader accepts; with `choosing`, as luck says."""
    while True:
        try:
            return read(random_data(Random(number), choosing=Random(~number) if choosing else None))
        except ProblemsError:
            number += 1


def with_many_moves(number: int) -> LoadedScenario | None:
    """Return a random scenario whose principals do much in its record; None where the reader refuses it."""
    rng = Random(number)
    data = random_data(Random(number), choosing=Random(~number))
    packages = [
        dict(zip(data["issues"], options, strict=True))
        for options in product(*(issue["options"] for issue in data["issues"].values()))
    ]
    principals = [name for name, seat in data["seats"].items() if seat.get("principal")]
    tabled: list[tuple[str, Data]] = []
    record = [entry for entry in data.get("record", []) if "event" in entry]
    for day in sorted(rng.sample(range(1, 12), 8)):
        seat, kind = rng.choice(principals), rng.choice(["tables", "tables", "refuses", "withdraws"])
        lying = [package for other, package in tabled if (other == seat) == (kind == "withdraws")]
        package = rng.choice(lying) if kind != "tables" and lying else rng.choice(packages)
        record.append({"date": iso(day), "seat": seat, kind: package})
        tabled += [(seat, package)] * (kind == "tables")
    for name, step in list(data.get("prolongations", {}).items())[:1]:
        say, third = ("prolongs", "declines")[number % 2], (*step.get("assent", ()), *step.get("granted_by", ()))
        record += [{"date": iso(number % 12 + 1), "seat": seat, say: name} for seat in third]
    try:
        return read({**data, "record": record})
    except ProblemsError:
        return None
