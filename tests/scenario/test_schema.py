"""The JSON Schema in scenarios/ is what the models say, and agrees with them about files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sim.reading import load, load_text
from sim.scenario.schema import scenario_schema, schema_text
from sim.scenario.starter import starter_scenario
from tests.scenario_files import SHIPPED

ROOT = Path(__file__).parent.parent.parent
COMMITTED = ROOT / "scenarios" / "scenario.schema.json"
FILES = [*SHIPPED, *sorted((ROOT / "tests" / "scenarios" / "valid").glob("*.yaml"))]
VALIDATOR = Draft202012Validator(scenario_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
REFUSED = [
    "unknown_key", "unknown_key_deep", "missing_title", "one_seat", "no_issue", "no_option", "no_outcome",
    "unknown_tactic", "unknown_distribution", "number_as_text", "credence_zero", "statements_not_a_list",
    "dropped_claims_not_a_list", "added_statements_not_a_list", "odd_shapes",
]  # fmt: skip


def as_json(data: Any) -> Any:
    """Return YAML data as an editor's YAML reader sees it: dates are text."""
    if isinstance(data, dict):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def complaints(data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(as_json(data))]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(scenario_schema())


def test_the_committed_schema_is_current():
    text = COMMITTED.read_text(encoding="utf-8")
    assert text == schema_text(), "write sim.scenario.schema.schema_text() to scenarios/scenario.schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_schema_accepts_every_scenario(path: Path):
    assert complaints(load(path).data) == []


def test_the_schema_accepts_the_starter():
    assert complaints(load_text(starter_scenario(), name="starter.yaml").data) == []


@pytest.mark.parametrize("name", REFUSED)
def test_the_schema_refuses_what_the_models_refuse(name: str):
    assert complaints(load(ROOT / "tests" / "scenarios" / "invalid" / f"{name}.yaml").data)


def test_a_file_that_extends_needs_nothing_but_what_differs_at_any_depth():
    assert complaints({"extends": "a.yaml", "seats": {"us": {"procedure_days": {"spread": 0.3}}}}) == []
    assert complaints({"seats": {"us": {"procedure_days": {"spread": 0.3}}}})


def test_every_key_has_a_title_and_a_description():
    for name, body in scenario_schema()["$defs"].items():
        assert body.get("description"), name
        for key, field in body.get("properties", {}).items():
            assert field.get("description"), f"{name}.{key}"
            assert field.get("title") or "$ref" in str(field), f"{name}.{key}"  # a reference brings its own title


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_modeline_points_to_the_committed_schema(path: Path):
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
    assert found
    assert (path.parent / found[1]).resolve() == COMMITTED
