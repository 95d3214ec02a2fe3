"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["scenario_file", "settings", "workers_option"]

scenario_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))

settings = click.option(
    "--set",
    "settings",
    metavar="PATH=VALUE",
    multiple=True,
    help="Set a value on top of the file, as in events.election.chance=0.5; may be repeated.",
)


def _all_cores() -> int:
    from sim.ensemble.cores import cores_allowed

    return cores_allowed()


def _capped(context: click.Context, parameter: click.Parameter, asked: int) -> int:
    """Return how many workers to start; say so where they are fewer than asked for."""
    from sim.ensemble.cores import cores_allowed, usable_workers

    cores = cores_allowed()
    workers = usable_workers(asked, cores=cores)
    if workers < asked and context.params.get("cluster") is None:
        click.echo(
            f"--workers: playing on {workers}, not {asked:,}: this program may use {cores} "
            f"core{'s' * (cores > 1)}, and more workers would wait for each other.",
            err=True,
        )
    return workers


workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    default=_all_cores,
    show_default="all it may use",
    callback=_capped,
    help="Cores to play on; results do not change.",
)
