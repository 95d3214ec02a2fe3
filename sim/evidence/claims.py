"""Claims: dated facts from documents, each with its teller, its grade and what contradicts it."""

from __future__ import annotations

import hashlib
import json
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import Problem, ProblemsError, did_you_mean
from sim.evidence.cache import Cache
from sim.evidence.document_file import DocumentFile
from sim.quantity import Day, ScenarioPart
from sim.reading import problem
from sim.whole_file import parse_json

__all__ = [
    "Claim",
    "ClaimLibrary",
    "Confidence",
    "DateRange",
    "Document",
    "Kind",
    "Telling",
    "claim_files",
    "load_library",
]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
DocumentId = Annotated[str, StringConstraints(pattern=r"^[a-z]+[0-9]*$", max_length=20)]
ClaimId = Annotated[str, StringConstraints(pattern=r"^[a-z]+[0-9]*-[1-9][0-9]*$", max_length=30)]

Kind = Literal[
    "proposal",
    "demand",
    "refusal",
    "threat",
    "meeting",
    "delay",
    "date",
    "agreement",
    "procedure",
    "signal",
    "blame",
    "belief",
    "preference",
    "stakes",
    "background",
    "slant",
    "quality",
]
"""What sort of fact a claim is; offers and concessions are proposals, forecasts are beliefs."""

Confidence = Literal["high", "medium", "low"]
"""How sure the claim is as put: on record; one side's or an anonymous telling; an inference or partisan judgement."""

Telling = Annotated[str, StringConstraints(pattern=r"^\w[\w -]*$", max_length=60)]
"""Whose account a claim is: a seat or government of a scenario, or any other name, such as `experts` or `neutral`."""


_FORMAT = "negotiation-sim claims 1"


class DateRange(ScenarioPart):
    """The day of a fact, or the days within which it lies or through which it lasts."""

    first: Day = Field(alias="from")
    """First day."""

    last: Day = Field(alias="to")
    """Last day; the same as the first where the day is exact."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first > self.last:
            found = {"first": self.first.isoformat(), "last": self.last.isoformat()}
            raise PydanticCustomError("date_range", "ends before it begins (found {first} to {last})", found)
        return self

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def _ranged(value: Any) -> Any:
    """Take a single day as a range of one; refuse anything else once, not once per end."""
    if isinstance(value, dict | DateRange):
        return value
    try:
        day = value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        message = "must be a date, YYYY-MM-DD, or a range of two, {from, to}"
        raise PydanticCustomError("day_or_range", message) from None
    return {"from": day, "to": day}


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Claim(ScenarioPart):
    """One dated fact, in our own words."""

    date: Annotated[DateRange, BeforeValidator(_ranged, json_schema_input_type=Day | DateRange)]
    """When the fact took or takes place; opinions bear the day they were voiced."""

    known: Day | None = None
    """First day a reader could know it. Default: the document's date; in a record, the last day of `date`."""

    actor: Annotated[
        tuple[Text, ...], Field(min_length=1), BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])
    ]
    """Who does or says it: seats in lower case, persons and outlets by name."""

    kind: Kind
    """What sort of fact it is."""

    claim: Text
    """The fact, one sentence, in our own words."""

    informs: Text
    """What in a model it bears on."""

    confidence: Confidence
    """How sure the claim is as put, its attribution included."""

    telling: Telling
    """Whose account it is."""

    source: str = ""
    """Where it can be checked, where that is not the document itself."""

    note: str = ""
    """How it was dated, what its words leave open."""

    disputes: tuple[ClaimId, ...] = ()
    """Claims that contradict it; each of them names this one in turn."""


class Document(ScenarioPart):
    """A source document, or the further record, and the claims drawn from it."""

    document: DocumentId
    """Short id; the ids of its claims are this, a hyphen and a number."""

    title: Text
    """Headline, shortened where it is long."""

    author: Text
    """Who wrote it."""

    outlet: Text
    """Who published it."""

    published: Day | None
    """Day of publication; null where there is none."""

    dating: Text
    """How the day of publication is known."""

    kind: Literal["news", "opinion", "wire", "record"]
    """What sort of document it is."""

    voice: Text
    """Who speaks in it."""

    slant: Text
    """Which way it leans."""

    claims: Annotated[dict[ClaimId, Claim], Field(min_length=1)]
    """Its claims, by id."""


File: TypeAlias = DocumentFile[Document]


