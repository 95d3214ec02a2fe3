"""What a play ends in: which of the named outcomes, and what the talks have cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.outcome import EndRule

if TYPE_CHECKING:
    from tests.reference.slow_play import Play


def _matches(play: Play, pattern: str | dict[str, tuple[str, ...]], held: dict[str, str]) -> bool:
    """Whether a package is the proposal named, or has the options of the pattern."""
    if isinstance(pattern, str):
        named = play.world.scenario.proposals[pattern]
        first = {issue: next(iter(body.options)) for issue, body in play.world.scenario.issues.items()}
        return held == first | named
    return all(held[issue] in options for issue, options in pattern.items())


def outcome_of(play: Play) -> str:
    """The first named outcome that holds."""
    end = play.procedure
    kind = "lapsed" if end.package is None else "other agreement" if end.in_force else "agreed too late"
    for name, outcome in play.world.scenario.outcomes.items():
        rule = outcome if isinstance(outcome, EndRule) else EndRule(packages=outcome)
        ends = "lapsed" if rule.no_agreement else "agreed too late" if rule.too_late else "other agreement"
        if kind == ends and _is_of(play, rule.packages) and _is_when(play, rule):
            return name
    return kind


def _is_of(play: Play, patterns: Any) -> bool:
    """Whether the package signed matches one of the patterns, if there are any."""
    if patterns is None:
        return True
    held = play.world.packages.package(play.procedure.package)
    return any(_matches(play, each, held) for each in ([patterns] if isinstance(patterns, str | dict) else patterns))


def _is_when(play: Play, rule: EndRule) -> bool:
    """Whether the days of signature and force, and what has happened, are as the outcome says."""
    end, start = play.procedure, play.world.scenario.start
    came = {who: day for day, kind, who, _ in reversed(play.log) if kind in ("event", "move")}
    last = 10**8 if end.package is None else end.signed_day

    def reached(day: int, limit: Any) -> bool:
        """Whether the limit has come by a day."""
        return came.get(limit, 10**9) <= day if isinstance(limit, str) else (limit - start).days <= day

    return (
        (rule.signed_before is None or not reached(end.signed_day, rule.signed_before))
        and (rule.signed_after is None or reached(end.signed_day, rule.signed_after))
        and (rule.in_force_before is None or not reached(end.force_day, rule.in_force_before))
        and (rule.in_force_after is None or reached(end.force_day, rule.in_force_after))
        and all(came.get(name, 10**9) <= last for name in rule.if_)
        and not any(came.get(name, 10**9) <= last for name in rule.unless)
    )


def cost_of_talks(play: Play, government: str) -> float:
    """Day by day, what talks cost until they ended."""
    last = play.deadline if play.procedure.package is None else play.procedure.signed_day
    paid, prices = 0.0, play.prices[government]
    for (day, cost), (until, _) in zip(prices, [*prices[1:], (last, 0.0)], strict=True):
        paid += cost * max(until - day, 0)
    return paid
