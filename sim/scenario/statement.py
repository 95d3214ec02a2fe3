"""What the evidence says about a government's preferences: one statement of a scenario file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.evidence.statement_kinds import STATEMENT_KINDS, StatementKind
from sim.quantity import Number, ScenarioPart
from sim.scenario.bargain import Package, Pattern, Patterns, ProposalName

__all__ = ["Alternative", "Position", "Preference", "Statement"]


class Preference(ScenarioPart):
    """Two packages, the first preferred."""

    this: ProposalName | Package
    """The preferred package or proposal."""

    to: ProposalName | Package
    """The other one."""


class Position(ScenarioPart):
    """What is said about a government's preferences, in one of the forms of `STATEMENT_KINDS`."""

    accepts: ProposalName | Package | None = None
    """A package (or proposal) better than no deal."""

    refuses: ProposalName | Package | None = None
    """A package (or proposal) worse than no deal."""

    refuses_any: Patterns | None = None
    """A red line: every package that matches is worse than no deal."""

    prefers: Preference | None = None
    """A package better than another one."""

    @property
    def form(self) -> str:
        """Which of the forms it takes: a key of `STATEMENT_KINDS`."""
        return next(form for form in STATEMENT_KINDS if getattr(self, form) is not None)

    @property
    def kind(self) -> StatementKind:
        """What statements of its form say."""
        return STATEMENT_KINDS[self.form]

    @property
    def packages(self) -> tuple[str | Package, ...]:
        """The packages or proposals it names: one, two, or none where it gives a pattern."""
        content: Any = getattr(self, self.form)
        match self.kind.about:
            case "package":
                return (content,)
            case "pair":
                return content.this, content.to
            case "pattern":
                return ()

    @property
    def pattern(self) -> Patterns | None:
        """The pattern it gives; None where it names packages."""
        pattern: Patterns | None = getattr(self, self.form) if self.kind.about == "pattern" else None
        return pattern

    def say(self, package: Callable[[str | Package], str], pattern: Callable[[Pattern], str]) -> str:
        """Return the statement in words, without its subject.

        Parameters
        ----------
        package, pattern : callable
            Return a proposal's name or a package, and a pattern, in words.

        Examples
        --------
        >>> Statement(prefers=Preference(this="clean", to="nothing")).say(str, str)
        'prefers clean to nothing'
        >>> Statement(refuses_any={}).say(str, str)
        'refuses anything at all'
        """
        return self.fill(self.kind.words, package, pattern)

    def fill(
        self,
        template: str,
        package: Callable[[str | Package], str],
        pattern: Callable[[Pattern], str],
    ) -> str:
        """Return `template` with what the statement speaks of in its places (see `say`)."""
        if self.pattern is None:
            return template.format(*map(package, self.packages))
        asked = [self.pattern] if isinstance(self.pattern, str | dict) else self.pattern
        words = [
            f"that is {package(each)}" if isinstance(each, str) else f"with {pattern(each)}" if each else "at all"
            for each in asked
        ]
        return template.format(" or ".join(words))

    @property
    def forms_taken(self) -> int:
        """How many of the forms it takes."""
        return sum(getattr(self, form) is not None for form in STATEMENT_KINDS)


