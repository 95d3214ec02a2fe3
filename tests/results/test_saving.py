import json
import shutil
import warnings
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pytest

from sim.errors import SimError
from sim.results import saving
from sim.results.outcomes import Outcomes
from sim.results.run import run
from sim.scenario.load import load_scenario


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_saved_result_loads_as_it_was(outcomes, tmp_path):
    outcomes.save(tmp_path / "out")
    found = Outcomes.load(tmp_path / "out")
    pd.testing.assert_frame_equal(found.table, outcomes.table)
    pd.testing.assert_frame_equal(found.worlds, outcomes.worlds)
    assert found.provenance == outcomes.provenance
    assert found.scenario.model == outcomes.scenario.model
    assert found.summary() == outcomes.summary()
    assert set(contents(tmp_path / "out")) == {"results.parquet", "worlds.parquet", "summary.json", "scenario.yaml"}


def test_the_same_run_gives_the_same_bytes(outcomes, port, tmp_path):
    outcomes.save(tmp_path / "one")
    run(port, worlds=60, replications=8, seed=2).save(tmp_path / "two")
    Outcomes.load(tmp_path / "one").save(tmp_path / "three")
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "three")


def test_parquet_files_tell_where_they_come_from(outcomes, tmp_path):
    outcomes.save(tmp_path)
    for name in ("results.parquet", "worlds.parquet"):
        data = json.loads(pyarrow.parquet.read_schema(tmp_path / name).metadata[b"negotiation-sim"])
        assert data == outcomes.provenance.as_dict()
        assert data["settings"] == ["events.vote.chance=0.6"]


def test_a_folder_of_other_things_is_refused(outcomes, tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(SimError, match=r"holds other files \(thesis.docx\)"):
        outcomes.save(tmp_path)
    assert set(contents(tmp_path)) == {"thesis.docx"}


def test_a_file_in_the_way_is_refused(outcomes, tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(SimError, match="is a file"):
        outcomes.save(tmp_path / "out")


def test_an_earlier_result_is_replaced_and_notes_beside_it_stay(outcomes, port, tmp_path):
    run(port, worlds=2, replications=2).save(tmp_path)
    (tmp_path / "values.png").write_bytes(b"an old picture")
    (tmp_path / "notes.txt").write_text("mine")
    outcomes.save(tmp_path)
    assert len(Outcomes.load(tmp_path)) == len(outcomes)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "values.png").exists()  # it showed another run


def test_nothing_half_written_is_taken_for_whole(outcomes, port, tmp_path, monkeypatch):
    run(port, worlds=2, replications=2).save(tmp_path)

    def fail(outcomes, folder):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(saving, "_put_in_place", fail)
        with pytest.raises(SimError, match="No space left"):
            saving.save(outcomes, tmp_path)
    assert len(Outcomes.load(tmp_path)) == 4  # the earlier result is untouched
    (tmp_path / "summary.json").unlink()
    with pytest.raises(SimError, match=r"holds no whole result \(summary\.json is missing\)"):
        Outcomes.load(tmp_path)
    outcomes.save(tmp_path)  # our own remains are no obstacle
    assert len(Outcomes.load(tmp_path)) == len(outcomes)


def test_what_is_no_folder_is_called_that(tmp_path):
    with pytest.raises(SimError, match="nowhere: no such folder"):
        Outcomes.load(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(SimError, match="file: is no folder"):
        Outcomes.load(tmp_path / "file")


def test_another_format_is_named(outcomes, tmp_path):
    outcomes.save(tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text())
    (tmp_path / "summary.json").write_text(json.dumps({**summary, "format": "negotiation-sim result 99"}))
    with pytest.raises(SimError, match="another format"):
        Outcomes.load(tmp_path)


def test_results_can_be_read_where_their_evidence_is_missing(tmp_path):
    shutil.copytree("seeds", tmp_path / "case" / "seeds")
    text = (
        (Path("tests") / "ensemble" / "port.yaml").read_text().replace("chance: 0.5", "chance: 0.5, claims: [s3-5]")
    )
    (tmp_path / "case" / "port.yaml").write_text(text)
    loaded = load_scenario(tmp_path / "case" / "port.yaml")
    run(loaded, worlds=1, replications=2).save(tmp_path / "elsewhere")
    assert set(Outcomes.load(tmp_path / "elsewhere").scenario.library) == {"s3-5"}
    (tmp_path / "elsewhere" / "claims.json").unlink()  # as an earlier version saved it
    summary = json.loads((tmp_path / "elsewhere" / "summary.json").read_text())
    del summary["files"]["claims.json"]
    (tmp_path / "elsewhere" / "summary.json").write_text(json.dumps(summary))
    found = Outcomes.load(tmp_path / "elsewhere")
    assert found.scenario.model == loaded.model
    assert not found.scenario.library
    assert found.provenance.scenario == loaded.digest


def test_results_replaced_by_another_run_are_not_taken_for_those_that_were_loaded(outcomes, port, tmp_path):
    outcomes.save(tmp_path)
    found = Outcomes.load(tmp_path)
    run(port, worlds=3, replications=2).save(tmp_path)
    for ask in (lambda: found.table, found.summary, lambda: list(found.lanes.frames())):
        with pytest.raises(SimError, match="was replaced or removed since it was loaded"):
            ask()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", 5),
        ("worlds", "many"),
        ("worlds", 0),
        ("worlds", 7),
        ("replications", None),
        ("as_of", "soon"),
        ("as_of", 1),
    ],
)
def test_a_summary_edited_by_hand_is_refused(outcomes, tmp_path, key, value):
    outcomes.save(tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text())
    summary["provenance"][key] = value
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    with pytest.raises(SimError, match="holds no whole result"):
        Outcomes.load(tmp_path)


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t.drop(columns="world"),
        lambda t: t.assign(outcome="deal"),
        lambda t: t.assign(world=None),
        lambda t: t.assign(signed="soon"),
    ],
)
def test_a_table_edited_by_hand_is_refused(outcomes, tmp_path, edit):
    outcomes.save(tmp_path)
    edit(pd.read_parquet(tmp_path / "results.parquet")).to_parquet(tmp_path / "results.parquet")
    with pytest.raises(SimError, match=r"holds no whole result .*(world|outcome|signed)"):
        Outcomes.load(tmp_path)


@pytest.mark.parametrize("name", ["results.parquet", "worlds.parquet", "summary.json"])
def test_a_file_with_a_damaged_byte_is_refused_or_warned_of_or_reads_as_it_was(outcomes, tmp_path, name):
    outcomes.save(tmp_path)
    whole, refused = (tmp_path / name).read_bytes(), 0
    for place in range(5, len(whole), max(1, len(whole) // 60)):
        (tmp_path / name).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                found = Outcomes.load(tmp_path)
                same = found.table.equals(outcomes.table) and found.worlds.equals(outcomes.worlds)
                assert same or warned, "pages have checksums"
            except SimError:
                refused += 1
    assert refused
