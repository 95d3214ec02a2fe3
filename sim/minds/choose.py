"""Find the tactic that a government's scenario entry names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.minds.aspiration import AspirationTactic
from sim.minds.hold_out import HoldOutTactic
from sim.minds.mind import Mind
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.script import ScriptTactic
from sim.minds.tactic import Tactic, View
from sim.minds.tit_for_tat import TitForTatTactic
from sim.minds.ultimatum import UltimatumTactic
from sim.quantity import Noun
from sim.scenario.tactics import (
    Aspiration,
    AspirationChoice,
    HoldOutChoice,
    Plugin,
    ScriptChoice,
    TitForTat,
    TitForTatChoice,
    UltimatumChoice,
)

__all__ = ["choose_tactic", "is_from_outside"]

_BY_NAME: dict[str, Callable[[View], Tactic]] = {
    "foresight": Mind,
    "aspiration": lambda view: AspirationTactic(view, Aspiration()),
    "tit_for_tat": lambda view: TitForTatTactic(view, TitForTat()),
}

_BY_TYPE: dict[type[Noun], Callable[[View, Any], Tactic]] = {
    AspirationChoice: lambda view, choice: AspirationTactic(view, choice.aspiration),
    TitForTatChoice: lambda view, choice: TitForTatTactic(view, choice.tit_for_tat),
    HoldOutChoice: lambda view, choice: HoldOutTactic(view, choice.hold_out),
    UltimatumChoice: lambda view, choice: UltimatumTactic(view, choice.ultimatum),
    ScriptChoice: lambda view, choice: ScriptTactic(view, choice.script),
}


def choose_tactic(view: View, plugins: Plugins = NO_PLUGINS) -> Tactic:
    """Return the tactic of the view's government, ready to play.

    Parameters
    ----------
    view : View
        The government's place in the block.
    plugins : Plugins
        What may be loaded from outside; a tactic given for the government there comes before the scenario's.

    Raises
    ------
    InputError
        When the scenario names a plug-in that may not or cannot be loaded.
    """
    if view.name in plugins.tactics:
        return plugins.tactics[view.name](view)
    choice = view.scenario.governments[view.name].tactic
    if isinstance(choice, str):
        return _BY_NAME[choice](view)
    if isinstance(choice, Plugin):
        return plugins.load(view, choice)
    return _BY_TYPE[type(choice)](view, choice)


def is_from_outside(view: View, plugins: Plugins) -> bool:
    """Tell whether the tactic of the view's government is none of the package's own."""
    return view.name in plugins.tactics or isinstance(view.scenario.governments[view.name].tactic, Plugin)
