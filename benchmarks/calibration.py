"""``python -m benchmarks.calibration``: whether weights tell the truth about plays whose truth is known.

Plays are drawn from the model, recorded up to a day, and worlds weighed by the record, as if the play were a real
case. What was drawn in the play then has a rank among the weighed worlds, uniform if the weights are right
(simulation-based calibration: Cook, Gelman & Rubin 2006; Talts et al. 2018); and the forecast of its end gains over
that of the same worlds unweighed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

import sim
from benchmarks.kept import Kept
from sim.answer import plain_data
from sim.engine.play import Played, play_block
from sim.ensemble.explained import likelihood_columns
from sim.results.endings import Endings
from sim.results.observation import MODELS, weighing_of
from sim.results.weights import read_weights
from sim.scenario.load import LoadedScenario
from sim.scenario.weighing import Weighing
from sim.streams import uniforms
from sim.worlds.draw import WorldSource
from sim.worlds.worlds import Worlds

__all__ = ["CASES", "Calibration", "calibrate", "record_of"]

Floats = NDArray[np.float64]

CASES = tuple(Path(__file__).parent / "calibration_cases" / f"{name}.yaml" for name in ("pie", "pie_and_vote"))
_TRUTH, _PRIOR = 7_001, 7_002
"""Seeds of the plays that are recorded, and of the worlds that are weighed."""
_KINDS = {"offer": "tables", "withdraw": "withdraws", "refuse": "refuses", "accept": "accepts"}
_BINS = 10


@dataclass(frozen=True)
class Calibration:
    """What came of many recorded plays of a case.

    Parameters
    ----------
    ranks : dict of str to ndarray, shape (n,)
        Of each drawn quantity, the weight of the worlds in which it is below that of the play, the play's own world
        among them with a random part of its weight: uniform on [0, 1] whatever the number of worlds, since given the
        record the play may as well have come from any of them, by their weights.
    gains : ndarray, shape (n,)
        Log score of the play's end by the weighed worlds, less that by the same worlds unweighed, in nats.
    sizes : ndarray, shape (n,)
        Effective numbers of worlds.
    moves : ndarray of int, shape (n,)
        Moves in the record.
    """

    ranks: Mapping[str, Floats]
    gains: Floats
    sizes: Floats
    moves: NDArray[np.int64]

    def chi_square(self, name: str) -> tuple[float, float]:
        """Return the chi-square statistic of ten bins of ranks, and its p-value."""
        counts = np.bincount(np.minimum((self.ranks[name] * _BINS).astype(int), _BINS - 1), minlength=_BINS)
        expected = len(self.ranks[name]) / _BINS
        found = float(((counts - expected) ** 2 / expected).sum())
        return found, float(chi2.sf(found, _BINS - 1))

    @property
    def gain(self) -> tuple[float, float]:
        """The mean gain, and half the width of its 95% interval."""
        return float(self.gains.mean()), float(1.96 * self.gains.std(ddof=1) / np.sqrt(len(self.gains)))


def record_of(scenario: LoadedScenario, played: Played, last: int) -> list[dict[str, Any]] | None:
    """Return what the one lane of a logged play did up to a day, as a record; None where its talks were over then."""
    if 0 <= int(played.signed_day[0]) <= last or played.log is None:
        return None
    record: list[dict[str, Any]] = []
    for move in played.log.of_lane(0):
        day = (scenario.model.start + timedelta(days=int(move.day))).isoformat()
        if move.day > last:
            break
        if move.kind in _KINDS:
            package = dict(scenario.packages.package(int(move.package)))
            record.append({"date": day, "seat": move.who, _KINDS[move.kind]: package})
        elif move.kind in ("event", "no event"):
            record.append({"date": day, "event": move.who, "happened": move.kind == "event"})
    return record


def quantities(worlds: Worlds) -> dict[str, Floats]:
    """Return what is drawn in each world that the moves may tell of, by name."""
    found = {f"no deal of {name}": worlds.no_deal[g] for g, name in enumerate(worlds.governments)}
    found |= {f"reply days of {name}": worlds.reply_median[g] for g, name in enumerate(worlds.governments)}
    events = worlds.scenario.events
    found |= {f"chance of {name}": worlds.chance[:, k] for k, name in enumerate(events)}
    return {name: each for name, each in found.items() if np.ptp(each) > 0 or len(each) == 1}


def calibrate(
    path: Path,
    *,
    plays: int,
    worlds: int,
    replications: int,
    last: int,
    weighing: Weighing | str,
    beta: float = 1.0,
    keep: Path | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Calibration:
    """Record so many plays up to the day `last`, and weigh for each so many worlds of its own."""
    scenario = sim.load(path)
    if isinstance(weighing, str):
        weighing = weighing_of(weighing, scenario)
    asked = _Asked(path, scenario, worlds, replications, last, weighing, beta)
    kept = Kept(keep and keep / f"calibration-{path.stem}.jsonl", asked.made)
    found: list[dict[str, Any]] = []
    number = 0
    while len(found) < plays:
        one = kept.once(str(number), partial(asked.play, number))
        number += 1
        if one is None:
            continue
        found.append(one)
        if progress is not None:
            progress(len(found), plays)
    ranks = {name: np.array([one["ranks"][name] for one in found]) for name in found[0]["ranks"]}
    gains, sizes, moves = (np.array([one[name] for one in found]) for name in ("gain", "size", "moves"))
    return Calibration(ranks, gains, sizes, moves)


@dataclass(frozen=True)
class _Asked:
    """What is asked of every play."""

    path: Path
    scenario: LoadedScenario
    worlds: int
    replications: int
    last: int
    weighing: Weighing
    beta: float

    @property
    def made(self) -> dict[str, Any]:
        """What findings have in common."""
        size = {"worlds": self.worlds, "replications": self.replications, "last": self.last, "beta": self.beta}
        made = {"scenario": self.scenario.digest, "version": sim.__version__, **size}
        return made | {name: plain_data(value) for name, value in vars(self.weighing).items()}

    def play(self, number: int) -> dict[str, Any] | None:
        """Return what weighing worlds by one play tells, as plain data; None where its talks were over by then."""
        scenario = self.scenario
        truth, prior = (WorldSource(scenario.model, scenario.packages, seed=seed) for seed in (_TRUTH, _PRIOR))
        drawn = truth.draw([number])
        played = _play(scenario, drawn, _TRUTH, 1, log=True)
        record = record_of(scenario, played, self.last)
        if record is None:
            return None
        recorded = sim.load(self.path, settings=[{"record": record}])
        how: dict[str, Any] = {"as_of": scenario.model.start + timedelta(days=self.last), "weighing": self.weighing}
        asked = prior.draw(np.arange((number + 1) * self.worlds, (number + 2) * self.worlds))
        weighed = _play(recorded, asked, _PRIOR, self.replications, **how)
        among = _among(weighed, _play(recorded, drawn, _TRUTH, 1, **how), self.beta)
        own, part = quantities(drawn), float(uniforms(_TRUTH, "rank", number + 1)[0])
        found = read_weights(likelihood_columns(weighed.explained, asked.governments))
        even = np.full(self.worlds, 1 / self.worlds)
        weights, plain = (even if found is None else found.at(power) for power in (self.beta, 0.0))
        return {
            "ranks": {
                name: float(among[:-1][each < own[name][0]].sum() + part * among[-1])
                for name, each in quantities(asked).items()
            },
            "gain": _gain(recorded, weighed, played, (weights, plain)),
            "size": 1 / float((weights**2).sum()),
            "moves": len(record),
        }


def _play(
    scenario: LoadedScenario,
    worlds: Worlds,
    seed: int,
    replications: int,
    *,
    log: bool = False,
    as_of: date | None = None,
    weighing: Weighing | None = None,
) -> Played:
    return play_block(
        scenario.model,
        scenario.packages,
        worlds,
        row=np.repeat(np.arange(len(worlds)), replications),
        replication=np.tile(np.arange(replications), len(worlds)),
        seed=seed,
        log=log,
        as_of=as_of,
        weighing=weighing,
    )


def _among(weighed: Played, own: Played, beta: float) -> Floats:
    """Return the weights of the worlds (w,) and, last, of the play's own."""
    both = [each.explained.total if each.explained is not None else np.zeros(1) for each in (weighed, own)]
    powers = beta * np.concatenate(both)
    weights = np.exp(powers - powers.max())
    return np.asarray(weights / weights.sum())


