"""A number -> a case: a scenario file in a folder, right or wrong in some way."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from sim.errors import ProblemsError
from sim.reading import resolve_extends
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario
from tests.fuzz.crowds import crowd
from tests.fuzz.emit import emit
from tests.fuzz.families import MAIN, write_family
from tests.fuzz.mutants import Bank, mutate
from tests.fuzz.texts import any_bytes, broken_text
from tests.reference.random_files import random_data

__all__ = ["FILES", "Cases"]

ROOT = Path(__file__).parents[2]
FILES = sorted(
    [*(ROOT / "tests" / "scenarios" / "valid").glob("*.yaml"), *(ROOT / "scenarios" / "theory").glob("*.yaml")]
)


class Cases:
    """Every number is a case, the same whenever it is asked for as long as the valid scenarios are."""

    def __init__(self) -> None:
        self._texts = [file.read_text(encoding="utf-8") for file in FILES] + [starter_scenario()]
        resolved: list[Any] = []
        for file in FILES:
            try:
                resolved.append(resolve_extends(file).data)
            except ProblemsError as error:  # a valid file that is not: the tests of those tell
                raise SystemExit(str(error)) from None
        self._bank = Bank(resolved)
        self._whole = [data for data in resolved if "issues" in data and "seats" in data]

    def write(self, number: int, folder: Path) -> Path:
        """Write case `number` below `folder`; return the scenario's file."""
        rng = Random(number)
        kind = rng.choice(
            ["bytes", *["text"] * 3, *["mutant"] * 4, *["family"] * 3, *["random"] * 2, *["kept"] * 6, "crowd"]
        )
        if kind == "family":
            write_family(folder, rng, self._bank)
            return folder / "tree" / MAIN
        path = folder / MAIN
        path.write_bytes(self._content(kind, rng))
        return path

    def _content(self, kind: str, rng: Random) -> bytes:
        if kind == "bytes":
            return any_bytes(rng)
        if kind == "text":
            return broken_text(rng.choice(self._texts), rng)
        if kind == "random":
            data = random_data(rng)
            data = mutate(data, rng, self._bank) if rng.randrange(4) else data
        elif kind == "kept":
            data = self._kept(rng)
        elif kind == "crowd":
            data = crowd(self._whole, rng)
        else:
            data = mutate(rng.choice(self._whole), rng, self._bank)
        return emit(data, rng).encode("utf-8", "replace")

    def _kept(self, rng: Random) -> Any:
        """Return a scenario changed many times over, each change kept only if the reader still takes it."""
        data = rng.choice(self._whole)
        for _ in range(rng.choice([4, 8, 16])):
            changed = mutate(data, rng, self._bank, changes=1)
            try:
                load_scenario_text(emit(changed))
            except ProblemsError:
                continue
            except Exception:  # noqa: BLE001 - a find
                return changed
            data = changed
        return data
