"""How likely those at the table still sit there when something could come of what is tabled today.

See docs/model.md, "Minds".
"""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.memory import CHUNK, Kept
from sim.minds.circumstance import Circumstance, Situations
from sim.minds.event_chances import EventChances
from sim.minds.imagined_rivals import ImaginedRivals
from sim.minds.outlook import Outlook

__all__ = ["Incumbency"]


class Incumbency:
    """What one government believes of how long those at the table go on sitting there, itself included.

    Parameters
    ----------
    rivals : ImaginedRivals
        Its foresight.
    """

    def __init__(self, rivals: ImaginedRivals) -> None:
        self._rivals, self._view = rivals, rivals.view
        self._kept = Kept[tuple[Circumstance, tuple[int, ...], int], Floats](within=CHUNK)

    def lasting(self, situations: Situations, packages: Ints) -> Floats:
        """Return the chance (k,) that all who sit at the table today still do when `packages` (k,) could be in force.

        That is once the slowest of the others has answered as it usually does and the package's procedures are over,
        or on the deadline where that is earlier.
        """
        day, found = situations.day, np.empty(len(packages))
        for here, circumstance, opposite in situations.alike():
            row = situations.row[here]
            outlook = self._rivals.games(circumstance, since=day).outlook
            since, force = outlook.cell(day), self._force_day(day, circumstance, opposite, row, packages[here])
            still = partial(self._still_sitting, day, circumstance, opposite, since)
            kept = self._kept.get((circumstance, opposite, int(outlook.days[since])), still)
            found[here] = kept[outlook.cell_of(force) - since, row]
        return found

    def _force_day(
        self, day: int, circumstance: Circumstance, opposite: tuple[int, ...], row: Ints, packages: Ints
    ) -> Floats:
        worlds = self._view.worlds
        reply = np.zeros(len(row))
        for x in self._rivals.asked:
            reply = np.maximum(reply, worlds.reply_median[opposite[x], row])
        appraisal = self._view.appraisal
        lead = appraisal.days_until_force(day, row, packages, circumstance.regime)
        deadline = appraisal.deadlines[appraisal.phase(circumstance.regime)]
        return np.asarray(np.minimum(day + reply + lead, deadline))

    def _still_sitting(self, day: int, circumstance: Circumstance, opposite: tuple[int, ...], since: int) -> Floats:
        """Return the chance (t, w) that all still sit on each grid day from number `since` on."""
        games, view = self._rivals.games(circumstance, since=day), self._view
        outlook = games.outlook
        beliefs = EventChances(view.appraisal, outlook, own=view.government, evaluators=(view.government,))
        decided = dict(
            zip(
                (t for t, _ in outlook.steps()),
                beliefs.decisions(np.arange(len(view.worlds)), slice(0, 1), games.made),
                strict=True,
            )
        )
        odds = np.zeros((outlook.states, len(view.worlds)))
        odds[circumstance.state] = 1.0
        found = [np.ones(len(view.worlds))]
        for t in range(since, len(outlook.days) - 1):
            for decision in decided.get(t, ()):
                can = np.flatnonzero(decision.which >= 0)
                comes = odds[can] * decision.chance[:, 0, decision.which[can]].T
                odds[can] -= comes
                odds[can | decision.bit] += comes
            odds[~self._same(outlook, opposite, t + 1)] = 0.0
            found.append(_total(odds))
        return np.array(found)

    def _same(self, outlook: Outlook, opposite: tuple[int, ...], t: int) -> Bools:
        """Return in which states (s,) all who sit at the table now do so on grid day number t."""
        names, seats, day = self._view.worlds.governments, tuple(self._view.scenario.seats), int(outlook.days[t])
        return np.array(
            [
                all(
                    outlook.sitting(seats[seat], s, day) == names[g]
                    for seat, g in zip(self._view.seats, opposite, strict=True)
                )
                for s in range(outlook.states)
            ]
        )


def _total(odds: Floats) -> Floats:
    """Return the sum over states (s, w), in their order."""
    total = np.zeros(odds.shape[1])
    for each in odds:
        total += each
    return total
