"""Third parties' assent in the game of foresight: who would be asked, and what they would say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints, each_number
from sim.minds.appraisal import Appraisal
from sim.minds.outlook import Outlook
from sim.minds.prospects import NOTHING_AHEAD
from sim.minds.third_parties import assented, lead
from sim.scenario.event import Event
from sim.scenario.move import Move

__all__ = ["Assents", "Case"]

Case = tuple[tuple[tuple[int, int], ...], int, int]
"""Third parties' seats that may be asked, with the government in each; what has shifted points of these, as bits, or
the whole regime where more may shift them, and the grid day of what is ahead."""


class Assents:
    """What third parties are imagined to assent to, in the games of one government.

    Parameters
    ----------
    appraisal : Appraisal
        The batch of worlds.
    outlook : Outlook
        The calendar as foreseen.
    own : int
        Whose games they are.
    seats : sequence of str
        The seats at the table; all others are third parties'.

    Attributes
    ----------
    cases : list of Case
        Who may sit in third parties' seats, after which shifts.
    case : dict of int to ndarray of int, shape (s, t)
        Which case holds in a state on a grid day, by the phase of the talks.
    """

    def __init__(self, appraisal: Appraisal, outlook: Outlook, *, own: int, seats: Sequence[str]) -> None:
        self._appraisal, self._outlook, self._seats = appraisal, outlook, seats
        self._imagined = appraisal.worlds.imagined[own].value.shape[1]
        self.cases, self.case = self._cases()

    def _cases(self) -> tuple[list[Case], dict[int, NDArray[np.int64]]]:
        """Return the cases that occur, and which holds in (s, t), by the phase."""
        outlook, worlds = self._outlook, self._appraisal.worlds
        scenario, days = outlook.scenario, list(enumerate(outlook.days.tolist()))
        asked = [
            (x, seat)
            for x, (seat, body) in enumerate(scenario.seats.items())
            if seat not in self._seats and body.asked == "before" and worlds.needs[x].any()
        ]
        cases: dict[Case, int] = {}
        by_phase = {}
        for phase, taken in enumerate(worlds.calendar.phases.taken):
            last = worlds.calendar.deadlines[phase]
            held = np.zeros((outlook.states, outlook.cell(last) + 1), dtype=np.int64)
            made = worlds.calendar.phases.made(taken)
            for s, (t, day) in product(range(outlook.states), days[: held.shape[1]]):
                sitting = {x: outlook.sitting(seat, s, day) for x, seat in asked}
                done = {*outlook.happened(s, day), *made}
                places = tuple((x, worlds.governments.index(name)) for x, name in sitting.items())
                case = (places, *self._payoff({*sitting.values()}, done, day, phase))
                held[s, t] = cases.setdefault(case, len(cases))
            by_phase[phase] = held
        return list(cases), by_phase

    def _payoff(self, sitting: set[str], done: set[str], day: int, phase: int) -> tuple[int, int]:
        """Return the regime by which some governments judge on a day, and the grid day of what is ahead."""
        appraisal, outlook = self._appraisal, self._outlook
        names = [appraisal.worlds.calendar.name(place) for place in appraisal.shifters]
        if appraisal.prospects.concern(sitting, day):
            turn = appraisal.prospects.turn_in(day, outlook.hidden, phase)
            if turn != NOTHING_AHEAD:
                return sum((name in done) << bit for bit, name in enumerate(names)) | phase << len(names), turn
        turns: dict[str, Event | Move] = {**outlook.scenario.events, **outlook.scenario.moves}
        concerned = [{*turns[name].shift, *turns[name].shift_no_deal} & sitting for name in names]
        shifted = sum((name in done and bool(concerned[bit])) << bit for bit, name in enumerate(names))
        return shifted | appraisal.stage_bits(appraisal.worlds.calendar.phases.used[phase]), NOTHING_AHEAD

    def given(self, rows: Ints, rivals: slice, refused: Ints) -> NDArray[np.bool_]:
        """Return the packages (q, A, p) to which every third party needed would assent, as imagined.

        Those asked after the signature are no bar to it.

        A third party is imagined to judge a package as if it were sure to take effect: U - D >= c. One that has
        refused, as the number `refused` of each row says, refuses what is no better for it (`ThirdParties`).
        """
        worlds, cases, known = self._appraisal.worlds, self.cases, self._appraisal.third_parties
        imagined, packages = len(range(self._imagined)[rivals]), worlds.needs.shape[1]
        assent, days = np.ones((len(rows), imagined, len(cases), packages), dtype=bool), lead(worlds, rows)
        groups = list(each_number(refused))
        for a, (sitting, regime, turn) in enumerate(cases):
            for x, g in sitting:
                points, without = self._appraisal.imagined(g, regime, turn, rows, rivals)
                gains = points - without[:, :, None]
                for number, here in groups:
                    theirs = days[here] if len(days) > 1 else days
                    refusals = known.refused_by(g, number)
                    willing = assented(gains[here], self._appraisal.signing_cost, theirs, refusals)
                    assent[here, :, a] &= willing | ~worlds.needs[x]
        return assent.reshape(-1, len(cases), packages)
