"""Checks of issues, packages, proposals, exclusions and outcomes."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.reading import Path
from sim.scenario.bargain import Issue, Option
from sim.scenario.check_draft import Draft
from sim.scenario.outcome import is_rule
from sim.scenario.packages import MAX_PACKAGES, PackageTable, package_table

__all__ = ["LAPSED", "TOO_LATE", "PackageCheck"]

LAPSED, TOO_LATE = "lapsed", "agreed too late"
"""Ends that every scenario has, besides its own outcomes."""


class PackageCheck:
    """Checks whatever names packages; `table` holds them all, or None where the issues do not make one."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.table = self._table()

    def _table(self) -> PackageTable | None:
        issues, draft = self.draft.issues, self.draft
        if not issues or not all(issues.values()):
            return None
        count = prod(len(options) for options in issues.values())
        if count > MAX_PACKAGES:
            draft.report(
                ("issues",),
                f"too many packages (found {count:,} combinations of options; allowed {MAX_PACKAGES:,}): "
                "use fewer issues or options",
                at="key",
            )
            return None
        # not validated: names may have a wrong shape, which the models report
        nouns = {
            name: Issue.model_construct(options=dict.fromkeys(options, Option())) for name, options in issues.items()
        }
        patterns = (self.known_pattern(pattern) for _, pattern in draft.items("exclusions"))
        try:
            return package_table(nouns, [pattern for pattern in patterns if pattern])
        except ValueError as error:
            draft.report(("exclusions",), str(error), at="key")
            return None

    def known_pattern(self, pattern: Any) -> dict[str, tuple[str, ...]] | None:
        """Return a pattern, or a proposal's package, as tuples of options; None where it names something unknown."""
        if isinstance(pattern, str) and isinstance(package := self.draft.proposals.get(pattern), dict):
            first = {issue: next(iter(options)) for issue, options in self.draft.issues.items() if options}
            pattern = {**first, **package} if first.keys() == self.draft.issues.keys() else None
        if not isinstance(pattern, dict):
            return None
        listed = {issue: [names] if isinstance(names, str) else names for issue, names in pattern.items()}
        for issue, names in listed.items():
            options = self.draft.issues.get(issue)
            if (
                options is None
                or not isinstance(names, list)
                or not all(isinstance(name, str) and name in options for name in names)
            ):
                return None
        return {issue: tuple(names) for issue, names in listed.items()}

    def pattern(self, path: Path) -> None:
        """Report that the pattern at `path`, or one in the list there, matches no package."""
        draft = self.draft
        for place, asked in draft.items(*path):
            known = self.known_pattern(asked)
            if known and self.table is not None and not self.table.matching(known).any():
                draft.report(place, "matches no package: the exclusions remove all of them")

    def matches(self, path: Path) -> NDArray[np.bool_] | None:
        """Return which packages (p,) the patterns at `path` match, all where there are none; None if unreadable."""
        if self.table is not None and self.draft.part(*path) is None:
            return self.table.matching({})
        known = [self.known_pattern(asked) for _, asked in self.draft.items(*path)]
        if self.table is None or any(pattern is None for pattern in known):
            return None
        return self.table.matching([pattern for pattern in known if pattern is not None])

    def package(self, path: Path) -> None:
        """Report that an exclusion removes the inline package at `path`."""
        named = self.draft.part(*path)
        if isinstance(named, dict):
            self._not_excluded(path, named)

    def _not_excluded(self, path: Path, package: dict[str, Any]) -> None:
        known = self.known_pattern(package)
        if known is None or self.table is None or not all(isinstance(option, str) for option in package.values()):
            return
        if self.table.index(package) is None:
            self.draft.report(path, "an exclusion removes this package (issues left out take their first option)")

    def packages(self, *path: str | int) -> None:
        """Check the package, or the list of packages, at `path`."""
        for place, _ in self.draft.items(*path):
            self.package(place)


def check_packages(check: PackageCheck) -> None:
    """Check options, exclusions, proposals and what is on the table."""
    draft = check.draft
    for issue, options in draft.issues.items():
        for number, option in enumerate(options):
            _check_foreseen(draft, ("issues", issue, "options", option), first=number == 0)
            for place, seat in draft.names("issues", issue, "options", option, "needs"):
                if seat in draft.principals:
                    draft.report(
                        place, f"'{seat}' is a principal, who agrees or not anyway: name a third party's seat"
                    )
                elif seat in draft.mediators:
                    draft.report(place, f"'{seat}' is a mediator, who need not agree: name a third party's seat")
    for path, pattern in draft.items("exclusions"):
        if pattern == {}:
            draft.report(path, "excludes every package: name at least one issue")
    for name, body in draft.proposals.items():
        if isinstance(body, dict):  # no proposal is another's name
            check.package(("proposals", name))
    for seat in draft.mapping("on_the_table"):
        path = ("on_the_table", seat)
        if seat in draft.seats and seat not in draft.principals + draft.mediators:
            draft.report(path, f"only principals and mediators table packages ('{seat}' is a third party)", at="key")
        check.packages(*path)


def _check_foreseen(draft: Draft, path: Path, *, first: bool) -> None:
    """Report an option that nobody foresees, at `path`, where nothing says from when on it was known."""
    if draft.part(*path, "foreseen") is not False:
        return
    if first:
        draft.report((*path, "foreseen"), "the first option is what there is without an agreement: it is foreseen")
    elif not draft.part(*path, "claims"):
        draft.report((*path, "foreseen"), "needs `claims`: as of a day it is there once one of them was known")


def check_outcomes(check: PackageCheck) -> None:
    """Check the patterns of outcomes, that each can occur, and the actual outcome's name."""
    draft, table = check.draft, check.table
    left = None if table is None else {end: table.matching({}) for end in ("in_force", "too_late", "no_agreement")}
    reachable: dict[str, bool] = {}
    for name, value in draft.mapping("outcomes").items():
        path: Path = ("outcomes", name)
        before, rule = len(draft.problems), value if is_rule(value) else {"packages": value}
        place = (*path, "packages") if is_rule(value) else path
        check.pattern(place)
        found = check.matches(place)
        if left is None or found is None or len(draft.problems) > before:
            reachable[name] = True
            continue
        end = next((key for key in ("no_agreement", "too_late") if rule.get(key) is True), "in_force")
        reachable[name] = bool((found & left[end]).any())
        if not rule.keys() - {"packages", "no_agreement", "too_late"}:
            left[end] &= ~found
    _report_names(draft, reachable, lapses=left is None or bool(left["no_agreement"].any()))


def _report_names(draft: Draft, reachable: dict[str, bool], *, lapses: bool) -> None:
    for name, can_be in reachable.items():
        if not can_be:
            draft.report(("outcomes", name), "can never be: earlier outcomes match all that it does first", at="key")
    for name in draft.mapping("outcomes"):
        if name in (LAPSED, TOO_LATE):
            draft.report(("outcomes", name), "the name of an end that every scenario has: choose another", at="key")
    actual = draft.part("actual", "outcome")
    if isinstance(actual, str):
        names = dict.fromkeys([*draft.mapping("outcomes"), *[LAPSED] * lapses, TOO_LATE])
        draft.refer("outcome", actual, [*names], ("actual", "outcome"))
