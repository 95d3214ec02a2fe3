"""The published page of the library: what its stored results give, of the cases as they are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.analysis.validation.case_files import CODING_RULES, defaults_digest, read_library, text_digest
from sim.analysis.validation.case_forecast import tasks_of
from sim.analysis.validation.validation import Validation
from sim.present.validation_page import page
from sim.present.validation_rows import criterion

LIBRARY = Path("scenarios/cases")
README = LIBRARY / "README.md"


@pytest.fixture(scope="module")
def stored() -> Validation:
    return Validation.load(LIBRARY / "validation.json")


def test_the_page_says_what_the_stored_results_give_first_the_criterion(stored: Validation) -> None:
    text = README.read_text(encoding="utf-8")
    assert page(stored, text) == text
    assert next(line for line in text.splitlines() if line.startswith("**")) == f"**{criterion(stored)}**"


def test_the_results_are_of_the_cases_rules_and_defaults_as_they_are(stored: Validation) -> None:
    """Run `sim validate scenarios/cases --out DIR --publish` anew after a case, the rules or the defaults changed."""
    wanted = [(task.case.name, task.coder, task.before, task.digest) for task in tasks_of(read_library(LIBRARY))]
    assert [(each.case, each.coder, each.before, each.scenario) for each in stored.forecasts] == wanted
    digests = defaults_digest(LIBRARY), text_digest(LIBRARY / CODING_RULES)
    assert (stored.made.defaults, stored.made.rules) == digests


def test_the_readme_says_what_came_out(stored: Validation) -> None:
    line = "is a laboratory of mechanisms, not a forecaster" if not stored.is_forecaster else "meets its criterion"
    assert line in Path("README.md").read_text(encoding="utf-8").replace("\n", " ")
