"""Files of claims are read once; whatever they have wrong is told at its place all the same."""

import pytest

from sim.errors import ProblemsError
from sim.evidence import document_file, load_library
from sim.evidence.cache import CACHE_VARIABLE
from sim.evidence.claims import Document
from tests.evidence.test_claims import SEEDS, file_text, problems_in


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture
def read(monkeypatch):
    """Count the files whose YAML is read."""
    counted = []
    load_text = document_file.load_text
    monkeypatch.setattr(
        document_file, "load_text", lambda text, name: counted.append(name) or load_text(text, name=name)
    )
    return counted


@pytest.fixture
def claims(tmp_path):
    directory = tmp_path / "claims"
    directory.mkdir()
    (directory / "a.yaml").write_text(file_text("a", "a-1"))
    (directory / "b.yaml").write_text(file_text("b", "b-1"))
    return directory


def test_what_was_read_before_is_the_same_without_its_yaml(read):
    first, second = load_library(SEEDS), load_library(SEEDS)
    assert len(read) == 6
    assert first.documents == second.documents
    assert first.digest() == second.digest()
    assert {name: first.known(name) for name in first} == {name: second.known(name) for name in second}


def test_only_a_changed_file_is_read_again(claims, read):
    load_library(claims)
    (claims / "b.yaml").write_text(file_text("b", "b-1", "b-2"))
    assert list(load_library(claims)) == ["a-1", "b-1", "b-2"]
    assert [name[-6:] for name in read] == ["a.yaml", "b.yaml", "b.yaml"]


def test_a_fault_is_told_every_time_at_its_place(claims):
    bad = file_text("b", "b-1").replace("kind: meeting", "kind: brawl")
    once, twice = problems_in(claims, b=bad), problems_in(claims, b=bad)
    assert once == twice
    assert once[0].startswith("b.yaml:14:11: claims.b-1.kind: ")


def test_a_fault_between_files_read_before_is_told_at_its_place(claims, read):
    load_library(claims)
    text = (claims / "b.yaml").read_text()
    first = problems_in(claims, b=text.replace("telling: neutral", "telling: neutral\n    disputes: [a-1]"))
    second = problems_in(claims)
    fault = "not returned: 'a-1' must name 'b-1' among its disputes (found 'a-1')"
    assert first == second == [f"b.yaml:19:16: claims.b-1.disputes[0]: {fault}"]
    assert [name[-6:] for name in read] == ["a.yaml", "b.yaml", "b.yaml", "b.yaml"]  # the last for its places


def test_damage_to_what_is_kept_means_reading_again(claims, folder, read):
    load_library(claims)
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:100])
    assert list(load_library(claims)) == ["a-1", "b-1"]
    assert len(read) == 4


def test_what_no_longer_fits_the_model_is_read_again(claims, read, monkeypatch):
    monkeypatch.setattr(Document, "model_dump_json", lambda *_, **__: '{"document": "as an older version had it"}')
    load_library(claims)
    monkeypatch.undo()
    monkeypatch.setenv(CACHE_VARIABLE, str(claims.parent / "cache"))
    assert list(load_library(claims)) == ["a-1", "b-1"]


def test_nothing_is_kept_where_the_cache_is_off(claims, folder, read, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, "off")
    load_library(claims)
    load_library(claims)
    assert len(read) == 4
    assert not folder.exists()


def test_a_file_with_a_fault_is_never_kept(claims, folder):
    (claims / "b.yaml").write_text("document: [")
    with pytest.raises(ProblemsError):
        load_library(claims)
    assert len(list(folder.iterdir())) == 1
