"""What a picture says of itself: how many plays it shows; the version, scenario and seed that make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.figures import counted
from sim.results.explained_record import say_effective
from sim.version import VERSION

if TYPE_CHECKING:
    from datetime import date

    from sim.results.outcomes import Outcomes
    from sim.scenario.scenario import ScenarioModel

__all__ = ["dated", "footer", "footer_of", "of_principals", "plays", "say_plays"]


def plays(outcomes: Outcomes) -> str:
    """Return the size of the run in words, and of how many worlds those weighed by the record are as good as."""
    governments = outcomes.scenario.model.governments.values()
    evidence = any(body.statements or body.orders for body in governments)
    size = say_plays(outcomes.provenance.worlds, outcomes.provenance.replications, evidence=evidence)
    return size + say_effective(None if outcomes.weights is None else outcomes.weights.size(), brief=True)


def say_plays(worlds: int, replications: int, *, evidence: bool = True) -> str:
    """Return a number of worlds and replications in words; `evidence` is whether there is any that worlds must fit.

    Examples
    --------
    >>> say_plays(500, 20)
    '10,000 plays: 500 worlds that the evidence allows, 20 plays of chance in each'
    """
    allowed = " that the evidence allows" if evidence else ""
    return (
        f"{counted(worlds * replications, 'play')}: {counted(worlds, 'world')}{allowed}, "
        f"{counted(replications, 'play')} of chance in each"
    )


def of_principals(model: ScenarioModel) -> str:
    """Return of how many principals a picture shows two, to follow its size; nothing where there are no more."""
    principals = sum(seat.principal for seat in model.seats.values())
    return "" if principals == 2 else f"; two of {principals} principals shown"


def footer_of(outcomes: Outcomes) -> str:
    """Return what makes a run again, in a line."""
    known = outcomes.provenance
    weights = f" · weighed by {known.weights}" if outcomes.weights is not None else ""
    return footer(dated(known.scenario, known.as_of) + weights, known.seed, version=known.version)


def dated(digest: str, as_of: date | str | None) -> str:
    """Return a scenario's digest with the day as of which it is played, where there is one.

    Examples
    --------
    >>> dated("1f2e3d", "2020-10-01"), dated("1f2e3d", None)
    ('1f2e3d · as of 2020-10-01', '1f2e3d')
    """
    return f"{digest} · as of {as_of}" if as_of else digest


def footer(scenario: str | None, seed: int, *, version: str = VERSION) -> str:
    """Return version, scenario (its digest, or several) and seed in a line.

    Examples
    --------
    >>> footer("1f2e3d", 7, version="1.0")
    'negotiation-sim 1.0 · scenario 1f2e3d · seed 7'
    """
    played = [f"scenario{'s' * (',' in scenario)} {scenario}"] if scenario else []
    return " · ".join([f"negotiation-sim {version}", *played, f"seed {seed}"])
