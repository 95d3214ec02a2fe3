"""A negotiation of any size: two sides with opposed interests, and an election halfway that may change one side."""

from __future__ import annotations

import json
from datetime import date, timedelta
from math import prod
from typing import Any

from sim.scenario.load import LoadedScenario, load_scenario_text

__all__ = ["DAYS", "OPTIONS", "generated"]

START = date(2030, 1, 1)

OPTIONS = {36: (3, 3, 2, 2), 144: (3, 3, 2, 2, 2, 2), 576: (3, 3, 2, 2, 2, 2, 2, 2), 2916: (3, 3, 3, 3, 3, 3, 2, 2)}
"""Options on each issue, by number of packages."""

DAYS = 127
"""Days to the deadline, unless said otherwise: those of the flagship."""


def generated(*, packages: int = 144, days: int = DAYS, rivals: int = 16) -> LoadedScenario:
    """Return the negotiation with this many packages, days to its deadline and imagined rivals."""
    issues = {f"issue{k}": [f"option{o}" for o in range(n)] for k, n in enumerate(OPTIONS[packages])}
    assert prod(len(options) for options in issues.values()) == packages
    election, inauguration = START + timedelta(days=days // 2), START + timedelta(days=days * 3 // 4)
    data = {
        "title": f"Generated: {packages} packages, {days} days",
        "start": START.isoformat(),
        "deadline": (START + timedelta(days=days)).isoformat(),
        "issues": {
            issue: {"options": {option: {"lead_days": 2 * o} for o, option in enumerate(options)}}
            for issue, options in issues.items()
        },
        "seats": {
            "north": {"government": "hawks", "principal": True},
            "south": {"government": "south", "principal": True},
        },
        "governments": {
            "hawks": _government(issues, "more", no_deal=[50, 80]),
            "doves": _government(issues, "more", no_deal=[0, 30]),
            "south": _government(issues, "less", no_deal=[20, 50]),
        },
        "events": {
            "election": {"date": election.isoformat(), "chance": 0.5},
            "inauguration": {"date": inauguration.isoformat(), "if": "election", "install": {"north": "doves"}},
        },
        "outcomes": {"a deal": {}},
        "minds": {"imagined_rivals": rivals},
    }
    return load_scenario_text(json.dumps(data))


def _government(issues: dict[str, list[str]], wants: str, *, no_deal: list[int]) -> dict[str, Any]:
    """Return a government that wants more (or less) of every issue; how much each weighs is drawn."""
    points: dict[str, dict[str, object]] = {}
    for issue, options in issues.items():
        best = 100 / len(issues)
        shares = [o / (len(options) - 1) for o in range(len(options))]
        worths = [best * (share if wants == "more" else 1 - share) for share in shares]
        points[issue] = {
            option: {"uniform": [0.5 * worth, 1.5 * worth]} if worth else 0.0
            for option, worth in zip(options, worths, strict=True)
        }
    return {
        "points": points,
        "no_deal": {"uniform": no_deal},
        "reply_days": {"median": 5, "spread": 0.6},
        "review_days": 7,
    }
