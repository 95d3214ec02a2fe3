"""Valid scenarios -> mutants: parts dropped, doubled, swapped, renamed, replaced by what should not stand there."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from sim.reading import Path, walk

__all__ = ["Bank", "mutate"]

NUMBERS: list[Any] = [
    0, 1, -1, 2, 0.5, 1e-9, 1e-300, 5e-324, 1e9, 1e300, 1.8e308, -1e300, 10**30, 2**31, 2**63, 2**64, 255, 256, 257,
    365,
    366, 3650, 3651, 100, 100.0001, -0.0, 0.1, 0.9999999999999999, 1.0000000000000002, float("nan"), float("inf"),
    float("-inf"), True, 3, 7, 60,
]  # fmt: skip
SPREADS: list[Any] = [
    {"uniform": [0, 1]}, {"uniform": [1, 1]}, {"uniform": [-1e300, 1e300]}, {"uniform": [2, 1]}, {"uniform": [0]},
    {"triangular": [0, 0, 0]}, {"triangular": [0, 0.5, 1]}, {"triangular": [0, 0, 1]}, {"triangular": [-1e308, 0,
    1e308]},
    {"normal": [0, 0]}, {"normal": [5, 1e300]}, {"normal": [0.5, 0.1]}, {"normal": [5, -1]},
    {"lognormal": [1, 0.5]}, {"lognormal": [1e300, 5]}, {"lognormal": [0, 1]}, {"lognormal": [5, 1000]},
    {"beta": [1, 1]}, {"beta": [1e-300, 1e-300]}, {"beta": [1e300, 1]}, {"beta": [2, 3]}, {"beta": [0, 1]},
    {"one_of": [0, 1]}, {"one_of": []}, {"one_of": [0.5]}, {"one_of": [1, 2, 3, 1e9]}, {"gamma": [1, 2]},
    {"median": 3, "spread": 0.5}, {"median": 0}, {"median": 1e-9, "spread": 100}, {"median": {"uniform": [0, 9]}},
    {"uniform": [0, 1], "normal": [0, 1]},
]  # fmt: skip
WORDS: list[Any] = [
    "", " ", "x", "word", "é", "長さ", "🙂", "a b", "x" * 61, "x" * 5000, "\x00", "\x1b[31m", "\u202e", "\ud800",
    "\n", "a\tb", "\ufeff", "=", ">", "a > b", "a = ", "50%", "lapsed", "agreed too late", "foresight", "tit_for_tat",
    "__proto__", "__class__", "../x.yaml", "os:system", "2020-02-30", "null", "~", "none", "[", "rich [red]", "{x}",
    "%s",
    "{0}", "\\", "'", '"', "²", "٣", "1e5", "0x10",
]  # fmt: skip
SHAPES: list[Any] = [None, [], {}, [[]], [None], [{}], {"": 1}, {"a": None}, [1, 2], {"x": {"y": {}}}, [[[[[[]]]]]]]


class Bank:
    """What stands under each key in all valid scenarios, to be put elsewhere."""

    def __init__(self, scenarios: list[Any]) -> None:
        self.scenarios = scenarios
        self.by_key: dict[str, list[Any]] = {}
        for data in scenarios:
            for path, value in walk(data):
                if path and isinstance(path[-1], str):
                    self.by_key.setdefault(path[-1], []).append(value)
        self._keys = sorted(self.by_key)

    def like(self, key: Any, rng: Random) -> Any:
        """Return a value that stands under the same key somewhere, or anything."""
        found = self.by_key.get(key) if isinstance(key, str) else None
        return copy.deepcopy(rng.choice(found or self.by_key[rng.choice(self._keys)]))

    def key(self, rng: Random) -> str:
        return rng.choice(self._keys)


def mutate(data: Any, rng: Random, bank: Bank, *, changes: int = 0) -> Any:
    """Return a mutant of `data`: by so many changes, by default one or two most often and seldom many."""
    data = copy.deepcopy(data)
    for _ in range(changes or rng.choice([1, 1, 1, 1, 2, 2, 3, 5, 12])):
        paths = [path for path, _ in walk(data) if path]
        if not paths:
            break
        rng.choice(_CHANGES)(data, rng.choice(paths), rng, bank)
    return data


def _owner(data: Any, path: Path) -> Any:
    for part in path[:-1]:
        data = data[part]
    return data


def _drop(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    del _owner(data, path)[path[-1]]


def _double(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    owner, part = _owner(data, path), path[-1]
    value = copy.deepcopy(owner[part])
    if isinstance(owner, list):
        for _ in range(rng.choice([1, 1, 3, 20])):
            owner.insert(rng.randint(0, len(owner)), copy.deepcopy(value))
    else:
        for number in range(rng.choice([1, 1, 3, 20])):
            owner[f"{part}_{number}"] = copy.deepcopy(value)


def _swap(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    other = rng.choice([each for each, _ in walk(data) if each])
    if other[: len(path)] == path or path[: len(other)] == other:
        return
    here, there = _owner(data, path), _owner(data, other)
    here[path[-1]], there[other[-1]] = there[other[-1]], here[path[-1]]


def _reorder(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    value = _owner(data, path)[path[-1]]
    if isinstance(value, list):
        rng.shuffle(value)
    elif isinstance(value, dict):
        entries = list(value.items())
        rng.shuffle(entries)
        value.clear()
        value.update(entries)


def _rename(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    owner, part = _owner(data, path), path[-1]
    if isinstance(owner, dict):
        owner[rng.choice([bank.key(rng), rng.choice(WORDS), f"{part}x"])] = owner.pop(part)


def _replace(values: list[Any]) -> Callable[[Any, Path, Random, Bank], None]:
    def change(data: Any, path: Path, rng: Random, bank: Bank) -> None:
        _owner(data, path)[path[-1]] = copy.deepcopy(rng.choice(values))

    return change


def _replace_like(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    _owner(data, path)[path[-1]] = bank.like(path[-1], rng)


def _add(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    """Give a map a key that stands in some scenario, a list an item of another."""
    owner, key = _owner(data, path), bank.key(rng)
    if isinstance(owner, dict):
        owner[key] = bank.like(key, rng)
    else:
        owner.append(bank.like(key, rng))


def _number(data: Any, path: Path, rng: Random, bank: Bank) -> None:
    """Change one number, or one date, of all there are."""
    kinds = (int, float, date)
    numbers = [
        each for each, value in walk(data) if each and isinstance(value, kinds) and not isinstance(value, bool)
    ]
    if not numbers:
        return
    path = rng.choice(numbers)
    owner, part = _owner(data, path), path[-1]
    if isinstance(owner[part], date):
        owner[part] = _other_day(owner[part], data, rng)
    else:
        owner[part] = rng.choice(
            [rng.choice(NUMBERS), copy.deepcopy(rng.choice(SPREADS)), owner[part] * rng.choice([-1, 2, 0.5, 10])]
        )


def _other_day(day: date, data: Any, rng: Random) -> Any:
    known = [data[key] for key in ("start", "deadline") if isinstance(data.get(key), date)]
    odd = [
        date.min,
        date.max,
        date(1, 1, 2),
        date(9999, 12, 30),
        date(2024, 2, 29),
        "2021-02-30",
        "0000-00-00",
        "2024-1-1",
    ]
    chosen = rng.choice([rng.choice(known or odd), rng.choice(odd), day])
    if isinstance(chosen, date) and rng.randrange(2):
        try:
            return chosen + timedelta(days=rng.choice([-1, 1, -30, 30, 365, 3000, 7320]))
        except OverflowError:
            return chosen
    return chosen


_CHANGES: list[Callable[[Any, Path, Random, Bank], None]] = [
    _drop, _double, _swap, _reorder, _rename, _replace_like, _replace_like, _replace_like, _add, _add,
    _number, _number, _number, _replace(NUMBERS), _replace(SPREADS), _replace(WORDS), _replace(SHAPES),
]  # fmt: skip
