"""``python -m benchmarks``: measure speed and memory in one run; `make bench` calls it. See benchmarks/README.md."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

import click

from benchmarks.growth import measure_growth
from benchmarks.growth_picture import draw_growth
from benchmarks.machine import ROOT, cores, describe
from benchmarks.peers import compare_with_peers
from benchmarks.record import record
from benchmarks.sizes import SIZES, Size
from benchmarks.tables import as_text
from benchmarks.whole import LargeRun, cold_starts, where_time_goes
from sim.errors import SimError
from sim.evidence.cache import CACHE_VARIABLE
from sim.scenario.load import load_scenario
from sim.worlds.draw import WorldSource

FLAGSHIP = ROOT / "scenarios" / "new_start" / "baseline.yaml"
PARTS = ("peers", "starts", "stations", "growth")


@click.command()
@click.option(
    "--size", type=click.Choice(list(SIZES)), default="full", show_default=True, help="How much to measure."
)
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="Measure this alone.  [default: all]")
@click.option("--without-negmas", is_flag=True, help="Leave NegMAS out.")
@click.option("--record", "to_record", is_flag=True, help="Put the tables into benchmarks/README.md.")
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "results" / "bench", help="Where results go.")
@click.option("--scenario", type=click.Path(path_type=Path), default=FLAGSHIP, help="What to play.")
def main(size: str, parts: tuple[str, ...], without_negmas: bool, to_record: bool, out: Path, scenario: Path) -> None:
    """Measure how fast the simulator is, against what, and where its time goes; print one set of tables."""
    began = monotonic()

    def tell(words: str) -> None:
        click.echo(f"{monotonic() - began:5.0f} s  {words}", err=True)

    try:
        with tempfile.TemporaryDirectory() as cache:
            os.environ[CACHE_VARIABLE] = cache  # pools of its own: no earlier run's
            measured = measure(
                scenario, SIZES[size], parts or PARTS, with_negmas=not without_negmas, cache=Path(cache), tell=tell
            )
    except SimError as error:
        raise click.ClickException(str(error)) from None
    text = as_text(measured)
    _save(measured, text, out)
    click.echo(text)
    if to_record:
        record(text, ROOT / "benchmarks" / "README.md")
    tell(f"done; results in {out}")


def measure(
    file: Path, size: Size, parts: tuple[str, ...], *, with_negmas: bool, cache: Path, tell: Any
) -> dict[str, Any]:
    """Return everything measured, as it is written to ``bench.json``."""
    scenario = load_scenario(file)
    measured: dict[str, Any] = {"machine": describe(scenario), "size": vars(size)}
    tell("drawing pools of preference models")
    WorldSource(scenario.model, scenario.packages, seed=1).draw([0])
    if "peers" in parts:
        large = LargeRun(file, size, cores(), cache)
        measured["peers"] = compare_with_peers(scenario, size, with_negmas=with_negmas, whole_run=large, tell=tell)
        measured["large_run"] = large.as_data()
    if "starts" in parts:
        measured["cold_starts"] = cold_starts(file, size, cache, tell=tell)
    if "stations" in parts:
        measured["stations"] = where_time_goes(file, size, cache, tell=tell)
    if "growth" in parts:
        measured["growth"] = measure_growth(scenario, size, tell=tell)
    return measured


def _save(measured: dict[str, Any], text: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(measured, indent=1))
    (out / "bench.md").write_text(text)
    if "growth" in measured:
        draw_growth(measured["growth"], out / "growth.png")


if __name__ == "__main__":
    main()
