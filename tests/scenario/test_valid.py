"""Every file under tests/scenarios/valid loads, resolves to its golden file, and plays.

Golden files are what `sim show` prints; only `python -m tests.scenario.write_golden` changes them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import SimError
from sim.negotiation import load
from sim.scenario.load import LoadedScenario, check_scenario, load_scenario, load_scenario_text
from sim.scenario.mattering import foreseen_chances
from sim.scenario.remarks import beyond
from sim.scenario.starter import starter_scenario
from tests.fuzz.trial import use_small_pools
from tests.scenario.write_golden import GOLDEN, resolved
from tests.scenario.write_golden import VALID as FILES

VALID = FILES[0].parent
ENDS = ("lapsed", "agreed too late", "other agreement")


@pytest.fixture(scope="module")
def _small_pools():
    with pytest.MonkeyPatch.context() as patch:
        use_small_pools(patch.setattr)
        yield


def statements(loaded: LoadedScenario, government: str) -> list[str]:
    return [f"{one.form} {getattr(one, one.form)}" for one in loaded.model.governments[government].statements]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_valid_file_loads_and_is_written_back_as_the_same_model(path: Path):
    loaded = load_scenario(path)
    again = load_scenario_text(loaded.resolved_yaml(), library=loaded.library)
    assert again.model == loaded.model
    assert again.digest == loaded.digest
    assert again.resolved_yaml() == loaded.resolved_yaml()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_statements_of_a_valid_file_can_all_hold(path: Path):
    check_scenario(load_scenario(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_valid_file_resolves_to_its_golden_file(path: Path):
    assert (GOLDEN / path.name).read_text(encoding="utf-8") == resolved(path)


def test_there_is_no_golden_file_of_a_scenario_that_is_gone():
    assert {path.name for path in GOLDEN.glob("*.yaml")} == {path.name for path in FILES}


@pytest.mark.usefixtures("_small_pools")
@pytest.mark.parametrize("path", [path for path in FILES if path.stem != "tactics"], ids=lambda path: path.stem)
def test_a_valid_file_plays(path: Path):
    scenario = load(path)
    table = scenario.run(worlds=2, replications=2).table
    assert len(table) == 4
    assert set(table["outcome"]) <= {*scenario.model.outcomes, *ENDS}
    assert np.isfinite(table.filter(like="value_").select_dtypes("float")).all(axis=None)


def test_a_tactic_from_outside_plays_only_where_plugins_are_allowed():
    scenario = load(VALID / "tactics.yaml").with_({"seats.us.government": "e"})
    with pytest.raises(SimError, match=r"governments.e.tactic: runs code of its own from mine:Tactic"):
        scenario.run(worlds=1, replications=1)


def test_dropping_a_claim_removes_what_rests_on_it_alone_and_its_citation_elsewhere():
    old = load_scenario(VALID / "fewer_claims.yaml").model.governments["old"]
    assert [one.claims for one in old.statements] == [(), ("t-2",)]


def test_claims_dropped_along_a_chain_add_up():
    loaded = load_scenario(VALID / "fewer_still.yaml")
    assert [one.claims for one in loaded.model.governments["old"].statements] == [()]
    assert [one.claims for one in loaded.model.governments["kremlin"].statements] == [("t-3",), ()]


def test_statements_added_along_a_chain_add_up():
    loaded = load_scenario(VALID / "more_still.yaml")
    assert statements(loaded, "old")[2:] == [
        "refuses year",
        "refuses {'length': 'two'}",
        "prefers this='year' to='clean'",
    ]
    path = ("governments", "old", "statements", 3)
    mark = loaded.located.key_marks[path]
    assert (Path(mark.file).name, mark.line) == ("more_statements.yaml", 5)


def test_a_later_base_is_laid_over_an_earlier_one():
    loaded = load_scenario(VALID / "two_bases.yaml")
    assert loaded.model.title == "Two bases"
    assert loaded.model.events["change"].chance == 0


def test_settings_come_last_and_may_add_and_drop():
    settings = ["events.change.chance=0.1", "drop_claims=[t-3]", "governments.new.add_statements=[{refuses: year}]"]
    loaded = load_scenario(VALID / "treaty.yaml", settings=settings)
    assert loaded.model.events["change"].chance == 0.1
    assert statements(loaded, "new") == ["accepts clean", "refuses year"]
    assert loaded.model.governments["kremlin"].statements[1].claims == ("t-2",)
    assert loaded.settings == tuple(settings)


def test_the_digest_tells_scenarios_apart_and_minds_the_claims_cited():
    treaty = VALID / "treaty.yaml"
    plain = load_scenario(treaty).digest
    assert plain == load_scenario(treaty, settings=["events.change.chance=0.70"]).digest
    assert plain != load_scenario(treaty, settings=["events.change.chance=0.71"]).digest
    assert plain != load_scenario(treaty, settings=["claims.t-1.claim=Something else."]).digest


def test_claims_come_from_the_nearest_folder_named_seeds(tmp_path: Path):
    seeds = tmp_path / "seeds"
    folder = tmp_path / "scenarios" / "deep"
    seeds.mkdir()
    folder.mkdir(parents=True)
    (seeds / "z1.yaml").write_text(
        "document: z1\ntitle: A paper\nauthor: A. N.\noutlet: Daily\npublished: 2024-01-01\ndating: printed on it\n"
        "kind: news\nvoice: author\nslant: none\nclaims:\n"
        "  z1-1: {date: 2024-01-01, actor: shop, kind: demand, claim: It wants it cheap., informs: order, "
        "confidence: high, telling: neutral}\n"
    )
    file = folder / "case.yaml"
    text = (VALID / "minimal.yaml").read_text()
    file.write_text(text.replace("shop: {}", "shop: {claims: [z1-1]}"))
    loaded = load_scenario(file)
    assert loaded.claims["z1-1"].claim == "It wants it cheap."
    assert loaded.cited == ("z1-1",)


def test_the_starter_loads_agrees_with_itself_and_writes_back():
    loaded = load_scenario_text(starter_scenario(), name="starter.yaml")
    check_scenario(loaded)
    assert load_scenario_text(loaded.resolved_yaml()).model == loaded.model


def test_a_nearer_deadline_leaves_out_what_comes_after_it_and_says_so():
    loaded = load_scenario(VALID / "treaty.yaml", settings=["deadline=2020-12-15"])
    assert loaded.model.actual is None
    assert foreseen_chances(loaded.model.events, loaded.model.moves, loaded.model.last_deadline) == ("change",)
    assert beyond(loaded) == (
        "After the deadline, 2020-12-15, and left out: the event inauguration; how it really ended"
    )


def test_an_end_in_force_after_a_deadline_for_signature_is_kept():
    outcome = next(iter(load_scenario(VALID / "a_deadline_for_signature.yaml").model.outcomes))
    end = f"actual={{outcome: {outcome}, signed: 2024-02-09, in_force: 2024-06-01}}"
    kept, left_out = (
        load_scenario(VALID / "a_deadline_for_signature.yaml", settings=[end, f"deadline_for={use}"]).model.actual
        for use in ("signature", "entry_into_force")
    )
    assert kept is not None
    assert str(kept.in_force) == "2024-06-01"
    assert left_out is None


def test_a_written_null_set_from_outside_deletes():
    settings = [
        "events.talks=null",
        "record.0=null",
        "actual.signed=~",
        "issues.freeze.options.declared.lead_days=null",
    ]
    model = load_scenario(VALID / "treaty.yaml", settings=settings).model
    assert "talks" not in model.events
    assert [entry.tables for entry in model.record] == ["year_and_freeze", None]
    assert model.actual is not None
    assert model.actual.signed is None
    assert model.issues["freeze"].options["declared"].lead_days == 0


def test_nothing_after_the_sign_deletes_nothing():
    with pytest.raises(SimError, match=r"events.talks: must be a map \(found nothing\)"):
        load_scenario(VALID / "treaty.yaml", settings=["events.talks="])


def test_a_whole_new_entry_may_be_set():
    settings = ["events.storm={date: 2020-12-01, chance: 0.5}", "proposals.ten={length: two}"]
    settings += [
        "outcomes.of two years={length: two, freeze: none}",
        "outcomes.short=null",
        "outcomes.short={length: one}",
    ]
    model = load_scenario(VALID / "treaty.yaml", settings=settings).model
    assert list(model.events)[-1] == "storm"
    assert list(model.proposals)[-1] == "ten"
    assert list(model.outcomes)[-2:] == ["of two years", "short"]


def test_a_dropped_statement_may_be_said_more_softly():
    old = load_scenario(VALID / "statements_replaced.yaml").model.governments["old"]
    assert [(one.form, one.credence) for one in old.statements] == [("accepts", 1), ("refuses", 0.6)]
