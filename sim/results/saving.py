"""Results in a folder: tables, scenario and claims, and whatever pictures are drawn beside them."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.answer import json_text
from sim.errors import InputError, StorageError, cannot_write
from sim.paths import typed
from sim.results.lanes import ROWS, SavedLanes
from sim.results.lock import held
from sim.results.provenance import Provenance
from sim.results.saved_scenario import SCENARIO, load_saved_scenario, write_scenario
from sim.results.seals import METADATA, file_marks, warn_of_changes
from sim.results.summary import FORMAT
from sim.results.unfinished import UNFINISHED, Unfinished
from sim.scenario.load import SAVED_CLAIMS, LoadedScenario
from sim.whole_file import NOT_AS_WRITTEN, check_place, is_system_file, parse_json, read_bounded

if TYPE_CHECKING:
    import pandas as pd

    from sim.ensemble.drawn import Columns
    from sim.results.outcomes import Outcomes

__all__ = ["PLOTS", "check_folder", "check_nothing_unfinished", "load", "save", "write"]

LANES, WORLDS, SUMMARY = "results.parquet", "worlds.parquet", "summary.json"
PLOTS = ("outcomes", "timing", "values")
"""Pictures that may stand beside the files, as .svg and .png."""

_OURS = {
    LANES,
    WORLDS,
    SUMMARY,
    SCENARIO,
    SAVED_CLAIMS,
    *(f"{plot}.{kind}" for plot in PLOTS for kind in ("svg", "png")),
}
_ASIDE = ".unfinished-"
_COLUMNS = {
    "world": "int",
    "outcome": "dictionary",
    "package": "dictionary",
    "signed": "int|double",
    "in_force_date": "timestamp",
}
"""What pyarrow calls the types of columns that every answer counts."""


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written to, or that holds something other than a result of ours.

    Raises
    ------
    SimError
        Naming what stands there, or why nothing can be written.
    """
    try:
        check_place(folder)
        if not folder.exists():
            return
        if not folder.is_dir():
            raise InputError(f"{folder}: is a file, not a folder to save results in")
        names = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        raise cannot_write(folder, error) from None
    foreign = sorted(name for name in names if not is_system_file(name) and name not in {*_OURS, UNFINISHED})
    if foreign and not _is_result(folder):
        named = ", ".join(foreign[:3])
        raise InputError(f"{folder}: holds other files ({named}), results need a folder of their own")


def check_nothing_unfinished(folder: Path) -> None:
    """Refuse a folder in which a run was begun and not finished; to be asked by whoever holds the folder.

    Raises
    ------
    SimError
        Saying what run it is, and what can be done.
    """
    if (unfinished := Unfinished.find(folder)) is not None:
        raise InputError(
            f"{folder}: holds {unfinished.say()}.\n"
            f"Finish it (sim run --resume {typed(folder)}), give another folder, "
            f"or remove {folder / UNFINISHED} to drop it."
        )


def save(outcomes: Outcomes, folder: Path) -> Path:
    """Write a result.

    Raises
    ------
    SimError
        If the folder holds anything but an earlier result, or cannot be written to, or a run is writing to it.
    """
    check_folder(folder)
    with held(folder):
        check_nothing_unfinished(folder)
        write(outcomes, folder)
    return folder


def write(outcomes: Outcomes, folder: Path) -> None:
    """Write a result into a folder that is there, checked and held.

    Notes
    -----
    Everything is written aside first. The summary is the seal: an earlier one is removed before, and the new one
    put in place after, all other files, so that a folder with a summary is always whole. Other files that were
    added to a result are left alone.
    """
    try:
        _sweep(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_ASIDE) as name:
            aside = Path(name)
            _write(outcomes, aside)
            _put_in_place(aside, folder)
    except OSError as error:
        raise cannot_write(folder, error) from None


def _is_result(folder: Path) -> bool:
    try:
        return str(parse_json(read_bounded(folder / SUMMARY))["format"]).startswith("negotiation-sim")
    except (OSError, *NOT_AS_WRITTEN):
        return False


