from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

import sim
from sim.plots import plot_outcomes, plot_timing, plot_values, save_figure
from sim.plots.canvas import explain

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("draw", [plot_outcomes, plot_timing, plot_values])
def test_the_same_results_make_the_same_bytes(draw, outcomes, tmp_path):
    figure = draw(outcomes).figure
    first = save_figure(figure, tmp_path / "a" / "picture", title="t", description="d")
    again = save_figure(figure, tmp_path / "b" / "picture", title="t", description="d")
    anew = save_figure(draw(outcomes).figure, tmp_path / "c" / "picture", title="t", description="d")
    for one, two, three in zip(first, again, anew, strict=True):
        assert one.read_bytes() == two.read_bytes() == three.read_bytes()


def test_the_svg_can_be_read_aloud(tmp_path):
    svg, _ = save_figure(Figure(), tmp_path / "my picture.1", title="Bread & <roses>", description='"So"')
    assert svg.name == "my picture.1.svg"
    root = ElementTree.parse(svg).getroot()
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Bread & <roses>")
    assert (description.tag, description.text) == (f"{SVG}desc", '"So"')
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]


def test_no_date_and_no_version_of_tools_is_written(tmp_path):
    svg, png = save_figure(Figure(), tmp_path / "p", title="t", description="d")
    assert "metadata" not in svg.read_text()
    assert b"Software" not in png.read_bytes()


def test_pictures_on_one_page_have_ids_of_their_own(outcomes, tmp_path):
    figure = plot_outcomes(outcomes).figure
    ids = []
    for name in ("one", "two"):
        svg, _ = save_figure(figure, tmp_path / name, title="t", description="d")
        clips = ElementTree.parse(svg).getroot().iter(f"{SVG}clipPath")
        ids.append({clip.get("id") for clip in clips})
    assert ids[0] and not ids[0] & ids[1]


def test_a_failed_save_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        save_figure(Figure(), tmp_path / "p", title="t", description="d")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dpi", [40, 72, 200])
def test_what_fits_when_it_is_drawn_fits_at_every_resolution(dpi):
    figure = sim.load("tests/ensemble/port.yaml").tell(world=3).plot().get_figure(root=True)
    texts = [*figure.axes[0].get_yticklabels(), *figure.axes[0].texts]
    with sim.style():
        drawn = [Text.get_window_extent(each).width / figure.dpi for each in texts]
        figure.dpi = dpi
        figure.draw_without_rendering()
        saved = [Text.get_window_extent(each).width / dpi for each in texts]
    assert saved == pytest.approx(drawn, rel=0.01, abs=0.02)


def test_a_key_of_long_names_stays_on_the_picture():
    axes = sim.load("tests/ensemble/port.yaml").tell(world=3).plot()
    names = ("ox cart " * 7, "ox cart " * 7, "ox cart " * 14)
    signs = [Line2D([], [], label=name.strip()) for name in names]
    explain(axes, signs, columns=2)
    figure = axes.get_figure(root=True)
    assert figure.legends[-1].get_window_extent().x1 <= figure.bbox.width
