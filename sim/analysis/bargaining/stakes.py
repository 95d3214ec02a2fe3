"""What packages are worth above no deal to governments that face each other, per world: in force, or on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from sim.analysis.bargaining.frontier import gain_over_no_deal, zone_of_agreement
from sim.analysis.bargaining.pairings import Pairing
from sim.analysis.bargaining.standing import Standing, standing_on
from sim.arrays import Bools, Floats
from sim.by_value import ByValue
from sim.minds.appraisal import Appraisal
from sim.minds.quorum import Quorum, quorum_of
from sim.scenario.load import LoadedScenario
from sim.worlds.calendar import Calendar
from sim.worlds.draw import WorldSource

__all__ = ["Stakes", "draw_stakes"]

_TIE = 1e-9
"""Points by which a third party may fall short of no deal and still assent: rounding, as in the simulation."""


@dataclass(frozen=True, eq=False)
class Stakes(ByValue):
    """Values in a batch of worlds; axes w world, g principal, p package.

    Parameters
    ----------
    appraisal : Appraisal
        Values of packages to all governments.
    quorum : Quorum
        Which principals are enough to agree.
    standing : Standing
        The phase of the talks on each day.
    weights : ndarray, shape (w,), optional
        What each world weighs, in sum 1, where they are weighed by the record.
    """

    appraisal: Appraisal
    quorum: Quorum
    standing: Standing
    weights: Floats | None = None

    def compared(self) -> dict[str, Any]:
        """Return the worlds, from which all values follow, the rule of agreement, and how the talks stand."""
        worlds = self.appraisal.worlds
        return {"worlds": worlds, "quorum": self.quorum, "standing": self.standing, "weights": self.weights}

    @property
    def calendar(self) -> Calendar:
        """The scenario's calendar in day numbers."""
        return self.appraisal.worlds.calendar

    @cached_property
    def begun(self) -> int:
        """The number of all texts being written since the start, beside the talks."""
        appraisal = self.appraisal
        return int(appraisal.number_drafts(np.zeros((len(appraisal.drafting), 1), dtype=np.int64))[0])

    def gain(self, pairing: Pairing, day: int | None = None) -> Floats:
        """Return points above no deal (w, g, p).

        Parameters
        ----------
        pairing : Pairing
            Who faces whom, and which events have shifted points.
        day : int, optional
            The day of signing. Without one the package is taken to be in force.

        Notes
        -----
        In force: u_g(p) - d_g. Signed on day t: a_g(p, t) - D_g = pi(p, t) (U_g(p) - D_g) - c, with the chance pi of
        taking effect by the deadline as it stands, the cost c of signing, and U and D what points and no deal are
        expected to be then (docs/model.md, "Time: the clock eats the ambitious deals first").
        """
        worth, no_deal = zip(*(self._worth(name, pairing, day) for name in pairing.principals), strict=True)
        return gain_over_no_deal(np.stack(worth, axis=1), np.stack(no_deal, axis=1))

    def assent(self, pairing: Pairing, day: int | None = None) -> Bools:
        """Return the packages (w, p) that are worth no less than no deal to every third party they need."""
        worlds = self.appraisal.worlds
        assent = np.ones(worlds.value.shape[1:], dtype=bool)
        for seat, government in pairing.third:
            worth, no_deal = self._worth(government, pairing, day)
            assent &= ~worlds.needs[worlds.seats.index(seat)] | (worth >= no_deal[:, None] - _TIE)
        return assent

    def zone(self, pairing: Pairing, day: int | None = None) -> Bools:
        """Return the zone of agreement (w, p), third parties' assent included."""
        return zone_of_agreement(self.gain(pairing, day), self.assent(pairing, day), quorum=self.quorum)

    def _worth(self, government: str, pairing: Pairing, day: int | None) -> tuple[Floats, Floats]:
        worlds = self.appraisal.worlds
        place = worlds.governments.index(government)
        made = self.standing.made(self.calendar.phases, day)
        shifted = {self.calendar.place(name) for name in (*pairing.shifted, *made)}
        regime = sum(1 << bit for bit, event in enumerate(self.appraisal.shifters) if event in shifted)
        regime |= self.standing.phase(day) << len(self.appraisal.shifters)
        regime = self.appraisal.with_draft(regime, self.begun)
        if day is None:
            return self.appraisal.points(place, regime)
        no_deal = self.appraisal.expected(place, regime, self.appraisal.turn_of(day, regime))[1]
        return self.appraisal.worth(place, day, regime), no_deal


def draw_stakes(scenario: LoadedScenario, *, worlds: int, seed: int, as_of: date | None = None) -> Stakes:
    """Draw the first `worlds` worlds of a run under `seed`: the same as in `sim run`; the talks as of a day."""
    model = scenario.model
    # nobody bargains here, so nobody imagines
    drawn = WorldSource(model, scenario.packages, seed=seed).draw(np.arange(worlds), imagined=False)
    appraisal = Appraisal(drawn, signing_cost=float(model.procedure.signing_cost))
    return Stakes(appraisal, quorum_of(model, mediators=False), standing_on(model, drawn.calendar, as_of))
