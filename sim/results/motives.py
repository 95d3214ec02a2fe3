"""Numbers -> why: the clause that explains one decision of one government."""

from __future__ import annotations

from collections.abc import Mapping

from sim.figures import counted
from sim.minds.tactic import TIE
from sim.results.naming import IT, Naming, Pronoun, say_day
from sim.scenario.event import Between
from sim.scenario.scenario import ScenarioModel

__all__ = ["Motives", "against_without", "chance", "points", "say_points"]

Numbers = Mapping[str, float]

_SPREAD = 2.0
"""Points between what waiting is worth with an event and without it, below which the event is not a reason."""

_REPEAT = 3.0
"""Points by which what waiting is worth must have moved for the reason to be given again."""

_SLIGHT = 0.05
"""A chance of acceptance below which the number is left out."""

_TOO_LITTLE = 0.5
"""A chance of taking effect in time below which an offer counts as late."""

_SURE = 0.95
"""A chance of taking effect in time above which it goes without saying."""

_OPEN = (0.02, 0.98)
"""Beliefs between which an event is open to a government; outside them it is not a reason."""

_ADRIFT = 2
"""Points by which the two prospects, weighed by belief, may miss the whole and still be given as its reason."""


_AS_MUCH = "as much as"
"""What is worth the same is."""


def points(value: float) -> str:
    """Return points as a whole number.

    Examples
    --------
    >>> points(-0.3), points(62.5), points(63.5)
    ('0', '62', '64')
    """
    return f"{round(value):,}"


def say_points(value: float) -> str:
    """Return points with their noun.

    Examples
    --------
    >>> say_points(1.2), say_points(62.5)
    ('1 point', '62 points')
    """
    return counted(round(value), "point")


def chance(share: float) -> str:
    """Return a chance in whole percent, never rounded to a certainty it is not.

    Examples
    --------
    >>> chance(0.86), chance(0.002), chance(0.998), chance(1.0)
    ('86%', 'less than 1%', 'more than 99%', '100%')
    """
    if 0 < share < 0.005:
        return "less than 1%"
    if 0.995 < share < 1:
        return "more than 99%"
    return f"{share:.0%}"


def _shade(worth: float, demand: float) -> str:
    """Compare what is the same in whole points."""
    if abs(worth - demand) < TIE:
        return _AS_MUCH
    return f"a shade {'less' if worth < demand else 'more'} than"


def _leaning(numbers: Numbers, who: Pronoun = IT, *, decides: bool = False) -> str:
    """Say what a government's own noise adds to the worth of a package, where that is a few points, or `decides`.

    Examples
    --------
    >>> _leaning({"leaning": -2.6}), _leaning({"leaning": 4.2}), _leaning({})
    ('', ' (as it leans it counts for 4 points more)', '')
    >>> _leaning({"leaning": -2.6}, decides=True), _leaning({"leaning": 0.3}, decides=True)
    (' (as it leans it counts for 3 points less)', ' (as it leans it counts for a shade more)')
    """
    leaning = numbers.get("leaning", 0.0)
    if abs(leaning) < _REPEAT and not decides:
        return ""
    much = say_points(abs(leaning)) if round(abs(leaning)) else "a shade"
    return f" (as {who.does('leans')} it counts for {much} {'less' if leaning < 0 else 'more'})"


def _turned(numbers: Numbers, *, up: bool) -> bool:
    """Tell whether its leaning alone lifts a package to what a government demands, or drops it below that."""
    worth, demand = numbers["worth"], numbers["demand"]
    leaning = worth + numbers.get("leaning", 0.0)
    return worth < demand <= leaning if up else leaning < demand <= worth


def against_without(numbers: Numbers, who: Pronoun, without: str) -> str:
    """Say what something is worth against what there is `without` it, where the numbers are known.

    Examples
    --------
    >>> against_without({"worth": 75.2, "demand": 39.8}, Pronoun(plural=True), "without")
    ': worth 75 points to them, against 40 without'
    >>> against_without({"worth": 60.2, "demand": 59.8}, IT, "of waiting")
    ': worth 60 points to it, a shade more than waiting'
    >>> against_without({"worth": 60.0, "demand": 60.0}, IT, "without")
    ': worth 60 points to it, as much as without'
    >>> against_without({}, IT, "without")
    ''
    """
    if "demand" not in numbers:
        return ""
    worth, demand = f"worth {say_points(numbers['worth'])} to {who.object}", numbers["demand"]
    if points(numbers["worth"]) == points(demand):
        return f": {worth}, {_shade(numbers['worth'], demand)} {without.removeprefix('of ')}"
    return f": {worth}, against {points(demand)} {without}"


