"""The picture of what an outcome depends on: what its rows are called."""

from dataclasses import replace

from sim.plots.sensitivity import plot_sensitivity


def test_a_long_name_of_a_quantity_is_whole(outcomes):
    found = outcomes.sensitivity()
    name = (
        "the port at half its present charge rather than at all of it, to the government of the day before (points)"
    )
    axes = plot_sensitivity(replace(found, factors=(replace(found.factors[0], description=name), *found.factors[1:])))
    assert " ".join(axes.get_yticklabels()[0].get_text().split()) == name
