"""Spaces that many tests of the evidence station share."""

import itertools

import numpy as np
import pytest

from sim.evidence.space import Adjustment, PreferenceSpace
from tests.evidence.treaty import ISSUES, ORDERS, PACKAGES


@pytest.fixture
def space() -> PreferenceSpace:
    unverified = (PACKAGES[:, 1] > 0) & (PACKAGES[:, 2] == 0)
    return PreferenceSpace(ISSUES, PACKAGES, ORDERS, (Adjustment("unverified freeze", unverified, -30.0, 0.0),))


@pytest.fixture
def term() -> PreferenceSpace:
    """One issue of two options: only the no-deal value is unknown."""
    return PreferenceSpace((("term", ("one", "five")),), np.array([[0], [1]]), (((1,), (0,)),))


@pytest.fixture
def unstated() -> PreferenceSpace:
    """Two issues; the order of the first, of three options, is not stated."""
    packages = np.array(list(itertools.product(range(3), range(2))))
    return PreferenceSpace((("a", ("x", "y", "z")), ("b", ("no", "yes"))), packages, (None, ((1,), (0,))))
