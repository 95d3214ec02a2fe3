"""``sim seal``: forecast an open case, and write the figures with a hash over all they are made of."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from sim.cli.arguments import (
    Printed,
    UserPath,
    as_of_option,
    check_written,
    json_option,
    load_with_remarks,
    scenario_file,
    settings,
    size_options,
)
from sim.cli.long_runs import counting_bar, report
from sim.cli.terminal import notice
from sim.errors import InputError, cannot_write
from sim.whole_file import write_whole

__all__ = ["seal"]


@click.command(short_help="Seal a forecast of an open case with a hash.")
@scenario_file
@as_of_option
@settings
@size_options(worlds=500)
@click.option(
    "--to",
    "target",
    metavar="SEAL",
    type=UserPath(written=True),
    help="The file to write.  [default: FILE's name and the day]",
)
@json_option
def seal(
    file: Path,
    as_of: str | None,
    settings: tuple[str, ...],
    target: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Forecast FILE, and write a seal: scenario, claims, version, seed, size, day, figures, and a SHA-256 over all.

    Publish the hash, or the file: sim verify plays it again, on any Python, and tells whether every figure is the
    same to the last digit. A seal that exists is never written over.
    """
    import sim

    today = date.today().isoformat()
    path = target or Path(f"{'scenario' if str(file) == '-' else file.stem}_{today}.seal.json")
    check_written(path)
    _check_new(path)
    scenario = load_with_remarks(file, settings, as_of=as_of)
    with counting_bar("plays") as progress:
        found = sim.seal(scenario, as_of=as_of, day=today, progress=progress, **size)
    try:
        _check_new(path)
        write_whole(path, found.to_json())
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        report(found, None, printed=printed)
    notice(f"Sealed in {path}.")


def _check_new(path: Path) -> None:
    if path.exists():
        raise InputError(f"{path}: exists, and a seal is never written over; give another name with --to")
