"""The Ishigami function, whose indices are known: of given data, and of SALib.

T. Ishigami, T. Homma (1990), An importance quantification technique in uncertainty analysis for computer models.
"""

import numpy as np
import pytest

import sim
from sim.analysis.sensitivity.given_data import first_order
from sim.analysis.sensitivity.sobol import SobolIndices, sobol
from sim.errors import SimError

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
    assert errors.mean(axis=0)[:2] == pytest.approx(found.std(axis=0, ddof=1)[:2], rel=0.5)
    assert errors.mean(axis=0)[2] > found.std(axis=0, ddof=1)[2], "the error of nothing is told too small"


def test_noise_of_measurement_is_taken_off():
    rng = np.random.default_rng(3)
    x = rng.uniform(-np.pi, np.pi, size=(8000, 3))
    noisy = ishigami(x) + rng.normal(0, 4, size=len(x))
    assert first_order(noisy, list(x.T), noise=16.0).index == pytest.approx(FIRST, abs=0.06)


def test_salib_finds_first_order_and_total_indices():
    found = sobol(ishigami, dict.fromkeys(("x1", "x2", "x3"), (-np.pi, np.pi)), n=2048)
    assert found.first == pytest.approx(FIRST, abs=0.02)
    assert found.total == pytest.approx(TOTAL, abs=0.02)
    assert (abs(found.first - FIRST) <= found.first_margin).all()
    assert found.evaluations == 2048 * 5
    assert list(found.table().index) == ["x1", "x2", "x3"]


def test_sobol_of_a_scenario_runs_it_at_every_point():
    scenario = sim.load("tests/ensemble/port.yaml")
    ranges = {"minds.noise": (1.0, 6.0), "procedure.signing_cost": (0.0, 60.0)}
    name = scenario.run(worlds=8, replications=2).names[0]
    calls = []
    found = sobol(
        scenario, ranges, n=4, outcome=name, worlds=8, replications=2, progress=lambda *done: calls.append(done)
    )
    assert found.names == tuple(ranges)
    assert found.evaluations == 16
    assert calls[-1] == (16, 16)


@pytest.mark.parametrize(
    ("ranges", "n", "message"),
    [
        ({"x1": (1, 0)}, 8, "x1"),
        ({}, 8, "none given"),
        ({"x1": (0, np.inf)}, 8, "x1"),
        ({"x1": (np.nan, 1)}, 8, "x1"),
        ({"x1": (0, 1)}, 9, "power of two"),
        ({"x1": (0, 1)}, 2.5, "^n: must be a whole number"),
        *(
            (wrong, 8, "^ranges: ")
            for wrong in (None, 3, "x1", [("x1", (0, 1))], {"x1": 5}, {"x1": ("a", "b")}, {1: (0, 1)})
        ),
    ],
)
def test_mistakes_are_told(ranges, n, message):
    with pytest.raises(SimError, match=message):
        sobol(ishigami, ranges, n=n)


@pytest.mark.parametrize(
    "response", [None, "x", {}, np.ones(3), lambda x: x, lambda x: None, lambda x: x[:, 0] * np.nan]
)
def test_what_is_no_response_is_refused(response):
    with pytest.raises(SimError, match=r"^response: "):
        sobol(response, {"x1": (0, 1), "x2": (0, 1)}, n=2)
    with pytest.raises(SimError, match=r"^seed: "):
        sobol(ishigami, {"x1": (0, 1)}, n=2, seed=-1)


def test_the_likeliest_outcome_is_asked_after_unless_another_is_named():
    port, size = sim.load("tests/ensemble/port.yaml"), {"n": 2, "worlds": 4, "replications": 2}
    found = port.run(worlds=4, replications=2)
    likeliest = found.names[int(found.estimates.probability.argmax())]
    assert sobol(port, {"minds.noise": (1, 2)}, **size).outcome == likeliest
    with pytest.raises(SimError, match="Did you mean 'lapsed'"):
        sobol(port, {"minds.noise": (1, 2)}, outcome="lapsd", **size)


def test_a_bound_that_cannot_be_set_is_refused_before_anything_is_run(monkeypatch):
    for player in ("sensitivity.sobol.play", "joint_player.play_here"):
        monkeypatch.setattr(f"sim.analysis.{player}", lambda *_, **__: pytest.fail("a run was begun"))
    with pytest.raises(SimError, match=r"minds\.floor"):
        sobol(sim.load("tests/ensemble/port.yaml"), {"minds.floor": (0, 4)}, n=4, outcome="lapsed")


def test_a_response_that_never_changes_has_no_indices():
    found = sobol(lambda x: np.ones(len(x)), {"x1": (0, 1)}, n=4)
    assert (found.first[0], found.total[0], found.mean, found.deviation) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("first", "total", "warned"),
    [
        ((0.3, 0.1), (0.4, 0.1), False),
        ((1.05, 0.1), (1.1, 0.2), False),
        ((2.06, 0.14), (2.71, 0.25), True),
        ((0.5, 0.1), (0.2, 0.1), True),
        ((0.9, 0.1), (1.3, 0.2), True),
    ],
)
def test_shares_that_cannot_be_are_warned_of(first, total, warned):
    each = [np.array([value]) for value in (*first, *total)]
    found = SobolIndices(("x",), *each, evaluations=8, mean=0.5, deviation=0.1, seed=1)
    assert ("Give more --points" in " ".join(str(found).split())) == warned
