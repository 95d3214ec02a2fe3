"""``chance.EVENT`` is short for ``events.EVENT.chance`` wherever values are set."""

import pytest

import sim

pytestmark = pytest.mark.quick

PORT = "tests/ensemble/port.yaml"


def test_the_short_form_is_the_long_one():
    short, long = (sim.load(PORT, settings=(f"{place}=0.25",)) for place in ("chance.vote", "events.vote.chance"))
    assert short.model == long.model and short.model.events["vote"].chance == 0.25
    assert short.settings == long.settings == ("events.vote.chance=0.25",)
    assert sim.load(PORT).with_("chance.vote=0.25").settings == long.settings
