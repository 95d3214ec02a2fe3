"""``sim validate``: forecast a library of past cases as of days before their deadlines, and score it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.arguments import Printed, UserPath, check_out, json_option, out_folder, size_options
from sim.cli.long_runs import counting_bar, report
from sim.cli.terminal import INTERRUPTED, notice
from sim.figures import time_in_words

if TYPE_CHECKING:
    from sim.analysis.validation.validation import Validation

__all__ = ["validate"]

_QUICK = {"worlds": 20, "replications": 5}
"""A size that tells whether everything runs, and little else."""


@click.command(short_help="Forecast a library of past cases, and score it.")
@click.argument("folder", metavar="[FOLDER]", type=UserPath(folder=True), required=False)
@click.option(
    "--data",
    metavar="DIR",
    type=UserPath(folder=True),
    help="A folder with crowd_odds.csv: odds published by others, to stand beside the model's.",
)
@click.option("--quick", is_flag=True, help="20 worlds x 5 replications: whether it all runs.")
@click.option(
    "--publish", is_flag=True, help="Write the page README.md and the figures validation.json into FOLDER itself."
)
@size_options(worlds=300)
@click.option("--cluster", metavar="ADDRESS", help="Play on a dask cluster instead, as in tcp://10.0.0.1:8786.")
@out_folder("Save tables, page and pictures here, and keep each forecast once it is made.")
@json_option
@click.pass_context
def validate(
    context: click.Context,
    /,
    folder: Path | None,
    data: Path | None,
    quick: bool,
    publish: bool,
    cluster: str | None,
    out: Path | None,
    printed: Printed | None,
    **size: Any,
) -> None:
    """Forecast every case in FOLDER 90, 30, 7 and 1 days before its deadline, and score it.

    FOLDER is a library of cases; by default the one that comes with the package. Three classes common to all cases
    are scored (agreed in time, prolonged, lapsed), and the day of the end, beside forecasters without a model. The
    first line is the criterion that was stated beforehand.

    With --out each forecast is kept once it is made: the same command goes on where it was cut short, and makes none
    again whose scenario, size and version are the same.
    """
    import sim
    from sim.analysis.validation.making import ValidationInterrupted
    from sim.bundled import library_of_cases
    from sim.cli.run import cluster_of

    place = folder or library_of_cases()
    around = _page_around(place) if publish else ""
    if quick:
        given = click.core.ParameterSource.DEFAULT
        size |= {name: value for name, value in _QUICK.items() if context.get_parameter_source(name) == given}
    try:
        with cluster_of(cluster) as executor, counting_bar("plays") as progress:
            found = sim.validate(
                place,
                data=data,
                out=out,
                executor=executor,
                progress=progress,
                estimate=None if quick else _say_estimate,
                **size,
            )
    except ValidationInterrupted as interrupted:
        notice(f"{str(interrupted).capitalize()}.")
        raise SystemExit(INTERRUPTED) from None
    try:
        report(found, out, printed=printed)
    finally:
        if publish:
            _publish(found, place, around)


def _page_around(folder: Path) -> str:
    """Return what a library's page says already; refuse, before the work, where none can be written."""
    from sim.errors import InputError
    from sim.whole_file import read_bounded

    check_out(folder)
    page = folder / "README.md"
    try:
        return read_bounded(page) if page.is_file() else ""
    except ValueError as error:
        raise InputError(f"{page}: cannot be read ({error})") from None


def _publish(found: Validation, folder: Path, around: str) -> None:
    """Write the page and the figures it is made of into the library; what else the page says stays."""
    from sim.errors import cannot_write
    from sim.present.validation_page import page
    from sim.whole_file import write_whole

    place = folder / "README.md"
    try:
        write_whole(folder / "validation.json", found.to_json())
        write_whole(place, page(found, around))
    except OSError as error:
        raise cannot_write(folder, error) from None
    notice(f"Written: {place} and validation.json.")


def _say_estimate(seconds: float) -> None:
    """Say about how long it will take, on stderr."""
    notice(f"About {time_in_words(seconds)}, by a little of each case.")
