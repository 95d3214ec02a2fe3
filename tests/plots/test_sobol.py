import pytest
from matplotlib.figure import Figure

import sim
from sim.plots.sobol import plot_sobol


@pytest.fixture(scope="module")
def found():
    return sim.sobol(lambda x: x[:, 0] + 3 * x[:, 1], {"little": (0, 1), "much": (0, 1)}, n=64)


def test_the_number_that_matters_most_is_on_top_and_both_indices_are_drawn(found):
    axes = plot_sobol(found)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["much", "little"]
    alone, total = (container.lines[0].get_xdata() for container in axes.containers)
    assert list(alone) == pytest.approx([0.9, 0.1], abs=0.05)
    assert list(total) == pytest.approx([0.9, 0.1], abs=0.05)


def test_it_is_drawn_on_the_callers_axes(found):
    axes = Figure().add_subplot()
    assert found.plot(ax=axes) is axes
    assert "the response" in axes.get_title(loc="left")


def test_numbers_of_a_scenario_have_names():
    port = sim.load("tests/ensemble/port.yaml")
    axes = sim.sobol(port, {"minds.noise": (1, 6)}, n=4, worlds=4, replications=1).plot()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["minds: noise"]
