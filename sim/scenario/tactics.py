"""The tactics a scenario can name, with their parameters; how they play is in `sim.minds`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, StringConstraints

from sim.quantity import Day, NotNegative, Number, Positive, ScenarioPart, Share, by_only_key, tagged_by_key
from sim.reading.shown import one_of
from sim.scenario.bargain import Package, ProposalName

__all__ = [
    "BUILT_IN",
    "FORESIGHT",
    "KEYS",
    "Aspiration",
    "Choice",
    "HoldOut",
    "Plugin",
    "Script",
    "TacticChoice",
    "TitForTat",
    "Ultimatum",
]

FORESIGHT = "foresight"
"""The tactic without parameters, and the one that plays where a scenario names none."""


class Choice(ScenarioPart):
    """Base of a built-in tactic as a file names it: one field, called as the tactic is, holds its parameters."""

    played_by: ClassVar[str]
    """The class that plays it, as ``module:Class``: `sim.minds.choose` imports it when it is to play."""

    @property
    def parameters(self) -> ScenarioPart:
        """Its parameters."""
        (parameters,) = (getattr(self, name) for name in type(self).model_fields)
        assert isinstance(parameters, ScenarioPart)
        return parameters

    @classmethod
    def needs_nothing(cls) -> bool:
        """Tell whether every parameter has a default, so that the tactic's name alone says all."""
        (kind,) = (info.annotation for info in cls.model_fields.values())
        assert isinstance(kind, type) and issubclass(kind, ScenarioPart)
        return not any(field.is_required() for field in kind.model_fields.values())


class Aspiration(ScenarioPart):
    """Concede from an aspiration down to the no-deal value as the deadline nears (Faratin et al. 1998)."""

    beta: Positive = 1.0
    """Below 1 Boulware (holds out, concedes late), 1 linear, above 1 conceder."""

    start: Share = 1.0
    """Where the demand starts, as a share of the way from the no-deal value (0) to the best package (1)."""


class AspirationChoice(Choice):
    """``{aspiration: {beta: 0.5}}``."""

    played_by = "sim.minds.aspiration:AspirationTactic"

    aspiration: Aspiration
    """Its parameters."""


class TitForTat(ScenarioPart):
    """Concede what the other side conceded."""

    generosity: NotNegative = 1.0
    """Points conceded for each point the other side conceded."""

    start: Share = 1.0
    """Where the demand starts, as a share of the way from the no-deal value (0) to the best package (1)."""


class TitForTatChoice(Choice):
    """``{tit_for_tat: {}}``."""

    played_by = "sim.minds.tit_for_tat:TitForTatTactic"

    tit_for_tat: TitForTat
    """Its parameters."""


class HoldOut(ScenarioPart):
    """Never settle for less than a level until a date, then for anything better than no deal."""

    until: Day
    """The day on which it gives way."""

    level: Share = 0.75
    """Its demand until then, as a share of the way from the no-deal value (0) to the best package (1)."""


class HoldOutChoice(Choice):
    """``{hold_out: {until: 2021-01-20}}``."""

    played_by = "sim.minds.hold_out:HoldOutTactic"

    hold_out: HoldOut
    """Its parameters."""


class Ultimatum(ScenarioPart):
    """Table one package and never another; refuse all that is worth less than that package is when signed in time.

    The clock does not soften it: where its own package comes too late, nothing less is taken either. Something better
    is taken. A package no better than no deal is not an ultimatum: then it accepts by the no-deal value.
    """

    package: ProposalName | Package
    """The package, or the name of a proposal."""


class UltimatumChoice(Choice):
    """``{ultimatum: {package: clean_five_years}}``."""

    played_by = "sim.minds.ultimatum:UltimatumTactic"

    ultimatum: Ultimatum
    """Its parameters."""


class ScriptMove(ScenarioPart):
    """A dated move."""

    date: Day
    """The day of the move."""

    tables: ProposalName | Package
    """The package or proposal tabled."""


class Script(ScenarioPart):
    """Table given packages on given days (for replaying history); accept by the no-deal value."""

    moves: Annotated[tuple[ScriptMove, ...], Field(max_length=500)]
    """The moves in order."""


class ScriptChoice(Choice):
    """``{script: {moves: [...]}}``."""

    played_by = "sim.minds.script:ScriptTactic"

    script: Script
    """Its parameters."""


class Plugin(ScenarioPart):
    """A tactic of the user's own: a class named as module:Class, allowed only where plug-ins are switched on."""

    plugin: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")]
    """Where the class is found."""

    parameters: dict[str, Number | str] = Field(default_factory=dict)
    """What is passed to it."""


BUILT_IN = by_only_key(AspirationChoice, TitForTatChoice, HoldOutChoice, UltimatumChoice, ScriptChoice)
"""Every built-in tactic with parameters, by its name: all that reads, plays or documents them goes by this."""

KEYS: dict[str, type[ScenarioPart]] = {**BUILT_IN, **by_only_key(Plugin)}
"""What a tactic may be, by the key that tells it from the others."""

if TYPE_CHECKING:
    TacticChoice: TypeAlias = str | Choice | Plugin
else:
    _NAMES = [FORESIGHT, *(name for name, choice in BUILT_IN.items() if choice.needs_nothing())]
    TacticChoice = tagged_by_key(
        KEYS,
        plain=Literal[tuple(_NAMES)],
        called="name",
        error="tactic",
        message=f"must be {one_of(_NAMES)}, or one of {', '.join(KEYS)} with its parameters",
    )
"""A tactic by name (``foresight``), or one with parameters (``{aspiration: {beta: 0.5}}``)."""
