from textwrap import dedent

import pytest
from click.testing import CliRunner

from tools.count_code import circles, count_lines, imports, main, upward

pytestmark = pytest.mark.quick


def test_lines_of_code_leave_out_blank_lines_comments_docstrings_and_imports():
    text = '''\
    """A module.

    Of two paragraphs.
    """

    from math import (
        pi,
    )

    # a comment
    TWO = 2  # code, with a comment
    """What TWO is."""


    def area(radius):
        """Return the area."""
        import math

        return sum(
            [

                pi * radius**TWO,
            ]
        )
    '''
    assert count_lines(dedent(text)) == 7  # TWO, def, return sum(, [, pi, ], )


def test_a_string_of_several_lines_is_code():
    assert count_lines('TEXT = """one\n\nthree"""\n') == 3


@pytest.fixture
def checkout(tmp_path):
    """Two circles, one of them for type checkers alone; results look ahead to plots, late; worlds do, at once."""
    files = {
        "__init__": "",
        "plots/picture": "from sim.plots import other",
        "plots/other": "def draw():\n    from sim.plots.picture import draw",
        "results/outcomes": "def plot():\n    import sim.plots.picture",
        "results/saving": (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sim.results import showing\n"
            "    import sim.plots.other"
        ),
        "results/showing": "from sim.results.saving import save",
        "worlds/draw": "from sim.results.outcomes import plot",
    }
    for name, text in files.items():
        path = tmp_path / "sim" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return tmp_path


def test_circles_count_every_import(checkout):
    edges = imports(checkout)
    assert circles(edges) == [
        ["sim.plots.other", "sim.plots.picture"],
        ["sim.results.saving", "sim.results.showing"],
    ]
    assert len(circles([edge for edge in edges if edge.kind != "types"])) == 1


def test_imports_of_a_later_layer_are_found_wherever_they_stand(checkout):
    found = [(edge.source, edge.target, edge.line, edge.kind) for edge in upward(imports(checkout))]
    assert found == [
        ("sim.results.outcomes", "sim.plots.picture", 2, "late"),
        ("sim.worlds.draw", "sim.results.outcomes", 1, "early"),
    ]


def test_the_command_prints_all_three(checkout):
    shown = CliRunner().invoke(main, ["--root", str(checkout)]).output
    assert "in all" in shown
    assert "2 import circles, 1 of them without" in shown
    assert "2 imports of a later layer" in shown
