"""All packages of a scenario as arrays: every combination of options that no exclusion removes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.by_value import ByValue
from sim.scenario.bargain import Issue, Package, Pattern

__all__ = ["MAX_PACKAGES", "PackageTable", "package_table"]

MAX_PACKAGES = 20_000

Asked: TypeAlias = str | Mapping[str, Sequence[str]]
"""A proposal's name, or the options of a pattern by issue."""


@dataclass(frozen=True, eq=False)
class PackageTable(ByValue):
    """The packages p of a scenario.

    Parameters
    ----------
    issues : tuple of (name, option names)
        In the scenario's order.
    options : ndarray of int, shape (p, k)
        Option index of each package on each issue. The first package takes the first option everywhere,
        unless an exclusion removes it.
    proposals : mapping of str to Package
        Packages with a name, for patterns that name them.
    """

    issues: tuple[tuple[str, tuple[str, ...]], ...]
    options: NDArray[np.int64]
    proposals: Mapping[str, Package] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.options)

    @cached_property
    def _rows(self) -> dict[tuple[int, ...], int]:
        return {tuple(row): position for position, row in enumerate(self.options.tolist())}

    @cached_property
    def _places(self) -> dict[str, tuple[int, dict[str, int]]]:
        return {
            issue: (k, {option: o for o, option in enumerate(names)}) for k, (issue, names) in enumerate(self.issues)
        }

    def matching(self, asked: Asked | Sequence[Asked]) -> NDArray[np.bool_]:
        """Return which packages (p,) match a pattern, a proposal's name, or any of several of these.

        Those match a pattern that hold its options; issues it leaves out are free.
        """
        mask = np.ones(len(self), dtype=bool)
        if isinstance(asked, str):
            mask[:] = np.arange(len(self)) == self.index(self.proposals[asked])
            return mask
        if not isinstance(asked, Mapping):
            return np.asarray(sum((self.matching(each) for each in asked), ~mask))
        for issue, names in asked.items():
            k, places = self._places[issue]
            mask &= np.isin(self.options[:, k], [places[name] for name in names])
        return mask

    def index(self, package: str | Mapping[str, str]) -> int | None:
        """Return the position of a proposal, or of options (an issue left out takes its first), None if excluded."""
        row = [0] * len(self.issues)
        for issue, option in (self.proposals[package] if isinstance(package, str) else package).items():
            k, places = self._places[issue]
            row[k] = places[option]
        return self._rows.get(tuple(row))

    @cached_property
    def named(self) -> dict[str, int]:
        """The positions of the proposals there are, by name: of some a day leaves nothing (`foreseen: false`)."""
        places = {name: self.index(package) for name, package in self.proposals.items()}
        return {name: place for name, place in places.items() if place is not None}

    def package(self, position: int) -> dict[str, str]:
        """Return the options of the package at `position`, by issue."""
        return {issue: names[o] for (issue, names), o in zip(self.issues, self.options[position], strict=True)}

    def label(self, position: int) -> str:
        """Return the package in words: its options other than the first, or the first issue's."""
        chosen = self.package(position)
        others = [
            option for (_, names), option in zip(self.issues, chosen.values(), strict=True) if option != names[0]
        ]
        first = next(iter(chosen.values()))
        words = others if first in others else [first, *others]
        return " + ".join(word.replace("_", " ") for word in words)


def package_table(
    issues: Mapping[str, Issue],
    exclusions: Sequence[Pattern] = (),
    proposals: Mapping[str, Package] | None = None,
) -> PackageTable:
    """Return every combination of options that no exclusion matches.

    Raises
    ------
    ValueError
        If the combinations are more than `MAX_PACKAGES`, or exclusions leave none.

    Examples
    --------
    >>> from sim.scenario.bargain import Option
    >>> issues = {"length": Issue(options={"one": Option(), "five": Option()}),
    ...           "freeze": Issue(options={"none": Option(), "yes": Option()})}
    >>> table = package_table(issues, [{"length": ("five",), "freeze": ("yes",)}])
    >>> [table.label(p) for p in range(len(table))]
    ['one', 'one + yes', 'five']
    """
    names = tuple((issue, tuple(body.options)) for issue, body in issues.items())
    count = int(np.prod([len(options) for _, options in names], dtype=float))
    if count > MAX_PACKAGES:
        raise ValueError(f"{count} packages are more than {MAX_PACKAGES}: use fewer issues or options")
    grid = np.array(list(product(*(range(len(options)) for _, options in names))), dtype=np.int64)
    table = PackageTable(names, grid, proposals or {})
    excluded = np.zeros(len(grid), dtype=bool)
    for pattern in exclusions:
        excluded |= table.matching(pattern)
    if excluded.all():
        raise ValueError("the exclusions leave no package")
    return PackageTable(names, grid[~excluded], proposals or {})


def as_package(table: PackageTable, named: str | Package) -> int:
    """Return the position of a proposal's name or an inline package.

    Raises
    ------
    KeyError
        If the package is excluded (checked when the scenario is read).
    """
    position = table.index(named)
    if position is None:
        raise KeyError(f"an exclusion removes {named}")
    return position