class Alternative(Position):
    """One of several statements that exclude each other. Exactly one of the forms."""

    weight: Annotated[Number, Field(gt=0)] = 1.0
    """How likely it is, beside the weights of the others."""

    claims: tuple[str, ...] = ()
    """Claims it rests on; without one it is an assumption."""

    margin: Annotated[Number, Field(ge=0, le=100)] = 1.0
    """Points by which it holds, so that no statement is satisfied by a tie."""

    note: str = ""
    """How the claims support it."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.forms_taken != 1:
            forms = {"forms": ", ".join(STATEMENT_KINDS)}
            raise PydanticCustomError("statement", "each of the alternatives says exactly one of {forms}", forms)
        return self


class Statement(Position):
    """What one or more claims say about a government's preferences. Exactly one of its forms."""

    one_of: Annotated[tuple[Alternative, ...], Field(max_length=20, json_schema_extra={"minItems": 2})] | None = None
    """Statements that exclude each other: a world takes in one of them, by their weights."""

    claims: tuple[str, ...] = ()
    """Claims the statement rests on; without one it is an assumption."""

    credence: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Share of worlds in which the statement is taken to hold."""

    others: Annotated[Number, Field(ge=0, le=1)] | None = None
    """Credence that the other governments, predecessors included, give it when they imagine this one: at most
    `credence`, which it is by default; 0 for what became known too late for them."""

    margin: Annotated[Number, Field(ge=0, le=100)] = 1.0
    """Points by which it holds, so that no statement is satisfied by a tie."""

    note: str = ""
    """How the claims support the statement."""

    @property
    def alternatives(self) -> tuple[Statement, ...]:
        """Return the single statements it consists of, each with the chance that a world takes it in as credence.

        Examples
        --------
        >>> sides = [{"accepts": "x", "weight": 4}, {"refuses": "x", "weight": 6, "claims": ["a-1"]}]
        >>> either = Statement.model_validate({"one_of": sides, "credence": 0.5})
        >>> [(each.form, each.credence, each.claims) for each in either.alternatives]
        [('accepts', 0.2, ()), ('refuses', 0.3, ('a-1',))]
        """
        if self.one_of is None:
            return (self,)
        total = sum(each.weight for each in self.one_of)
        return tuple(
            Statement(
                **{form: getattr(each, form) for form in STATEMENT_KINDS},
                claims=each.claims,
                credence=self.credence * each.weight / total,
                others=None if self.others is None else self.others * each.weight / total,
                margin=each.margin,
                note=each.note or self.note,
            )
            for each in self.one_of
        )

    def only(self, kept: Collection[int]) -> Statement | None:
        """Return the statement with some of its alternatives, or None where none is left.

        What is left keeps its chance; where the others would have been taken in nothing is said.

        Parameters
        ----------
        kept : collection of int
            Positions among `alternatives`.

        Examples
        --------
        >>> sides = [{"accepts": "x", "weight": 4}, {"refuses": "x", "weight": 6}, {"refuses": "y", "weight": 10}]
        >>> either = Statement.model_validate({"one_of": sides})
        >>> either.only([0, 1]).credence, either.only([1]).refuses, either.only([1]).credence
        (0.5, 'x', 0.3)
        """
        whole = self.alternatives
        if len(kept) == len(whole) or not kept:
            return self if kept else None
        if self.one_of is None or len(kept) == 1:
            return whole[min(kept)]
        sides = tuple(each for place, each in enumerate(self.one_of) if place in kept)
        chance = sum(each.credence for place, each in enumerate(whole) if place in kept)
        others = None if self.others is None else self.others * chance / self.credence
        return self.model_copy(update={"one_of": sides, "credence": chance, "others": others})

    @property
    def imagined(self) -> Statement | None:
        """Return the statement as others take it, None where they do not know of it.

        Examples
        --------
        >>> Statement(accepts="x", others=0.5).imagined.credence, Statement(accepts="x", others=0).imagined
        (0.5, None)
        """
        if self.others is None:
            return self
        return self.model_copy(update={"credence": self.others, "others": None}) if self.others else None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.forms_taken + (self.one_of is not None) != 1:
            forms = {"forms": ", ".join([*STATEMENT_KINDS, "one_of"])}
            raise PydanticCustomError("statement", "a statement says exactly one of {forms}", forms)
        if self.others is not None and self.others > self.credence:
            raise PydanticCustomError("statement", "others give a statement no more than its credence")
        if self.one_of is not None and len(self.one_of) < 2:
            raise PydanticCustomError("statement", "`one_of` takes two statements at least, which exclude each other")
        if self.one_of is not None and (self.claims or "margin" in self.model_fields_set):
            raise PydanticCustomError(
                "statement", "of statements that exclude each other each has claims and a margin of its own"
            )
        return self
