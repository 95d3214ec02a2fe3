"""Files that are written whole, and files of ours that are read, whatever they turn out to be."""

import os
import threading
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import nearest_library
from sim.whole_file import check_file, parse_json, read_bounded, write_whole
from tests.cli.calls import PORT, call


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "there" / "page.html")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "there" / "page.html").read_text() == "new"


def test_a_pipe_is_written_into_and_not_replaced(tmp_path):
    pipe, found = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_text()), daemon=True)
    reader.start()
    write_whole(pipe, "new")
    reader.join(timeout=10)
    assert found == ["new"] and pipe.is_fifo()


@pytest.mark.parametrize("name", ["x" * 255, "\u00e9" * 127])
def test_a_name_may_be_as_long_as_the_system_allows(tmp_path, name):
    write_whole(tmp_path / name, "new")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_place_where_no_file_can_be_is_refused(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "file" / "below")
    for name in ("file/below", "link", ".", "x" * 256):
        with pytest.raises(OSError):
            check_file(tmp_path / name)
    check_file(tmp_path / "new" / "file")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "", "{", "\0", "9" * 5000, b"\xff\xfe"], ids=range(7)
)
def test_what_is_not_json_is_one_error(text):
    with pytest.raises(ValueError):
        parse_json(text)


def test_what_has_no_end_is_not_read_through():
    with pytest.raises(ValueError, match="larger than 1,000 bytes"):
        read_bounded(Path("/dev/zero"), most=1000)


DAMAGED_CLAIMS = ("[" * 100_000, "{}", '{"format": "negotiation-sim claims 1", "documents": [5]}', "5")


@pytest.mark.parametrize("text", DAMAGED_CLAIMS, ids=range(4))
def test_saved_claims_that_are_damaged_are_placed(tmp_path, text):
    (tmp_path / "claims.json").write_text(text)
    with pytest.raises(InputError, match=r"claims.json: claims cannot be read"):
        nearest_library(tmp_path)


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (["report", PORT, "--out"], "folder"),
        (["report", PORT, "--out"], "file/below"),
        (["compare", PORT, "--vary", "chance.vote=0", "--report"], "folder"),
        (["seal", PORT, "--to"], "file"),
        (["seal", PORT, "--to"], "folder"),
        (["seal", PORT, "--to"], "file/below"),
        (["tell", PORT, "--out"], ".."),
        (["tell", PORT, "--out"], "file/below"),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else part,
)
def test_what_cannot_be_written_is_refused_before_the_work(words, target, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr("sim.ensemble.play._play", lambda *_, **__: pytest.fail("played"))  # looked up at each call
    found = call(*words, f"{tmp_path}/{target}", "--workers", 1)
    assert (found.exit_code, found.stdout) == (2, "") and found.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
