"""Every scenario of the library of cases loads, agrees with itself, and rests on claims as its coding rules ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.load import LoadedScenario, check_scenario, load_scenario
from tests.scenario_files import CASES
from tools.case_plays import FOLDER, page_of

RUN = [path for path in CASES if path.name != "base.yaml" and path.parent.name != "second"]
"""Those that are run: not what several share, nor a second coding."""

FOLDERS = sorted({path.parent for path in RUN})
SEEDS = FOLDERS[0].parent / "seeds"


pytestmark = pytest.mark.quick


@pytest.fixture(params=RUN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def loaded(request: pytest.FixtureRequest) -> LoadedScenario:
    return load_scenario(request.param)


def case_claims(loaded: LoadedScenario) -> list[str]:
    """Return the ids of all claims in the documents that a scenario cites."""
    documents = {loaded.library.document(name).document for name in loaded.cited}
    return [
        name for document in loaded.library.documents if document.document in documents for name in document.claims
    ]


def test_its_statements_can_all_hold(loaded: LoadedScenario) -> None:
    check_scenario(loaded)


def test_it_has_fifteen_claims_of_more_than_one_side_from_five_dated_sources(loaded: LoadedScenario) -> None:
    claims = [loaded.library[name] for name in case_claims(loaded)]
    assert len(claims) >= 15
    assert len({claim.telling for claim in claims} - {"neutral", "experts", "author"}) >= 2
    assert len({(claim.source, claim.date) for claim in claims if claim.source != "memory"}) >= 5


def test_what_is_from_memory_is_graded_low(loaded: LoadedScenario) -> None:
    grades = {
        loaded.library[name].confidence for name in case_claims(loaded) if loaded.library[name].source == "memory"
    }
    assert grades <= {"low"}


def test_no_preference_or_record_rests_on_low_grades_alone_or_on_nothing(loaded: LoadedScenario) -> None:
    places = [("record", entry.claims) for entry in loaded.model.record]
    for name, government in loaded.model.governments.items():
        places += [(f"{name}.{issue}", government.order_claims.get(issue, ())) for issue in government.orders]
        for number, statement in enumerate(government.statements):
            each = statement.one_of or [statement]
            places += [(f"{name}.{number}", one.claims) for one in each]
    weak = [place for place, claims in places if all(loaded.library[name].confidence == "low" for name in claims)]
    assert weak == []


def test_it_is_played_by_the_common_defaults(loaded: LoadedScenario) -> None:
    assert Path("defaults.yaml") in {Path(Path(mark.file).name) for mark in loaded.located.key_marks.values()}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_case_tells_what_is_assumed_and_how_it_went(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    wanted = ["## Who wants what", "## What is assumed", "## Judgement", "## How it went", "## A play"]
    assert headings == wanted and "| day | what happened |" in text


def test_the_play_that_a_case_tells_is_what_the_model_plays() -> None:
    """All pages are written by `python -m tools.case_plays`; one that is quick is held here."""
    case = FOLDER / "inf"
    assert (case / "README.md").read_text(encoding="utf-8") == page_of(case)


def test_the_table_of_evidence_counts_the_claims() -> None:
    """The README of the evidence has a row for each document, with its claims and how many are from memory."""
    library = load_scenario(RUN[0]).library
    counts = {
        each.document: (len(each.claims), sum(claim.source == "memory" for claim in each.claims.values()))
        for each in library.documents
    }
    rows = [line.split("|")[1:-1] for line in (SEEDS / "README.md").read_text(encoding="utf-8").splitlines()]
    table = {
        row[0].strip(" `").partition("_")[0]: (int(row[3]), int(row[4])) for row in rows if "`" in "".join(row[:1])
    }
    assert table == counts
