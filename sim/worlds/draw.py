"""Draw worlds: preference models from the evidence, and every number the scenario leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.errors import whole_number
from sim.quantity import Distribution, quantile
from sim.scenario.event import Event
from sim.scenario.government import Duration, ProcedureDuration, RandomDuration
from sim.scenario.move import Move
from sim.scenario.packages import PackageTable
from sim.scenario.prolongation import Prolongation, in_turn
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms
from sim.worlds.calendar import read_calendar
from sim.worlds.drafting import NO_DRAFTING, Drafting
from sim.worlds.hurried import Hurried, Span, hurried
from sim.worlds.preferences import PooledPreferences, Preferences, read_all_preferences
from sim.worlds.worlds import Imagined, Worlds

__all__ = ["WorldSource"]


Turns = Sequence[tuple[str, Event | Move | Prolongation]]
"""What shifts points, each with its place in the file."""


class WorldSource:
    """Draws the worlds of one scenario under one seed; world w is the same whatever is drawn with it.

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    packages : PackageTable
        Its packages.
    seed : int
        The run's seed.
    known : sequence of Preferences, optional
        Of other scenarios: what is drawn from the same statements is drawn once.

    Raises
    ------
    InputError
        For a seed that is not a whole number.
    """

    def __init__(
        self, scenario: ScenarioModel, packages: PackageTable, *, seed: int, known: Sequence[Preferences] = ()
    ) -> None:
        self.scenario, self.packages, self.seed = scenario, packages, whole_number("seed", seed)
        self.calendar = read_calendar(scenario)
        self.preferences = read_all_preferences(scenario, packages, seed=self.seed, known=known)

    @property
    def pools(self) -> dict[str, str]:
        """Return a hash of the first pool of each government whose preference models come from one."""
        named = zip(self.scenario.governments, self.preferences, strict=True)
        return {name: each.pool().digest for name, each in named if isinstance(each, PooledPreferences)}

    def draw(self, numbers: Sequence[int] | NDArray[np.int64], *, imagined: bool = True) -> Worlds:
        """Return the worlds with these numbers, with what governments imagine of rivals where that is wanted."""
        worlds = np.asarray(numbers, dtype=np.int64)
        governments, seats = list(self.scenario.governments), list(self.scenario.seats.values())
        drawn = [preferences.true(worlds) for preferences in self.preferences]
        chance = self._chances(worlds)
        procedures = {
            name: self._duration(worlds, f"seats.{name}.procedure_days", seat.procedure_days)
            for name, seat in self.scenario.seats.items()
        }
        reply = [
            self._duration(worlds, f"governments.{name}.reply_days", body.reply_days)
            for name, body in self.scenario.governments.items()
        ]
        needs, reply_median, reply_spread = self._needs(), *(np.stack(each) for each in zip(*reply, strict=True))
        path = partial(self._path, reply=(reply_median, reply_spread), needs=needs)
        lead_median, lead_spread = self._leads(worlds, procedures)
        path_median, path_spread = path((lead_median, lead_spread))
        return Worlds(
            number=worlds,
            scenario=self.scenario,
            calendar=self.calendar,
            governments=tuple(self.scenario.governments),
            seats=tuple(self.scenario.seats),
            value=np.stack([each.value for each in drawn]),
            no_deal=np.stack([each.no_deal for each in drawn]),
            shift=self._shifts(worlds, self._turns()),
            shift_no_deal=self._no_deal_shifts(worlds, self._turns()),
            chance=chance,
            beliefs=np.stack([self._beliefs(worlds, name, chance) for name in self.scenario.governments]),
            new_chance=self._new_chances(worlds),
            reply_median=reply_median,
            reply_spread=reply_spread,
            procedure_days={name: median for name, (median, _) in procedures.items()},
            lead_median=lead_median,
            lead_spread=lead_spread,
            path_median=path_median,
            path_spread=path_spread,
            hurried=self._hurried(worlds, procedures, path),
            drafting=self._drafting(worlds),
            prolonging_cost=self._prolonging_costs(worlds),
            prolonging_chance=self._prolonging_chances(worlds),
            stage_shift=self._shifts(worlds, self._stages()),
            stage_shift_no_deal=self._no_deal_shifts(worlds, self._stages()),
            move_cost=self._move_costs(worlds),
            daily_cost=self._daily_costs(worlds),
            needs=needs,
            ratifiers=tuple((x, governments.index(seats[x].government)) for x in self.scenario.ratifiers),
            imagined={g: self._imagined(worlds, g, chance) for g in range(len(drawn) if imagined else 0)},
            included={g: each.included for g, each in enumerate(drawn)},
        )

    def _number(
        self,
        worlds: NDArray[np.int64],
        path: str,
        quantity: float | Distribution,
        *,
        counter: NDArray[np.int64] | int = 0,
    ) -> Floats:
        """Draw one of the scenario's numbers, in the stream named by its place in the file."""
        if isinstance(quantity, int | float):
            return np.full(np.broadcast(worlds, counter).shape, float(quantity))
        return quantile(quantity, uniforms(self.seed, f"world/{path}", worlds, 0, counter))

    def _duration(self, worlds: NDArray[np.int64], path: str, days: Duration) -> tuple[Floats, Floats]:
        """Return median and spread (w,) of a duration; plain days have no spread."""
        if isinstance(days, RandomDuration):
            return (
                self._number(worlds, f"{path}.median", days.median),
                self._number(worlds, f"{path}.spread", days.spread),
            )
        return self._number(worlds, path, days), np.zeros(len(worlds))

    def _leads(
        self, worlds: NDArray[np.int64], procedures: Mapping[str, tuple[Floats, Floats]]
    ) -> tuple[Floats, Floats]:
        """Return median days (w, p) from signature to force, and their spread; seats' own procedures included.

        Notes
        -----
        Medians add up; the parts are taken to be slow together, so that the spread of the sum is the mean of
        the parts' spreads weighted by their medians (ASSUMPTION: independent parts would spread less).
        """
        default = self.scenario.procedure.lead_spread
        median = np.zeros((len(worlds), len(self.packages)))
        weighted = np.zeros_like(median)
        for k, (issue, body) in enumerate(self.scenario.issues.items()):
            for o, (option, details) in enumerate(body.options.items()):
                days = self._number(worlds, f"issues.{issue}.options.{option}.lead_days", details.lead_days)
                part = np.outer(days, self.packages.options[:, k] == o)
                median += part
                weighted += part * (default if details.lead_spread is None else details.lead_spread)
        for seat, details_ in self.scenario.seats.items():
            days, spread = procedures[seat]
            own = spread if isinstance(details_.procedure_days, RandomDuration) else np.full(len(worlds), default)
            median += days[:, None]
            weighted += (days * own)[:, None]
        return _one_row(median, np.divide(weighted, median, out=np.zeros_like(median), where=median > 0))

    def _hurried(
        self, worlds: NDArray[np.int64], procedures: Mapping[str, Span], path: Callable[[Span], Span]
    ) -> tuple[Hurried, ...]:
        """Return what holds where seats can hurry their procedures, by which of them can."""
        chances, quick = {}, {}
        for name, seat in self.scenario.seats.items():
            if isinstance(days := seat.procedure_days, ProcedureDuration) and days.expedited is not None:
                place = f"seats.{name}.procedure_days"
                chances[name] = self._number(worlds, f"{place}.chance", days.chance)
                quick[name] = self._number(worlds, f"{place}.expedited", days.expedited), procedures[name][1]

        def spans(seats: tuple[str, ...]) -> tuple[Span, Span]:
            lead = self._leads(worlds, {**procedures, **{seat: quick[seat] for seat in seats}})
            return lead, path(lead)

        return hurried(chances, spans)

    def _drafting(self, worlds: NDArray[np.int64]) -> Drafting:
        """Return the options that must be drafted, in each world."""
        options, medians, spreads = [], [], []
        for issue, body in self.scenario.issues.items():
            for option, details in body.options.items():
                if details.draft_days != 0:
                    path = f"issues.{issue}.options.{option}.draft_days"
                    options.append((issue, option))
                    medians.append(self._number(worlds, path, details.draft_days))
                    own, usual = details.lead_spread, self.scenario.procedure.lead_spread
                    spreads.append(usual if own is None else own)
        if not options:
            return NO_DRAFTING
        median = np.stack(medians)
        same = len(worlds) > 0 and not np.ptp(median, axis=1).any()
        steps = [self._step(issue, option) for issue, option in options]
        holds = np.stack([self.packages.matching({issue: (option,)}) for issue, option in options])
        return Drafting(tuple(options), median[:, :1] if same else median, np.array(spreads), holds, np.array(steps))

    def _step(self, issue: str, option: str) -> int:
        """Return to how many days governments reckon the beginning of a text: half of what it takes.

        No fewer than the steps on which they look ahead. ASSUMPTION: every beginning is a game of its own, and the
        days that a text takes are known no better than that.
        """
        median = quantile(self.scenario.issues[issue].options[option].draft_days, np.array([0.5]))[0]
        return max(self.scenario.procedure.grid_days, round(float(median) / 2))

    def _path(self, lead: Span, *, reply: Span, needs: NDArray[np.bool_]) -> Span:
        """Return the days from agreement to what must be in time, given those from signature to force."""
        to_sign = self._ratified(lead, reply, needs)
        if self.calendar.signature_counts:
            to_sign = (np.zeros_like(lead[0]), np.zeros_like(lead[1]))
        return self._paths(to_sign, reply, needs)

    def _paths(
        self, lead: tuple[Floats, Floats], reply: tuple[Floats, Floats], needs: NDArray[np.bool_]
    ) -> tuple[Floats, Floats]:
        """Return median days (w or 1, p) from the principals' agreement to what must be in time, and their spread.

        Notes
        -----
        All third parties that a package needs are asked at once, so that the slowest counts, by its median; its reply
        adds to the lead as parts of the lead do. It is that of the seat's first government (ASSUMPTION).
        """
        if not needs.any():
            return lead
        governments = list(self.scenario.governments)
        asked = np.zeros((reply[0].shape[1], needs.shape[1]))
        spread = np.zeros_like(asked)
        for x, seat in enumerate(self.scenario.seats.values()):
            if x in self.scenario.ratifiers:
                continue
            median, own = (each[governments.index(seat.government), :, None] for each in reply)
            slower = needs[x] & (median > asked)
            asked, spread = np.where(slower, median, asked), np.where(slower, own, spread)
        whole = lead[0] + asked
        weighted = lead[0] * lead[1] + asked * spread
        mean = np.divide(weighted, whole, out=np.zeros_like(whole), where=whole > 0)
        return _one_row(whole, np.where(asked > 0, mean, lead[1]))

    def _ratified(
        self, lead: tuple[Floats, Floats], reply: tuple[Floats, Floats], needs: NDArray[np.bool_]
    ) -> tuple[Floats, Floats]:
        """Return median days (w or 1, p) from signature to force, and their spread, ratification included.

        Notes
        -----
        Who is asked after the signature answers while procedures take their course: the slower counts, by its median.
        """
        median, spread = lead
        for x in self.scenario.ratifiers:
            g = list(self.scenario.governments).index([*self.scenario.seats.values()][x].government)
            slower = needs[x] & (reply[0][g, :, None] > median)
            median = np.where(slower, reply[0][g, :, None], median)
            spread = np.where(slower, reply[1][g, :, None], spread)
        return _one_row(median, spread)

    def _chances(self, worlds: NDArray[np.int64]) -> Floats:
        """Return the analyst's chance (w, events) of each event."""
        columns = [
            self._number(worlds, f"events.{name}.chance", event.chance)
            for name, event in self.scenario.events.items()
        ]
        return np.stack(columns, axis=-1) if columns else np.zeros((len(worlds), 0))

    def _new_chances(self, worlds: NDArray[np.int64]) -> dict[tuple[int, int], Floats]:
        place = self.calendar.place
        return {
            (number, place(name)): self._number(worlds, f"{path}.chances.{name}", chance)
            for number, (path, event) in enumerate(self._turns())
            for name, chance in event.chances.items()
        }

    def _beliefs(
        self, worlds: NDArray[np.int64], government: str, chance: Floats, *, number: int | None = None
    ) -> Floats:
        """Return the chances (w, events) a government gives to events; imagined ones have a number."""
        beliefs = chance.copy()
        kind = "" if number is None else ".imagined"
        for event, quantity in self.scenario.governments[government].beliefs.items():
            path = f"governments.{government}.beliefs.{event}{kind}"
            beliefs[:, self.calendar.place(event)] = self._number(worlds, path, quantity, counter=number or 0)
        return beliefs

    def _imagined(self, worlds: NDArray[np.int64], g: int, chance: Floats) -> Imagined:
        """Return what others consider possible for government `g`; where rivals are known, the truth alone."""
        minds, name = self.scenario.minds, tuple(self.scenario.governments)[g]
        if minds.rivals_known:
            true = self.preferences[g].true(worlds)
            beliefs = self._beliefs(worlds, name, chance)
            return Imagined(true.value[:, None], true.no_deal[:, None], beliefs[:, None])
        count = minds.imagined_rivals
        drawn = self.preferences[g].imagined(worlds, count)
        beliefs = np.stack([self._beliefs(worlds, name, chance, number=m) for m in range(count)], axis=1)
        shape = (len(worlds), count)
        return Imagined(drawn.value.reshape(*shape, -1), drawn.no_deal.reshape(shape), beliefs)

    def _shifts(self, worlds: NDArray[np.int64], turns: Turns) -> dict[int, Floats]:
        """Return the points (g, w, p) that each event, move or prolongation adds to packages."""
        shifts = {}
        for place, (path_, event) in enumerate(turns):
            if not event.shift:
                continue
            added = np.zeros((len(self.scenario.governments), len(worlds), len(self.packages)))
            for g, government in enumerate(self.scenario.governments):
                for issue, options in event.shift.get(government, {}).items():
                    for option, points in options.items():
                        path = f"{path_}.shift.{government}.{issue}.{option}"
                        holds = self.packages.matching({issue: (option,)})
                        added[g] += np.outer(self._number(worlds, path, points), holds)
            shifts[place] = added
        return shifts

    def _no_deal_shifts(self, worlds: NDArray[np.int64], turns: Turns) -> dict[int, Floats]:
        """Return the points (g, w) that each event, move or prolongation adds to no-deal values."""
        shifts = {}
        for place, (path_, event) in enumerate(turns):
            if event.shift_no_deal:
                added = np.zeros((len(self.scenario.governments), len(worlds)))
                for g, government in enumerate(self.scenario.governments):
                    path = f"{path_}.shift_no_deal.{government}"
                    added[g] = self._number(worlds, path, event.shift_no_deal.get(government, 0.0))
                shifts[place] = added
        return shifts

    def _daily_costs(self, worlds: NDArray[np.int64]) -> dict[int, dict[int, Floats]]:
        """Return what a day of talks costs whom from the start (-1), and from events on."""
        names = list(self.scenario.governments)
        costs = {
            -1: {
                g: self._number(worlds, f"governments.{name}.cost_per_day", body.cost_per_day)
                for g, (name, body) in enumerate(self.scenario.governments.items())
                if body.cost_per_day != 0
            }
        }
        for place, (path, body_) in enumerate(self._turns()):
            costs[place] = {
                names.index(name): self._number(worlds, f"{path}.cost_per_day.{name}", points)
                for name, points in body_.cost_per_day.items()
            }
        return {place: each for place, each in costs.items() if each}

    def _prolonging_costs(self, worlds: NDArray[np.int64]) -> Floats:
        """Return the points (prolongations, g, w) that governments pay; a repeated prolongation costs the same."""
        costs = [
            [
                self._number(worlds, f"prolongations.{name}.cost.{government}", step.cost.get(government, 0.0))
                - self._number(worlds, f"prolongations.{name}.gain.{government}", step.gain.get(government, 0.0))
                for government in self.scenario.governments
            ]
            for name, step in in_turn(self.scenario.prolongations)
        ]
        return np.array(costs).reshape(len(costs), len(self.scenario.governments), len(worlds))

    def _prolonging_chances(self, worlds: NDArray[np.int64]) -> dict[int, Floats]:
        """Return how likely (w,) chance prolongs the talks, by prolongation."""
        stages = enumerate(self._stages())
        chances = {k: (place, step.chance) for k, (place, step) in stages if step.chance is not None}
        return {k: self._number(worlds, f"{place}.chance", chance) for k, (place, chance) in chances.items()}

    def _move_costs(self, worlds: NDArray[np.int64]) -> Floats:
        """Return the points (moves, g, w) that governments pay for moves."""
        costs = [
            [
                self._number(worlds, f"moves.{name}.cost.{government}", move.cost.get(government, 0.0))
                for government in self.scenario.governments
            ]
            for name, move in self.scenario.moves.items()
        ]
        return np.array(costs).reshape(len(costs), len(self.scenario.governments), len(worlds))

    def _turns(self) -> list[tuple[str, Event | Move]]:
        """Return events and then moves, each with its place in the file, by which numbers are drawn."""
        events = [(f"events.{name}", event) for name, event in self.scenario.events.items()]
        return [*events, *((f"moves.{name}", move) for name, move in self.scenario.moves.items())]

    def _stages(self) -> list[tuple[str, Prolongation]]:
        """Return prolongations in turn, each with its place in the file; a repeated one is drawn once."""
        return [(f"prolongations.{name}", step) for name, step in in_turn(self.scenario.prolongations)]

    def _needs(self) -> NDArray[np.bool_]:
        """Return which third-party seats must assent to which packages (seats, p)."""
        needs = np.zeros((len(self.scenario.seats), len(self.packages)), dtype=bool)
        seats = tuple(self.scenario.seats)
        for issue, body in self.scenario.issues.items():
            for option, details in body.options.items():
                for seat in details.needs:
                    needs[seats.index(seat)] |= self.packages.matching({issue: (option,)})
        return needs


def _one_row(median: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return medians and spreads (w, p) of durations as they are, or, where all worlds have the same, one row."""
    if len(median) > 1 and not np.ptp(median, axis=0).any() and not np.ptp(spread, axis=0).any():
        return median[:1], spread[:1]
    return median, spread
