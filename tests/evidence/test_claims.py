"""The evidence library: the real seeds, and what is said of bad ones."""

from __future__ import annotations

import datetime
import pathlib
import re

import pytest

from sim.errors import ProblemsError
from sim.evidence import Claim, ClaimLibrary, load_library

pytestmark = pytest.mark.quick

SEEDS = pathlib.Path(__file__).parents[2] / "seeds"
DAY = datetime.date

HEAD = """\
document: {0}
title: T
author: A
outlet: O
published: {1}
dating: printed
kind: {2}
voice: V
slant: none
claims:
"""
CLAIM = """\
  {0}:
    date: 2020-10-02
    actor: us
    kind: meeting
    claim: They met.
    informs: talks
    confidence: high
    telling: neutral
"""


@pytest.fixture(scope="module")
def seeds() -> ClaimLibrary:
    return load_library(SEEDS)


def file_text(document: str, *claims: str, published: str = "2020-10-05", kind: str = "news") -> str:
    return HEAD.format(document, published, kind) + "".join(CLAIM.format(name) for name in claims)


def problems_in(directory: pathlib.Path, **files: str) -> list[str]:
    """Write the files, load them, and return what is said, with file names only."""
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(text)
    with pytest.raises(ProblemsError) as error:
        load_library(directory)
    return [str(one).replace(f"{directory}/", "") for one in error.value.problems]


def test_every_document_has_its_claims(seeds: ClaimLibrary) -> None:
    counts = {document.document: len(document.claims) for document in seeds.documents}
    assert counts == {"s0": 21, "s1": 18, "s2": 17, "s3": 16, "s4": 39, "r": 70}
    assert len(seeds) == sum(counts.values())


def test_claims_are_numbered_without_gaps(seeds: ClaimLibrary) -> None:
    for document in seeds.documents:
        assert list(document.claims) == [f"{document.document}-{n + 1}" for n in range(len(document.claims))]


def test_disputes_are_symmetric(seeds: ClaimLibrary) -> None:
    pairs = {(one, other) for one, claim in seeds.items() for other in claim.disputes}
    assert pairs == {(other, one) for one, other in pairs}


@pytest.mark.parametrize(
    ("ones", "others"),
    [
        (["s2-3", "s3-6"], ["s2-4", "s3-3", "s3-4"]),
        (["s1-3", "s1-4", "s1-5", "s1-6"], ["s4-6", "s4-30"]),
        (["s3-13"], ["s2-5", "r-24", "r-43"]),
        (["s2-10"], ["s3-10"]),
    ],
)
def test_known_contradictions_are_recorded(seeds: ClaimLibrary, ones: list[str], others: list[str]) -> None:
    for one in ones:
        assert set(others) <= set(seeds[one].disputes)


def test_every_claim_is_dated_and_has_a_day_of_being_known(seeds: ClaimLibrary) -> None:
    for claim_id, claim in seeds.items():
        assert claim.date.first <= claim.date.last
        assert DAY(2011, 2, 5) <= seeds.known(claim_id) <= DAY(2021, 2, 5)


@pytest.mark.parametrize(
    ("claim_id", "day", "weekday"),
    [
        ("s1-1", DAY(2020, 10, 5), "Monday"),
        ("s4-29", DAY(2020, 10, 5), "Monday"),
        ("s4-5", DAY(2020, 10, 2), "Friday"),
        ("s4-7", DAY(2020, 10, 10), "Saturday"),
        ("s2-3", DAY(2020, 12, 17), "Thursday"),
        ("s2-10", DAY(2020, 12, 16), "Wednesday"),
        ("r-64", DAY(2020, 9, 21), "Monday"),
    ],
)
def test_days_told_by_weekday_fall_on_it(seeds: ClaimLibrary, claim_id: str, day: DAY, weekday: str) -> None:
    assert seeds[claim_id].date.first == seeds[claim_id].date.last == day
    assert f"{day:%A}" == weekday


def test_claims_of_the_record_name_their_source(seeds: ClaimLibrary) -> None:
    assert [name for name in seeds if name.startswith("r-") and not seeds[name].source] == []


def test_claims_that_notes_refer_to_exist(seeds: ClaimLibrary) -> None:
    texts = [text for claim in seeds.values() for text in (claim.note, claim.claim, claim.source)]
    texts += [document.dating for document in seeds.documents]
    assert not set(re.findall(r"\b(?:s\d|r)-\d+\b", " ".join(texts))) - set(seeds)


def test_published_odds_are_chances(seeds: ClaimLibrary) -> None:
    odds = {
        claim.date.last: float(claim.informs.rpartition(" ")[2])
        for claim in seeds.values()
        if claim.informs.startswith("published odds")
    }
    assert odds[DAY(2020, 9, 30)] == 0.78
    assert all(0 < chance < 1 for chance in odds.values())


def test_a_claim_is_known_from_publication_or_from_its_own_day_in_a_record(seeds: ClaimLibrary) -> None:
    assert seeds.known("s4-5") == DAY(2020, 10, 13)
    assert seeds.known("r-17") == DAY(2020, 10, 2)
    assert seeds.known("r-9") == DAY(2020, 8, 18)
    assert seeds.known("r-33") < seeds["r-33"].date.first
    assert not {"s1-1", "r-17"} & set(seeds.known_by(DAY(2020, 10, 1)))


