"""A decision as a scenario: one rule for all, stated before anything was played.

- One issue, whose options are the positions held. What an option is worth to an actor falls with its distance from
  the actor's position, times its salience: 100 - salience * distance / 100.
- No deal is worth as much as the reference point would be. Where the data has none, no deal is worth to each what its
  worst option is.
- Member states have one vote each, as the data has no capabilities; those that hold one position act as one, with
  their mean salience. A qualified majority is 72% of the votes (the Council's own weights asked for 71 to 74% then).
- Under codecision the Parliament has to agree, too. The Commission tables its position at the start, and others
  later, and need not agree. Who holds no position takes no part.
- 120 days, decided by the signature; governments know each other's positions, choose as people do, and reply and
  review by the format's defaults (ASSUMPTIONS).
- A play without agreement counts as the reference point; without one as the positions, weighted by salience.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from benchmarks.deu.data import Actor, Decision
from benchmarks.deu.distributions import Distribution, mixed, of_points
from sim.ensemble.execution import Execution, RunSize
from sim.results.run import play
from sim.scenario.load import load_scenario_text

__all__ = ["Foreseen", "play_decision", "scenario_of"]

_MAJORITY = 0.72
_DAYS = "2000-05-01"
_SETTINGS: Mapping[str, Any] = {"choice": "people", "rivals_known": True}


class Foreseen(NamedTuple):
    """What plays of a decision come to: the distribution of outcomes, and the share that end without agreement."""

    outcomes: Distribution
    without_agreement: float


def scenario_of(decision: Decision, settings: Mapping[str, Any] = _SETTINGS) -> str | None:
    """Return the scenario as YAML; None where a single bloc decides alone."""
    blocs = _blocs(decision)
    parliament = decision.one("ep") if decision.is_codecision else None
    seats = {name: (actor, votes) for name, actor, votes in blocs}
    if parliament is not None:
        seats["parliament"] = (parliament, len(decision.members))
    if len(seats) < 2:
        return None
    options = sorted({actor.position for actor in decision.actors})
    votes = sum(count for _, _, count in blocs)
    needed = votes if decision.is_unanimous else ceil(_MAJORITY * votes - 1e-9)
    members = {name: {"government": f"{name}_", "principal": True} for name in seats}
    governments = {f"{name}_": _government(decision, actor, options) for name, (actor, _) in seats.items()}
    data: dict[str, Any] = {
        "title": f"Decision {decision.issue}",
        "start": "2000-01-02",
        "deadline": _DAYS,
        "deadline_for": "signature",
        "issues": {"point": {"options": {_name(option): {} for option in options}}},
        "seats": members,
        "governments": governments,
        "procedure": {
            "agreement": {
                "at_least": needed + (len(decision.members) if parliament is not None else 0),
                "weights": {name: count for name, (_, count) in seats.items()},
            }
        },
        "minds": dict(settings),
        "outcomes": {_name(option): {"point": _name(option)} for option in options},
    }
    if (commission := decision.one("com")) is not None:
        data["seats"]["commission"] = {"government": "commission_", "mediator": True}
        data["governments"]["commission_"] = _government(decision, commission, options)
        data["on_the_table"] = {"commission": {"point": _name(commission.position)}}
    return json.dumps(data)


def play_decision(decision: Decision, size: RunSize, settings: Mapping[str, Any] = _SETTINGS) -> Foreseen:
    """Return the distribution of outcomes that plays give."""
    text = scenario_of(decision, settings)
    if text is None:
        return Foreseen(of_points([each.position for each in decision.members]), 0.0)
    found = play(load_scenario_text(text), size, Execution())
    counts = found.lanes.tally.ended.sum(axis=0)
    agreed = {name: int(count) for name, count in zip(found.names, counts, strict=True) if name.startswith("at_")}
    without = float(1 - sum(agreed.values()) / counts.sum())
    parts = []
    if any(agreed.values()):
        points = {float(name.removeprefix("at_").replace("_", ".")): count for name, count in agreed.items()}
        parts.append((1 - without, of_points(list(points), list(points.values()))))
    if without > 0:
        parts.append((without, _failing(decision)))
    return Foreseen(mixed(parts), without)


def _failing(decision: Decision) -> Distribution:
    if decision.reference is not None:
        return of_points([decision.reference])
    return of_points([each.position for each in decision.actors], [each.salience + 1e-9 for each in decision.actors])


def _blocs(decision: Decision) -> list[tuple[str, Actor, int]]:
    """Return member states that hold one position as one: a name, position and mean salience, votes."""
    found = []
    for position in sorted({each.position for each in decision.members}):
        alike = [each for each in decision.members if each.position == position]
        salience = float(np.mean([each.salience for each in alike]))
        found.append((f"bloc_{len(found)}", Actor("bloc", position, salience), len(alike)))
    return found


def _government(decision: Decision, actor: Actor, options: list[float]) -> dict[str, Any]:
    worth = {_name(option): _worth(actor, option) for option in options}
    least = min(worth.values())
    no_deal = least if decision.reference is None else _worth(actor, decision.reference)
    return {"points": {"point": worth}, "no_deal": no_deal}


def _worth(actor: Actor, option: float) -> float:
    return 100 - actor.salience * abs(option - actor.position) / 100


def _name(option: float) -> str:
    return f"at_{option:g}".replace(".", "_")
