"""What agreements and proposals are worth to two governments above no deal: the numbers behind the values picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from sim.results.weights import weighed_quantiles
from sim.scenario.event import last_day
from sim.scenario.offices import offices

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sim.results.outcomes import Outcomes
    from sim.scenario.scenario import ScenarioModel
    from sim.worlds.worlds import Worlds

__all__ = ["Gains", "read_gains"]

_ALIKE = ["world", "outcome", "package_number"]

_MOST_WORLDS = 400
"""Worlds drawn as dots, and averaged over for proposals: worlds are alike, so the first are a fair sample."""


_LEAST = 0.05
"""Plays, as worlds weigh, below which an agreement is not drawn: a dot has a least size."""


@dataclass(frozen=True)
class Gains:
    """Points above no deal to the governments in the seats of the first two principals.

    Parameters
    ----------
    pair : tuple of str
        The two governments.
    agreements : DataFrame
        Agreements in force that this pair signed: a row per world, outcome and package; columns world, outcome,
        package_number, plays (count, as often as the world weighs), first, second (points above no deal, shifts by
        events, moves and prolongations included, costs of the talks not). Where worlds are weighed rows of less than
        `_LEAST` plays are left out.
    proposals : DataFrame
        A row per named proposal, before any shift; columns first, second (mean over worlds), first_low, first_high,
        second_low, second_high (10th and 90th percentile over worlds, as they weigh).
    plays : int or float
        How many plays of the run such a pair agreed, in force in time, as often as their worlds weigh; the frames
        hold the first worlds alone.
    """

    pair: tuple[str, str]
    agreements: pd.DataFrame
    proposals: pd.DataFrame
    plays: float


def read_gains(outcomes: Outcomes) -> list[Gains]:
    """Return the gains of every pair of governments that may face each other, in the order of taking office.

    As of a day a pair that the record has parted by then is left out, unless it has signed.
    """
    import pandas as pd

    model = outcomes.scenario.model
    first, second = [name for name, seat in model.seats.items() if seat.principal][:2]
    shown = np.arange(min(_MOST_WORLDS, outcomes.provenance.worlds))
    worlds = outcomes.world_source().draw(shown, imagined=False)
    pairs = list(product(offices(model, first), offices(model, second)))
    sitting = [offices(model, seat, outcomes.provenance.day) for seat in (first, second)]
    plays: dict[tuple[str, str], float] = dict.fromkeys(pairs, 0)
    agreements = {pair: list[pd.DataFrame]() for pair in pairs}
    each = None if outcomes.weights is None else outcomes.weights.at() * outcomes.provenance.worlds
    for frame in outcomes.lanes.frames():
        signed = frame[frame["in_force"]]
        office = {seat: in_office(signed, model, seat) for seat in (first, second)}
        for pair in pairs:
            met = (office[first] == pair[0]) & (office[second] == pair[1])
            plays[pair] += int(met.sum()) if each is None else float(each[signed["world"].to_numpy()[met]].sum())
            seen = signed[met & (signed["world"] < len(shown)).to_numpy()]
            agreements[pair].append(_agreements(seen, model, worlds, pair))
    return [
        Gains(
            pair,
            _weighed(_averaged(agreements[pair]), each),
            _proposals(outcomes, worlds, pair, None if each is None else each[shown] / each[shown].sum()),
            plays=plays[pair],
        )
        for pair in pairs
        if plays[pair] or all(name in left for name, left in zip(pair, sitting, strict=True))
    ]


def in_office(table: pd.DataFrame, model: ScenarioModel, seat: str) -> NDArray[np.object_]:
    """Return who sat in `seat` on the day of signature, for each signed play.

    Notes
    -----
    An event comes before reviews on its day: who is installed that day signs that day. Where chance picks the day of
    a change of government, its last possible day is taken.
    """
    seated = np.full(len(table), model.seats[seat].government, dtype=object)
    changes = [name for name, event in model.events.items() if seat in event.install]
    for name in sorted(changes, key=lambda name: last_day(model.events[name])):
        day = (last_day(model.events[name]) - model.start).days
        later = table["signed"].to_numpy(dtype=float, na_value=-1) >= day
        seated[occurred(table, model, name) & later] = model.events[name].install[seat]
    return seated


def occurred(table: pd.DataFrame, model: ScenarioModel, event: str) -> NDArray[np.bool_]:
    """Return in which plays an event came about, by chance and by the events it depends on, or a move was made."""
    if event in model.moves:
        return table[f"made_{event}"].notna().to_numpy()
    body = model.events[event]
    if f"happened_{event}" in table:
        return table[f"happened_{event}"].to_numpy(dtype=bool, na_value=False)
    found = np.ones(len(table), dtype=bool)
    for cause in body.if_:
        found &= occurred(table, model, cause)
    for cause in body.unless:
        found &= ~occurred(table, model, cause)
    return found


def _agreements(signed: pd.DataFrame, model: ScenarioModel, worlds: Worlds, pair: tuple[str, str]) -> pd.DataFrame:
    """Return a row per world, outcome and package: how many plays, and the sums of what they gain.

    What the talks have cost by then is lost either way: it counts neither for nor against the agreement.
    """
    gains = signed[["world", "outcome", "package_number"]].assign(plays=1)
    place = signed["world"].to_numpy()
    for side, government in zip(("first", "second"), pair, strict=True):
        g = worlds.governments.index(government)
        no_deal = worlds.no_deal[g][place]
        for event, added in worlds.shift_no_deal.items():
            no_deal = no_deal + added[g][place] * occurred(signed, model, worlds.calendar.name(event))
        for k, added in worlds.stage_shift_no_deal.items():
            no_deal = no_deal + added[g][place] * (signed["prolonged"].to_numpy() > k)
        gains[side] = signed[f"value_{government}"] + signed.get(f"cost_{government}", 0.0) - no_deal
    return gains.groupby(_ALIKE, observed=True).sum().reset_index()


def _averaged(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    """Return sums of pieces of the lanes as means over the plays."""
    import pandas as pd

    gains = pd.concat(pieces).groupby(_ALIKE, observed=True).sum().reset_index()
    return gains.assign(first=gains["first"] / gains["plays"], second=gains["second"] / gains["plays"])


def _weighed(agreements: pd.DataFrame, each: NDArray[np.float64] | None) -> pd.DataFrame:
    """Return agreements whose plays count as often as their worlds, each (w,) of the run, weigh."""
    if each is None:
        return agreements
    shown = agreements.assign(plays=agreements["plays"] * each[agreements["world"].to_numpy()])
    return shown[shown["plays"] >= _LEAST]


def _proposals(
    outcomes: Outcomes, worlds: Worlds, pair: tuple[str, str], weights: NDArray[np.float64] | None
) -> pd.DataFrame:
    import pandas as pd

    named = outcomes.scenario.packages.named
    packages = list(named.values())
    columns = {}
    for side, government in zip(("first", "second"), pair, strict=True):
        g = worlds.governments.index(government)
        gain = worlds.value[g][:, packages] - worlds.no_deal[g][:, None]
        columns[side] = gain.mean(axis=0) if weights is None else (weights[:, None] * gain).sum(axis=0)
        ends = (
            np.percentile(gain, (10, 90), axis=0) if weights is None else weighed_quantiles(gain, (0.1, 0.9), weights)
        )
        columns[f"{side}_low"], columns[f"{side}_high"] = ends
    return pd.DataFrame(columns, index=pd.Index(list(named), name="proposal"))
