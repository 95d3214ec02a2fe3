"""The bargaining set in sentences, for a reader who knows the talks and not the program."""

from __future__ import annotations

from datetime import timedelta

from sim.analysis.bargaining.bargaining_set import BargainingSet, NotComputed, PairSet
from sim.analysis.bargaining.summary import Share, ZoneSummary
from sim.analysis.wording import say_named
from sim.figures import counted, margin_in_words, percent, plain
from sim.results.estimates import Z
from sim.results.explained_record import say_effective
from sim.scenario.deadline import say_deadline
from sim.scenario.load import LoadedScenario

__all__ = ["call_package", "headline", "say_share", "say_values", "say_worlds"]


def say_share(share: Share) -> str:
    """Return a share with the 95% margin of its Monte Carlo error in points.

    Examples
    --------
    >>> say_share(Share(0.44, 0.0222, 0.40, 0.48)), say_share(Share(1.0, 0.0, 0.99, 1.0))
    ('44% ± 4.4', '100%')
    """
    margin = Z * share.standard_error
    if not margin > 0:
        return percent(share.share)
    return f"{percent(share.share)} {margin_in_words(share.share, margin, share.low, share.high, sign='± ')}"


def call_package(scenario: LoadedScenario, position: int) -> str:
    """Return a package's name if it is a proposal, and its content in words otherwise."""
    named = next((name for name, place in scenario.packages.named.items() if place == position), None)
    return say_named(scenario.model, scenario.packages.package(position)) if named is None else plain(named)


def say_worlds(found: BargainingSet) -> str:
    """Return how many worlds, packages, and which seed."""
    packages = counted(len(found.scenario.packages), "package")
    weighed = say_effective(found.effective_worlds)
    return f"{counted(found.worlds, 'world')} the evidence allows{weighed}, {packages}, seed {found.seed}"


def say_values(found: BargainingSet) -> str:
    """Return in a sentence what packages are valued as."""
    if found.day is None:
        changes = "may change" if found.as_of is None else "may still change"
        return (
            f"Packages are valued as if in force: without the clock, the cost of signing, or what events {changes}."
        )
    model, stakes = found.scenario.model, found.stakes
    phase = stakes.standing.phases[(found.day - model.start).days]
    if stakes.calendar.is_open(phase):
        by = f"the deadline ({say_deadline(model.deadline)})"
    else:
        by = str(model.start + timedelta(days=stakes.calendar.deadlines[phase]))
    if stakes.calendar.phases.used[phase] > stakes.calendar.phases.used[stakes.standing.now]:
        by += ", to which the talks have then been prolonged"
    counts = "a text that is ready to be signed" if model.signature_counts else "being in force"
    return (
        f"Packages are valued as signed on {found.day}: weighed by the chance of {counts} by {by}, less the "
        "cost of signing."
    )


def headline(pair: PairSet | NotComputed, scenario: LoadedScenario) -> str:
    """Return what there is to agree on between governments, in a sentence."""
    model = scenario.model
    if isinstance(pair, NotComputed):
        return f"{pair.pairing.title(model)}: not computed, because {pair.reason}."
    between = f"{'Between' if len(pair.pairing.principals) == 2 else 'Among'} {pair.pairing.sentence(model)}"
    return f"{between} {_say_zone(pair.zone_summary, len(pair.zone))}."


def _say_zone(zone: ZoneSummary, worlds: int) -> str:
    if zone.median is None:
        return f"a zone of agreement exists in none of {worlds:,} worlds (below {percent(zone.exists.high)})"
    size = f"{zone.median:g} of {counted(zone.packages, 'package')} (median)"
    if zone.exists.share == 1:
        return f"a zone of agreement exists in all {worlds:,} worlds, and holds {size}"
    return f"a zone of agreement exists in {say_share(zone.exists)} of worlds; where it does, it holds {size}"
