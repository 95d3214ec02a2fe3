"""The negotiation as NegMAS can hold it: packages, points and no-deal values, alternating offers, rounds for days.

What each side has that the other has not is written in benchmarks/README.md.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from benchmarks.interleaved import seconds
from sim.errors import SimError
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource

try:
    import negmas
    from negmas import AspirationNegotiator, MappingUtilityFunction, SAOMechanism, SubsetCartesianOutcomeSpace
except ImportError as error:
    raise SimError(
        "NegMAS is not installed, or too old: `make bench` installs it (the extra `bench`); "
        "`--without-negmas` leaves it out"
    ) from error

__all__ = ["Domain"]


class Domain:
    """Negotiations between the governments of the first two principals, with the preferences of drawn worlds.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation. Packages that it excludes are no outcomes of the domain.
    source : WorldSource
        Its worlds.
    """

    version = negmas.__version__

    def __init__(self, scenario: LoadedScenario, source: WorldSource) -> None:
        issues = scenario.packages.issues
        self._outcomes = [
            tuple(names[option] for (_, names), option in zip(issues, row, strict=True))
            for row in scenario.packages.options.tolist()
        ]
        self._space = SubsetCartesianOutcomeSpace(
            [negmas.make_issue(list(names), name=issue) for issue, names in issues], outcomes=self._outcomes
        )
        self._source = source
        self._pairs = _pairs(scenario.model)

    def negotiate(self, first: int, count: int, *, rounds: int) -> float:
        """Return the seconds per negotiation in the preferences of `count` worlds from `first`.

        Pairs of governments take turns. Utility functions are made before the clock runs, as the engine's worlds are
        not: that favours NegMAS.
        """
        drawn = self._source.draw(np.arange(first, first + count))
        sides = []
        for row in range(count):
            pair = self._pairs[row % len(self._pairs)]
            sides.append([self._wants(drawn.value[g, row], drawn.no_deal[g, row]) for g in pair])
        return seconds(lambda: [self._run(pair, rounds) for pair in sides]) / count

    def _wants(self, value: np.ndarray, no_deal: float) -> MappingUtilityFunction:
        return MappingUtilityFunction(
            dict(zip(self._outcomes, value.tolist(), strict=True)),
            outcome_space=self._space,
            reserved_value=float(no_deal),
        )

    def _run(self, wants: list[MappingUtilityFunction], rounds: int) -> object:
        mechanism = SAOMechanism(outcome_space=self._space, n_steps=rounds)
        for each in wants:
            mechanism.add(AspirationNegotiator(ufun=each))
        return mechanism.run()


def _pairs(scenario: ScenarioModel) -> list[tuple[int, int]]:
    """Return the pairs of governments that may face each other in the first two principals' seats."""
    names = list(scenario.governments)
    sitters: list[list[int]] = []
    for seat in [name for name, body in scenario.seats.items() if body.principal][:2]:
        installed = [event.install[seat] for event in scenario.events.values() if seat in event.install]
        sitters.append([names.index(name) for name in dict.fromkeys([scenario.seats[seat].government, *installed])])
    return list(product(*sitters))
