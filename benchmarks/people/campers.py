"""What two campers divide in CaSiNo: preference orders, divisions and failures, and records of people.

Two people divide three units each of food, water and firewood. A unit of one good is worth 5 points to a person, of
another 4, of the third 3, in an order of their own; without a deal each gets 5 points (Chawla et al. 2021). Goods are
named here by their worth to the first person, best first: six **relations** of the second person's order to that are
left of the 36 pairs of orders, as nothing but a name tells the goods apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats

__all__ = [
    "CLASSES",
    "DIVISIONS",
    "FAILURE",
    "NO_DEAL",
    "POINTS",
    "RELATIONS",
    "WORTH",
    "Records",
    "efficient",
    "mirrored",
    "mirrored_relation",
    "worth",
]

WORTH = (5, 4, 3)
"""Points of a unit of one's best, second and third good."""

NO_DEAL = 5
"""Points of each side without a deal."""

RELATIONS: tuple[tuple[int, ...], ...] = tuple(permutations(WORTH))
"""What the second person gives for a unit of the first one's best, second and third good."""

DIVISIONS = np.array(list(product(range(4), repeat=3)))
"""Units (64, 3) of the first person's best, second and third good that the first person gets."""

FAILURE = len(DIVISIONS)
"""The class of negotiations without a deal."""

CLASSES = FAILURE + 1


def worth(relation: int) -> NDArray[np.int64]:
    """Return the points (2, 64) of both people for each division."""
    first = DIVISIONS @ np.array(WORTH)
    second = (3 - DIVISIONS) @ np.array(RELATIONS[relation])
    return np.stack([first, second])


POINTS = np.stack([worth(k) for k in range(len(RELATIONS))])
"""Points (6, 2, 64) of both people, by relation and division."""


def efficient() -> NDArray[np.bool_]:
    """Return which divisions (6, 64) no other one is better than for one person and no worse than for the other."""
    one, other = POINTS[:, :, :, None], POINTS[:, :, None, :]
    better = (other >= one).all(axis=1) & (other > one).any(axis=1)
    return ~better.any(axis=-1)


def mirrored_relation() -> NDArray[np.int64]:
    """Return each relation as it is when the second person is called the first."""
    return np.array([_mirror(k)[0] for k in range(len(RELATIONS))])


def mirrored(shares: Floats) -> Floats:
    """Return shares (6, 65) of classes by relation as they are when the second person is called the first."""
    turned = np.empty_like(shares)
    for k in range(len(RELATIONS)):
        relation, classes = _mirror(k)
        turned[relation, classes] = shares[k]
    return turned


def _mirror(relation: int) -> tuple[int, NDArray[np.int64]]:
    """Return what a relation, and each class under it, become when the second person is called the first."""
    second = RELATIONS[relation]
    order = [second.index(points) for points in WORTH]  # the second person's best good, second, third
    turned = (3 - DIVISIONS)[:, order] @ np.array([16, 4, 1])
    return RELATIONS.index(tuple(WORTH[good] for good in order)), np.append(turned, FAILURE)


@dataclass(frozen=True)
class Records:
    """Negotiations of people: relation and class of each, as arrays (n,)."""

    relation: NDArray[np.int64]
    ended: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.relation)

    def __getitem__(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Records:
        return Records(self.relation[chosen], self.ended[chosen])

    @property
    def counts(self) -> Floats:
        """How many there are (6, 65) of each relation and class."""
        counted = np.zeros((len(RELATIONS), CLASSES))
        np.add.at(counted, (self.relation, self.ended), 1.0)
        return counted
