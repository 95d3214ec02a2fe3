"""Hashes of what a seed gives, to the last bit: `python -m tests.digits.hashes` writes them.

They are the same on every Python, version of a library and processor. Whoever changes them changes every published
figure: say so in the changelog.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from sim.elementary import erfc, exp, log, power
from sim.ensemble.execution import RunSize
from sim.evidence import rejection
from sim.evidence.clauses import Clause
from sim.evidence.pools import draw_pool
from sim.evidence.space import Adjustment, PreferenceSpace
from sim.explorer.exploration import Exploration
from sim.normal import normal_cdf, normal_quantile
from sim.results.observation import MODELS

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "golden" / "digits.json"

RUNS = (
    "scenarios/new_start/baseline.yaml",
    "scenarios/new_start/china.yaml",
    "scenarios/theory/intrusive_checks.yaml",
    "scenarios/theory/uncertain_pie.yaml",
    "tests/scenarios/valid/budget_shutdown.yaml",
    "tests/scenarios/valid/discount_and_legacy.yaml",
    "tests/scenarios/valid/eight_chance_events.yaml",
    "tests/scenarios/valid/every_distribution_for_lead_days.yaml",
    "tests/scenarios/valid/every_distribution_for_points.yaml",
    "tests/scenarios/valid/governments_that_take_positions.yaml",
    "tests/scenarios/valid/tactic_aspiration_boulware.yaml",
)
"""Played small; between them they use every kind of number, tactic and preference model."""


def hashed(*arrays: np.ndarray) -> str:
    """Hash the bits of arrays, little-endian, texts as they are."""
    digest = hashlib.blake2b(digest_size=8)
    for array in arrays:
        if array.dtype.kind in "fiub":
            digest.update(np.ascontiguousarray(array, dtype=f"<{array.dtype.kind}{array.dtype.itemsize}").tobytes())
        else:
            digest.update("\0".join(map(str, array.tolist())).encode())
    return digest.hexdigest()


def functions() -> dict[str, str]:
    """Elementary functions on a million numbers."""
    x = np.linspace(-40.0, 40.0, 1_000_001)
    chance = (np.arange(1_000_000) + 0.5) / 1_000_000
    return {
        "exp": hashed(exp(x)),
        "log": hashed(log(chance)),
        "erfc": hashed(erfc(x)),
        "power": hashed(power(chance, 0.3)),
        "normal": hashed(normal_cdf(x), normal_quantile(chance)),
    }


def _space(options: int, *, stated: bool = True) -> PreferenceSpace:
    terms = tuple(f"{k}" for k in range(options))
    packages = np.array([[term, check] for term in range(options) for check in range(2)])
    order = tuple((k,) for k in reversed(range(options))) if stated else None
    return PreferenceSpace(
        (("term", terms), ("checks", ("no", "yes"))),
        packages,
        (order, ((0,), (1,))),
        (Adjustment("both", packages[:, 1] * packages[:, 0] > 0, -10.0, 30.0),),
    )


def pools() -> dict[str, str]:
    """Pools found by rejection, walked to, in a flat, of unstated orders, of many options walked to and not."""
    some = (Clause("accepts", (4,), credence=0.7), Clause("refuses", (1,)), Clause("prefers", (5,), 2, credence=0.5))
    flat = (Clause("accepts", (2,), margin=10.0), Clause("refuses", (2,), margin=-10.0))
    made = {
        "rejection": draw_pool(_space(3), some, name="a", seed=1),
        "unstated": draw_pool(_space(3, stated=False), some, name="b", seed=2),
        "flat": draw_pool(_space(3), flat, name="c", seed=3, size=256),
        "jump": draw_pool(_space(40), (Clause("prefers", (40,), 38, margin=30.0),), name="f", seed=6, size=64),
        "hundred": draw_pool(_space(100), (Clause("accepts", (120,)), Clause("refuses", (80,))), name="d", seed=4),
    }
    trial, rejection._TRIAL = rejection._TRIAL, 0
    rarest, rejection._RAREST = rejection._RAREST, 2.0
    try:
        made["walk"] = draw_pool(_space(4), some, name="e", seed=5, size=512)
        made["slices"] = draw_pool(_space(4), some, name="e", seed=5, size=512, prior="flat")
    finally:
        rejection._TRIAL, rejection._RAREST = trial, rarest
    return {name: pool.digest for name, pool in made.items()}


def runs() -> dict[str, str]:
    """Every lane and world of small runs."""
    found = {}
    for name in RUNS:
        worlds = 3 if "eight" in name else 20  # 256 states of each are as many sums
        outcomes = sim.load(ROOT / name).run(worlds=worlds, replications=3, seed=3)
        columns = [frame[column].to_numpy() for frame in (outcomes.table, outcomes.worlds) for column in frame]
        found[name] = hashed(*columns)
    return found


def questions() -> dict[str, str]:
    """What is asked beyond plays: weights by a record, advice, conduct, scores, an explorer's points."""
    small = {"worlds": 20, "replications": 3, "seed": 3}
    port, talks = (
        sim.load(ROOT / path)
        for path in (
            "tests/ensemble/port.yaml",
            "tests/scenarios/valid/hostile_words.yaml",
        )
    )
    weighed = {model: talks.run(**small, as_of="2024-02-05", weights=model).weights for model in MODELS}
    exploration = Exploration(port, {"chance.vote": [0, 0.5, 1]}, size=RunSize(20, 3, 3))
    exploration.fill()
    rows = [exploration.rows[place] for place in sorted(exploration.rows)]
    tables = {
        "advise": port.advise("union", worlds=8, replications=2, seed=3),
        "analyse": talks.analyse(worlds=20, seed=3),
        "compare": sim.compare([port, port.with_({"chance.vote": 0.4})], **small),
        "conduct": talks.conduct(**small),
        "explain": sim.explain(port, outcome="lapsed", worlds=60, replications=3, seed=3),
        "forecast": sim.forecast(port, every=40, **small, readings=True),
        "sensitivity": port.run(worlds=40, replications=3, seed=3).sensitivity("lapsed"),
        "sweep": sim.sweep(port, {"chance.vote": [0, 0.5]}, **small),
        "validate": sim.validate(ROOT / "tests" / "analysis" / "library", worlds=6, replications=4, seed=3),
    }
    return {
        **{f"weights, {name}": hashed(each.total, each.drawn) for name, each in weighed.items()},
        **{name: _hashed_table(answer.to_frame()) for name, answer in tables.items()},
        "explore": hashlib.blake2b(repr(rows).encode(), digest_size=8).hexdigest(),
        "seal": sim.seal(port, day="2024-01-01", **small).sha256,
    }


