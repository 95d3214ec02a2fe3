"""Exact runs of variations of one scenario: what a change cannot affect is played once.

A play depends on its world as drawn, on what the scenario says beyond that, and on luck. So plays are kept by all of
these: of a chance only whether it comes to pass in a play, so that moving a chance plays those plays alone in which
something else happens.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints
from sim.engine.play import play_block
from sim.ensemble.batches import LANES_PER_BATCH
from sim.ensemble.drawn import Columns, world_columns
from sim.ensemble.execution import RunSize
from sim.ensemble.footprint import WORLDS_PER_BATCH
from sim.ensemble.part import Part, lane_columns
from sim.errors import SimError
from sim.minds.prepared import Prepared
from sim.results.from_lanes import outcomes_of_parts
from sim.results.outcomes import Outcomes
from sim.scenario.event import Event
from sim.scenario.load import LoadedScenario, check_scenario
from sim.scenario.move import Move
from sim.scenario.prolongation import Prolongation
from sim.scenario.scenario import ScenarioModel
from sim.streams import uniforms
from sim.worlds.draw import WorldSource
from sim.worlds.joined import build_of, join_worlds
from sim.worlds.preferences import Preferences
from sim.worlds.worlds import Worlds

__all__ = ["Ready", "Runs", "Variation", "rules_of"]

_KEPT = 64
"""Blocks of plays kept, the longest unused dropped first: of a slider's 20 steps most play nothing (ASSUMPTION)."""

_PREPARED = 2
"""Worlds of which what plays have worked out is kept: a few hundred megabytes each at most (ASSUMPTION)."""


class _Asked(NamedTuple):
    """A run that is asked for: where its worlds come from, their columns, and what each play (n,) depends on."""

    scenario: LoadedScenario
    source: WorldSource
    drawn: Columns
    by_world: list[bytes]
    keys: list[bytes]


class Ready(NamedTuple):
    """A run to be played: a checked scenario, and where its worlds come from."""

    scenario: LoadedScenario
    source: WorldSource


class Variation(NamedTuple):
    """What was played of one scenario, and where its worlds come from."""

    scenario: LoadedScenario
    source: WorldSource
    part: Part


class _Missing(NamedTuple):
    """What is missing of a run: its plays (k,) in its worlds."""

    asked: _Asked
    worlds: Worlds
    plays: Ints

    @property
    def build(self) -> Hashable:
        """What another has in common with it if both can be played at once."""
        return rules_of(self.asked.scenario.model), build_of(self.worlds)


