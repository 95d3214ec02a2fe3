"""What the evidence says about a government's preferences: one statement of a scenario file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.evidence.statement_kinds import STATEMENT_KINDS, StatementKind
from sim.quantity import Noun, Number
from sim.scenario.bargain import Package, Pattern, ProposalName

__all__ = ["Preference", "Statement"]


class Preference(Noun):
    """Two packages, the first preferred."""

    this: ProposalName | Package
    """The preferred package or proposal."""

    to: ProposalName | Package
    """The other one."""


class Statement(Noun):
    """What one or more claims say about a government's preferences. Exactly one of its forms."""

    accepts: ProposalName | Package | None = None
    """A package (or proposal) better than no deal."""

    refuses: ProposalName | Package | None = None
    """A package (or proposal) worse than no deal."""

    refuses_any: Pattern | None = None
    """A red line: every package that matches is worse than no deal."""

    prefers: Preference | None = None
    """A package better than another one."""

    claims: tuple[str, ...] = ()
    """Claims the statement rests on; without one it is an assumption."""

    credence: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Share of worlds in which the statement is taken to hold."""

    margin: Annotated[Number, Field(ge=0, le=100)] = 1.0
    """Points by which it holds, so that no statement is satisfied by a tie."""

    note: str = ""
    """How the claims support the statement."""

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
    def pattern(self) -> Pattern | None:
        """The pattern it gives; None where it names packages."""
        pattern: Pattern | None = getattr(self, self.form) if self.kind.about == "pattern" else None
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
        return template.format(f"with {pattern(self.pattern)}" if self.pattern else "at all")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(getattr(self, form) is not None for form in STATEMENT_KINDS) != 1:
            forms = {"forms": ", ".join(STATEMENT_KINDS)}
            raise PydanticCustomError("statement", "a statement says exactly one of {forms}", forms)
        return self
