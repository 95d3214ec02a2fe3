"""``sim compare``: scenarios under the same luck, held against the first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.arguments import settings, workers_option

if TYPE_CHECKING:
    from sim.analysis.comparison.comparison import Comparison
    from sim.negotiation import Scenario

__all__ = ["compare"]

_MANY = click.IntRange(min=1)


@click.command(short_help="Compare scenarios under the same luck.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--vary",
    "variations",
    metavar="PATH=VALUE",
    multiple=True,
    help="Compare also with the first FILE where this is set; may be repeated, each is one more scenario.",
)
@click.option("--worlds", type=_MANY, metavar="N", default=500, show_default=True, help="Draws of what is not known.")
@click.option("--replications", type=_MANY, metavar="N", default=20, show_default=True, help="Plays in each world.")
@click.option("--seed", type=int, metavar="N", default=1, show_default=True, help="The same seed, the same results.")
@settings
@workers_option
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Save tables and pictures here; nothing is written without it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, and nothing else.")
def compare(
    files: tuple[Path, ...],
    variations: tuple[str, ...],
    worlds: int,
    replications: int,
    seed: int,
    settings: tuple[str, ...],
    workers: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Compare scenarios with the first FILE: what differs in them, and what that does to the outcomes.

    World and replication numbers have the same luck in all, so that differences are surer than the probabilities
    themselves: each is told with its paired error, and marked where luck alone hardly makes it. A table tells how
    plays end otherwise. Values of --set hold in all scenarios.
    """
    import sim
    from sim.cli.long_runs import as_json_text, counting_bar, print_parts

    scenarios = _read(files, variations, settings)
    with counting_bar("plays") as progress:
        found = sim.compare(
            scenarios,
            worlds=worlds,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    if as_json:
        click.echo(as_json_text(found.as_dict()), nl=False)
    else:
        print_parts([found])
    if out is not None:
        _save(found, out)


def _read(files: tuple[Path, ...], variations: tuple[str, ...], settings: tuple[str, ...]) -> dict[str, Scenario]:
    """Return the scenarios by name: a file's own, its path where two are called alike, or what is varied.

    Raises
    ------
    SimError
        Where a file is given twice, or there is nothing to compare with.
    """
    import sim
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
    scenarios = {name: sim.load(file, settings=settings) for name, file in zip(names, files, strict=False)}
    first = scenarios[names[0]]
    return scenarios | {setting: first.with_(setting) for setting in variations}


def _save(found: Comparison, folder: Path) -> None:
    """Write ``comparison.json``, its picture, and a picture of the flows to each scenario.

    Raises
    ------
    SimError
        If they cannot be written.
    """
    from sim.cli.long_runs import save_result
    from sim.errors import cannot_write
    from sim.plots.canvas import Picture
    from sim.plots.compare import describe_comparison
    from sim.plots.flows import describe_flows
    from sim.plots.saving import file_stems, save_figure

    title = found.runs[found.base].scenario.model.title
    for name, stem in file_stems("flows", found.variations).items():
        figure = found.plot.flows(name).get_figure(root=True)
        if isinstance(figure, Picture):
            try:
                save_figure(
                    figure,
                    folder / stem,
                    title=f"Plays that end otherwise: {name}",
                    description=describe_flows(found, name),
                )
            except OSError as error:
                raise cannot_write(folder, error) from None
    save_result(
        folder,
        "comparison",
        found.as_dict(),
        found.plot,
        title=f"Scenarios compared: {title}",
        description=describe_comparison(found),
    )
