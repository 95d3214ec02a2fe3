"""Sealed forecasts: what the hash covers, and whether the figures come out again."""

import hashlib
import json
from dataclasses import replace

import pytest

import sim
from sim.analysis.sealing import seal as module
from sim.errors import InputError
from tests.cli.calls import call

PORT = "tests/ensemble/port.yaml"
TREATY = "tests/scenarios/valid/treaty.yaml"
SIZE = ("--worlds", "6", "--replications", "4", "--workers", "1")
SMALL = {"worlds": 6, "replications": 4}


@pytest.fixture(scope="module")
def found():
    return sim.seal(sim.load(TREATY), as_of="2020-10-20", day="2024-05-06", **SMALL)


def test_the_hash_is_what_the_file_says_it_is(found):
    """Worked out anew from the file, without this package."""
    data = json.loads(found.to_json())
    names = ("scenario", "claims", "version", "seed", "worlds", "replications", "as_of", "date", "figures")
    text = json.dumps({name: data[name] for name in names}, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == data["sha256"] == found.sha256


@pytest.mark.parametrize("name", module._SEALED)
def test_whatever_is_sealed_changes_the_hash(found, name):
    changed = {"figures": {"plays": 1}, "seed": 2, "worlds": 7, "replications": 5}.get(name, "another")
    assert replace(found, **{name: changed}).sha256 != found.sha256
    assert replace(found, libraries={"python": "4"}).sha256 == found.sha256


def test_figures_are_those_of_the_run(found):
    run = sim.load(TREATY).run(as_of="2020-10-20", **SMALL)
    assert found.figures["outcomes"] == run.table["outcome"].value_counts().reindex(list(run.names)).to_dict()
    assert found.figures["plays"] == 24 == sum(found.figures["classes"].values())
    assert sum(sum(days.values()) for days in found.figures["signed"].values()) == run.table["signed"].notna().sum()


def test_a_seal_is_verified_from_its_file_alone(found, tmp_path, monkeypatch):
    path = tmp_path / "seal.json"
    path.write_text(found.to_json())
    monkeypatch.chdir(tmp_path)  # nothing of the scenario is near
    verified = sim.verify(path)
    assert verified.holds and verified.compared_figures > 5 and verified.sealed == found
    other = replace(found, figures={**found.figures, "plays": 25})
    refuted = sim.verify(other)
    assert not refuted.holds and refuted.differing == (("plays", 25, 24),) and "does not hold" in str(refuted)


def test_another_version_is_named_and_not_compared(found, monkeypatch):
    monkeypatch.setattr(module, "VERSION", "9.9")
    monkeypatch.setattr(module, "play", None)
    verified = sim.verify(found)
    assert not verified.holds and found.version in str(verified) and "9.9" in str(verified)


def test_a_file_that_was_changed_is_refused(found, tmp_path):
    path = tmp_path / "seal.json"
    path.write_text(found.to_json().replace('"plays": 24', '"plays": 23'))
    with pytest.raises(InputError, match="is not what was sealed"):
        sim.verify(path)
    for text, message in (("{", "is not JSON"), ('{"format": "x"}', "holds no seal")):
        path.write_text(text)
        with pytest.raises(InputError, match=message):
            sim.verify(path)
    path.write_text(json.dumps({"format": module.FORMAT, "seed": 1}))
    with pytest.raises(InputError, match="holds no whole seal"):
        sim.verify(path)
    with pytest.raises(InputError, match="cannot be read"):
        sim.verify(tmp_path / "none")


@pytest.mark.parametrize("name", module._KINDS)
@pytest.mark.parametrize("other", [5.5, True, ["x"], {"a": [1]}], ids=repr)
def test_a_seal_of_other_kinds_is_refused_whatever_hash_it_has(found, name, other, tmp_path):
    data = {**json.loads(found.to_json()), name: other}
    text = json.dumps({each: data[each] for each in module._SEALED}, sort_keys=True, separators=(",", ":"))
    (tmp_path / "seal.json").write_text(json.dumps({**data, "sha256": hashlib.sha256(text.encode()).hexdigest()}))
    if (name, other) != ("libraries", {"a": [1]}):
        with pytest.raises(InputError, match="holds no whole seal"):
            sim.verify(tmp_path / "seal.json")


def test_sealed_claims_that_are_none_are_refused(found):
    with pytest.raises(InputError, match="the sealed claims: cannot be read"):
        sim.verify(replace(found, claims="x"))


def test_a_seal_that_cannot_be_written_is_shown(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.cli.seal.write_whole", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    result = call("seal", PORT, "--to", str(tmp_path / "x"), *SIZE)
    assert result.exit_code == 1 and "SHA-256" in result.stdout and "No space left" in result.stderr


def test_the_commands_seal_and_verify(tmp_path):
    path = tmp_path / "port.seal.json"
    result = call("seal", PORT, "--to", str(path), *SIZE)
    assert result.exit_code == 0 and "SHA-256" in result.stdout and str(path) in result.stderr
    assert call("seal", PORT, "--to", str(path), *SIZE).exit_code == 2
    result = call("verify", str(path), "--workers", "1")
    assert result.exit_code == 0 and "It holds" in result.stdout
    data = json.loads(path.read_text())
    data["figures"]["plays"] += 1
    text = json.dumps({name: data[name] for name in module._SEALED}, sort_keys=True, separators=(",", ":"))
    path.write_text(json.dumps({**data, "sha256": hashlib.sha256(text.encode()).hexdigest()}))
    assert call("verify", str(path), "--workers", "1").exit_code == 1
