"""What plays the batches of a run; it travels to each worker once, with the pools drawn so far."""

from __future__ import annotations

import hashlib
import pickle
from datetime import date
from functools import cached_property
from typing import Any

from sim.engine.orders import Order
from sim.ensemble.batches import Batch
from sim.ensemble.part import Part, play_batch
from sim.errors import ExecutionError
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.prepared import Prepared
from sim.scenario.weighing import Weighing
from sim.version import VERSION
from sim.worlds.draw import WorldSource

__all__ = ["Player"]

_MOST_KNOWN = 4
"""Runs a worker keeps the pools of: a comparison plays a few in turn (ASSUMPTION)."""


class Player:
    """Plays any batch of one run.

    Parameters
    ----------
    source : WorldSource
        The scenario's worlds under one seed.
    as_of : date, optional
        What the record says by the end of this day is fixed.
    plugins : Plugins
        Tactics from outside the package that may play.
    order : Order, optional
        What a seat does whatever its mind.
    weighing : Weighing, optional
        How worlds are weighed by the record, if at all.
    prepared : dict of Batch to Prepared, optional
        What has been worked out of the worlds so far, for runs that differ in orders alone; workers that are forked
        have it.

    Notes
    -----
    However often it is unpickled in a process, it is built once there: pools drawn for one batch serve the next.
    Pools that the source has drawn before it is first pickled go along, so that they come from one machine.
    """

    def __init__(
        self,
        source: WorldSource,
        *,
        as_of: date | None = None,
        plugins: Plugins = NO_PLUGINS,
        order: Order | None = None,
        weighing: Weighing | None = None,
        prepared: dict[Batch, Prepared] | None = None,
    ) -> None:
        self.source, self.as_of, self.plugins = source, as_of, plugins
        self.order, self.weighing, self._prepared = order, weighing, prepared

    def __call__(self, batch: Batch) -> Part:
        """Play a batch."""
        more: dict[str, Any] = {} if self.weighing is None else {"weighing": self.weighing}
        if self._prepared is not None:
            more["prepared"] = self._prepared
        return play_batch(self.source, batch, as_of=self.as_of, plugins=self.plugins, order=self.order, **more)

    @cached_property
    def _packed(self) -> tuple[str, bytes]:
        """Return all there is to it as bytes, and their hash."""
        whole = (self.source, self.as_of, self.plugins, self.order, self.weighing)
        packed = pickle.dumps(whole, protocol=pickle.HIGHEST_PROTOCOL)
        return hashlib.blake2b(packed, digest_size=16).hexdigest(), packed

    def __reduce__(self) -> tuple[object, ...]:
        return _unpacked, (VERSION, *self._packed)


_known: dict[str, Player] = {}


def _unpacked(version: str, key: str, packed: bytes) -> Player:
    """Return the player that was pickled; the one built before, where there is one."""
    if version != VERSION:
        raise ExecutionError(f"a worker runs another version of negotiation-sim (found {VERSION}; allowed {version})")
    player = _known.get(key)
    if player is None:
        source, as_of, plugins, order, weighing = pickle.loads(packed)
        for oldest in list(_known)[: 1 - _MOST_KNOWN]:
            _known.pop(oldest, None)  # another thread may have done so
        made = Player(source, as_of=as_of, plugins=plugins, order=order, weighing=weighing)
        player = _known.setdefault(key, made)
    return player
