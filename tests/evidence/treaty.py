"""A treaty of four issues with one order tied, and what a statement's own words say of a model."""

import itertools

import numpy as np

ISSUES = (
    ("extension", ("one", "two", "five")),
    ("freeze", ("none", "declared", "defined")),
    ("checks", ("treaty", "enhanced")),
    ("china", ("separate", "pledge", "joins")),
)
PACKAGES = np.array(list(itertools.product(range(3), range(3), range(2), range(3))))
ORDERS = (((0,), (1,), (2,)), ((2,), (1,), (0,)), ((1,), (0,)), ((2,), (0, 1)))


def package(*options: int) -> int:
    """Return the index of the package with these options."""
    return int(np.flatnonzero((options == PACKAGES).all(axis=1))[0])


def holds(space, clause, x):
    """Return, row by row and package by package, whether the statement's own words hold."""
    values = space.values(x)
    rival = x[:, -1] if clause.other is None else values[:, clause.other]
    gain = values[:, list(clause.packages)] - rival[:, None]
    if clause.kind in ("accepts", "prefers"):
        return (gain >= clause.margin).all(axis=1)
    return (gain <= -clause.margin).all(axis=1)
