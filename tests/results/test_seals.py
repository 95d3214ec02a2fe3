"""Files of a result that were edited, or mixed with another's, are told when the folder is loaded."""

import json
import shutil
import warnings

import pandas as pd
import pyarrow.parquet
import pytest

import sim
from sim.errors import SimWarning
from sim.results.run import run


def edit_title(folder):
    path = folder / "scenario.yaml"
    path.write_text(path.read_text().replace("title: Port", "title: Harbour"))


def edit_provenance(folder):
    path = folder / "summary.json"
    summary = json.loads(path.read_text())
    path.write_text(json.dumps({**summary, "provenance": {**summary["provenance"], "seed": 50}}))


def edit_a_cell_with_pandas(folder):
    table = pd.read_parquet(folder / "worlds.parquet")
    table.iloc[0, 0] += 1
    table.to_parquet(folder / "worlds.parquet")


def edit_a_cell_and_keep_its_mark(folder):
    table = pyarrow.parquet.read_table(folder / "results.parquet")
    edited = table.set_column(1, table.field(1), [pyarrow.array([9] * len(table), table.field(1).type)])
    pyarrow.parquet.write_table(edited.replace_schema_metadata(table.schema.metadata), folder / "results.parquet")


def take(name):
    def take_from_another(folder):
        shutil.copy(folder.parent / "other" / name, folder / name)

    return take_from_another


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (edit_title, "scenario.yaml"),
        (edit_provenance, "summary.json"),
        (edit_a_cell_with_pandas, "worlds.parquet"),
        (edit_a_cell_and_keep_its_mark, "results.parquet"),
        (take("worlds.parquet"), "worlds.parquet"),
        (take("results.parquet"), "results.parquet"),
        (take("summary.json"), "results.parquet and worlds.parquet"),
    ],
)
def test_what_was_changed_since_is_told_in_a_line(outcomes, port, tmp_path, change, named):
    outcomes.save(tmp_path / "out")
    run(port, worlds=60, replications=8, seed=3).save(tmp_path / "other")
    with warnings.catch_warnings():
        warnings.simplefilter("error", SimWarning)
        sim.Outcomes.load(tmp_path / "out")
    change(tmp_path / "out")
    with pytest.warns(SimWarning, match=f"out: {named} changed since the run was saved") as caught:
        sim.Outcomes.load(tmp_path / "out")
    assert len(caught) == 1


def test_a_result_without_marks_is_checked_by_its_tables(outcomes, port, tmp_path):
    outcomes.save(tmp_path / "out")
    run(port, worlds=60, replications=8, seed=3).save(tmp_path / "other")
    path = tmp_path / "out" / "summary.json"
    summary = json.loads(path.read_text())
    del summary["files"]
    path.write_text(json.dumps(summary))
    with warnings.catch_warnings():
        warnings.simplefilter("error", SimWarning)
        sim.Outcomes.load(tmp_path / "out")
    take("worlds.parquet")(tmp_path / "out")
    with pytest.warns(SimWarning, match="worlds.parquet changed"):
        sim.Outcomes.load(tmp_path / "out")


def test_another_end_of_lines_is_no_change(outcomes, tmp_path):
    outcomes.save(tmp_path)
    path = tmp_path / "scenario.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", SimWarning)
        sim.Outcomes.load(tmp_path)
