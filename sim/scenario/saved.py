"""A scenario written as a file, with the claims it cites: read back wherever it is taken."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError, ProblemsError, cannot_write
from sim.scenario.load import SAVED_CLAIMS, LoadedScenario, nearest_library
from sim.whole_file import write_whole

__all__ = ["save_scenario"]


def save_scenario(scenario: LoadedScenario, path: Path) -> Path:
    """Save a scenario, and the claims it cites where no evidence near the file holds them; return the file's path.

    Parameters
    ----------
    scenario : LoadedScenario
    path : Path
        Ends in .yaml or .yml.

    Raises
    ------
    InputError
        For another ending, and where the evidence near the file says another thing of a claim that is cited.
    StorageError
        If it cannot be written to.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise InputError(f"path: must be the name of a file that ends in .yaml (found '{path}')")
    files = {path: scenario.resolved_yaml()}
    folder = path.absolute().parent
    cited = scenario.evidence_cited
    if cited and not _is_near(scenario, folder):
        if (folder / SAVED_CLAIMS).exists():
            raise InputError(f"{path}: {SAVED_CLAIMS} beside it is another scenario's; choose another folder")
        files[folder / SAVED_CLAIMS] = f"{cited.to_json()}\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each, text in files.items():
            write_whole(each, text)
    except OSError as error:
        raise cannot_write(path, error) from None
    return path


def _is_near(scenario: LoadedScenario, folder: Path) -> bool:
    """Tell whether the evidence that counts in a folder holds what the scenario cites, word for word."""
    try:
        near = nearest_library(folder)
    except ProblemsError:
        return False
    return near.only(scenario.cited) == scenario.evidence_cited