def test_a_claim_that_is_not_there_is_not_found(seeds: ClaimLibrary) -> None:
    assert "x-1" not in seeds
    with pytest.raises(KeyError):
        seeds["x-1"]


def test_digest_tells_contents_apart(seeds: ClaimLibrary, tmp_path: pathlib.Path) -> None:
    assert seeds.digest() == load_library(SEEDS).digest()
    assert re.fullmatch("[0-9a-f]{12}", seeds.digest())
    (tmp_path / "a.yaml").write_text(file_text("a", "a-1"))
    one = load_library(tmp_path)
    (tmp_path / "a.yaml").write_text(file_text("a", "a-1").replace("They met.", "They did not meet."))
    assert one.digest() != load_library(tmp_path).digest()
    reverse = ClaimLibrary(seeds.documents[::-1])
    assert reverse.digest() == seeds.digest()


def test_claims_are_immutable(seeds: ClaimLibrary) -> None:
    with pytest.raises(ValueError, match="frozen"):
        seeds["s0-1"].confidence = "low"
    with pytest.raises(TypeError):
        seeds["s0-1"] = seeds["s0-2"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        seeds.documents = ()  # type: ignore[misc]


def test_an_actor_alone_and_a_day_alone_are_read_as_lists_and_ranges() -> None:
    facts = {"kind": "date", "claim": "c", "informs": "i", "confidence": "high", "telling": "us"}
    alone = Claim.model_validate({"date": "2020-10-02", "actor": "us", **facts})
    both = Claim.model_validate({"date": {"from": "2020-10-02", "to": "2020-10-02"}, "actor": ["us"], **facts})
    assert alone == both
    assert str(alone.date) == "2020-10-02"
    assert Claim.model_json_schema()["properties"]["actor"]["anyOf"][0] == {"type": "string"}


def test_missing_directory_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ProblemsError, match=r"nowhere: no claim files here"):
        load_library(tmp_path / "nowhere")


def test_every_file_is_read_before_problems_are_told(tmp_path: pathlib.Path) -> None:
    found = problems_in(
        tmp_path,
        a=file_text("a", "a-1").replace("kind: meeting", "kind: lunch"),
        b=file_text("b", "b-1").replace("informs", "inform"),
    )
    assert found[0].startswith("a.yaml:14:11: claims.a-1.kind: ")
    assert [line.partition(": ")[0] for line in found[1:]] == ["b.yaml:12:5", "b.yaml:16:5"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2020-10-02", "soon", "12:11: claims.a-1.date: must be a date, YYYY-MM-DD, or a range of two, {from, to}"),
        (
            "2020-10-02",
            "{from: 2020-10-03, to: 2020-10-02}",
            "12:11: claims.a-1.date: ends before it begins (found 2020-10-03 to 2020-10-02)",
        ),
        ("2020-10-02", "{from: x, to: 2020-10-02}", "12:18: claims.a-1.date.from: must be a date, YYYY-MM-DD"),
        ("a-1:", "b-1:", "11:3: claims.b-1: a claim's id begins with its document's (allowed a-1, and so on)"),
        (
            "2020-10-05",
            "null",
            "11:3: claims.a-1: the day from which it was known is missing "
            "(give `known`, or the document's `published`)",
        ),
    ],
)
def test_a_bad_claim_is_told_at_its_place(tmp_path: pathlib.Path, old: str, new: str, message: str) -> None:
    (found,) = problems_in(tmp_path, a=file_text("a", "a-1").replace(old, new))
    assert found.startswith(f"a.yaml:{message}")


@pytest.mark.parametrize(
    ("disputes", "message"),
    [
        ("[a-2]", "claims.b-1.disputes[0]: names no claim (found 'a-2'). Did you mean 'a-1'?"),
        ("[b-1]", "claims.b-1.disputes[0]: a claim cannot dispute itself (found 'b-1')"),
        ("[a-1]", "claims.b-1.disputes[0]: not returned: 'a-1' must name 'b-1' among its disputes (found 'a-1')"),
    ],
)
def test_a_bad_dispute_is_told_at_its_place(tmp_path: pathlib.Path, disputes: str, message: str) -> None:
    found = problems_in(tmp_path, a=file_text("a", "a-1"), b=file_text("b", "b-1") + f"    disputes: {disputes}\n")
    assert found == [f"b.yaml:19:16: {message}"]


def test_a_dispute_named_twice_is_told(tmp_path: pathlib.Path) -> None:
    a = file_text("a", "a-1") + "    disputes: [a-2, a-2]\n" + CLAIM.format("a-2") + "    disputes: [a-1]\n"
    assert problems_in(tmp_path, a=a) == ["a.yaml:19:21: claims.a-1.disputes[1]: named twice (found 'a-2')"]


def test_a_document_given_twice_is_told(tmp_path: pathlib.Path) -> None:
    found = problems_in(tmp_path, a=file_text("a", "a-1"), b=file_text("a", "a-2"))
    assert found == ["b.yaml:1:11: document: document 'a' is given twice (first in a.yaml)"]


def test_a_claim_given_twice_is_told(tmp_path: pathlib.Path) -> None:
    found = problems_in(tmp_path, a=file_text("a", "a-1", "a-1"))
    assert found == ["a.yaml:19:3: claims: key 'a-1' is given twice (first on line 11)"]


def test_a_record_needs_no_day_of_publication(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text(file_text("a", "a-1", published="null", kind="record"))
    assert load_library(tmp_path).known("a-1") == DAY(2020, 10, 2)
