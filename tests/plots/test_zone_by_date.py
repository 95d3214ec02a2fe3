"""How often there is anything to sign, day by day."""

import numpy as np
import pytest

import sim
from sim.analysis.bargaining.zone_by_date import zone_day_by_day


@pytest.fixture(scope="module")
def found():
    return sim.load("scenarios/new_start/baseline.yaml").analyse(worlds=40)


def test_day_by_day_agrees_with_the_table_of_dates(found):
    shares = zone_day_by_day(found.scenario.model, found.stakes)
    dated = found.by_date
    for row in dated.rows:
        day = (row.day - found.scenario.model.start).days
        for pairing, zone in zip(dated.pairings, row.zones, strict=True):
            if zone is None:
                assert np.isnan(shares[pairing][day])
            else:
                assert shares[pairing][day] == pytest.approx(zone.exists.share)


def test_each_pair_of_governments_is_a_line_that_never_ends_in_the_zone(found):
    axes = found.plot_by_date()
    lines = [line for line in axes.lines if not line.get_label().startswith("_")]
    assert len(lines) == 3
    assert all(np.asarray(line.get_ydata())[-1] in (0.0,) or np.isnan(line.get_ydata()[-1]) for line in lines)


def test_it_can_be_drawn_on_axes_of_the_caller(found):
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert found.plot_by_date(ax=axes) is axes
    assert axes.get_title(loc="left").startswith("Is there anything to sign?")


def test_a_notebook_shows_the_set_and_its_evidence_in_words(found):
    page = found._repr_html_()
    assert "How the clock empties the zone" in page
    assert "Biden administration and Russia under Putin" in str(found)
    report = found.scenario.evidence()
    assert len(report.table) == sum(len(each.statements) for each in report.governments)
    assert "refuses clean five years" in str(report)
    assert "leaves" in report._repr_html_()
    assert repr(report).startswith("<EvidenceReport:")
