"""A block of lanes and everything its processes share."""

from __future__ import annotations

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.engine.lanes import Lanes, Luck
from sim.engine.record import Log
from sim.engine.table import Table
from sim.minds.appraisal import Appraisal
from sim.minds.choose import choose_tactic
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.tactic import Review, Tactic, View
from sim.quantity import quantile
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms
from sim.worlds.worlds import Worlds

__all__ = ["Block"]

Ints = NDArray[np.int64]


class Block:
    """Lanes of one batch of worlds, in one SimPy environment.

    Parameters
    ----------
    scenario : ScenarioModel
        The negotiation.
    packages : PackageTable
        Its packages.
    worlds : Worlds
        The batch of worlds.
    row, replication : ndarray of int, shape (n,)
        For each lane the row of its world in the batch, and its replication number.
    seed : int
        The run's seed.
    log : bool
        Whether to write down every move.
    plugins : Plugins
        Tactics from outside that may play.
    """

    def __init__(
        self,
        scenario: ScenarioModel,
        packages: PackageTable,
        worlds: Worlds,
        *,
        row: Ints,
        replication: Ints,
        seed: int,
        log: bool = False,
        plugins: Plugins = NO_PLUGINS,
    ) -> None:
        plugins.check_governments(worlds.governments)
        self.env = simpy.Environment()
        self.scenario, self.packages, self.worlds, self.seed = scenario, packages, worlds, seed
        self.calendar = worlds.calendar
        self.seats = tuple(scenario.seats)
        governments = [worlds.governments.index(seat.government) for seat in scenario.seats.values()]
        self.lanes = Lanes(row, governments, len(self.calendar.events))
        self.luck = Luck(seed, worlds.number[row], replication)
        self.appraisal = Appraisal(worlds, signing_cost=scenario.procedure.signing_cost)
        self.principals = tuple(x for x, seat in enumerate(scenario.seats.values()) if seat.principal)
        self.third_parties = tuple(x for x in range(len(self.seats)) if x not in self.principals)
        self.table = Table(len(self.principals), len(row))
        self.log = Log() if log else None
        self._plugins = plugins
        self._tactics: dict[tuple[int, int], Tactic] = {}

    @property
    def day(self) -> int:
        """Today, in days since the start."""
        return int(self.env.now)

    def note(self, kind: str, who: str, lanes: Ints, packages: Ints | None = None, **numbers: object) -> None:
        """Write a move into the log, if one is kept."""
        if self.log is not None:
            self.log.add(self.day, kind, who, lanes, packages, **numbers)  # type: ignore[arg-type]

    def tactic(self, principal: int, government: int) -> Tactic:
        """Return the tactic of a government in a principal's seat, made when first asked for."""
        if (principal, government) not in self._tactics:
            view = View(
                scenario=self.scenario,
                packages=self.packages,
                appraisal=self.appraisal,
                seed=self.seed,
                government=government,
                principal=principal,
                seats=self.principals,
                row=self.lanes.row,
            )
            self._tactics[principal, government] = choose_tactic(view, self._plugins)
        return self._tactics[principal, government]

    def by_government(self, seat: int, lanes: Ints) -> list[tuple[int, Ints]]:
        """Split `lanes` by the government that sits in `seat`."""
        sitting = self.lanes.government[seat, lanes]
        return [(g, lanes[sitting == g]) for g in np.flatnonzero(np.bincount(sitting)).tolist()]

    def review(self, principal: int, government: int, lanes: Ints) -> Review:
        """Return what `government`, in the seat of `principal`, has before it in `lanes`."""
        state, day = self.lanes, self.day
        row, regime = state.row[lanes], state.regime[lanes]
        offers, _ = self.table.facing(principal, lanes)
        return Review(
            day=day,
            lanes=lanes,
            row=row,
            regime=regime,
            state=state.state[lanes],
            vetoed=state.vetoed[lanes],
            hidden=state.hidden[lanes],
            opposite=state.government[list(self.principals)][:, lanes],
            packages=offers,
            values=self.appraisal.of_packages(government, day, row, regime, offers),
            may_offer=np.full(len(lanes), self._in_turn(principal)),
        )

    def break_off_chance(self, government: int) -> NDArray[np.float64]:
        """Return the chance (w,) that an offending offer makes a government break off contact."""
        name = self.worlds.governments[government]
        rule = self.scenario.governments[name].break_off
        stream = f"world/governments.{name}.break_off.chance"
        return quantile(1.0 if rule is None else rule.chance, uniforms(self.seed, stream, self.worlds.number))

    def _in_turn(self, principal: int) -> bool:
        """Tell whether a principal may propose today."""
        if self.scenario.procedure.proposer == "random":
            return True
        turn = self.day // self.scenario.procedure.grid_days
        return turn % len(self.principals) == principal