def _hashed_table(table: pd.DataFrame) -> str:
    whole = table.reset_index() if any(table.index.names) else table
    return hashed(*(whole[column].to_numpy() for column in whole))


PARTS: dict[str, Callable[[], dict[str, str]]] = {
    "functions": functions,
    "pools": pools,
    "runs": runs,
    "questions": questions,
}


def found(part: str) -> dict[str, str]:
    """Work out the hashes of one part, nothing taken from a cache."""
    kept = os.environ.get("NEGOTIATION_SIM_CACHE")
    try:
        with tempfile.TemporaryDirectory() as cold:  # questions draw the same pools again and again
            os.environ["NEGOTIATION_SIM_CACHE"] = cold if part == "questions" else "off"
            return PARTS[part]()
    finally:
        os.environ.pop("NEGOTIATION_SIM_CACHE")
        if kept is not None:
            os.environ["NEGOTIATION_SIM_CACHE"] = kept


def main(arguments: list[str]) -> None:
    """Write the hashes, or with --print print them: of all parts, or of those that are named."""
    printed, named = arguments[:1] == ["--print"], [name for name in arguments if name != "--print"]
    kept = {} if printed or not named else json.loads(KEPT.read_text(encoding="utf-8"))  # those not named stay
    text = json.dumps(kept | {part: found(part) for part in named or PARTS}, indent=2) + "\n"
    if printed:
        sys.stdout.write(text)
    else:
        KEPT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
