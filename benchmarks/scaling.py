"""``python -m benchmarks.scaling``: what a block of plays costs to play, send, keep and save."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import click
import numpy as np

from benchmarks.machine import ROOT, describe
from benchmarks.record import record
from sim.ensemble.batches import LANES_PER_BATCH, Batch
from sim.ensemble.part import Part
from sim.ensemble.part_files import PartFiles
from sim.ensemble.play import Parts
from sim.ensemble.player import Player
from sim.evidence.cache import CACHE_VARIABLE
from sim.results.lanes import PlayedLanes
from sim.results.outcomes import Outcomes
from sim.results.provenance import Provenance
from sim.results.saving import write
from sim.results.tables import worlds_columns
from sim.scenario.load import LoadedScenario, load_scenario
from sim.worlds.draw import WorldSource
from sim.worlds.preferences import POOL_SIZE

FLAGSHIP = ROOT / "scenarios" / "new_start" / "baseline.yaml"
ROUNDS, SAVED = 3, 16
REPLICATIONS = 1_000


@dataclass(frozen=True)
class Measured:
    """One figure: what it is of, how much, and in what."""

    name: str
    value: float
    unit: str = ""


def measure(scenario: LoadedScenario, *, tell: Callable[[str], object]) -> dict[str, Measured]:
    """Return what a block of `REPLICATIONS` plays a world costs at each of its stations."""
    tell("drawing pools")
    source = WorldSource(scenario.model, scenario.packages, seed=1)
    first_pools = core_seconds(lambda: source.draw([0]))
    more_pools = core_seconds(lambda: source.draw([POOL_SIZE]))
    player = Player(WorldSource(scenario.model, scenario.packages, seed=1))
    player.source.draw([0])
    worlds = max(1, LANES_PER_BATCH // REPLICATIONS)
    tell("playing blocks")
    batches = [Batch(worlds * k, worlds * (k + 1), 0, REPLICATIONS) for k in range(ROUNDS)]
    parts: list[Part] = []
    played = median(core_seconds(lambda batch=batch: parts.append(player(batch))) for batch in batches)
    sent, lanes = len(pickle.dumps(parts[0])), batches[0].lanes
    tell("keeping and saving")
    kept, on_disk, saved, results = _keep_and_save(scenario, parts[0])
    return {
        "plays": Measured("plays in a block", lanes),
        "played": Measured("playing a block on one core", played, "s"),
        "play": Measured("a play", 1e6 * played / lanes, "us"),
        "first_pools": Measured("drawing the first 2,048 worlds' pools", first_pools, "s"),
        "more_pools": Measured("drawing the next 2,048 worlds' pools", more_pools, "s"),
        "once": Measured("sent to a worker once", len(pickle.dumps(player)) / 1e6, "MB"),
        "batch": Measured("sent with a block", len(pickle.dumps(batches[0])), "bytes"),
        "back": Measured("sent back for a block", sent / 1e6, "MB"),
        "packing": Measured(
            "packing and unpacking a block", 1e3 * _median(lambda: pickle.loads(pickle.dumps(parts[0]))), "ms"
        ),
        "kept": Measured("keeping a block on disk", 1e3 * kept, "ms"),
        "on_disk": Measured("a block on disk", on_disk / 1e6, "MB"),
        "saved": Measured("counting a block and writing its rows", 1e3 * saved, "ms"),
        "results": Measured("a block's rows in results.parquet", results / 1e6, "MB"),
        **_through_dask(sent, tell=tell),
    }


def reckon(measured: dict[str, Measured], *, cores: int = 10_000, worlds: int = 1_000_000) -> list[Measured]:
    """Return what a run of `worlds` times `REPLICATIONS` plays would take on so many cores, from what is measured."""
    of = {name: each.value for name, each in measured.items()}
    blocks = worlds * REPLICATIONS / of["plays"]
    taking = (of.get("task_back", of["packing"]) + of["kept"]) / 1e3
    return [
        Measured("blocks", blocks),
        Measured("playing them", blocks * of["played"] / cores, "s"),
        Measured("drawing pools, where every block needs its own", blocks * of["more_pools"] / cores, "s"),
        Measured("handing out blocks and taking their parts, one after the other", blocks * taking, "s"),
        Measured("cores that one process so keeps busy", of["played"] / taking),
        Measured("disk for the parts", blocks * of["on_disk"] / 1e3, "GB"),
        Measured("putting results together", blocks * of["saved"] / 1e3, "s"),
        Measured("results.parquet", blocks * of["results"] / 1e3, "GB"),
    ]


def core_seconds(work: Callable[[], object]) -> float:
    """Return how long one core takes for a piece of work; what else the machine does meanwhile does not count."""
    began = process_time()
    work()
    return process_time() - began


def _median(work: Callable[[], object]) -> float:
    return median(core_seconds(work) for _ in range(ROUNDS))


def _keep_and_save(scenario: LoadedScenario, part: Part) -> tuple[float, float, float, float]:
    """Return seconds and bytes of a block kept, and of its share in results saved from `SAVED` blocks."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "parts").mkdir()
        files, worlds = PartFiles(place / "parts"), len(part.worlds["world"])

        def keep(number: int) -> None:
            first = np.int32(number * worlds)
            moved = {"world": part.lanes["world"] + first}, {"world": part.worlds["world"] + first}
            files[number] = Part({**part.lanes, **moved[0]}, {**part.worlds, **moved[1]})

        kept = median(core_seconds(lambda number=number: keep(number)) for number in range(SAVED))
        on_disk = sum(path.stat().st_size for path in (place / "parts").iterdir()) / SAVED

        def save() -> None:
            played = PlayedLanes(scenario, SAVED * worlds, Parts(files, SAVED))
            by_world = worlds_columns(played.drawn, played.tally.shares, played.names)
            made = Provenance("0", "", scenario.digest, 1, SAVED * worlds, REPLICATIONS)
            write(Outcomes(played, by_world, made, scenario), place)

        saved = core_seconds(save) / SAVED
        return kept, on_disk, saved, (place / "results.parquet").stat().st_size / SAVED


