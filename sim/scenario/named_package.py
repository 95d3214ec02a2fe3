"""Packages as people name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.arguments import name_of
from sim.errors import InputError, did_you_mean, shown
from sim.scenario.load import LoadedScenario

__all__ = ["package_of"]


def package_of(scenario: LoadedScenario, given: Any) -> int:
    """Return the number of a package that somebody names.

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
        name = name_of(given).strip().strip("“”\"'").strip().replace(" ", "_")
        if name in model.proposals:
            options: Mapping[str, Any] = model.proposals[name]
        else:
            parts = [part.strip() for part in given.replace(";", ",").split(",") if part.strip()]
            pairs = [_pair(part) if "=" in part or ":" in part else _only_option(scenario, part) for part in parts]
            options = dict(pair for pair in pairs if pair is not None)
            if len(options) < len(pairs) and None not in pairs:
                raise InputError(f"package: names an issue twice (found '{given}')")
            if not parts or None in pairs:
                if "=" in given or ":" in given:
                    raise InputError(f"package: must be issue=option, joined by commas (found '{given}')")
                raise InputError(_no_proposal(given, name, list(model.proposals)))
    elif isinstance(given, Mapping):
        options = given
    else:
        raise InputError(
            f"package: must be a proposal's name or a mapping of issues to options (found {shown(given)})"
        )
    position = scenario.packages.index({issue: _option(scenario, issue, o) for issue, o in options.items()})
    if position is None:
        raise InputError(f"package: the scenario excludes this combination of options (found {shown(given)})")
    return position


def _no_proposal(given: str, name: str, proposals: list[str]) -> str:
    allowed = ", ".join(proposals) if proposals else "none; give issue=option instead"
    return f"package: no such proposal (found '{given}'; allowed {allowed}).{did_you_mean(name, proposals)}"


def _pair(part: str) -> tuple[str, str]:
    issue, _, option = part.replace(":", "=", 1).partition("=")
    return issue.strip(), option.strip()


def _only_option(scenario: LoadedScenario, word: str) -> tuple[str, str] | None:
    """Return the option that a word names without its issue; None where no issue has it, or several have."""
    name = name_of(word).replace(" ", "_")
    found = [(issue, name) for issue, body in scenario.model.issues.items() if name in body.options]
    return found[0] if len(found) == 1 else None


def _option(scenario: LoadedScenario, issue: object, option: object) -> str:
    issues = scenario.model.issues
    issue = name_of(issue).replace(" ", "_") if isinstance(issue, str) else issue
    if issue not in issues:
        hint = did_you_mean(str(issue), issues)
        raise InputError(f"package: no such issue (found {shown(issue)}; allowed {', '.join(issues)}).{hint}")
    options = issues[str(issue)].options
    named = name_of(option).replace(" ", "_") if isinstance(option, str) else option
    if named not in options:
        hint = did_you_mean(str(named), options)
        raise InputError(
            f"package: {issue} has no such option (found {shown(option)}; allowed {', '.join(options)}).{hint}"
        )
    return str(named)