class Runs:
    """Runs of variations of one scenario, all of one size and seed.

    Parameters
    ----------
    size : RunSize
    numbers : range, optional
        The worlds that are played, by number; all of the size's by default.
    known : sequence of Preferences, optional
        Where preference models come from, as far as they are drawn.
    blocks : int
        How many blocks of plays are kept, those used last.
    worlds_at_once : int
        Most worlds in a block.

    Attributes
    ----------
    played : int
        Plays played in all.

    Examples
    --------
    >>> import sim
    >>> runs, talks = Runs(RunSize(worlds=10, replications=4)), sim.load("tests/ensemble/port.yaml")
    >>> talks = talks.with_({f"governments.{name}.beliefs.vote": 0.5 for name in talks.model.governments})
    >>> for chance in (0.4, 0.6, 0.5):
    ...     varied = talks.with_({"chance.vote": chance})
    ...     assert runs.of(varied).table.equals(varied.run(10, 4).table)
    ...     print(runs.played)
    40
    49
    49
    """

    def __init__(
        self,
        size: RunSize,
        numbers: range | None = None,
        *,
        known: Sequence[Preferences] = (),
        blocks: int = _KEPT,
        worlds_at_once: int = WORLDS_PER_BATCH,
    ) -> None:
        self.size, self.played, self._most, self._at_once = size, 0, blocks, worlds_at_once
        self._numbers = np.arange(size.worlds) if numbers is None else np.array(numbers)
        self._blocks: dict[int, Columns] = {}
        self._place: dict[bytes, tuple[int, int]] = {}
        self._prepared: dict[bytes, Prepared] = {}
        self._last = 0
        self._known = list(known)

    def of(self, scenario: LoadedScenario) -> Outcomes:
        """Return the outcomes of a scenario, those of `sim.Scenario.run` to the last digit.

        Raises
        ------
        ProblemsError
            For statements that contradict each other.
        """
        (found,) = self.of_all([scenario])
        if isinstance(found, SimError):
            raise found
        return found

    def of_all(self, scenarios: Iterable[LoadedScenario]) -> list[Outcomes | SimError]:
        """Return the outcomes of several, played many at once: the more plays in a block, the less each costs.

        Of one that cannot be played, why.
        """
        return [
            each if isinstance(each, SimError) else outcomes_of_parts(*each[:2], [each.part], self.size)
            for each in self.parts_of_all(scenarios)
        ]

    def parts_of_all(self, scenarios: Iterable[LoadedScenario | Ready]) -> list[Variation | SimError]:
        """Return what several consist of, where `of_all` puts it together."""
        every: list[_Asked | SimError] = []
        waiting: dict[Hashable, list[_Missing]] = {}
        taken = set[bytes]()
        for scenario in scenarios:
            try:
                asked, worlds = self._ask(scenario)
            except SimError as error:
                every.append(error)
                continue
            every.append(asked)
            missing = [n for n, key in enumerate(asked.keys) if key not in self._place and key not in taken]
            if missing:
                taken.update(asked.keys)
                wanted = _Missing(asked, worlds, np.array(missing, dtype=np.int64))
                self._put_off(waiting.setdefault(wanted.build, []), wanted)
        for together in waiting.values():
            self._play(together)
        found = [each if isinstance(each, SimError) else self._found(each) for each in every]
        self._forget_unused()
        return found

    def _put_off(self, together: list[_Missing], wanted: _Missing) -> None:
        """Let a run wait for others of its build; those that make a block are played first."""
        worlds = sum(len(each.worlds) for each in (*together, wanted))
        plays = sum(len(each.plays) for each in (*together, wanted))
        if together and (worlds > self._at_once or plays > LANES_PER_BATCH):
            self._play(together)
            together.clear()
        together.append(wanted)

    def _ask(self, wanted: LoadedScenario | Ready) -> tuple[_Asked, Worlds]:
        scenario, source = wanted if isinstance(wanted, Ready) else self._ready(wanted)
        model, worlds = scenario.model, source.draw(self._numbers)
        by_world = self._by_world(model, worlds)
        drawn = world_columns(model, scenario.packages, worlds)
        return _Asked(scenario, source, drawn, by_world, self._keys(model, worlds, by_world)), worlds

    def _ready(self, scenario: LoadedScenario) -> Ready:
        check_scenario(scenario)
        source = WorldSource(scenario.model, scenario.packages, seed=self.size.seed, known=self._known)
        self._known = source.preferences
        return Ready(scenario, source)

    def _play(self, together: list[_Missing]) -> None:
        """Play what is missing of runs of one build in one block, and keep it."""
        some, rows, replications, keys = [], list[Ints](), list[Ints](), list[bytes]()
        first = 0
        for asked, worlds, plays in together:
            world, replication = np.divmod(plays, self.size.replications)
            used, row = np.unique(world, return_inverse=True)
            some.append((worlds, used))
            rows.append(first + row if len(together) > 1 else world)
            replications.append(replication)
            keys += [asked.keys[n] for n in plays.tolist()]
            first += len(used)
        asked, worlds, _ = together[0]
        source = asked.source
        played = play_block(
            source.scenario,
            source.packages,
            worlds if len(together) == 1 else join_worlds(some),
            row=np.concatenate(rows),
            replication=np.concatenate(replications),
            seed=self.size.seed,
            prepared=self._prepare(asked, worlds) if len(together) == 1 else None,
        )
        self._blocks[self._last] = lane_columns(_all_open(source.scenario), played)
        self._place |= {key: (self._last, n) for n, key in enumerate(keys)}
        self._last += 1
        self.played += len(keys)

    def _found(self, asked: _Asked) -> Variation:
        """Return what a run consists of, all of whose plays are kept."""
        lanes = self._gathered([self._place[key] for key in asked.keys])
        for name, event in asked.scenario.model.events.items():
            if event.chance == 1.0:
                del lanes[f"happened_{name}"]
        return Variation(asked.scenario, asked.source, Part(lanes, asked.drawn))

    def _by_world(self, model: ScenarioModel, worlds: Worlds) -> list[bytes]:
        """Return what the plays of each world depend on beside luck and the results of events, hashed."""
        rules = rules_of(model)
        return [_digest(rules + row.tobytes()) for row in _rows(model, worlds)]

    def _prepare(self, asked: _Asked, worlds: Worlds) -> Prepared:
        """Return what plays of the same worlds have worked out: values of packages, games, chances."""
        key = b"".join(asked.by_world)
        found = self._prepared.pop(key, None) or Prepared.of(asked.scenario.model, worlds)
        self._prepared = {**dict([*self._prepared.items()][1 - _PREPARED :]), key: found}
        return found

    def _keys(self, model: ScenarioModel, worlds: Worlds, by_world: list[bytes]) -> list[bytes]:
        """Return what each play (n,) depends on, hashed: by world, then replication."""
        size = self.size
        bits = np.zeros((len(worlds), size.replications), dtype=np.int64)
        replications = np.arange(size.replications)
        for place, name in enumerate(model.events):
            luck = uniforms(size.seed, f"event/{name}", worlds.number[:, None], replications[None])
            bits |= (luck < worlds.chance[:, place, None]).astype(np.int64) << place
        return [
            world + replication.to_bytes(4, "little") + happens.to_bytes(8, "little")
            for world, row in zip(by_world, bits.tolist(), strict=True)
            for replication, happens in enumerate(row)
        ]

    def _gathered(self, places: list[tuple[int, int]]) -> Columns:
        """Return columns of plays kept here and there, in order."""
        block, row = np.array(places, dtype=np.int64).T
        first = self._blocks[int(block[0])]
        found = {name: np.empty(len(block), dtype=column.dtype) for name, column in first.items()}
        for number in np.unique(block).tolist():
            here = block == number
            self._blocks[number] = self._blocks.pop(number)  # used last
            for name, column in self._blocks[number].items():
                found[name][here] = column[row[here]]
        return found

    def _forget_unused(self) -> None:
        for number in list(self._blocks)[: -self._most]:
            del self._blocks[number]
            self._place = {key: place for key, place in self._place.items() if place[0] != number}


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


