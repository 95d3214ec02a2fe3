"""The Ishigami function, whose indices are known: of given data, and of SALib.

T. Ishigami, T. Homma (1990), An importance quantification technique in uncertainty analysis for computer models.
"""

import numpy as np
import pytest

from sim.analysis.given_data import first_order

A, B = 7.0, 0.1
FIRST = (0.313905, 0.442411, 0.0)
TOTAL = (0.557589, 0.442411, 0.243684)


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_published_values_are_the_closed_form():
    v1 = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    v2, v13 = A**2 / 8, B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = v1 + v2 + v13
    assert np.array([v1, v2, 0]) / total == pytest.approx(FIRST, abs=1e-6)
    assert np.array([v1 + v13, v2, v13]) / total == pytest.approx(TOTAL, abs=1e-6)


@pytest.mark.parametrize(("cases", "within"), [(500, 0.1), (2000, 0.05), (8192, 0.02)])
def test_given_data_find_the_first_order_indices(cases, within):
    x = np.random.default_rng(1).uniform(-np.pi, np.pi, size=(cases, 3))
    found = first_order(ishigami(x), list(x.T))
    assert found.index == pytest.approx(FIRST, abs=within)
    assert (found.p_value < 0.05).tolist() == [True, True, False]


def test_errors_are_about_right_and_what_varies_within_a_class_is_little():
    rng = np.random.default_rng(2)
    runs = [
        first_order(ishigami(x), list(x.T)) for x in (rng.uniform(-np.pi, np.pi, size=(1000, 3)) for _ in range(30))
    ]
    found, errors = np.stack([one.index for one in runs]), np.stack([one.error for one in runs])
    assert found.mean(axis=0) == pytest.approx(FIRST, abs=0.03)
    assert errors.mean(axis=0) == pytest.approx(found.std(axis=0, ddof=1), rel=0.5)


def test_noise_of_measurement_is_taken_off():
    rng = np.random.default_rng(3)
    x = rng.uniform(-np.pi, np.pi, size=(8000, 3))
    noisy = ishigami(x) + rng.normal(0, 4, size=len(x))
    assert first_order(noisy, list(x.T), noise=16.0).index == pytest.approx(FIRST, abs=0.06)
