"""Checks of seats and governments: who sits where, orders, statements, points, beliefs, tactics."""

from __future__ import annotations

from collections import Counter

from sim.errors import near_name
from sim.evidence.statement_kinds import STATEMENT_KINDS
from sim.reading import Path, listed
from sim.reading.shown import show
from sim.scenario.check_draft import At, Draft, as_day
from sim.scenario.check_packages import PackageCheck
from sim.scenario.orders import order_mistakes

__all__ = ["check_governments", "check_seats"]


def check_seats(draft: Draft) -> None:
    """Check that two principals bargain, and that no government sits in two seats."""
    chairs: dict[str, str] = {}
    for seat in draft.seats:
        path: Path = ("seats", seat, "government")
        government = draft.part(*path)
        if isinstance(government, str):
            _one_seat(draft, chairs, government, seat, path)
    for event in draft.events:
        for seat, government in draft.mapping("events", event, "install").items():
            path = ("events", event, "install", seat)
            if isinstance(government, str) and seat in draft.seats and government in draft.governments:
                _one_seat(draft, chairs, government, seat, path)
    _check_slips(draft)
    _check_agreement(draft)
    if len(draft.seats) > 1 and len(draft.principals) < 2:
        found = listed(draft.principals) or "none"
        draft.report(("seats",), f"two seats at least must have `principal: true` (found {found})", at="key")


def _check_slips(draft: Draft) -> None:
    """Report a government of a file that extends another which sits nowhere and is named nearly as one of the other.

    Such a slip in a name would change nothing, without a notice.
    """
    holders = [draft.part("seats", seat, "government") for seat in draft.seats]
    comers = [body for event in draft.events for body in draft.mapping("events", event, "install").values()]
    sitting = sorted({name for name in (*holders, *comers) if isinstance(name, str) and name in draft.governments})
    for name in [name for name in draft.governments if name not in sitting and draft.hints]:
        near = near_name(name, sitting)
        if near and draft.file(("governments", name)) != draft.file(("governments", near)):
            message = f"sits in no seat, so nothing changes. Did you mean '{near}'?"
            draft.report(("governments", name), message, at="key")


def _check_agreement(draft: Draft) -> None:
    """Check that principals agree, every one of them weighed, and that all of them together are enough."""
    path: Path = ("procedure", "agreement")
    weights = draft.mapping(*path, "weights")
    for seat in weights:
        _check_voter(draft, seat, (*path, "weights", seat), at="key")
    for number, group in enumerate(draft.sequence(*path, "any_of")):
        for place, seat in enumerate(group if isinstance(group, list) else ()):
            _check_voter(draft, seat, (*path, "any_of", number, place))
    missing = [seat for seat in draft.principals if seat not in weights]
    if weights and missing:
        draft.report((*path, "weights"), f"leaves out {listed(missing)}: every principal needs a weight", at="key")
    numbers = list(weights.values()) if weights else [1] * len(draft.principals)
    least = draft.part(*path, "at_least")
    if (
        all(type(number) in (int, float) for number in [*numbers, least])
        and draft.principals
        and least > sum(numbers)
    ):
        message = f"more than all principals together weigh (found {show(least)}; allowed up to {show(sum(numbers))})"
        draft.report((*path, "at_least"), message)


def _check_voter(draft: Draft, seat: object, path: Path, *, at: At = "value") -> None:
    if seat in draft.seats and seat not in draft.principals:
        draft.report(path, f"only principals agree to packages ('{seat}' is {draft.part_at_talks(str(seat))})", at=at)


def _one_seat(draft: Draft, chairs: dict[str, str], government: str, seat: str, path: Path) -> None:
    if chairs.setdefault(government, seat) != seat:
        draft.report(path, f"a government sits in one seat only ('{government}' also sits in '{chairs[government]}')")


def check_governments(check: PackageCheck) -> None:
    """Check everything under `governments`."""
    draft = check.draft
    for name in draft.governments:
        place: Path = ("governments", name)
        _check_orders(draft, place)
        _check_adjustments(check, place)
        for number in range(len(draft.sequence(*place, "statements"))):
            _check_statement(check, (*place, "statements", number))
        _check_points(draft, place)
        _check_no_deal(draft, place)
        _check_tactic(check, (*place, "tactic"))


def _check_orders(draft: Draft, place: Path) -> None:
    for issue, order in draft.mapping(*place, "orders").items():
        path = (*place, "orders", issue)
        if draft.issues.get(issue):
            for mistake in order_mistakes(order, list(draft.issues[issue])) if isinstance(order, str) else ():
                draft.report(path, mistake)


def _check_adjustments(check: PackageCheck, place: Path) -> None:
    draft = check.draft
    names: Counter[str] = Counter()
    for number in range(len(draft.sequence(*place, "adjustments"))):
        path = (*place, "adjustments", number)
        check.pattern((*path, "when"))
        name = draft.part(*path, "name")
        if isinstance(name, str):
            names[name] += 1
            if names[name] == 2:
                draft.report((*path, "name"), f"two adjustments of one government share a name (found {show(name)})")


def _check_statement(check: PackageCheck, path: Path) -> None:
    for number in range(len(check.draft.sequence(*path, "one_of"))):
        _check_statement(check, (*path, "one_of", number))
    for form, kind in STATEMENT_KINDS.items():
        match kind.about:
            case "package":
                check.package((*path, form))
            case "pair":
                check.package((*path, form, "this"))
                check.package((*path, form, "to"))
            case "pattern":
                check.pattern((*path, form))


def _check_points(draft: Draft, place: Path) -> None:
    points = draft.part(*place, "points")
    if not isinstance(points, dict):
        return
    path = (*place, "points")
    for issue in points:
        if draft.issues.get(issue):
            given = draft.mapping(*path, issue)
            missing = [option for option in draft.issues[issue] if option not in given]
            if missing and isinstance(points[issue], dict):
                draft.report((*path, issue), f"leaves out {listed(missing)}: every option needs points", at="key")
    missing = [issue for issue in draft.issues if issue not in points]
    if missing:
        draft.report(path, f"leaves out {listed(missing)}: every issue needs points", at="key")


def _check_no_deal(draft: Draft, place: Path) -> None:
    given = draft.sequence(*place, "no_deal_range")
    if len(given) == 2 and all(type(bound) in (int, float) for bound in given) and given[0] > given[1]:
        draft.report((*place, "no_deal_range"), f"must run from low to high (found {show(given)})")


def _check_tactic(check: PackageCheck, path: Path) -> None:
    draft = check.draft
    check.package((*path, "ultimatum", "package"))
    draft.not_before_start((*path, "hold_out", "until"))
    last = None
    for number in range(len(draft.sequence(*path, "script", "moves"))):
        move = (*path, "script", "moves", number)
        check.package((*move, "tables"))
        draft.not_before_start((*move, "date"))
        day = as_day(draft.part(*move, "date"))
        if day and last and day < last:
            draft.report((*move, "date"), f"moves are listed in the order of their dates (found {day} after {last})")
        last = day or last
