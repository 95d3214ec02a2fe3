from pathlib import Path

import pytest

from sim.results.motives import Motives
from sim.results.naming import Naming, Pronoun
from sim.scenario.load import load_scenario

CONTRACT = load_scenario(Path(__file__).parent / "contract.yaml")

WAITING = {"worth": 75.0, "no_deal": 40.0, "plausible": 16.0, "if:vote": 57.0, "unless:vote": 65.0}


def weighed(belief, demand):
    motives = Motives(CONTRACT.model, Naming(CONTRACT.model, CONTRACT.packages))
    numbers = WAITING | {"belief:vote": belief, "demand": demand}
    return motives.weighed("council", numbers, day=3)


@pytest.mark.parametrize(("belief", "demand"), [(0.2, 63.4), (0.2, 65.2), (0.98, 57.2)])
def test_an_event_is_the_reason_where_its_prospects_make_up_the_whole(belief, demand):
    assert "mostly because it gives" in weighed(belief, demand)


@pytest.mark.parametrize(("belief", "demand"), [(0.2, 67.0), (0.0, 65.0), (0.01, 65.0), (0.99, 57.0), (1.0, 57.0)])
def test_an_event_is_no_reason_where_the_sum_does_not_come_out_or_it_is_as_good_as_decided(belief, demand):
    assert "mostly because" not in weighed(belief, demand)
    assert f"against {round(demand)} expected from waiting" in weighed(belief, demand)


def test_a_plural_title_takes_its_pronoun_and_verbs():
    motives, who = Motives(CONTRACT.model, Naming(CONTRACT.model, CONTRACT.packages)), Pronoun(plural=True)
    numbers = WAITING | {"belief:vote": 0.2, "demand": 63.4, "in_force": 1.0, "accepted": 0.3, "leaning": -4.0}
    assert motives.offer("council", "the firm", numbers, day=3, who=who) == (
        "worth 75 points to them, against 63 expected from waiting, mostly because they give “The owners vote the "
        "board out” a chance of 80% of not happening and expect 65 then (57 otherwise) (as they lean it counts for 4 "
        "points less). They see a chance of 30% that the firm would accept it today"
    )
    insisting = {"worth": 50.0, "no_deal": 40.0, "demand": 60.0, "points": 50.0, "in_force": 1.0}
    assert motives.refusal("council", insisting, day=3, who=who).endswith("against the 60 they insist on")


@pytest.mark.parametrize(
    ("deed", "worth", "leaning", "words"),
    [
        ("refusal", 60.2, -1.4, " (as it leans it counts for 1 point less)"),
        ("refusal", 60.2, -0.3, " (as it leans it counts for a shade less)"),
        ("refusal", 61.4, -1.0, ""),
        ("acceptance", 58.9, 1.4, " (as it leans it counts for 1 point more)"),
        ("acceptance", 60.2, -1.4, ""),
    ],
)
def test_a_leaning_however_small_is_told_where_it_decides(deed, worth, leaning, words):
    """A refusal of what is worth a shade more than waiting is one of leaning, not of arithmetic."""
    motives = Motives(CONTRACT.model, Naming(CONTRACT.model, CONTRACT.packages))
    numbers = {"worth": worth, "no_deal": 40.0, "demand": 60.0, "points": 61.0, "in_force": 1.0, "plausible": 16.0}
    text = getattr(motives, deed)("council", numbers | {"leaning": leaning}, day=3)
    assert ("leans" in text) == bool(words)
    assert words in text


@pytest.mark.parametrize(("worth", "hoped"), [(58.9, True), (60.0, False), (60.2, False), (64.0, False)])
def test_what_is_refused_though_as_good_as_waiting_is_not_said_to_be_refused_for_something_better(worth, hoped):
    motives = Motives(CONTRACT.model, Naming(CONTRACT.model, CONTRACT.packages))
    numbers = {"worth": worth, "no_deal": 40.0, "demand": 60.0, "points": 66.0, "in_force": 1.0, "plausible": 16.0}
    text = motives.refusal("council", numbers | {"leaning": -9.0}, day=3)
    assert ("something better later" in text) == hoped


def test_a_thousand_points_have_a_comma():
    motives = Motives(CONTRACT.model, Naming(CONTRACT.model, CONTRACT.packages))
    numbers = {"worth": 5000.0, "no_deal": 40.0, "demand": -7000.0, "in_force": 1.0, "plausible": 16.0}
    assert "worth 5,000 points to it, against -7,000 expected" in motives.acceptance("council", numbers, day=3)
