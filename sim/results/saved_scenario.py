"""A scenario that is saved beside results, with the claims it cites: read back wherever the folder is taken."""

from __future__ import annotations

from pathlib import Path

from sim.errors import ProblemsError
from sim.evidence.claims import ClaimLibrary
from sim.reading import load as read_yaml
from sim.reading import validate
from sim.scenario.load import SAVED_CLAIMS, LoadedScenario, load_scenario
from sim.scenario.packages import package_table
from sim.scenario.scenario import ScenarioModel

__all__ = ["SCENARIO", "load_saved_scenario", "write_scenario"]

SCENARIO = "scenario.yaml"
"""The scenario as it was run."""


def write_scenario(scenario: LoadedScenario, folder: Path) -> tuple[str, ...]:
    """Write a scenario and what it cites into a folder; return the names of the files."""
    texts = {SCENARIO: scenario.resolved_yaml()}
    if scenario.evidence_cited:
        texts[SAVED_CLAIMS] = f"{scenario.evidence_cited.to_json()}\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(texts)


def load_saved_scenario(folder: Path, settings: tuple[str, ...]) -> LoadedScenario:
    """Return a saved scenario; results can be read, and a run finished, without its evidence.

    The settings were resolved into the file: they are reported, not set again. A folder that an earlier version saved
    holds no claims: there those of the nearest library count.
    """
    path = folder / SCENARIO
    try:
        found = load_scenario(path)
        return LoadedScenario(found.model, found.packages, found.library, path, settings, found.located)
    except ProblemsError:
        located = read_yaml(path)
        model = validate(located, ScenarioModel)
        packages = package_table(model.issues, model.exclusions, model.proposals)
        return LoadedScenario(model, packages, ClaimLibrary(), path, settings, located)
