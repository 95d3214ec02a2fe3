"""``python -m benchmarks.people --data FOLDER``: the simulator against records of people bargaining."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import Any

import click

from benchmarks.people.campers_part import measure_campers
from benchmarks.people.search import Keys, Setting
from benchmarks.people.strikes import measure_strikes
from benchmarks.people.tables import as_text
from benchmarks.people.three_people import measure_three_people
from sim.errors import SimError

PARTS = ("casino", "three", "strikes")
NOISE = (0.3, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0)


def _keys(given: tuple[str, ...]) -> Keys:
    """Return keys with the values to try, from texts such as ``minds.noise=1,3,10``; words are values too."""
    keys: dict[str, tuple[Any, ...]] = {}
    for text in given:
        key, _, values = text.partition("=")
        if not key or not all(values.split(",")):
            raise click.BadParameter(f"{text!r}: write a key of the scenario format and values, minds.noise=1,3,10")
        keys[key] = tuple(map(_number_or_text, values.split(",")))
    return keys or {"minds.noise": NOISE}


def _number_or_text(text: str) -> float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def _held(given: tuple[str, ...]) -> dict[str, str]:
    """Return settings from texts such as ``minds.noise=5``."""
    wrong = [text for text in given if not text.partition("=")[0] or not text.partition("=")[2]]
    if wrong:
        raise click.BadParameter(f"{wrong[0]!r}: write a key of the scenario format and its value, minds.noise=5")
    return {key: value for key, _, value in (text.partition("=") for text in given)}


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The folder that holds the data.")
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="This alone.  [default: all]")
@click.option(
    "--key",
    "given",
    multiple=True,
    help="A constant to estimate, and the values to try; the search begins in their middle.  [default: minds.noise]",
)
@click.option(
    "--set", "settings", multiple=True, help="A value held in all runs but those at the defaults: minds.noise=5."
)
@click.option("--worlds", type=click.IntRange(1), default=40, show_default=True, help="Worlds of every run.")
@click.option("--replications", type=click.IntRange(1), default=10, show_default=True, help="Plays in a world.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of every run.")
@click.option(
    "--last-word", is_flag=True, help="Score the negotiations kept aside, too: once, when all else is done."
)
@click.option("--out", type=click.Path(path_type=Path), help="Also write what was measured to this file, as JSON.")
def main(
    data: Path,
    parts: tuple[str, ...],
    given: tuple[str, ...],
    settings: tuple[str, ...],
    worlds: int,
    replications: int,
    seed: int,
    last_word: bool,
    out: Path | None,
) -> None:
    """Estimate the simulator's constants on people, and hold it and simpler predictions against them."""
    began = monotonic()
    keys, held = _keys(given), _held(settings)
    constants: dict[str, Setting] = {"defaults": {}, **({"as set": held} if held else {})}
    size = {"worlds": worlds, "replications": replications, "seed": seed}

    def progress(words: str) -> None:
        click.echo(f"{monotonic() - began:5.0f} s  {words}", err=True)

    measured: dict[str, Any] = {}
    chosen = parts or PARTS
    try:
        if "casino" in chosen:
            measured["casino"] = measure_campers(data, keys, size, held=held, last_word=last_word, progress=progress)
            estimated = measured["casino"]["constants"]
            constants["estimated"] = {**held, **{key: each["estimate"] for key, each in estimated.items()}}
        if "three" in chosen:
            measured["three"] = measure_three_people(data, constants, size, progress=progress)
        if "strikes" in chosen:
            measured["strikes"] = measure_strikes(data, constants, size, progress=progress)
    except SimError as error:
        click.echo(f"error: {error}", err=True)
        raise SystemExit(error.exit_status) from None
    if out:
        out.write_text(
            json.dumps({"size": size, "keys": keys, "set": held, **measured}, indent=1) + "\n", encoding="utf-8"
        )
    click.echo(as_text(measured))


if __name__ == "__main__":
    main()
