"""A scenario with its evidence, to be written elsewhere."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
from sim.evidence.claims import claim_files, load_library
from sim.reading import load as read_yaml
from sim.scenario.load import library_folder, load_scenario
from sim.scenario.write import MODELINE

__all__ = ["copied_files"]

_SCHEMA = "scenario.schema.json"


def copied_files(origin: Path, path: Path) -> dict[Path, str]:
    """Return the texts of the files that a copy of a scenario at `path` takes: itself first, then its evidence.

    Parameters
    ----------
    origin : Path
        The scenario. One that extends others is copied with all that these say, without their comments.
    path : Path
        Where the copy is to stand. Where evidence lies beside it or above, none is copied.

    Raises
    ------
    ProblemsError
        Where the scenario has mistakes.
    InputError
        Where the evidence near `path` lacks a claim that it cites, or says another thing.
    """
    loaded = load_scenario(origin)
    text = origin.read_text(encoding="utf-8")
    if "extends" in read_yaml(origin).data:
        text = loaded.resolved_yaml(_SCHEMA)
    first, _, rest = text.partition("\n")
    if first.startswith(MODELINE.partition("{")[0]):
        text = f"{MODELINE.format(schema=_SCHEMA)}\n{rest}"
    if not loaded.evidence_cited:
        return {path: text}
    there, seeds = (library_folder(each.absolute().parent) for each in (path, origin))
    if seeds is None or (there is not None and load_library(there).only(loaded.cited) == loaded.evidence_cited):
        return {path: text}
    if there is not None:
        raise InputError(
            f"{path}: the evidence near it, in {there}, is not that of {origin}: copy it to a folder without a "
            "folder seeds beside it or above"
        )
    copies = {path.parent / "seeds" / file.name: file.read_text(encoding="utf-8") for file in claim_files(seeds)}
    return {path: text, **copies}
