"""Results in a folder: four files, and whatever pictures are drawn beside them."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow
import pyarrow.parquet

from sim.errors import ProblemsError, SimError
from sim.evidence.claims import ClaimLibrary
from sim.reading import load as read_yaml
from sim.reading import validate
from sim.results.provenance import Provenance
from sim.results.summary import FORMAT
from sim.scenario.load import LoadedScenario, load_scenario
from sim.scenario.packages import package_table
from sim.scenario.scenario import ScenarioModel

if TYPE_CHECKING:
    from sim.results.outcomes import Outcomes

__all__ = ["PLOTS", "check_folder", "load", "save"]

LANES, WORLDS, SUMMARY, SCENARIO = "results.parquet", "worlds.parquet", "summary.json", "scenario.yaml"
PLOTS = ("outcomes", "timing", "values")
"""Pictures that may stand beside the files, as .svg and .png."""

_OURS = {LANES, WORLDS, SUMMARY, SCENARIO, *(f"{plot}.{kind}" for plot in PLOTS for kind in ("svg", "png"))}
_ASIDE = ".unfinished-"
_METADATA = b"negotiation-sim"


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written to, or that holds something other than a result of ours.

    Raises
    ------
    SimError
        Naming what stands there, or why nothing can be written.
    """
    try:
        _probe(folder)
        if not folder.exists():
            return
    except OSError as error:
        raise SimError(f"{folder}: cannot be written to ({error.strerror or error})") from None
    if not folder.is_dir():
        raise SimError(f"{folder}: is a file, not a folder to save results in")
    names = {entry.name for entry in folder.iterdir()}
    foreign = sorted(name for name in names if name not in _OURS and not name.startswith(_ASIDE))
    if foreign and not _is_result(folder):
        raise SimError(f"{folder}: holds other files ({', '.join(foreign[:3])}), results need a folder of their own")


def save(outcomes: Outcomes, folder: Path, *, draw: Callable[[Path], None] | None = None) -> Path:
    """Write a result; `draw` may put pictures (`PLOTS`) into the folder it is given.

    Raises
    ------
    SimError
        If the folder holds anything but an earlier result, or cannot be written to.

    Notes
    -----
    Everything is written aside first. The summary is the seal: an earlier one is removed before, and the new one
    put in place after, all other files, so that a folder with a summary is always whole. Other files that were
    added to a result are left alone.
    """
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_ASIDE) as name:
            aside = Path(name)
            _write(outcomes, aside)
            if draw is not None:
                draw(aside)
            _put_in_place(aside, folder)
    except OSError as error:
        raise SimError(f"{folder}: cannot be written to ({error.strerror or error})") from None
    return folder


def _probe(folder: Path) -> None:
    """Write a passing file into the folder, or into the nearest one above it that is there."""
    near = next((place for place in (folder, *folder.absolute().parents) if place.exists()), folder)
    if near.is_dir() or near != folder:  # a file in the folder's own place is told of as such
        with tempfile.TemporaryFile(dir=near):
            pass


def _is_result(folder: Path) -> bool:
    try:
        return str(json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["format"]).startswith("negotiation-sim")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _sweep(folder: Path) -> None:
    """Remove what a killed run left unfinished."""
    for entry in folder.glob(f"{_ASIDE}*"):
        shutil.rmtree(entry, ignore_errors=True)


def _write(outcomes: Outcomes, folder: Path) -> None:
    made = outcomes.provenance.as_dict()
    _write_table(outcomes.table, folder / LANES, made)
    _write_table(outcomes.worlds, folder / WORLDS, made)
    (folder / SCENARIO).write_text(outcomes.scenario.resolved_yaml(), encoding="utf-8", newline="\n")
    text = json.dumps(outcomes.summary(), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / SUMMARY).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _write_table(table: pd.DataFrame, path: Path, made: dict[str, object]) -> None:
    arrow = pyarrow.Table.from_pandas(table, preserve_index=False)
    told = {_METADATA: json.dumps(made).encode(), **(arrow.schema.metadata or {})}
    pyarrow.parquet.write_table(arrow.replace_schema_metadata(told), path, compression="zstd")


def _put_in_place(aside: Path, folder: Path) -> None:
    for name in sorted(_OURS, key=lambda name: name != SUMMARY):  # the old seal first
        (folder / name).unlink(missing_ok=True)
    for path in _seal_last(aside.iterdir()):
        path.replace(folder / path.name)


def _seal_last(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (path.name == SUMMARY, path.name))


def load(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, Provenance, LoadedScenario]:
    """Return the tables, provenance and scenario that `save` wrote.

    Raises
    ------
    SimError
        If there is no whole result, or it was written in another format.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        if summary["format"] != FORMAT:
            raise SimError(f"{folder}: written in another format (found '{summary['format']}'; allowed '{FORMAT}')")
        made = Provenance.from_dict(summary["provenance"])
        tables = [pyarrow.parquet.read_table(folder / name).to_pandas() for name in (LANES, WORLDS)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SimError(f"{folder}: holds no whole result ({error})") from None
    return tables[0], tables[1], made, _load_scenario(folder / SCENARIO, made.settings)


def _load_scenario(path: Path, settings: tuple[str, ...]) -> LoadedScenario:
    """Return a saved scenario, with its evidence where that is near; results can be read without it.

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