def _through_dask(size: int, *, tell: Callable[[str], object]) -> dict[str, Measured]:
    """Return what a task of dask's takes that does nothing, and one that brings back a block; empty without dask."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        return {}
    tell("sending blocks through dask")
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor(pure=False)

        def bring_back(size: int, count: int) -> float:
            began = perf_counter()  # of three processes, so by the clock: the machine should have nothing else to do
            wait([executor.submit(bytes, size) for _ in range(count)])
            return 1e3 * (perf_counter() - began) / count

        bring_back(0, 20)  # connections are made
        return {
            "task": Measured("a task of dask's that brings back nothing", bring_back(0, 2_000), "ms"),
            "task_back": Measured("a task of dask's that brings back a block", bring_back(size, 200), "ms"),
        }


def as_text(measured: dict[str, Measured], scenario: LoadedScenario) -> str:
    """Return the figures in Markdown, with what they were measured on and what follows for many cores."""
    known = describe(scenario)
    return "\n".join(
        [
            f"{known['scenario']['title']}: {REPLICATIONS:,} replications a world, {known['processor']}, "
            f"{known['cores']} cores, seconds of one core, {known['date']}, commit {known['commit']}; "
            f"load before {known['load_before']}.",
            "",
            *_table("measured", list(measured.values())),
            "",
            *_table("a billion plays, 1,000,000 worlds x 1,000, on 10,000 cores", reckon(measured)),
        ]
    )


def _table(title: str, rows: list[Measured]) -> list[str]:
    lines = [f"| {title} | |", "| --- | ---: |"]
    return lines + [f"| {each.name} | {f'{_digits(each.value)} {each.unit}'.rstrip()} |" for each in rows]


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


@click.command()
@click.option("--record", "to_record", is_flag=True, help="Put the table into docs/scaling.md.")
def main(to_record: bool) -> None:
    """Measure what docs/scaling.md reckons with; about a minute on an idle machine."""
    os.environ[CACHE_VARIABLE] = "off"
    scenario = load_scenario(FLAGSHIP)
    text = as_text(measure(scenario, tell=lambda words: click.echo(words, err=True)), scenario)
    click.echo(text)
    if to_record:
        record(text, ROOT / "docs" / "scaling.md")


if __name__ == "__main__":
    main()