_DRAWN = (
    *("statements", "orders", "order_claims", "points", "adjustments", "residual", "no_deal", "no_deal_range"),
    *("claims", "reply_days"),
)
"""What of a government plays see only as worlds draw it."""


def rules_of(model: ScenarioModel) -> bytes:
    """Return what a scenario says, without the preferences and numbers that worlds hold as drawn, hashed.

    Of a chance it is a rule whether governments may be unsure of the event (`sim.scenario.mattering`), of days to
    draft whether there are any.
    """
    rules: dict[str, Any] = model.model_dump(mode="json", by_alias=True)
    for name, event in model.events.items():
        rules["events"][name]["chance"] = event.chance == 1.0 and name not in model.doubted
    for name, government in model.governments.items():
        rules["governments"][name] |= {"beliefs": list(government.beliefs), **dict.fromkeys(_DRAWN)}
    for name in model.seats:
        rules["seats"][name]["procedure_days"] = None
    for name, issue in model.issues.items():
        for option, details in issue.options.items():
            rules["issues"][name]["options"][option] |= {"lead_days": None, "draft_days": details.draft_days != 0}
    rules["minds"]["prior"] = None
    return _digest(json.dumps({**rules, "doubted": sorted(model.doubted)}, sort_keys=True).encode())


def _all_open(model: ScenarioModel) -> ScenarioModel:
    """Return a scenario all of whose events may or may not happen: its plays have a column for each."""
    events = {name: event.model_copy(update={"chance": 0.5}) for name, event in model.events.items()}
    return model.model_copy(update={"events": events})


def _rows(model: ScenarioModel, worlds: Worlds) -> NDArray[np.uint8]:
    """Return all numbers of each world but the chances of events, as bytes (w, any)."""
    count = len(worlds)
    columns = [
        np.ascontiguousarray(np.broadcast_to(each, (count, *each.shape[1:]))).reshape(count, -1)
        for each in _arrays(model, worlds)
    ]
    return np.concatenate([each.view(np.uint8).reshape(count, -1) for each in columns if each.size], axis=1)


def _arrays(model: ScenarioModel, worlds: Worlds) -> Iterator[NDArray[Any]]:
    """Yield the arrays of worlds, the axis of worlds (w or 1) first."""
    yield worlds.number
    unread = _unread_beliefs(model)
    for array in (worlds.value, worlds.no_deal, worlds.reply_median, worlds.reply_spread):
        yield np.moveaxis(array, 1, 0)
    yield np.moveaxis(np.where(unread[:, None], 0.0, worlds.beliefs), 1, 0)
    for shifts in (worlds.shift, worlds.shift_no_deal, worlds.stage_shift, worlds.stage_shift_no_deal):
        yield from (np.moveaxis(array, 1, 0) for array in shifts.values())
    yield from worlds.new_chance.values()
    yield from worlds.prolonging_chance.values()
    yield from (worlds.lead_median, worlds.lead_spread, worlds.path_median, worlds.path_spread)
    yield from worlds.procedure_days.values()
    for hurried in worlds.hurried:
        yield from hurried.arrays
    drafting = worlds.drafting
    if len(drafting):
        yield drafting.median.T
        yield np.concatenate([drafting.spread, drafting.step.astype(float)])[None]
    for array in (worlds.prolonging_cost, worlds.move_cost):
        yield np.moveaxis(array, 2, 0)
    for costs in worlds.daily_cost.values():
        yield from costs.values()
    for g, imagined in worlds.imagined.items():
        yield from (imagined.value, imagined.no_deal, np.where(unread[g], 0.0, imagined.beliefs))


def _unread_beliefs(model: ScenarioModel) -> NDArray[np.bool_]:
    """Return the beliefs (g, events) that no play depends on.

    Those of governments that gain or lose nothing by events, moves or prolongations, and that never sit at the table
    before the event is decided: in no seat at the table, or seated by events alone that need it to have happened.
    """
    turns: list[Event | Move | Prolongation] = [*model.events.values(), *model.moves.values()]
    turns += model.prolongations.values()
    concerned = {name for turn in turns for name in (*turn.shift, *turn.shift_no_deal)}
    seats = {name for name, seat in model.seats.items() if seat.at_table}
    sitting = {model.seats[name].government for name in seats}
    found = np.zeros((len(model.governments), len(model.events)), dtype=np.bool_)
    for g, name in enumerate(model.governments):
        seating = [event for event in model.events.values() if name in {event.install.get(seat) for seat in seats}]
        if name not in concerned | sitting:
            for e, cause in enumerate(model.events):
                found[g, e] = all(cause in event.if_ for event in seating)
    return found
