from __future__ import annotations

import itertools

from matplotlib.colors import to_rgb

from sim.figures import percent
from sim.plots.style import looks


def lightness(colour: str) -> float:
    return sum(part * weight for part, weight in zip(to_rgb(colour), (0.2126, 0.7152, 0.0722), strict=True))


def test_fifteen_outcomes_look_different():
    given = looks([f"outcome {place}" for place in range(15)])
    assert len(set(given.values())) == 15


def test_neighbours_differ_in_grey():
    given = list(looks([f"outcome {place}" for place in range(7)]).values())
    for one, other in itertools.pairwise(given):
        assert abs(lightness(one.colour) - lightness(other.colour)) > 0.08


def test_what_the_deadline_spoiled_takes_no_colour_from_the_others():
    assert looks(["a", "agreed too late", "b", "lapsed"])["b"] == looks(["a", "b"])["b"]


def test_only_certainties_are_told_as_certain():
    assert [percent(share) for share in (0.0, 1e-9, 0.99951, 1.0)] == ["0%", "<0.1%", ">99.9%", "100%"]
    assert percent(0.0045) == percent(0.0045 - 1e-17)