@dataclass(frozen=True, eq=False)
class ClaimLibrary(Mapping[str, Claim]):
    """All claims, by id, each with its document; immutable.

    Parameters
    ----------
    documents : tuple of Document
        In the order of their claims. `load_library` checks them against each other; this class does not.

    Examples
    --------
    >>> library = load_library(pathlib.Path("seeds"))
    >>> print(library["s4-5"].date, library["s4-5"].actor, library.known("s4-5"))
    2020-10-02 ('Patrushev', "O'Brien") 2020-10-13
    >>> library.document("s4-5").outlet
    'Global Research'
    """

    documents: tuple[Document, ...] = ()

    @cached_property
    def _homes(self) -> Mapping[str, Document]:
        return {name: document for document in self.documents for name in document.claims}

    def __getitem__(self, claim_id: str) -> Claim:
        return self._homes[claim_id].claims[claim_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)

    def document(self, claim_id: str) -> Document:
        """Return the document that holds a claim."""
        return self._homes[claim_id]

    def known(self, claim_id: str) -> date:
        """Return the first day on which a reader could know a claim."""
        day = _known(self[claim_id], self.document(claim_id))
        if day is None:
            raise ValueError(f"claim '{claim_id}' bears no day from which it was known: load it by load_library")
        return day

    def known_by(self, day: date) -> tuple[str, ...]:
        """Return the ids of the claims a reader could know on `day`, in the library's order.

        Examples
        --------
        >>> load_library(pathlib.Path("seeds")).known_by(date(2019, 12, 11))
        ('r-1', 'r-2', 'r-28', 'r-33', 'r-47', 'r-52', 'r-53')
        """
        return tuple(claim_id for claim_id in self if self.known(claim_id) <= day)

    def only(self, claim_ids: Iterable[str]) -> ClaimLibrary:
        """Return the library of some claims alone, each in its document; other ids are not claims of it."""
        kept = set(claim_ids)
        documents = (
            document.model_copy(
                update={"claims": {name: each for name, each in document.claims.items() if name in kept}}
            )
            for document in self.documents
        )
        return ClaimLibrary(tuple(document for document in documents if document.claims))

    def to_json(self) -> str:
        """Return it as text that `from_json` reads."""
        documents = [
            document.model_dump(mode="json", by_alias=True, exclude_defaults=True) for document in self.documents
        ]
        return json.dumps({"format": _FORMAT, "documents": documents}, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> ClaimLibrary:
        """Return what `to_json` wrote.

        Raises
        ------
        ValueError
            For any other text.
        """
        data = parse_json(text)
        if not isinstance(data, dict) or data.get("format") != _FORMAT or not isinstance(data.get("documents"), list):
            raise ValueError(f"holds no claims in the format '{_FORMAT}'")
        return cls(tuple(Document.model_validate(each) for each in data["documents"]))

    def digest(self) -> str:
        """Return a hash of everything the library says: 12 hexadecimal digits."""
        documents = [document.model_dump(mode="json", by_alias=True) for document in self.documents]
        text = json.dumps(sorted(documents, key=lambda one: str(one["document"])), sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def claim_files(directory: pathlib.Path) -> list[pathlib.Path]:
    """Return the ``*.yaml`` files of a directory by name; pipes, which may never end, and broken links are none."""
    return sorted(path for path in directory.glob("*.yaml") if path.is_file())


def load_library(directory: pathlib.Path) -> ClaimLibrary:
    """Read and check every ``*.yaml`` file of a directory; what was checked before is taken from the user's cache.

    Parameters
    ----------
    directory : pathlib.Path
        Usually ``seeds/``. Files are taken in the order of their names.

    Raises
    ------
    ProblemsError
        With every problem found, at its file, line and column: what a file alone has wrong, or else ids that do
        not begin with their document's id, documents given twice, claims without a day of being known, and
        disputes that name no claim or are not returned.

    Examples
    --------
    >>> [document.document for document in load_library(pathlib.Path("seeds")).documents]
    ['r', 's0', 's1', 's2', 's3', 's4']
    """
    paths = claim_files(directory)
    if not paths:
        raise ProblemsError([Problem(str(directory), 0, 0, "", "no claim files here (*.yaml)")])
    files: list[File] = []
    problems: list[Problem] = []
    cache = Cache.default()
    for path in paths:
        try:
            files.append(DocumentFile(path, Document, cache=cache))
        except ProblemsError as error:
            problems.extend(error.problems)
    if problems:  # disputes with what cannot be read would only seem wrong
        raise ProblemsError(problems)
    library = ClaimLibrary(tuple(file.document for file in files))
    problems = [*_repeated_documents(files), *_claim_problems(files), *_dispute_problems(files, library)]
    if problems:
        raise ProblemsError(problems)
    return library


def _known(claim: Claim, document: Document) -> date | None:
    last = claim.date.last if document.kind == "record" else None
    return claim.known or document.published or last


def _repeated_documents(files: Iterable[File]) -> Iterator[Problem]:
    first: dict[str, pathlib.Path] = {}
    for file in files:
        name = file.document.document
        if name in first:
            message = f"document '{name}' is given twice (first in {first[name]})"
            yield problem(file.located, ("document",), message)
        first.setdefault(name, file.path)


def _claim_problems(files: Iterable[File]) -> Iterator[Problem]:
    for file in files:
        document = file.document
        for claim_id, claim in document.claims.items():
            path = ("claims", claim_id)
            if claim_id.rpartition("-")[0] != document.document:
                message = f"a claim's id begins with its document's (allowed {document.document}-1, and so on)"
                yield problem(file.located, path, message, at="key")
            if _known(claim, document) is None:
                message = "the day from which it was known is missing (give `known`, or the document's `published`)"
                yield problem(file.located, path, message, at="key")


def _dispute_problems(files: Iterable[File], library: ClaimLibrary) -> Iterator[Problem]:
    for file in files:
        for claim_id, claim in file.document.claims.items():
            for number, other in enumerate(claim.disputes):
                message = _dispute_fault(claim_id, number, library)
                if message:
                    place = ("claims", claim_id, "disputes", number)
                    hint = "" if other in library else did_you_mean(other, library)
                    yield problem(file.located, place, f"{message} (found '{other}').{hint}".removesuffix("."))


def _dispute_fault(claim_id: str, number: int, library: ClaimLibrary) -> str:
    """Say what is wrong with a claim's dispute, or nothing."""
    disputes = library[claim_id].disputes
    other = disputes[number]
    if other == claim_id:
        return "a claim cannot dispute itself"
    if other in disputes[:number]:
        return "named twice"
    if other not in library:
        return "names no claim"
    if claim_id not in library[other].disputes:
        return f"not returned: '{other}' must name '{claim_id}' among its disputes"
    return ""