def _gain(scenario: LoadedScenario, weighed: Played, played: Played, weights: tuple[Floats, Floats]) -> float:
    """Return how much better, in nats, worlds that are weighed foretell how the play ended."""
    endings = Endings(scenario.model, scenario.packages)
    came, codes = int(endings.of_played(played)[0]), endings.of_played(weighed)
    replications = len(codes) // len(weights[0])
    share = (codes == came).reshape(-1, replications).mean(axis=1)
    least = 0.5 / len(codes)
    after, before = (max(float(each @ share), least) for each in weights)
    return float(np.log(after) - np.log(before))


def _say(done: int, plays: int) -> None:
    if done % 10 == 0:
        sys.stderr.write(f"\r{done} of {plays} plays ")


@click.command()
@click.option("--plays", default=500, show_default=True, help="Recorded plays of each case.")
@click.option("--worlds", default=100, show_default=True, help="Worlds weighed for each.")
@click.option("--replications", default=2, show_default=True)
@click.option("--last", default=24, show_default=True, help="Days recorded.")
@click.option("--model", type=click.Choice([*MODELS, "exact"]), default="exact", show_default=True)
@click.option("--mixing", type=float, help="Chance of a move at random; by default 0.05, and 0 of exact.")
@click.option("--beta", default=1.0, show_default=True, help="Power of the likelihood.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep what is done in this folder, and go on from it.")
@click.option("--case", "cases", type=click.Choice([path.stem for path in CASES]), multiple=True)
def main(
    plays: int, worlds: int, replications: int, last: int, model: str, mixing: float | None, beta: float,
    keep: Path | None, cases: tuple[str, ...],
) -> None:  # fmt: skip
    """Weigh worlds by plays recorded whole, silence included, and print ranks and gains."""
    for path in CASES:
        if cases and path.stem not in cases:
            continue
        began = monotonic()
        name = "moves and silence" if model == "exact" else model
        weighing = replace(
            weighing_of(name, sim.load(path)),
            mixing=(0.0 if model == "exact" else 0.05) if mixing is None else mixing,
        )
        found = calibrate(
            path, plays=plays, worlds=worlds, replications=replications, last=last, weighing=weighing, beta=beta,
            keep=keep, progress=_say if sys.stderr.isatty() else None,
        )  # fmt: skip
        click.echo(
            f"{path.stem}: {plays} plays recorded for {last} days ({found.moves.mean():.1f} entries), "
            f"{worlds} worlds; "
            f"{name}, eps {weighing.mixing:g}, beta {beta:g}; ESS median {np.median(found.sizes):.0f}, "
            f"10% below {np.quantile(found.sizes, 0.1):.0f}; {monotonic() - began:.0f} s"
        )
        for quantity, ranks in found.ranks.items():
            statistic, p = found.chi_square(quantity)
            click.echo(f"  {quantity:22} mean rank {ranks.mean():.3f}  chi-square {statistic:5.1f} of 9  p {p:.3f}")
        gain, margin = found.gain
        click.echo(f"  gain in log score       {gain:+.3f} ± {margin:.3f} nats")


if __name__ == "__main__":
    main()
