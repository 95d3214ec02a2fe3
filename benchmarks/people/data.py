"""Records of people bargaining, read from a folder of one's own: they are not part of the project.

A folder holds any of three files, with these columns (more do no harm):

``casino.csv``
    Negotiations of CaSiNo, a row each: ``a_food``, ``a_water``, ``a_firewood``, ``b_food``, ``b_water``,
    ``b_firewood`` (points of a unit: 5, 4 and 3 in some order), ``deal`` (1 or 0), ``a_gets_food``,
    ``a_gets_water``, ``a_gets_firewood`` (units, empty without a deal).
``three_player_timing.csv``
    Rounds of three people: ``treatment`` (``outside coalition 10``, ``30``, ``90`` or ``dummy``), ``agree_seconds``
    (empty without an agreement), ``limit_seconds``, ``pay_1``, ``pay_2``, ``pay_3``.
``us_strikes.csv``
    Strikes: ``dur``, days.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from benchmarks.people.campers import CLASSES, RELATIONS, WORTH, Records
from sim.errors import InputError
from sim.streams import uniforms

__all__ = ["SOURCES", "aside", "folds", "read_campers", "rows_of"]

SOURCES = {
    "casino.csv": "CaSiNo (Chawla et al. 2021), https://github.com/kushalchawla/CaSiNo",
    "three_player_timing.csv": "https://github.com/stanmart/unstructured-bargaining-analysis",
    "us_strikes.csv": "Kennan (1985), in Cameron & Trivedi's data, https://cameron.econ.ucdavis.edu/mmabook/mmadata.html",
}
"""Where each file's data are published."""

ASIDE = 100
"""Negotiations of CaSiNo that nothing is estimated on, for the last word."""

GOODS = ("food", "water", "firewood")


def rows_of(folder: Path, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a file in the folder.

    Raises
    ------
    InputError
        Where there is no such file, or it lacks a column: in one line, with the public source.
    """
    source = f"it is made from {SOURCES[name]}"
    try:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file, restval="")
            rows, given = list(table), table.fieldnames or ()
    except OSError:
        raise InputError(f"{name}: not found in the folder given by --data; {source}") from None
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{name}: not a table of comma-separated values in UTF-8; {source}") from None
    if missing := [column for column in columns if column not in given]:
        raise InputError(f"{name}: no column {', '.join(missing)}; {source}")
    if not rows:
        raise InputError(f"{name}: no rows; {source}")
    return rows


def read_campers(folder: Path) -> Records:
    """Return the negotiations of CaSiNo in the order of the file, goods by their worth to the first person."""
    columns = tuple(f"{side}_{good}" for side in ("a", "b", "a_gets") for good in GOODS)
    relation, ended = [], []
    for number, row in enumerate(rows_of(folder, "casino.csv", ("deal", *columns)), start=2):
        try:
            one, other = ([int(row[f"{side}_{good}"]) for good in GOODS] for side in ("a", "b"))
            order = [one.index(points) for points in WORTH]
            relation.append(RELATIONS.index(tuple(other[good] for good in order)))
            ended.append(
                _class([row[f"a_gets_{GOODS[good]}"] for good in order]) if int(row["deal"]) else CLASSES - 1
            )
        except ValueError:
            raise InputError(f"casino.csv:{number}: not points 5, 4, 3 in some order, or units of 0 to 3") from None
    return Records(np.array(relation), np.array(ended))


def _class(units: list[str]) -> int:
    best, second, third = (int(each) for each in units)
    if not all(0 <= each <= 3 for each in (best, second, third)):
        raise ValueError
    return 16 * best + 4 * second + third


def aside(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of rows to estimate on, in an order of luck, and of those kept aside for the last word.

    The rule, made before anything was fitted: rows are put in the order of the numbers of the stream
    ``people/casino`` under seed 0, and the first `ASIDE` are kept aside (of fewer than 500 a tenth).
    """
    order = np.argsort(uniforms(0, "people/casino", np.arange(count)), kind="stable")
    kept = ASIDE if count >= 5 * ASIDE else count // 10
    return order[kept:], order[:kept]


def folds(count: int, number: int = 5) -> np.ndarray:
    """Return the fold (n,) of each row to estimate on: dealt out in turn."""
    return np.arange(count) % number
