"""Winning coalitions: which principals are enough to agree on a package, and how likely enough of them accept.

See docs/model.md, "Who must agree".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.normal import normal_cdf
from sim.scenario.agreement import AnyOf, Threshold
from sim.scenario.scenario import ScenarioModel

__all__ = ["Quorum", "quorum_of"]

_ROUNDING = 1e-9
"""Weight by which a sum of weights may fall short and still be enough: rounding."""

_MOST_NODES = 512
"""Cases told apart when a chance is worked out exactly, ASSUMPTION: majorities of 40 fit, weights of
28 states do not."""

_State = tuple[float, ...]
"""What is still needed: a weight, or the numbers of the groups of which nobody has refused."""

_YES, _NO = -1, -2


@dataclass(frozen=True)
class Quorum:
    """A rule of agreement, over the seats x at the table (principals and mediators).

    More agreement never hurts: whoever joins a winning coalition leaves it one.

    Parameters
    ----------
    voters : tuple of bool, length x
        Principals; a mediator tables packages and need not agree.
    weights : tuple of float, length x
        What each weighs; 0 for mediators. Empty where groups count.
    at_least : float
        The weight needed.
    groups : tuple of tuple of int
        Seats of which all of one group are enough; empty where weights count.

    Examples
    --------
    >>> two_of_three = Quorum(voters=(True,) * 3, weights=(1, 1, 1), at_least=2)
    >>> two_of_three.wins(np.array([[True, True], [False, True], [True, False]])).tolist()
    [True, True]
    >>> two_of_three.unanimous, two_of_three.needed
    (False, (False, False, False))
    """

    voters: tuple[bool, ...]
    weights: tuple[float, ...] = ()
    at_least: float = 0.0
    groups: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def needed(self) -> tuple[bool, ...]:
        """Whether nothing is agreed without a seat."""
        others = ~np.eye(len(self.voters), dtype=np.bool_)
        return tuple((~self.wins(others)).tolist())

    @property
    def unanimous(self) -> bool:
        """Whether every seat at the table must agree."""
        return all(self.needed)

    @property
    def product(self) -> bool:
        """Whether every principal must agree, so that chances multiply."""
        return self.needed == self.voters

    @cached_property
    def width(self) -> int:
        """How many numbers a chance needs at a time, a few being 1."""
        layers = (
            [layer for own in range(len(self.voters)) for layer in _cases(self, own)[2]] if not self.product else []
        )
        return max(1, max(map(len, layers), default=1) // 3, len(self.voters) // 2)

    @cached_property
    def _weight_of_byte(self) -> list[Floats] | None:
        """What eight seats weigh together, by byte of bits, where weights are whole: any order adds up alike."""
        if self.groups or not all(float(weight).is_integer() for weight in self.weights):
            return None
        bits = np.arange(256)[:, None] >> np.arange(8) & 1
        padded = np.zeros(-(-len(self.weights) // 8) * 8)
        padded[: len(self.weights)] = self.weights
        return [(bits * eight).sum(axis=1) for eight in padded.reshape(-1, 8)]

    def wins(self, willing: Bools) -> Bools:
        """Return where (...) the willing seats (x, ...) are enough."""
        if self.groups:
            groups = [np.logical_and.reduce(willing[list(group)]) for group in self.groups]
            return np.asarray(np.logical_or.reduce(groups))
        total = np.zeros(willing.shape[1:])
        for weight, one in zip(self.weights, willing, strict=True):
            if weight:
                total += weight * one
        return np.asarray(total >= self.at_least - _ROUNDING)

    def of_bits(self, agreed: Ints) -> Bools:
        """Return where (...) the seats given as bits are enough."""
        if self._weight_of_byte is not None:
            total = np.zeros(agreed.shape)
            for place, weight in enumerate(self._weight_of_byte):
                total += weight[agreed >> 8 * place & 255]
            return np.asarray(total >= self.at_least - _ROUNDING)
        return self.wins((agreed[None] >> np.arange(len(self.voters)).reshape(-1, *([1] * agreed.ndim)) & 1) > 0)

    def chance(self, own: int, accepts: Callable[[int], Floats]) -> Floats | float:
        """Return the chance (...) that enough accept what the seat `own` tables.

        Parameters
        ----------
        own : int
            The proposer's seat; it agrees.
        accepts : callable
            For another principal's seat the chance (...) that it accepts, independently of the others.

        Notes
        -----
        Where everybody is needed, the product. Else exact, by going through the principals one by one and keeping
        apart only the cases that still differ. Weights that leave too many such cases (those of 28 states do) are
        taken as a normal sum of the same mean and variance; where all are sure to accept or to refuse that is exact.

        Examples
        --------
        >>> majority = Quorum(voters=(True,) * 3, weights=(1, 1, 1), at_least=2)
        >>> float(majority.chance(0, lambda seat: np.array(0.5)))
        0.75
        """
        order, start, layers = _cases(self, own)
        if len(layers) < len(order):
            return self._about(own, order, accepts)
        if not layers or start in (_YES, _NO):
            return float(start == _YES)
        found: list[Floats | float] = []
        for seat, layer in zip(reversed(order), reversed(layers), strict=True):
            after, found = [*found, 0.0, 1.0], []
            if layer:
                likely = accepts(seat)
                found = [_either(likely, after[yes], after[no]) for yes, no in layer]
        return found[0]

    def _about(self, own: int, order: Sequence[int], accepts: Callable[[int], Floats]) -> Floats:
        """Return the chance by the normal distribution."""
        mean: Floats = np.asarray(self.weights[own] - self.at_least + _ROUNDING)
        variance: Floats = np.zeros(())
        for seat in order:
            likely, weight = accepts(seat), self.weights[seat]
            mean, variance = mean + weight * likely, variance + weight * weight * (likely * (1 - likely))
        half = 0.5 if all(float(weight).is_integer() for weight in self.weights) else 0.0
        spread = np.sqrt(variance)
        by_chance = normal_cdf((mean + half) / np.where(spread > 0, spread, 1.0))
        return np.where(spread > 0, by_chance, np.asarray(mean >= 0, dtype=np.float64))

    def after(self, state: _State, seat: int, *, accepts: bool, left: Sequence[int]) -> _State | int:
        """Return what is still needed once `seat` has answered, _YES or _NO where that settles it.

        Of weights, how much is missing; of groups, which of them nobody has refused.
        """
        if self.groups:
            alive = tuple(g for g in state if accepts or seat not in self.groups[int(g)])
            if any(not {*self.groups[int(g)]} & {*left} for g in alive):
                return _YES
            return alive or _NO
        need = state[0] - self.weights[seat] * accepts
        if need <= _ROUNDING:
            return _YES
        return (need,) if need <= sum(self.weights[other] for other in left) + _ROUNDING else _NO


def _either(likely: Floats, yes: Floats | float, no: Floats | float) -> Floats:
    """Return likely yes + (1 - likely) no."""
    if isinstance(no, float) and no == 0.0:  # the commonest case: this one is needed
        return likely if isinstance(yes, float) and yes == 1.0 else np.asarray(likely * yes)
    return np.asarray(likely * yes + (1 - likely) * no)


@cache
def _cases(quorum: Quorum, own: int) -> tuple[tuple[int, ...], _State | int, list[list[tuple[int, int]]]]:
    """Return the other principals in an order, what is needed of them, and for each of them the cases that differ.

    A case is the place of the next where the principal accepts and where it refuses, _YES or _NO where that settles
    it. The list ends early where the cases are too many.
    """
    others = [seat for seat, voter in enumerate(quorum.voters) if voter and seat != own]
    if quorum.weights:
        others.sort(key=lambda seat: -quorum.weights[seat])  # stable; large weights first leave fewer cases
        need: _State = (quorum.at_least,)
    else:
        need = tuple(range(len(quorum.groups)))
    start = quorum.after(need, own, accepts=True, left=others)
    layers: list[list[tuple[int, int]]] = []
    states, count = ([] if isinstance(start, int) else [start]), 0
    for place, seat in enumerate(others):
        left = others[place + 1 :]
        numbers: dict[_State, int] = {}
        layer = []
        for state in states:
            both = [quorum.after(state, seat, accepts=accepts, left=left) for accepts in (True, False)]
            yes, no = (x if isinstance(x, int) else numbers.setdefault(x, len(numbers)) for x in both)
            layer.append((yes, no))
        count += len(layer)
        if count > _MOST_NODES and quorum.weights:
            break
        layers.append(layer)
        states = list(numbers)
    return tuple(others), start, layers


def quorum_of(scenario: ScenarioModel, *, mediators: bool = True) -> Quorum:
    """Return the rule by which a scenario's principals agree, over all seats at the table or principals alone.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> quorum_of(load_scenario_text(starter_scenario()).model).unanimous
    True
    """
    table = {name: seat for name, seat in scenario.seats.items() if seat.principal or (mediators and seat.mediator)}
    voters = tuple(seat.principal for seat in table.values())
    rule, places = scenario.procedure.agreement, list(table)
    if isinstance(rule, AnyOf):
        groups = tuple(tuple(sorted({places.index(seat) for seat in group})) for group in rule.any_of)
        return Quorum(voters, groups=groups)
    if isinstance(rule, Threshold):
        weights = tuple(
            float(rule.weights.get(name, 0.0) if rule.weights else 1.0) * seat.principal
            for name, seat in table.items()
        )
        return Quorum(voters, weights=weights, at_least=rule.at_least)
    most = sum(voters)
    return Quorum(voters, weights=tuple(map(float, voters)), at_least=most if rule == "all" else most // 2 + 1)