def _sweep(folder: Path) -> None:
    """Remove what a killed run left half-written."""
    for entry in folder.glob(f"{_ASIDE}*"):
        shutil.rmtree(entry, ignore_errors=True)


def _write(outcomes: Outcomes, folder: Path) -> None:
    made = outcomes.provenance.as_dict()
    _write_table(outcomes.lanes.frames(), folder / LANES, made)
    _write_table([outcomes.worlds], folder / WORLDS, made)
    written = write_scenario(outcomes.scenario, folder)
    summary = {**outcomes.summary(), "files": file_marks(folder, (LANES, WORLDS, *written))}
    (folder / SUMMARY).write_text(json_text(summary), encoding="utf-8", newline="\n")


def _write_table(frames: Iterable[pd.DataFrame], path: Path, made: dict[str, object]) -> None:
    """Write a table piece by piece: a piece is in memory at once, and a row group on disk."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    writer: ParquetWriter | None = None
    try:
        for frame in frames:
            arrow = pyarrow.Table.from_pandas(frame, preserve_index=False)
            if writer is None:
                metadata = {METADATA: json.dumps(made).encode(), **(arrow.schema.metadata or {})}
                writer = ParquetWriter(
                    path, arrow.schema.with_metadata(metadata), compression="zstd", write_page_checksum=True
                )
            writer.write_table(arrow.replace_schema_metadata(writer.schema.metadata), row_group_size=ROWS)
    finally:
        if writer is not None:
            writer.close()


def _put_in_place(aside: Path, folder: Path) -> None:
    paths = sorted(aside.iterdir(), key=lambda path: (path.name == SUMMARY, path.name))  # the new seal last
    for path in paths:
        _to_disk(path)  # a seal must not be there before what it seals, even if the power fails
    for name in sorted(_OURS, key=lambda name: name != SUMMARY):  # the old seal first
        (folder / name).unlink(missing_ok=True)
    for path in paths:
        path.replace(folder / path.name)


def _to_disk(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def load(folder: Path) -> tuple[SavedLanes, Columns, Provenance, LoadedScenario]:
    """Return the lanes, columns by world, provenance and scenario that `write` wrote.

    Raises
    ------
    SimError
        If there is no whole result, or it was written in another format.

    Warns
    -----
    SimWarning
        Where a file was changed since, or is another result's.
    """
    from pyarrow.parquet import read_metadata, read_schema, read_table

    if not folder.is_dir():
        raise StorageError(f"{folder}: {'no such folder' if not folder.exists() else 'is no folder'}")
    try:
        summary = parse_json(read_bounded(folder / SUMMARY))
        if summary["format"] != FORMAT:
            found = summary["format"]
            raise StorageError(f"{folder}: written in another format (found '{found}'; allowed '{FORMAT}')")
        made = Provenance.from_dict(summary["provenance"])
        if (rows := read_metadata(folder / LANES).num_rows) != summary["lanes"]:
            raise ValueError(f"{LANES} has {rows:,} rows, not {summary['lanes']:,}")
        worlds = read_table(folder / WORLDS, page_checksum_verification=True).to_pandas()
        if len(worlds) != made.worlds:
            raise ValueError(f"{WORLDS} has {len(worlds):,} rows, not {made.worlds:,}")
        types = read_schema(folder / LANES)
        for name, words in _COLUMNS.items():
            if not re.search(words, str(types.field(name).type)):
                raise ValueError(f"{LANES} holds {types.field(name).type} in {name}")
        warn_of_changes(folder, summary, tables=(LANES, WORLDS))
    except (OSError, *NOT_AS_WRITTEN) as error:
        gone = isinstance(error, FileNotFoundError) and error.filename
        reason = f"{Path(gone).name} is missing" if gone else error
        reason = f"{error} is missing" if isinstance(error, KeyError) else reason
        raise StorageError(f"{folder}: holds no whole result ({reason})") from None
    scenario = load_saved_scenario(folder, made.settings)
    by_world = {str(name): worlds[name].to_numpy() for name in worlds}
    return SavedLanes(scenario, made.worlds, folder / LANES), by_world, made, scenario