class Motives:
    """Explains decisions, and gives no reason twice in a row.

    Parameters
    ----------
    model : ScenarioModel
        The scenario.
    naming : Naming
        What its things are called.

    Attributes
    ----------
    happened : set of str
        Events that have happened by the day in question.
    """

    def __init__(self, model: ScenarioModel, naming: Naming) -> None:
        self._model, self._naming = model, naming
        self.happened: set[str] = set()
        self._last_reason: dict[str, tuple[str, float]] = {}
        self._fitting: dict[str, int] = {}

    def weighed(self, government: str, numbers: Numbers, *, day: int, later: bool = False, who: Pronoun = IT) -> str:
        """Return what a package is worth, and what it is measured by, with why where that is news.

        `later` is to say, for want of another reason, that something better is expected later; `who` stands for the
        government.
        """
        worth, demand = numbers["worth"], numbers["demand"]
        shade = points(worth) == points(demand)
        against = _shade(worth, demand) if shade else "against"
        what = "" if against == _AS_MUCH else "what "
        value = f"worth {say_points(worth)} to {who.object}"
        if "plausible" in numbers:
            why = self._why_wait(government, numbers, day=day, later=later, who=who)
            expected = f"{what}{who.does('expects')}" if shade else f"{points(demand)} expected"
            return f"{value}, {against} {expected} from waiting{why}"
        if demand < numbers["no_deal"] + 0.5:
            without = "no agreement" if shade else f"{points(demand)} without an agreement"
            return f"{value}, {against} {without}"
        return f"{value}, {against} the {points(demand)} {who.does('insists on')}"

    def refusal(
        self, government: str, numbers: Numbers, *, day: int, who: Pronoun = IT, package: int | None = None
    ) -> str:
        """Return why a package is refused."""
        value, no_deal = numbers["points"], numbers["no_deal"]
        if value < no_deal:
            less = "a shade less than no agreement" if points(value) == points(no_deal) else ""
            less = less or f"less than no agreement ({points(no_deal)})"
            return f"even in force it would be worth only {say_points(value)} to {who.object}, {less}"
        leaning = _leaning(numbers, who, decides=_turned(numbers, up=False))
        later = numbers["worth"] < numbers["demand"] - TIE  # else it leans against what is as good as waiting
        weighed = self.weighed(government, numbers, day=day, later=later, who=who) + leaning
        if self._too_late(numbers):
            in_time = f"a chance of {chance(numbers['in_force'])} of {self._in_time(package, 'taking')}"
            worth = f"worth {say_points(value)} to {who.object}"
            return f"in force it would be {worth}, but with {in_time} it is {weighed}"
        if numbers.get("assent") == 0 and numbers["worth"] + numbers.get("leaning", 0.0) >= numbers["demand"]:
            return f"{weighed}, but {who.does('sees')} no chance that third parties would assent to it"
        return weighed

    def acceptance(
        self, government: str, numbers: Numbers, *, day: int, who: Pronoun = IT, package: int | None = None
    ) -> str:
        """Return why a package is accepted; which one, where it may have to be ratified."""
        leaning = _leaning(numbers, who, decides=_turned(numbers, up=True))
        weighed = self.weighed(government, numbers, day=day, who=who) + leaning
        if numbers["in_force"] < _SURE:
            return f"{weighed}; the chance that it {self._in_time(package)} is {chance(numbers['in_force'])}"
        return weighed

    def offer(
        self,
        government: str,
        other: str,
        numbers: Numbers,
        *,
        day: int,
        who: Pronoun = IT,
        package: int | None = None,
    ) -> str:
        """Return why a package is offered, and what its author expects to come of it."""
        likely = self.acceptance(government, numbers, day=day, who=who, package=package)
        if "accepted" not in numbers:
            return likely
        sees = who.does("sees").capitalize()
        if numbers["accepted"] < _SLIGHT:
            position = f", and {who.conjugated('shows')} what {who.does('stands for')}"
            shows = position if self._model.minds.position > 0 else ""
            return f"{likely}. {sees} next to no chance that {other} would accept it today{shows}"
        return f"{likely}. {sees} a chance of {chance(numbers['accepted'])} that {other} would accept it today"

    def person(self, numbers: Numbers, who: Pronoun = IT, *, package: int | None = None) -> str:
        """Return what a person's move is about is worth, and what the government's mind would have insisted on."""
        worth, no_deal, advised = numbers["worth"], numbers["no_deal"], numbers["advised"]
        words = f"worth {say_points(worth)} to {who.object}, against {points(no_deal)} without an agreement"
        if numbers["in_force"] < _SURE:
            words += f", with a chance of {chance(numbers['in_force'])} of {self._in_time(package, 'taking')}"
        return f"{words}; the model's government would have insisted on {points(advised)}"

    def _in_time(self, package: int | None, verb: str = "takes") -> str:
        return f"{verb} effect in time" if package is None else self._naming.in_time(package, verb)

    def late(self, numbers: Numbers) -> bool:
        """Tell whether a package is taken off the table because too little time is left for it."""
        return self._too_late(numbers) and numbers["in_force"] < _TOO_LITTLE

    def _too_late(self, numbers: Numbers) -> bool:
        """Tell whether it is the clock alone that makes a package worth less than is demanded."""
        value = numbers["points"] - self._model.procedure.signing_cost
        return numbers["in_force"] < _SURE and value >= numbers["demand"] > numbers["worth"]

    def learned(self, government: str, numbers: Numbers, who: Pronoun = IT) -> str:
        """Say how many of the rivals it imagined are still plausible, where they have become notably fewer."""
        if "plausible" not in numbers or self._model.minds.rivals_known:
            return ""
        imagined = self._model.minds.imagined_rivals
        fitting, last = round(numbers["plausible"]), self._fitting.get(government, imagined)
        if fitting > 0.75 * last:
            return ""
        self._fitting[government] = fitting
        heard = who.does("has heard")
        return f"What {heard} fits about {fitting} of the {imagined} rivals {who.it} had thought possible"

    def meet_anew(self) -> None:
        """Take note that someone new sits at the table: what was learned of rivals is void."""
        self._fitting.clear()

    def _why_wait(self, government: str, numbers: Numbers, *, day: int, later: bool, who: Pronoun) -> str:
        """Return why waiting is worth what it is, unless that was the reason given last time."""
        known = self._event_ahead(numbers, who) or self._change_ahead(numbers, day=day)
        kind, why = known or _plainly(numbers, who, later=later)
        last, worth = self._last_reason.get(government, ("", 0.0))
        if not why or (kind == last and abs(worth - numbers["demand"]) < _REPEAT):
            return ""
        self._last_reason[government] = kind, numbers["demand"]
        return why

    def _event_ahead(self, numbers: Numbers, who: Pronoun) -> tuple[str, str] | None:
        """Name the undecided event on which most hangs, if its two prospects make up what waiting is worth."""
        found = [key.partition(":")[2] for key in numbers if key.startswith("belief:")]
        names = [name for name in found if _accounts_for(name, numbers)]
        hangs = {name: numbers[f"if:{name}"] - numbers[f"unless:{name}"] for name in names}
        most = max(hangs, key=lambda name: abs(hangs[name]), default="")
        if not most or abs(hangs[most]) < _SPREAD:
            return None
        title, belief = self._naming.event(most), numbers[f"belief:{most}"]
        expects = who.conjugated("expects")
        with_it, without = points(numbers[f"if:{most}"]), points(numbers[f"unless:{most}"])
        if hangs[most] > 0:
            why = f"a chance of {chance(belief)} and {expects} {with_it} then ({without} otherwise)"
        else:
            not_so = f"a chance of {chance(1 - belief)} of not happening"
            why = f"{not_so} and {expects} {without} then ({with_it} otherwise)"
        return most, f", mostly because {who.does('gives')} “{title}” {why}"

    def _change_ahead(self, numbers: Numbers, *, day: int) -> tuple[str, str] | None:
        """Name the next certain change of government, where something is still expected of waiting."""
        if numbers["demand"] < numbers["no_deal"] + 1:
            return None
        for name, event in self._model.events.items():
            if event.install and event.foreseen and event.chance == 1.0 and not isinstance(event.date, Between):
                settled = set(event.if_) <= self.happened and not set(event.unless) & self.happened
                if settled and (event.date - self._model.start).days > day:
                    return name, f", since “{self._naming.event(name)}” is due on {say_day(event.date)}"
        return None


def _accounts_for(event: str, numbers: Numbers) -> bool:
    """Tell whether a reader who weighs the two prospects by the belief arrives at what waiting is worth.

    They need not: the prospects are those on the event's own day, and an offer may be taken before.

    Examples
    --------
    >>> prospects = {"belief:vote": 0.2, "if:vote": 57.0, "unless:vote": 65.0}
    >>> _accounts_for("vote", prospects | {"demand": 63.0}), _accounts_for("vote", prospects | {"demand": 67.0})
    (True, False)
    """
    belief = numbers[f"belief:{event}"]
    if not _OPEN[0] <= belief <= _OPEN[1]:
        return False
    whole = belief * round(numbers[f"if:{event}"]) + (1 - belief) * round(numbers[f"unless:{event}"])
    return abs(whole - round(numbers["demand"])) <= _ADRIFT


def _plainly(numbers: Numbers, who: Pronoun, *, later: bool) -> tuple[str, str]:
    if abs(numbers["demand"] - numbers["no_deal"]) < 1:
        return "nothing", f", no more than {who.does('has')} without an agreement"
    return "later", f", since {who.does('expects')} to settle for something better later" if later else ""
