"""What plays of the same worlds by the same rules share: what has been worked out of them so far."""

from __future__ import annotations

from dataclasses import dataclass

from sim.minds.appraisal import Appraisal
from sim.scenario.scenario import ScenarioModel
from sim.worlds.worlds import Worlds

__all__ = ["Prepared"]


@dataclass(frozen=True)
class Prepared:
    """Appraisals of a batch of worlds, with the games solved there: they grow as plays ask, and change no play.

    Parameters
    ----------
    worlds : Worlds
        Whose; other worlds that differ from them in nothing but chances of events may be played with them.
    appraisals : tuple of Appraisal
        Before and after third parties have been asked.

    Notes
    -----
    All in it follows from what a play depends on beside luck and the results of events, and not from who asked
    first: that a play is the same in whatever block it is played (CONTRIBUTING.md) is what makes it safe to share.
    """

    worlds: Worlds
    appraisals: tuple[Appraisal, Appraisal]

    @classmethod
    def of(cls, scenario: ScenarioModel, worlds: Worlds) -> Prepared:
        """Return it for a batch of worlds, with nothing worked out yet."""
        cost = scenario.procedure.signing_cost
        return cls(worlds, (Appraisal(worlds, signing_cost=cost), Appraisal(worlds, signing_cost=cost, asked=True)))
