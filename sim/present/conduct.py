"""How governments bargain in plays, beside what the record says they did: in tables; data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sim.analysis.conduct.rates import Rate
from sim.analysis.conduct.words import say_move
from sim.answer import Detail, plain_data
from sim.figures import margin_in_words
from sim.rendering.page import Part, Rows
from sim.results.estimates import Z
from sim.results.naming import Naming, say_day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.analysis.conduct.conduct import Conduct
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "parts", "pictures"]

FORMAT = "negotiation-sim conduct 1"

_LEGEND = (
    "In per cent, ± 95% margins, or 95% intervals; ≤ and ≥ limits of what never, or always, came. going on: plays "
    "whose talks go on when the window begins, of which the other columns are shares. does it: the seat does so with "
    "that package in the window; alike: with one of the same outcome; any: with any package."
)
_DEEDS_LEGEND = (
    "What the seat does in the window with the package of the recorded move. keeps: it stands by it when the window, "
    "or the talks, end."
)


def parts(found: Conduct, detail: Detail) -> Iterator[Part]:
    """Yield recorded moves with the shares of plays, and how seats bargain in general."""
    model, size = found.scenario.model, found.size
    yield "title", f"{model.title}: how governments bargain"
    yield "small", f"{size.worlds:,} worlds x {size.replications:,} replications, seed {size.seed}"
    if found.moves:
        yield "heading", f"Recorded moves, within {found.window} days"
        yield _recorded(found)
        yield "small", _LEGEND
        if detail == "full":
            yield _deeds(found)
            yield "small", _DEEDS_LEGEND
    else:
        yield "line", "The record has no moves of seats within the talks: nothing to hold plays against."
    yield "heading", "In general"
    yield _seats(found)
    yield _signing(found)


def _recorded(found: Conduct) -> Rows:
    body = tuple(
        (
            say_move(found.scenario, each.move),
            *(_percent(found, share) for share in (each.going_on, each.same, each.alike, each.any_package)),
        )
        for each in found.moves
    )
    return Rows(("Move", "going on", "does it", "alike", "any"), body)


def _deeds(found: Conduct) -> Rows:
    head = ("Move", "tables", "accepts", "refuses", "keeps", "withdraws")
    body = tuple(
        (say_move(found.scenario, each.move), *(_percent(found, getattr(each, name)) for name in head[1:]))
        for each in found.moves
    )
    return Rows(head, body)


def _seats(found: Conduct) -> Rows:
    naming = Naming(found.scenario.model, found.scenario.packages)
    head = (
        "Seat",
        "offers\na play",
        "refusals\na play",
        "withdrawn,\n% of offers",
        "in own favour,\n% of later offers",
    )
    body = tuple(
        (
            naming.seat(each.seat),
            _number(each.offers),
            _number(each.refusals),
            _percent(found, each.withdrawn),
            _percent(found, each.own_favour),
        )
        for each in found.seats
    )
    return Rows(head, body)


def _signing(found: Conduct) -> Rows:
    each = found.signing
    day = f" ({say_day(each.busiest)})" if each.busiest else ""
    body = (
        ("signed", _percent(found, each.signed), "of plays"),
        (f"on the day of most signatures{day}", _percent(found, each.on_busiest), "of signatures"),
        ("in the last tenth of the time", _percent(found, each.last_tenth), "of signatures"),
        ("on the last day", _percent(found, each.last_day), "of signatures"),
        ("with a zone of agreement", _percent(found, each.zone), "of worlds"),
        ("signed where there is none", _percent(found, each.signed_without_zone), "of their plays"),
        ("not signed where there is one", _percent(found, each.lapsed_with_zone), "of their plays"),
    )
    return Rows(("Signatures", "%", "of"), body, words=frozenset({0, 2}))


def _percent(found: Conduct, share: Rate) -> str:
    """Return a share with its margin; or, of what never or always came, Wilson's limit of as many cases as worlds."""
    if not share.cases:
        return "-"
    low, high = share.interval(found.size.worlds)
    if share.value in (0, 1):
        return f"0 ≤{100 * high:.1f}" if share.value == 0 else f"100 ≥{100 * low:.1f}"
    return f"{100 * share.value:.1f} {margin_in_words(share.value, Z * share.standard_error, low, high)}"


def _number(count: Rate) -> str:
    if not count.cases:
        return "-"
    margin = Z * count.standard_error
    above = count.value + margin
    return f"{count.value:.2f} " + (f"(0 to {above:.2f})" if margin > count.value else f"±{margin:.2f}")


def data(found: Conduct) -> dict[str, Any]:
    """Return it in plain data."""
    made = {"title": found.scenario.model.title, "scenario": found.scenario.digest, **vars(found.size)}
    names = ("going_on", "same", "alike", "any_package", "tables", "accepts", "refuses", "keeps", "withdraws")
    moves = [
        {
            "date": plain_data(each.move.date),
            "seat": each.move.seat,
            "did": each.move.kind,
            "package": plain_data(found.scenario.packages.package(each.move.package)),
            **{name: _share(getattr(each, name)) for name in names},
        }
        for each in found.moves
    ]
    seats = [
        {"seat": each.seat, **{name: _share(share) for name, share in vars(each).items() if name != "seat"}}
        for each in found.seats
    ]
    signing = {
        name: _share(share) if isinstance(share, Rate) else plain_data(share)
        for name, share in vars(found.signing).items()
    }
    return {**made, "window": found.window, "moves": moves, "seats": seats, "signing": signing}


def _share(share: Rate) -> dict[str, Any]:
    found: dict[str, Any] = plain_data(vars(share))
    return found


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the function that draws it."""
    from sim.plots.conduct import plot_conduct  # late: loads matplotlib

    return {"conduct": plot_conduct}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    return {"conduct": _describe}


def _describe(found: Conduct) -> str:
    from sim.plots.conduct import WHY_NOTHING  # late: loads matplotlib

    if not found.moves:
        return WHY_NOTHING
    return "How often plays do what seats did, around the day, with the same package, one alike, or any."


def drawings(found: Conduct) -> Iterator[Drawing]:
    """Yield its picture, where the record has moves to hold plays against."""
    from sim.plots.saving import Drawing

    if not found.moves:
        return
    yield Drawing("conduct", found.plot, f"Conduct: {found.scenario.model.title}")
