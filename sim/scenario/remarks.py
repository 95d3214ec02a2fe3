"""What a reader of a sound scenario should know before playing it: nothing of it is a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sim.evidence.statement_kinds import STATEMENT_KINDS
from sim.figures import percent
from sim.reading.shown import listed
from sim.scenario.as_of import known_by, out_of_turn
from sim.scenario.claimed_numbers import claimed_numbers
from sim.scenario.event import first_day
from sim.scenario.government import RandomDuration, Statement
from sim.scenario.known import Known
from sim.scenario.load import LoadedScenario
from sim.scenario.packages import PackageTable, as_package
from sim.scenario.preferences import compile_preferences, say_statement
from sim.scenario.scenario import ScenarioModel
from sim.scenario.tactics import ScriptChoice, TitForTatChoice

__all__ = ["beyond", "clashes", "hindsight", "idle_entries", "idle_seats", "own_refusals", "standoff", "undated"]


def beyond(scenario: LoadedScenario) -> str:
    """Say what is dated after the last deadline, and so is never reached; "" for nothing.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> beyond(load_scenario("scenarios/new_start/baseline.yaml", settings=["deadline=2021-01-22"]))
    'After the deadline, 2021-01-22, and left out: how it really ended'
    """
    model = scenario.model
    last = model.last_deadline
    late = {
        ("event", "events"): [name for name, event in model.events.items() if first_day(event) > last],
        ("move", "moves"): [name for name, move in model.moves.items() if move.from_ and move.from_ > last],
        ("move of a script", "moves of scripts"): [
            f"{move.date} ({name})"
            for name, body in model.governments.items()
            if isinstance(body.tactic, ScriptChoice)
            for move in body.tactic.script.moves
            if move.date > last
        ],
        ("entry of the record of", "entries of the record of"): [
            str(entry.day) for entry in model.record if entry.day > last
        ],
    }
    parts = [f"the {nouns[len(names) > 1]} {listed(names)}" for nouns, names in late.items() if names]
    parts += ["how it really ended"] if model.actual is None and scenario.located.data.get("actual") else []
    return f"After the deadline, {last}, and left out: {'; '.join(parts)}" if parts else ""


def idle_entries(model: ScenarioModel) -> str:
    """Say which entries of the record are without effect; "" for none.

    They are about a prolongation that is not the next, or too late, or answer or take back what nobody has tabled.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> late = "record=[{date: 2014-07-10, prolongs: seven_months}]"
    >>> idle_entries(load_scenario("scenarios/recipes/prolongation.yaml", settings=[late]).model)
    'Not next in turn, or after the deadline, and so without effect in the record: seven_months (2014-07-10)'
    """
    found = {
        "Not next in turn, or after the deadline": [
            f"{entry.prolongs or entry.declines} ({entry.day})" for entry in out_of_turn(model)
        ],
        "Not on the table by then": _untabled(model),
    }
    each = (f"{why}, and so without effect in the record: {listed(named)}" for why, named in found.items() if named)
    return "; ".join(each)


def _untabled(model: ScenarioModel) -> list[str]:
    """Return entries that accept or refuse what no other seat has tabled by then, or withdraw what the seat has not.

    What events table may lie there on any day.
    """
    tabled = [
        (seat, model.spelt_out(each))
        for offers in (model.on_the_table, *(event.tables for event in model.events.values()))
        for seat, packages in offers.items()
        for each in packages
    ]
    found = []
    for entry in sorted(model.record, key=lambda entry: entry.day):
        if entry.tables is not None:
            tabled.append((str(entry.seat), model.spelt_out(entry.tables)))
        for verb in ("accepts", "refuses", "withdraws"):
            if (package := getattr(entry, verb)) is None:
                continue
            content = model.spelt_out(package)
            who = {seat for seat, offer in tabled if offer == content}
            if not (entry.seat in who if verb == "withdraws" else who - {entry.seat}):
                found.append(f"{entry.seat} {verb} ({entry.day})")
    return found


def idle_seats(model: ScenarioModel) -> str:
    """Say which third parties nobody ever asks; "" for none.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> unneeded = "issues.china.options.joins.needs=null"
    >>> idle_seats(load_scenario("scenarios/new_start/baseline.yaml", settings=[unneeded]).model)
    'No option needs, nor any prolongation asks, the third party china: its preferences count for nothing'
    """
    asked = {seat for issue in model.issues.values() for option in issue.options.values() for seat in option.needs}
    asked.update(seat for each in model.prolongations.values() for seat in (*each.assent, *each.granted_by))
    idle = [name for name, seat in model.seats.items() if not seat.at_table and name not in asked]
    if not idle:
        return ""
    who, whose = ("parties", "their") if idle[1:] else ("party", "its")
    return (
        f"No option needs, nor any prolongation asks, the third {who} {listed(idle)}: "
        f"{whose} preferences count for nothing"
    )


def own_refusals(scenario: LoadedScenario) -> str:
    """Say which seats begin with a package on the table that their own government refuses for sure; "" for none.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> odd = "on_the_table.russia=[clean_five_years, october_framework]"
    >>> own_refusals(load_scenario("scenarios/new_start/baseline.yaml", settings=[odd]))
    'On the table from the start, and binding, though its side refuses it: october_framework (russia)'
    """
    model, packages, found = scenario.model, scenario.packages, []
    for seat, offers in model.on_the_table.items():
        _, clauses = compile_preferences(model, packages, model.seats[seat].government)
        refused = {
            position
            for clause in clauses
            if clause.credence == 1 and clause.group is None and not STATEMENT_KINDS[clause.kind].liked
            for position in clause.packages
        }
        for each in offers:
            position = as_package(packages, each)
            if position in refused:
                found.append(f"{each if isinstance(each, str) else packages.label(position)} ({seat})")
    return f"On the table from the start, and binding, though its side refuses it: {listed(found)}" if found else ""


def hindsight(scenario: LoadedScenario, option: str = "sim run --as-of") -> str:
    """Say how many statements, orders, numbers and so on rest only on claims known after the start; "" for none.

    Where an `option` is named, also that it leaves out what it can.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> hindsight(load_scenario("scenarios/new_start/baseline.yaml"))[:59]
    '9 of 19 statements, 4 of 23 orders, 4 of 6 claimed values, '
    """
    model = scenario.model
    known = Known(scenario.library, model.claims, model.start)
    bodies = [body for body in model.governments.values() if body.points is None]
    parts = {
        "statement": [single.statement.claims for body in bodies for single in body.single_statements],
        "order": [body.order_claims.get(issue, ()) for body in bodies for issue in body.orders],
        "adjustment": [adjustment.claims for body in bodies for adjustment in body.adjustments],
        "claimed value": [each.claims for _, number in claimed_numbers(model) for each in number.by_claim],
        "span of days": [each.claims for each in _durations(model)],
        "option": [option.claims for issue in model.issues.values() for option in list(issue.options.values())[1:]],
        "event": [event.claims for event in model.events.values()],
        "move": [move.claims for move in model.moves.values()],
        "prolongation": [step.claims for step in model.prolongations.values()],
        "rule of breaking off": [body.break_off.claims for body in model.governments.values() if body.break_off],
    }
    late = {name: sum(not known.stands(claims) for claims in cited) for name, cited in parts.items()}
    counts = [f"{count} of {len(parts[name])} {_plural(name)}" for name, count in late.items() if count]
    if not counts:
        return ""
    verb = "rests" if sum(late.values()) == 1 else "rest"
    what = " and ".join([*([", ".join(counts[:-1])] if counts[1:] else []), counts[-1]])
    late_claims = f"{what} {verb} only on claims known after the start, {model.start}"
    return f"{late_claims}: {option} leaves out what it can" if option else late_claims


def _plural(noun: str) -> str:
    first, _, rest = noun.partition(" of ")
    return f"{first}s of {rest}" if rest else f"{noun}s"


def _durations(model: ScenarioModel) -> list[RandomDuration]:
    """Return the spans of days that cite claims."""
    given = [
        *(seat.procedure_days for seat in model.seats.values()),
        *(body.reply_days for body in model.governments.values()),
    ]
    return [each for each in given if isinstance(each, RandomDuration) and each.claims]


def undated(scenario: LoadedScenario, day: date) -> str:
    """Say what is kept as of a day though all its claims came later, as it cannot be left out; "" for nothing.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> undated(load_scenario("scenarios/new_start/baseline.yaml"), date(2020, 10, 1))[:79]
    'As of 2020-10-01 these rest on later claims and are kept: options freeze=declar'
    """
    model, known = scenario.model, Known(scenario.library, scenario.model.claims, day)
    as_known = known_by(scenario, day)
    then, packages = as_known.model.governments, as_known.packages
    orders = [
        f"{issue} ({name})"
        for name, body in model.governments.items()
        for issue in body.order_claims
        if issue in then[name].orders and issue not in then[name].order_claims
    ]
    decided = {entry.event for entry in model.record if entry.day <= day}
    kept = {
        "options": [
            f"{issue}={name}"
            for issue, body in model.issues.items()
            for name, option in list(body.options.items())[1:]
            if not known.stands(option.claims) and packages.matching({issue: (name,)}).any()
        ],
        "events": [
            name
            for name, event in model.events.items()
            if event.foreseen and name not in decided and not known.stands(event.claims)
        ],
        "moves": [name for name, move in model.moves.items() if not known.stands(move.claims)],
        "prolongations": [name for name, step in model.prolongations.items() if not known.stands(step.claims)],
        "orders, as too many issues would be without one:": orders,
    }
    parts = [f"{noun} {', '.join(names)}" for noun, names in kept.items() if names]
    return f"As of {day} these rest on later claims and are kept: {'; '.join(parts)}" if parts else ""


def clashes(model: ScenarioModel, packages: PackageTable) -> Iterator[str]:
    """Yield, for each government whose uncertain statements clash, a sentence that says what is left of them.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> halves = "[{accepts: status_quo, credence: 0.5}, {refuses: status_quo, credence: 0.5}]"
    >>> loaded = load_scenario_text(starter_scenario(), settings=[f"governments.union.statements={halves}"])
    >>> for sentence in clashes(loaded.model, loaded.packages):
    ...     print(sentence[:96])
    union: statements of credence below 1 clash, so 25% of the coin tosses that take them in are rej
    """
    from sim.evidence.agreement import agreement

    for name, body in model.governments.items():
        found = None if body.points is not None else agreement(*compile_preferences(model, packages, name), name=name)
        if found is None:
            continue
        pairs = [(one, left) for one, left in zip(body.single_statements, found.left, strict=True)]
        moved = [pair for pair in pairs if abs(pair[0].statement.credence - pair[1]) >= _MOVED]
        shifts = [
            f"{_bare(one.statement)} in {percent(left)} (credence {one.statement.credence:g})" for one, left in moved
        ]
        yield (
            f"{name}: statements of credence below 1 clash, so {percent(found.rejected)} of the coin tosses that "
            f"take them in are rejected. Worlds take in: {'; '.join(shifts) or 'each about as often as its credence'}"
        )


def standoff(model: ScenarioModel) -> str:
    """Say that all who bargain at the start wait for each other to concede first; "" where somebody does not.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> both = [f"governments.{name}.tactic=tit_for_tat" for name in ("management", "union")]
    >>> loaded = load_scenario_text(starter_scenario(), settings=both)
    >>> standoff(loaded.model)[:71]
    'All principals (workers, port) start with tit_for_tat and wait for each'
    """
    seats = {name: model.governments[seat.government] for name, seat in model.seats.items() if seat.principal}
    tactics = [body.tactic for body in seats.values()]
    if not all(tactic == "tit_for_tat" or isinstance(tactic, TitForTatChoice) for tactic in tactics):
        return ""
    if any(isinstance(tactic, TitForTatChoice) and tactic.tit_for_tat.start == 0 for tactic in tactics):
        return ""
    return (
        f"All principals ({listed(list(seats))}) start with tit_for_tat and wait for each other to concede first: "
        "they agree only on what meets their first demands. Give one of them another tactic, or a lower `start`"
    )


_MOVED = 0.02
"""A change of credence worth reporting: two standard errors of a share of 2,048 models."""


def _bare(statement: Statement) -> str:
    return say_statement(statement.model_copy(update={"claims": ()}))
