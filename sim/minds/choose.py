"""Find the tactic that a government's scenario entry names."""

from __future__ import annotations

from sim.minds.aspiration import AspirationTactic
from sim.minds.mind import Mind
from sim.minds.tactic import Tactic, View
from sim.scenario.tactics import Aspiration, AspirationChoice

__all__ = ["choose_tactic"]


def choose_tactic(view: View) -> Tactic:
    """Return the tactic of the view's government, ready to play."""
    choice = view.scenario.governments[view.name].tactic
    if isinstance(choice, AspirationChoice):
        return AspirationTactic(view, choice.aspiration)
    if choice == "aspiration":
        return AspirationTactic(view, Aspiration())
    return Mind(view)
