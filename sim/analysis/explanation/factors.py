"""What differs between the worlds of a run, and between its plays, in words: candidates for an explanation.

A case is a world, or, where chance events may matter, the plays of a world in which they went one way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.bargaining.pairings import pairings, third_parties
from sim.analysis.bargaining.stakes import Stakes, draw_stakes
from sim.analysis.explanation.conditions import Cases, Factor
from sim.arrays import Floats, Ints
from sim.by_value import ByValue
from sim.ensemble.drawn import column_name
from sim.figures import joined, plain
from sim.quantity import quantile
from sim.results.naming import Naming
from sim.results.titles import the
from sim.results.weights import effective_size
from sim.scenario.government import RandomDuration
from sim.streams import uniforms

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["FactorDescription", "cases_of", "described_factors", "unsearched_events"]

_INNER = str.maketrans("“”", "\u2018\u2019")
"""Quotes within quotes."""

_SAME = 0.99999
"""Correlation from which a factor says the same as one before it."""


@dataclass(frozen=True, eq=False)
class FactorDescription(ByValue):
    """A factor and how it is spoken of: "`lead` at least 40`unit``tail`".

    Parameters
    ----------
    factor : Factor
        Values by world, or by play for a chance event.
    axis : str
        What to write along an axis.
    lead, unit, tail : str
        Before the range, after its numbers, and after that. The unit ``%`` tells numbers in per cent.
    minus : tuple of str, optional
        `lead` and `tail` for ranges below zero, whose numbers are then written without their sign.
    levels : tuple of str
        For a category: the whole condition in words, by level.
    by_play : bool
        Whether it differs between the plays of a world.
    """

    factor: Factor
    axis: str
    lead: str = ""
    unit: str = ""
    tail: str = ""
    minus: tuple[str, str] | None = None
    levels: tuple[str, ...] = ()
    by_play: bool = False


def described_factors(outcomes: Outcomes) -> dict[str, FactorDescription]:
    """Return by name everything that may explain an outcome; what is the same everywhere is left out.

    Notes
    -----
    Chance events by play, except those that happen only while talks are open: whether these come up is a consequence
    of how the play goes, not a cause. By world: procedure times; statements that hold or not; chances and beliefs;
    surplus over no deal of each named proposal to each government that has a say; packages in the zone of agreement;
    no-deal values; part-worths; lead times. Of factors that say the same, the first is kept.
    """
    describer = _Describer(outcomes)
    found: dict[str, FactorDescription] = {each.factor.name: each for each in describer.events()}
    kept: list[Floats] = []
    for description in describer.worlds():
        values = description.factor.values
        if len(values) and np.ptp(values) > 1e-9:
            scaled = (values - values.mean()) / values.std()
            if not kept or np.abs((np.stack(kept) * scaled).sum(axis=1)).max() < _SAME * len(values):
                kept.append(scaled)
                found[description.factor.name] = description
    return found


def unsearched_events(outcomes: Outcomes) -> tuple[str, ...]:
    """Return the titles of events that may or may not happen and are not searched: they need the talks to be open.

    With those that depend on them: whether they come up follows from how the play goes.
    """
    return tuple(description.axis for description in _Describer(outcomes).events(open_only=True))


def cases_of(outcomes: Outcomes, outcome: str, described: dict[str, FactorDescription]) -> Cases:
    """Return the cases: plays of a world in which chance events went one way, pooled.

    Parameters
    ----------
    outcomes : Outcomes
        A run.
    outcome : str
        The outcome whose share is the response.
    described : dict of str to FactorDescription
        From `described_factors`.

    Notes
    -----
    Where worlds are weighed by the record, a case counts as many plays as the effective number of worlds has, shared
    out as they weigh: tests then take no more for known than so many worlds tell.
    """
    table = outcomes.table
    world = table["world"].to_numpy().astype(np.int64)
    by_play = [each.factor for each in described.values() if each.by_play]
    code = world.copy()
    for factor in by_play:
        code = code * (len(factor.levels) + 1) + factor.values.astype(np.int64)
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    weight = np.bincount(place).astype(float)
    response = np.bincount(place, weights=(table["outcome"] == outcome).to_numpy(dtype=float)) / weight
    plays = None
    if outcomes.weights is not None:
        each, plays = outcomes.weights.at(), weight
        weight = weight * (each * effective_size(each))[world[first]]
    rows = {True: first, False: world[first]}
    factors = tuple(
        Factor(each.factor.name, each.factor.values[rows[each.by_play]], each.factor.levels)
        for each in described.values()
    )
    return Cases(factors, response, weight, world[first], plays)


class _Describer:
    """Reads a run's factors and puts them into words."""

    def __init__(self, outcomes: Outcomes) -> None:
        self.outcomes, self.model = outcomes, outcomes.scenario.model
        self.packages = outcomes.scenario.packages
        self.naming = Naming(self.model, self.packages)
        self.drawn = outcomes.worlds
        self.world: Ints = outcomes.worlds["world"].to_numpy().astype(np.int64)

    def _who(self, government: str) -> str:
        return the(self.naming.government(government))

    def events(self, *, open_only: bool = False) -> Iterator[FactorDescription]:
        """Yield events that happen in some plays only, by play: those that need open talks, or the others."""
        for name, event in self.model.events.items():
            column = f"happened_{name}"
            if column not in self.outcomes.table or self._open_only(name) != open_only:
                continue
            happened = self.outcomes.table[column]
            codes = np.asarray(happened.astype("Int8").fillna(2).to_numpy(dtype=float), dtype=float)
            if len(np.unique(codes)) > 1:
                title = f"“{event.title or name.replace('_', ' ')}”"
                levels = f"{title} does not happen", f"{title} happens", f"{title} never comes up"
                yield FactorDescription(Factor(column, codes, levels), title, levels=levels, by_play=True)

    def _open_only(self, name: str) -> bool:
        event = self.model.events[name]
        return event.while_open or any(self._open_only(other) for other in (*event.if_, *event.unless))

    def worlds(self) -> Iterator[FactorDescription]:
        """Yield what is drawn by world, and what follows from it."""
        made = self.outcomes.provenance
        stakes = draw_stakes(self.outcomes.scenario, worlds=len(self.drawn), seed=made.seed, as_of=made.day)
        yield from self._procedures()
        yield from self._statements()
        yield from self._chances()
        yield from self._surpluses(stakes)
        yield from self._zones(stakes)
        yield from self._points()
        yield from self._leads(stakes)

    def _column(self, name: str) -> Floats:
        return np.asarray(self.drawn[name].to_numpy(), dtype=float)

    def _procedures(self) -> Iterator[FactorDescription]:
        for seat, body in self.model.seats.items():
            days, path = body.procedure_days, f"world/seats.{seat}.procedure_days"
            if isinstance(days, RandomDuration):
                days, path = days.median, f"{path}.median"
            values = quantile(days, uniforms(self.outcomes.provenance.seed, path, self.world))
            who = self.naming.seat(seat)
            own = f"{the(who)}'{'' if who.endswith('s') else 's'} own procedure"
            yield FactorDescription(
                Factor(f"procedure_days_{seat}", values), f"{own} (days)", f"{own} takes", " days"
            )

    def _statements(self) -> Iterator[FactorDescription]:
        for government, body in self.model.governments.items():
            for single in body.single_statements:
                column = f"holds_{government}_{single.number}"
                if column in self.drawn:
                    words = self.naming.statement(single.statement).translate(_INNER)
                    label = f"“{self.naming.does(government, words)}”"
                    levels = f"it does not hold that {label}", f"it holds that {label}"
                    factor = Factor(column, self._column(column), levels)
                    yield FactorDescription(factor, label, levels=levels)

    def _chances(self) -> Iterator[FactorDescription]:
        for event in self.model.events:
            title = f"“{self.naming.event(event)}”"
            if (column := f"chance_{event}") in self.drawn:
                label = f"the chance of {title}"
                yield FactorDescription(Factor(column, self._column(column)), f"{label} (%)", f"{label} is", "%")
            for government in self.model.governments:
                if (column := column_name("belief", government, event)) in self.drawn:
                    label = self.naming.does(government, f"gives {title} a chance")
                    yield FactorDescription(
                        Factor(column, self._column(column)), f"{label} of (%)", f"{label} of", "%"
                    )

    def _players(self) -> list[str]:
        """Return governments that may have a say: in principals' seats, or in third parties' whose assent matters."""
        found = pairings(self.model, self.outcomes.provenance.day)
        third = third_parties(self.model)
        return list(
            dict.fromkeys(
                name
                for pairing in found
                for name in (*pairing.principals, *(name for seat, name in pairing.third if seat in third))
            )
        )

    def _surpluses(self, stakes: Stakes) -> Iterator[FactorDescription]:
        worlds = stakes.appraisal.worlds
        for government in self._players():
            place, who = worlds.governments.index(government), self._who(government)
            for position, proposal in self.naming.proposals.items():
                values = worlds.value[place][:, position] - worlds.no_deal[place]
                title = f"“{proposal.replace('_', ' ')}”"
                yield FactorDescription(
                    Factor(column_name("surplus", government, proposal), values),
                    f"{title} to {who}: points above no deal",
                    f"{title} is worth",
                    " points",
                    f" more than no deal to {who}",
                    minus=(f"{title} is", f" worse than no deal for {who}"),
                )

    def _zones(self, stakes: Stakes) -> Iterator[FactorDescription]:
        for number, pairing in enumerate(pairings(self.model, self.outcomes.provenance.day)):
            size = stakes.zone(pairing).sum(axis=1).astype(float)
            between = joined([self._who(name) for name in pairing.principals])
            label = f"the zone of agreement between {between}"
            yield FactorDescription(
                Factor(f"zone_{number}", size), f"{label}: packages", f"{label} holds", " packages"
            )

    def _points(self) -> Iterator[FactorDescription]:
        for government in self.model.governments:
            who = self._who(government)
            no_deal = Factor(f"no_deal_{government}", self._column(f"no_deal_{government}"))
            yield FactorDescription(
                no_deal, f"no deal to {who} (points)", "no deal is worth", " points", f" to {who}"
            )
            for issue, details in self.model.issues.items():
                first, *options = details.options
                for option in options:
                    if (column := column_name("points", government, issue, option)) in self.drawn:
                        this = self.naming.pattern({issue: (option,)})
                        other = details.options[first].title or plain(first)
                        label = f"{this} rather than {other}"
                        yield FactorDescription(
                            Factor(column, self._column(column)),
                            f"{label}, to {who} (points)",
                            f"{label} is worth",
                            " points",
                            f" to {who}",
                            minus=(f"{label} costs {who}", ""),
                        )
            column = f"reply_days_{government}"
            label = self.naming.does(government, "takes")
            tail = " to answer an offer"
            yield FactorDescription(
                Factor(column, self._column(column)), f"{label}{tail} (days)", label, " days", tail
            )

    def _leads(self, stakes: Stakes) -> Iterator[FactorDescription]:
        median = np.broadcast_to(stakes.appraisal.worlds.lead_median, (len(self.drawn), len(self.packages)))
        for position, proposal in self.naming.proposals.items():
            label = f"“{proposal.replace('_', ' ')}”"
            tail = " from signature to force"
            values = np.ascontiguousarray(median[:, position])
            factor = Factor(column_name("lead_of", proposal), values)
            yield FactorDescription(factor, f"{label}{tail} (days)", f"{label} takes", " days", tail)
        for issue, details in self.model.issues.items():
            for option in details.options:
                label = self.naming.pattern({issue: (option,)})
                for days, end in (("lead_days", "settle"), ("draft_days", "draft")):
                    if (column := column_name(days, issue, option)) in self.drawn:
                        factor, about = Factor(column, self._column(column)), f"{label} (days to {end})"
                        yield FactorDescription(factor, about, f"{label} takes", " days", f" to {end}")
