"""What people do at a table: moves as data, packages as a player gives them, and why a move cannot be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.engine.person import MoveKind, Obstacle
from sim.errors import InputError, did_you_mean
from sim.results.naming import Naming, the
from sim.scenario.load import LoadedScenario

__all__ = ["HAND_OVER", "MOVES", "TableMove", "kind_of", "package_of", "say_obstacle"]

HAND_OVER = ("mind", "person")
"""Who may take a chair."""

MOVES = tuple(kind.value for kind in MoveKind)


@dataclass(frozen=True)
class TableMove:
    """One thing a person did, or a chair handed over.

    Parameters
    ----------
    day : int
        Days since the start.
    seat : str
        Whose seat it is.
    kind : str
        One of `MOVES`, or of `HAND_OVER`: who takes the chair.
    package : tuple of (issue, option), or None
        What it is about.
    """

    day: int
    seat: str
    kind: str
    package: tuple[tuple[str, str], ...] | None = None


def kind_of(given: object) -> MoveKind:
    """Return the kind of a move by its name.

    Raises
    ------
    InputError
        For any other name.
    """
    if given not in MOVES:
        hint = did_you_mean(str(given), MOVES)
        raise InputError(f"move: no such move (found {given!r}; allowed {', '.join(MOVES)}).{hint}")
    return MoveKind(given)


def package_of(scenario: LoadedScenario, given: Any) -> int:
    """Return the number of a package that a player names.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    given : str or mapping
        A proposal's name; ``issue=option`` for some issues, joined by commas, or the option alone where only one
        issue has it; or a mapping of issues to options. Issues left out take their first option.

    Raises
    ------
    InputError
        For an issue, option or proposal that the scenario does not have, and a package that it excludes.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> treaty = load_scenario("scenarios/new_start/baseline.yaml")
    >>> package_of(treaty, "clean five years") == package_of(treaty, "extension=five_years")
    True
    >>> package_of(treaty, "clean six years")
    Traceback (most recent call last):
    sim.errors.InputError: package: no such proposal (found 'clean six years'; allowed clean_five_years, \
clean_one_year, year_and_freeze, year_and_cap, year_and_verified_freeze, september_paper, october_framework). \
Did you mean 'clean_five_years'?
    """
    model = scenario.model
    if isinstance(given, str):
        name = given.strip().strip("“”\"'").strip().replace(" ", "_")
        if name in model.proposals:
            options: Mapping[str, Any] = model.proposals[name]
        else:
            parts = [part.strip() for part in given.replace(";", ",").split(",") if part.strip()]
            pairs = [_pair(part) if "=" in part or ":" in part else _only_option(scenario, part) for part in parts]
            options = dict(pair for pair in pairs if pair is not None)
            if not parts or None in pairs:
                if "=" in given or ":" in given:
                    raise InputError(f"package: must be issue=option, joined by commas (found '{given}')")
                raise InputError(_no_proposal(given, name, list(model.proposals)))
    elif isinstance(given, Mapping):
        options = given
    else:
        raise InputError(f"package: must be a proposal's name or a mapping of issues to options (found {given!r})")
    position = scenario.packages.index({issue: _option(scenario, issue, o) for issue, o in options.items()})
    if position is None:
        raise InputError("package: the scenario excludes this combination of options")
    return position


def _no_proposal(given: str, name: str, proposals: list[str]) -> str:
    allowed = ", ".join(proposals) if proposals else "none; give issue=option instead"
    return f"package: no such proposal (found '{given}'; allowed {allowed}).{did_you_mean(name, proposals)}"


def _pair(part: str) -> tuple[str, str]:
    issue, _, option = part.replace(":", "=", 1).partition("=")
    return issue.strip(), option.strip()


def _only_option(scenario: LoadedScenario, word: str) -> tuple[str, str] | None:
    """Return the option that a word names without its issue; None where no issue has it, or several have."""
    name = word.replace(" ", "_")
    found = [(issue, name) for issue, body in scenario.model.issues.items() if name in body.options]
    return found[0] if len(found) == 1 else None


def _option(scenario: LoadedScenario, issue: object, option: object) -> str:
    issues = scenario.model.issues
    issue = issue.replace(" ", "_") if isinstance(issue, str) else issue
    if issue not in issues:
        hint = did_you_mean(str(issue), issues)
        raise InputError(f"package: no such issue (found {issue!r}; allowed {', '.join(issues)}).{hint}")
    options = issues[str(issue)].options
    named = option.replace(" ", "_") if isinstance(option, str) else option
    if named not in options:
        hint = did_you_mean(str(named), options)
        raise InputError(
            f"package: {issue} has no such option (found {option!r}; allowed {', '.join(options)}).{hint}"
        )
    return str(named)


_OVER = "the talks are over"

_WORDS = {
    Obstacle.OVER: _OVER,
    Obstacle.ASKED: "the principals have agreed: wait for the text, or for the third parties asked",
    Obstacle.BARRED: "a third party whose assent it needs has refused",
    Obstacle.HELD: "{seat} stands by it already",
    Obstacle.NOT_HELD: "{seat} does not stand by it",
    Obstacle.NOT_TABLED: "none of the others has it on the table",
    Obstacle.AGREED: "{seat} has agreed to it already, and waits for the others",
    Obstacle.ANSWERED: "{seat} has answered it already",
    Obstacle.NO_SAY: "{seat} is a mediator, who has no say in it",
    Obstacle.FOR_IT: "{seat} is for prolonging the talks already",
}


def say_obstacle(obstacle: Obstacle, kind: MoveKind, *, naming: Naming, seat: str, package: int, until: str) -> str:
    """Return why a move cannot be made today, in a line.

    Parameters
    ----------
    obstacle, kind
        What stands in the way of what.
    naming : Naming
        What the scenario's things are called.
    seat : str
        Whose move it is.
    package : int
        What it is about, -1 for nothing.
    until : str
        The day on which it can be tried again, in words, where that is known.
    """
    about = f" {naming.package(package)}" if package >= 0 else ""
    if obstacle is Obstacle.APART:
        why = f"there is no contact before {until}"
    elif obstacle is Obstacle.NOT_ITS_TURN:
        why = f"the principals propose in turn, and {the(naming.seat(seat))} may again from {until}"
    elif obstacle is Obstacle.TOO_EARLY:
        why = f"a later deadline can be agreed from {until}" if until else "the scenario knows no later deadline"
    else:
        why = _WORDS[obstacle].format(seat=the(naming.seat(seat)))
    return f"{kind.value}{about}: cannot be done now: {why}"
