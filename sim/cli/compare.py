"""``sim compare``: scenarios under the same luck, held against the first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.arguments import (
    Printed,
    ScenarioPath,
    UserPath,
    as_of_option,
    called,
    json_option,
    load_with_remarks,
    out_folder,
    settings,
    size_options,
    weights_option,
)

if TYPE_CHECKING:
    from sim.negotiation import Scenario

__all__ = ["compare"]


@click.command(short_help="Compare scenarios under the same luck.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=ScenarioPath())
@click.option(
    "--vary",
    "variations",
    metavar="PATH=VALUE",
    multiple=True,
    help="Compare also with the first FILE where this is set; may be repeated, each is one more scenario.",
)
@size_options(worlds=500)
@settings
@as_of_option
@weights_option(default=False)
@out_folder()
@click.option("--report", "page", metavar="FILE", type=UserPath(page=True), help="Write it as an HTML page, too.")
@json_option
def compare(
    files: tuple[Path, ...],
    variations: tuple[str, ...],
    settings: tuple[str, ...],
    as_of: str | None,
    out: Path | None,
    page: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Compare scenarios with the first FILE: what differs in them, and what that does to the outcomes.

    World and replication numbers have the same luck in all, so that differences are surer than the probabilities
    themselves: each is shown with its paired error, and marked where luck alone hardly makes it. A table shows how
    plays end otherwise. Values of --set hold in all scenarios.
    """
    import sim
    from sim.cli.long_runs import counting_bar, report

    scenarios = _read(files, variations, settings, as_of)
    with counting_bar("plays") as progress:
        found = sim.compare(scenarios, progress=progress, as_of=as_of, **size)
    try:
        report(found, out, printed=printed)
    finally:
        if page is not None:
            sim.report(found, page)


def _read(
    files: tuple[Path, ...], variations: tuple[str, ...], settings: tuple[str, ...], as_of: str | None
) -> dict[str, Scenario]:
    """Return the scenarios by name: a file's own, its path where two are called alike, or what is varied.

    Raises
    ------
    SimError
        Where a file is given twice, or there is nothing to compare with.
    """
    from sim.errors import InputError

    stems = [file.stem for file in files]
    names = [file.stem if stems.count(file.stem) == 1 else str(file.with_suffix("")) for file in files]
    names = [name if names.count(name) == 1 else str(file) for name, file in zip(names, files, strict=True)]
    names += variations
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"compare: {twice[0]} is given twice")
    if len(names) < 2:
        raise InputError("compare: at least two scenarios are needed (a second FILE, or --vary PATH=VALUE)")
    scenarios = {
        name: load_with_remarks(file, settings, as_of=as_of) for name, file in zip(names, files, strict=False)
    }
    first = scenarios[names[0]]
    with called("--vary"):
        return scenarios | {setting: first.with_(setting) for setting in variations}
