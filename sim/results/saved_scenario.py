"""A scenario that was saved beside results: read back with its evidence where that is near."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ProblemsError
from sim.evidence.claims import ClaimLibrary
from sim.reading import load as read_yaml
from sim.reading import validate
from sim.scenario.load import LoadedScenario, load_scenario
from sim.scenario.packages import package_table
from sim.scenario.scenario import ScenarioModel

__all__ = ["load_saved_scenario"]


def load_saved_scenario(path: Path, settings: tuple[str, ...]) -> LoadedScenario:
    """Return a saved scenario; results can be read, and a run finished, without its evidence.

    The settings were resolved into the file: they are told, not set again.
    """
    try:
        found = load_scenario(path)
        return LoadedScenario(found.model, found.packages, found.library, path, settings, found.located)
    except ProblemsError:
        located = read_yaml(path)
        model = validate(located, ScenarioModel)
        packages = package_table(model.issues, model.exclusions)
        return LoadedScenario(model, packages, ClaimLibrary(), path, settings, located)
