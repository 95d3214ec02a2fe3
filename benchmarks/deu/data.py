"""Decisions of the European Union, read from a folder of one's own: they are not part of the project.

The folder holds ``deu_positions.csv``, a row for each actor and decision: ``proposal``, ``issue``, ``council_rule``
(begins with ``QMV``, or not), ``procedure`` (``COD`` or ``CNS``), ``actor`` (``com``, ``ep`` or a member state),
``position`` and ``salience`` (0 to 100), ``reference`` (0 to 100, or empty), ``outcome``. It is made from DEU III
(Arregui & Perarnaud 2021, doi:10.34810/data53, CC BY 4.0).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import InputError
from sim.streams import uniforms

__all__ = ["FOLDS", "Actor", "Decision", "folds_of", "read_decisions"]

FILE = "deu_positions.csv"
FOLDS = 5

_COLUMNS = ("proposal", "issue", "procedure", "council_rule", "actor", "position", "salience", "reference", "outcome")


@dataclass(frozen=True)
class Actor:
    """Who holds a position, and how much it matters to it (both 0 to 100)."""

    name: str
    position: float
    salience: float


@dataclass(frozen=True)
class Decision:
    """One issue of a proposal.

    Parameters
    ----------
    proposal, issue : str
    is_unanimous, is_codecision : bool
    reference : float or None
        What holds without a decision.
    outcome : float
    actors : tuple of Actor
    """

    proposal: str
    issue: str
    is_unanimous: bool
    is_codecision: bool
    reference: float | None
    outcome: float
    actors: tuple[Actor, ...]

    @property
    def members(self) -> tuple[Actor, ...]:
        """The member states."""
        return tuple(each for each in self.actors if each.name not in ("com", "ep"))

    def one(self, name: str) -> Actor | None:
        """Return an actor, or None where it holds no position."""
        return next((each for each in self.actors if each.name == name), None)


def read_decisions(folder: Path) -> list[Decision]:
    """Return all decisions, in the order of the file.

    Raises
    ------
    InputError
        Where there is no such file, or it is not as described above.
    """
    path = folder / FILE
    source = "it is made from DEU III, doi:10.34810/data53"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{FILE}: not found in the folder given by --data; {source}") from None
    if not rows or (missing := [name for name in _COLUMNS if name not in rows[0]]):
        raise InputError(f"{FILE}: no column {', '.join(missing) if rows else 'at all'}; {source}")
    by_issue: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_issue.setdefault(row["issue"], []).append(row)
    try:
        return [_decision(group) for group in by_issue.values()]
    except ValueError as error:
        raise InputError(f"{FILE}: a number cannot be read ({error})") from None


def _decision(rows: Sequence[dict[str, str]]) -> Decision:
    first = rows[0]
    return Decision(
        first["proposal"],
        first["issue"],
        is_unanimous=not first["council_rule"].startswith("QMV"),
        is_codecision=first["procedure"] == "COD",
        reference=float(first["reference"]) if first["reference"] else None,
        outcome=float(first["outcome"]),
        actors=tuple(Actor(row["actor"], float(row["position"]), float(row["salience"])) for row in rows),
    )


def folds_of(decisions: Sequence[Decision], *, seed: int = 1) -> list[int]:
    """Return the fold of each decision; those of a proposal lie in one."""
    proposals = sorted({each.proposal for each in decisions})
    luck = uniforms(seed, "benchmarks/deu/folds", np.arange(len(proposals)))
    rank = np.argsort(np.argsort(luck, kind="stable"), kind="stable")
    fold = {name: int(rank[place]) % FOLDS for place, name in enumerate(proposals)}
    return [fold[each.proposal] for each in decisions]
