"""Find the tactic that a government's scenario entry names."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from sim.minds.foresight_tactic import ForesightTactic
from sim.minds.outside import checked
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.tactic import Tactic, View
from sim.scenario.tactics import BUILT_IN, FORESIGHT, Plugin

__all__ = ["choose_tactic", "is_from_outside"]


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
        return checked(plugins.tactics[view.name](view), view.name)
    choice = view.scenario.governments[view.name].tactic
    if choice == FORESIGHT:
        return ForesightTactic(view)
    if isinstance(choice, Plugin):
        return checked(plugins.load(view, choice), view.name)
    if isinstance(choice, str):
        choice = BUILT_IN[choice].model_validate({choice: {}})
    return _class(choice.played_by)(view, choice.parameters)


def _class(place: str) -> Callable[[View, Any], Tactic]:
    """Return the class at ``module:Class``."""
    module, name = place.split(":")
    found: Callable[[View, Any], Tactic] = getattr(importlib.import_module(module), name)
    return found


def is_from_outside(view: View, plugins: Plugins) -> bool:
    """Tell whether the tactic of the view's government is none of the package's own."""
    return view.name in plugins.tactics or isinstance(view.scenario.governments[view.name].tactic, Plugin)
