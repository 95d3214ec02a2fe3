"""Random orders, adjustments and statements that can all hold: they are true of a model drawn first and then hidden.

Only soft statements (credence below 1) may be false of it, so that some quarrel.
"""

from random import Random
from typing import Any

Data = dict[str, Any]
Package = dict[str, str]


class _Hidden:
    """The model that what is said is true of: part-worths as the scale of statements wants them, and no deal."""

    def __init__(self, rng: Random, options: dict[str, list[str]], packages: list[Package]) -> None:
        self.packages = packages
        self.ranks = {issue: {option: rng.randint(0, 3) for option in names} for issue, names in options.items()}
        first = next(iter(options))
        self.ranks[first][options[first][0]] = 4  # one issue at least has a best and a worst option
        weights = {issue: rng.randint(1, 5) for issue, ranks in self.ranks.items() if len({*ranks.values()}) > 1}
        self.worth = {issue: dict.fromkeys(names, 0.0) for issue, names in options.items()}
        for issue, weight in weights.items():
            ranks = self.ranks[issue]
            low, high = min(ranks.values()), max(ranks.values())
            for option, rank in ranks.items():
                self.worth[issue][option] = 100 * weight / sum(weights.values()) * (rank - low) / (high - low)
        self.combined, self.bonus = rng.choice(packages), rng.choice([0, 0, -15, 20])
        self.no_deal = rng.randint(-20, 90)

    def value(self, package: Package) -> float:
        parts = sum(self.worth[issue][option] for issue, option in package.items())
        return parts + (self.bonus if package == self.combined else 0)

    def order(self, issue: str) -> str:
        """The order of an issue's options, best first."""
        ranks = self.ranks[issue]
        levels = sorted({*ranks.values()}, reverse=True)
        return " > ".join(" = ".join(o for o, rank in ranks.items() if rank == level) for level in levels)


def evidence(rng: Random, options: dict[str, list[str]], packages: list[Package]) -> Data:
    """Return the part of a government's entry that says what it prefers."""
    hidden = _Hidden(rng, options, packages)
    unstated = rng.choice([None, None, *options])  # the order of one issue may be anybody's guess
    body: Data = {
        "orders": {issue: hidden.order(issue) for issue in options if issue != unstated},
        "no_deal_range": rng.choice([[-50, 100], [hidden.no_deal - 20, hidden.no_deal + 5], [hidden.no_deal] * 2]),
        "statements": [said for _ in range(rng.randint(0, 4)) if (said := _statement(rng, hidden, options))],
    }
    if hidden.bonus:
        ranges = [hidden.bonus, {"above": hidden.bonus - 5, "below": hidden.bonus + 15}]
        body["adjustments"] = [{"name": "both", "when": hidden.combined, "points": rng.choice(ranges)}]
    return body


def _statement(rng: Random, hidden: _Hidden, options: dict[str, list[str]]) -> Data | None:
    """Return something true of the hidden model, by some margin; or something soft and false; None for a tie."""
    package, other = rng.choice(hidden.packages), rng.choice(hidden.packages)
    form = rng.choice(["accepts", "refuses_any", "prefers"])
    said: Data
    if form == "prefers":
        gap = hidden.value(package) - hidden.value(other)
        this, to = (package, other) if gap > 0 else (other, package)
        said = {"prefers": {"this": this, "to": to}}
    elif form == "refuses_any":
        issue = rng.choice(list(options))
        held = [option for option in options[issue] if rng.randrange(2)] or options[issue][:1]
        matching = [hidden.value(each) for each in hidden.packages if each[issue] in held]
        gap = hidden.no_deal - max(matching, default=1000.0)
        said = {"refuses_any": {issue: held}}
    else:
        gap = hidden.value(package) - hidden.no_deal
        said = {"accepts" if gap > 0 else "refuses": package}
    false = gap < 0 and form == "refuses_any"
    if abs(gap) < 0.5 or abs(gap) > 500:
        return None
    said["margin"] = 1 if false else rng.choice([0, min(1, abs(gap)), abs(gap) / 2])
    if false or rng.randrange(3) == 0:
        said["credence"] = rng.choice([0.3, 0.8])
    return said
