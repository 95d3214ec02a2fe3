"""The tactics a scenario can name, with their parameters; how they play is in `sim.minds`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from sim.quantity import Day, NotNegative, Noun, Number, Positive, Share
from sim.scenario.bargain import Name, Package

__all__ = ["Aspiration", "HoldOut", "Plugin", "Script", "TacticChoice", "TitForTat", "Ultimatum"]


class Aspiration(Noun):
    """Concede from an aspiration down to the no-deal value as the deadline nears (Faratin et al. 1998)."""

    beta: Positive = 1.0
    """Below 1 Boulware (holds out, concedes late), 1 linear, above 1 conceder."""

    start: Share = 1.0
    """Where the demand starts, as a share of the way from the no-deal value (0) to the best package (1)."""


class TitForTat(Noun):
    """Concede what the other side conceded."""

    generosity: NotNegative = 1.0
    """Points conceded for each point the other side conceded."""

    start: Share = 1.0
    """Where the demand starts, as a share of the way from the no-deal value (0) to the best package (1)."""


class HoldOut(Noun):
    """Never settle for less than a level until a date, then for anything better than no deal."""

    until: Day
    """The day on which it gives way."""

    level: Share = 0.75
    """Its demand until then, as a share of the way from the no-deal value (0) to the best package (1)."""


class Ultimatum(Noun):
    """Table one package and never another; refuse all others."""

    package: Name | Package
    """The package, or the name of a proposal."""


class ScriptMove(Noun):
    """A dated move."""

    date: Day
    """The day of the move."""

    tables: Name | Package
    """The package or proposal tabled."""


class Script(Noun):
    """Table given packages on given days (for replaying history); accept by the no-deal value."""

    moves: Annotated[tuple[ScriptMove, ...], Field(max_length=500)]
    """The moves in order."""


class Plugin(Noun):
    """A tactic of the user's own: a class named as module:Class, allowed only where plug-ins are switched on."""

    plugin: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")]
    """Where the class is found."""

    parameters: dict[str, Number | str] = Field(default_factory=dict)
    """What is passed to it."""


class AspirationChoice(Noun):
    """``{aspiration: {beta: 0.5}}``."""

    aspiration: Aspiration
    """Its parameters."""


class TitForTatChoice(Noun):
    """``{tit_for_tat: {}}``."""

    tit_for_tat: TitForTat
    """Its parameters."""


class HoldOutChoice(Noun):
    """``{hold_out: {until: 2021-01-20}}``."""

    hold_out: HoldOut
    """Its parameters."""


class UltimatumChoice(Noun):
    """``{ultimatum: {package: clean_five_years}}``."""

    ultimatum: Ultimatum
    """Its parameters."""


class ScriptChoice(Noun):
    """``{script: {moves: [...]}}``."""

    script: Script
    """Its parameters."""


_CHOICES: dict[str, type[Noun]] = {
    "aspiration": AspirationChoice,
    "tit_for_tat": TitForTatChoice,
    "hold_out": HoldOutChoice,
    "ultimatum": UltimatumChoice,
    "script": ScriptChoice,
    "plugin": Plugin,
}


def _tactic(value: Any) -> str | None:
    """Tell a tactic's name alone from a tactic with parameters."""
    if isinstance(value, dict):
        return next((key for key in value if key in _CHOICES), None)
    return next((key for key, kind in _CHOICES.items() if isinstance(value, kind)), "name")


TacticChoice = Annotated[
    Annotated[Literal["foresight", "aspiration", "tit_for_tat"], Tag("name")]
    | Annotated[AspirationChoice, Tag("aspiration")]
    | Annotated[TitForTatChoice, Tag("tit_for_tat")]
    | Annotated[HoldOutChoice, Tag("hold_out")]
    | Annotated[UltimatumChoice, Tag("ultimatum")]
    | Annotated[ScriptChoice, Tag("script")]
    | Annotated[Plugin, Tag("plugin")],
    Discriminator(
        _tactic,
        custom_error_type="tactic",
        custom_error_message="must be foresight, aspiration or tit_for_tat, or one of aspiration, tit_for_tat, "
        "hold_out, ultimatum, script, plugin with its parameters",
    ),
]
"""A tactic by name (``foresight``), or one with parameters (``{aspiration: {beta: 0.5}}``)."""
