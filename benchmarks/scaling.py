"""``python -m benchmarks.scaling``: what a block of plays costs to play, send, keep and save."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
import numpy as np

from benchmarks.interleaved import seconds
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
ROUNDS, SAVED = 5, 64
REPLICATIONS = 1_000


@dataclass(frozen=True)
class Measured:
    """One figure: what it is of, how much, and in what."""

    name: str
    value: float
    unit: str


def measure(scenario: LoadedScenario, *, tell: Callable[[str], object]) -> list[Measured]:
    """Return what a block of `REPLICATIONS` plays a world costs at each of its stations."""
    tell("drawing pools")
    source = WorldSource(scenario.model, scenario.packages, seed=1)
    first_pools = seconds(lambda: source.draw([0]))
    more_pools = seconds(lambda: source.draw([POOL_SIZE]))
    player = Player(WorldSource(scenario.model, scenario.packages, seed=1))
    player.source.draw([0])
    worlds = max(1, LANES_PER_BATCH // REPLICATIONS)
    tell("playing blocks")
    batches = [Batch(worlds * k, worlds * (k + 1), 0, REPLICATIONS) for k in range(ROUNDS)]
    parts: list[Part] = []
    played = median(seconds(lambda batch=batch: parts.append(player(batch))) for batch in batches)
    sent = pickle.dumps(parts[0], protocol=pickle.HIGHEST_PROTOCOL)
    lanes = batches[0].lanes
    tell("keeping and saving")
    kept, on_disk, saved, results = _keep_and_save(scenario, parts[0], lanes)
    return [
        Measured("plays in a block", lanes, ""),
        Measured("playing a block", played, "s"),
        Measured("a play", 1e6 * played / lanes, "us"),
        Measured("drawing the first 2,048 worlds' pools", first_pools, "s"),
        Measured("drawing the next 2,048 worlds' pools", more_pools, "s"),
        Measured("sent to a worker, once", len(pickle.dumps(player)) / 1e6, "MB"),
        Measured("sent with a block", len(pickle.dumps(batches[0])) / 1e6, "MB"),
        Measured("sent back for a block", len(sent) / 1e6, "MB"),
        Measured("packing and unpacking a block", _median(lambda: pickle.loads(pickle.dumps(parts[0]))), "s"),
        Measured("keeping a block on disk", kept, "s"),
        Measured("a block on disk", on_disk / 1e6, "MB"),
        Measured("saving a block's rows", saved, "s"),
        Measured("a block's rows, saved", results / 1e6, "MB"),
        *_through_dask(sent, tell=tell),
    ]


def _median(work: Callable[[], object]) -> float:
    return median(seconds(work) for _ in range(ROUNDS))


def _keep_and_save(scenario: LoadedScenario, part: Part, lanes: int) -> tuple[float, float, float, float]:
    """Return seconds and bytes of a block kept, and of its share in results saved from `SAVED` blocks."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "parts").mkdir()
        files, worlds = PartFiles(place / "parts"), len(part.worlds["world"])

        def keep(number: int) -> None:
            first = np.int32(number * worlds)
            moved = {"world": part.lanes["world"] + first}, {"world": part.worlds["world"] + first}
            files[number] = Part({**part.lanes, **moved[0]}, {**part.worlds, **moved[1]})

        kept = median(seconds(lambda number=number: keep(number)) for number in range(SAVED))
        on_disk = sum(path.stat().st_size for path in (place / "parts").iterdir()) / SAVED

        def save() -> None:
            played = PlayedLanes(scenario, SAVED * worlds, Parts(files, SAVED))
            by_world = worlds_columns(played.drawn, played.tally.shares, played.names)
            made = Provenance("0", "", scenario.digest, 1, SAVED * worlds, REPLICATIONS)
            write(Outcomes(played, by_world, made, scenario), place)

        saved = seconds(save) / SAVED
        return kept, on_disk, saved, (place / "results.parquet").stat().st_size / SAVED


def _through_dask(sent: bytes, *, tell: Callable[[str], object]) -> Iterator[Measured]:
    """Give what a scheduler takes for a task that does nothing, and for one that brings back a block."""
    with suppress(ImportError):
        from distributed import Client, LocalCluster

        tell("sending blocks through dask")
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            executor = client.get_executor(pure=False)

            def bring_back(size: int, count: int) -> None:
                wait([executor.submit(bytes, size) for _ in range(count)])

            bring_back(0, 20)  # connections are made
            for name, size, count in (("nothing", 0, 2_000), ("a block", len(sent), 200)):
                taken = seconds(lambda size=size, count=count: bring_back(size, count))
                yield Measured(f"a task of dask's that brings back {name}", 1e3 * taken / count, "ms")


def as_table(measured: list[Measured], scenario: LoadedScenario) -> str:
    """Return the figures in Markdown, with what they were measured on."""
    known = describe(scenario)
    lines = [
        f"{known['scenario']['title']}, {REPLICATIONS:,} replications a world, on one core of {known['cores']} "
        f"({known['processor']}), {known['date']}, version {known['version']}, commit {known['commit']}; load before "
        f"{known['load_before']}.",
        "",
        "| what | |",
        "| --- | ---: |",
        *(f"| {each.name} | {_digits(each.value)} {each.unit}".rstrip() + " |" for each in measured),
    ]
    return "\n".join(lines)


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


@click.command()
@click.option("--record", "to_record", is_flag=True, help="Put the table into docs/scaling.md.")
def main(to_record: bool) -> None:
    """Measure what docs/scaling.md reckons with; about a minute on an idle machine."""
    os.environ[CACHE_VARIABLE] = "off"
    scenario = load_scenario(FLAGSHIP)
    text = as_table(measure(scenario, tell=lambda words: click.echo(words, err=True)), scenario)
    click.echo(text)
    if to_record:
        record(text, ROOT / "docs" / "scaling.md")


if __name__ == "__main__":
    main()
