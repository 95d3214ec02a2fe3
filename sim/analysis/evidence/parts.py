"""The evidence report's parts: claims as shown, statements, orders, governments, documents, disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from sim.analysis.evidence.assumptions import Setting
from sim.answer import Answer
from sim.by_value import ByValue, cached_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CitedClaim",
    "Dispute",
    "DocumentUse",
    "EvidenceReport",
    "GovernmentEvidence",
    "OrderEvidence",
    "PoolCheck",
    "StatementEvidence",
    "Support",
]

Support = Literal["assumption", "independent", "both sides", "own side", "other side", "commentators", "not said"]
"""Whose telling a statement rests on, at best; `independent` takes one plain report or expert among its claims."""


@dataclass(frozen=True)
class CitedClaim:
    """A claim as a report shows it.

    Parameters
    ----------
    id : str
    first, last : date
        The day of the fact, or the days within which it lies or through which it lasts.
    telling : str
        Whose account it is; "" where an inline claim does not say.
    confidence : str
        high, medium or low; "" for inline claims, which are not graded.
    kind : str
        Proposal, refusal and so on; "" for inline claims.
    claim : str
        The fact, in a sentence.
    document : str
        Id of its document; "" for inline claims.
    known : date
        First day on which a reader could know it.
    cited_at : tuple of str
        The places in the scenario that cite it.
    """

    id: str
    first: date
    last: date
    telling: str
    confidence: str
    kind: str
    claim: str
    document: str
    known: date
    cited_at: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class StatementEvidence(ByValue):
    """A statement, the claims under it, and how much it says.

    Parameters
    ----------
    place, where : str
        Where it stands, as ``--set`` takes it, and as ``file:line``.
    sentence : str
        Without its subject.
    claims : tuple of CitedClaim
        None: the statement is an assumption.
    number : str
        From 1; ``3.2`` is the second of those that exclude each other under 3.
    excludes : tuple of str
        Numbers of the statements that it excludes by its form.
    credence : float
        Chance that a world takes it in.
    held : float
        Share of preference models that take it in: less where it clashes with others and tosses are rejected.
    leaves : float
        How tightly it binds: the share in [0, 1] of preference models drawn without any statement that satisfy it.
    support : str
        Whose telling it rests on, see `Support`.
    hindsight : bool
        Whether all of its claims could be known only after the start of the scenario.
    note : str
    """

    place: str
    where: str
    sentence: str
    claims: tuple[CitedClaim, ...]
    number: str
    excludes: tuple[str, ...]
    credence: float
    held: float
    leaves: float
    support: Support
    hindsight: bool
    note: str


@dataclass(frozen=True)
class OrderEvidence:
    """The order of an issue's options, best first, and the claims that carry it; without one it is an assumption.

    `hindsight`: whether all of them could be known only after the start.
    """

    place: str
    where: str
    issue: str
    order: str
    claims: tuple[str, ...]
    hindsight: bool


@dataclass(frozen=True, eq=False)
class PoolCheck(ByValue):
    """Whether the draws of a government's preference models can be trusted.

    Parameters
    ----------
    size : int
        Preference models drawn.
    rhat : float
        Largest R-hat; above 1.05 the draws are not to be trusted.
    steps : int
        Steps of the longest-run chains.
    rejected : float
        Share of coin tosses thrown away because the statements they took in cannot all hold.
    """

    size: int
    rhat: float
    steps: int
    rejected: float


@dataclass(frozen=True, eq=False)
class GovernmentEvidence(ByValue):
    """What one government's preferences rest on.

    Parameters
    ----------
    name, title : str
    plural : bool
        Whether its title is a plural.
    seats : tuple of str
        Where it sits, at the start or by an event.
    statements : tuple of StatementEvidence
    orders : tuple of OrderEvidence
    no_deal_range : (float, float) or None
        Bounds of the no-deal value in points before the statements; None where points are given outright.
    no_deal_left : (float, float, float) or None
        10th, 50th and 90th percentile of the no-deal value, in points, that the statements leave.
    tellings : dict of str to int
        How many distinct claims under its statements and orders are whose telling.
    pool : PoolCheck or None
    """

    name: str
    title: str
    plural: bool
    seats: tuple[str, ...]
    statements: tuple[StatementEvidence, ...]
    orders: tuple[OrderEvidence, ...]
    no_deal_range: tuple[float, float] | None
    no_deal_left: tuple[float, float, float] | None
    tellings: dict[str, int]
    pool: PoolCheck | None


@dataclass(frozen=True)
class DocumentUse:
    """How much of a document the scenario uses; the scenario's own claims count as a document."""

    document: str
    title: str
    outlet: str
    total: int
    unused: tuple[CitedClaim, ...]


@dataclass(frozen=True)
class Dispute:
    """Two claims that contradict each other, the first of them cited."""

    first: CitedClaim
    second: CitedClaim


@dataclass(frozen=True, eq=False, repr=False)
class EvidenceReport(Answer, presented_by="sim.present.evidence"):
    """What a scenario rests on.

    Parameters
    ----------
    title, scenario : str
        The scenario's title and its hash.
    start : date
    seed : int
    governments : tuple of GovernmentEvidence
    settings : tuple of Setting
        Numbers and choices, model defaults included; those with `assumed` rest on no claim.
    documents : tuple of DocumentUse
    disputes : tuple of Dispute
        Pairs of which at least one is cited, those with both cited first.
    hindsight : str
        What rests only on claims known after the start, in words; "" for nothing.
    """

    title: str
    scenario: str
    start: date
    seed: int
    governments: tuple[GovernmentEvidence, ...]
    settings: tuple[Setting, ...]
    documents: tuple[DocumentUse, ...]
    disputes: tuple[Dispute, ...]
    hindsight: str

    @cached_frame
    def table(self) -> pd.DataFrame:
        """A row per statement: ``government``, ``number`` from 1, and the fields of `StatementEvidence`.

        ``claims`` are ids.
        """
        import pandas as pd

        fields = ("sentence", "leaves", "credence", "support", "hindsight", "note", "where")
        rows = [
            {
                "government": government.name,
                "number": number,
                **{field: getattr(statement, field) for field in fields},
                "claims": tuple(claim.id for claim in statement.claims),
            }
            for government in self.governments
            for number, statement in enumerate(government.statements, start=1)
        ]
        return pd.DataFrame(rows, columns=["government", "number", *fields, "claims"])

    def to_frame(self) -> pd.DataFrame:
        """Return `table`."""
        return self.table

    def __repr__(self) -> str:
        return f"<EvidenceReport: {self.title}; {len(self.table)} statements>"
