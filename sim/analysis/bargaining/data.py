"""The bargaining set as plain data: what ``sim analyse --json`` prints and ``--out`` saves.

Every answer carries a status: "found", "none exists" or "not computed".
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.analysis.bargaining.bargaining_set import BargainingSet, NotComputed, PairSet
from sim.analysis.bargaining.pairings import Pairing
from sim.analysis.bargaining.solutions import FORMULA, Status
from sim.analysis.bargaining.summary import ProposalStanding, Share, SolutionShares, ZoneSummary
from sim.analysis.bargaining.words import headline
from sim.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FORMAT", "as_data"]

FORMAT = "negotiation-sim bargaining set 1"


def as_data(found: BargainingSet) -> dict[str, Any]:
    """Return the set in plain data; numbers unknown are None."""
    scenario = found.scenario
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": scenario.model.title,
        "scenario": scenario.digest,
        "settings": list(scenario.settings),
        "seed": found.seed,
        "worlds": found.worlds,
        "packages": len(scenario.packages),
        "valued": "in force" if found.day is None else "as signed on the day",
        "day": found.day and found.day.isoformat(),
        "rules": {str(rule): formula for rule, formula in FORMULA.items()},
        "pairs": [_pair(pair, found) for pair in found.pairs],
        "zone_by_date": _by_date(found),
    }


def _pair(pair: PairSet | NotComputed, found: BargainingSet) -> dict[str, Any]:
    told = {**_pairing(pair.pairing), "sentence": headline(pair, found.scenario)}
    if isinstance(pair, NotComputed):
        return {**told, "status": str(Status.NOT_COMPUTED), "reason": pair.reason}
    principals = pair.pairing.principals
    return {
        **told,
        **_zone(pair.zone_summary),
        "whatever_third_parties_say": _zone(pair.zone_summary_without_third_parties),
        "solutions": {str(rule): _solution(shares, pair) for rule, shares in pair.solution_shares.items()},
        "proposals": {name: _proposal(standing, principals) for name, standing in pair.proposals.items()},
    }


def _pairing(pairing: Pairing) -> dict[str, Any]:
    return {
        "governments": list(pairing.principals),
        "third_parties": dict(pairing.third),
        "after": list(pairing.shifted),
    }


def _share(share: Share) -> dict[str, float | None]:
    return {key: None if math.isnan(value) else value for key, value in asdict(share).items()}


def _zone(zone: ZoneSummary) -> dict[str, Any]:
    sizes = {"median": zone.median, "low": zone.low, "high": zone.high}
    return {
        "status": str(Status.NONE_EXISTS if zone.median is None else Status.FOUND),
        "worlds_with_a_zone": _share(zone.exists),
        "packages_in_it": sizes,
        "share_of_packages": {key: None if size is None else size / zone.packages for key, size in sizes.items()},
    }


def _solution(shares: SolutionShares, pair: PairSet) -> dict[str, Any]:
    packages = pair.scenario.packages
    return {
        "status": str(Status.FOUND if shares.packages else Status.NONE_EXISTS),
        "packages": [{"package": packages.package(position), **_share(share)} for position, share in shares.packages],
        "none_exists": _share(shares.none_exists),
        "tied": _share(shares.tied),
    }


def _proposal(standing: ProposalStanding, principals: tuple[str, ...]) -> dict[str, Any]:
    def each(shares: Iterable[Share]) -> dict[str, Any]:
        return {name: _share(share) for name, share in zip(principals, shares, strict=True)}

    return {
        "in_zone": _share(standing.in_zone),
        "on_frontier": _share(standing.on_frontier),
        "refused_only_by": each(standing.only),
        "refused_by_several": _share(standing.several),
        "refused_only_by_third_parties": _share(standing.third_parties_only),
        "refused_by": each(standing.refused_by),
        "gain": {
            name: dict(zip(("mean", "low", "high"), row, strict=True))
            for name, row in zip(principals, standing.gain.tolist(), strict=True)
        },
    }


def _by_date(found: BargainingSet) -> list[dict[str, Any]]:
    table = found.by_date
    absent = {"status": str(Status.NOT_COMPUTED), "reason": "they cannot face each other on this date"}
    return [
        {
            "date": row.day.isoformat(),
            "why": list(row.why),
            "zones": [
                {**_pairing(pairing), **(absent if zone is None else _zone(zone))}
                for pairing, zone in zip(table.pairings, row.zones, strict=True)
            ],
        }
        for row in table.rows
    ]
