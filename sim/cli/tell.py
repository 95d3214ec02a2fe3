"""``sim tell``: tell one play in sentences, with the reasons and the evidence behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.arguments import (
    Printed,
    UserPath,
    as_of_option,
    check_written,
    json_option,
    load_with_remarks,
    outcome_option,
    scenario_file,
    seed_option,
    settings,
    weights_option,
    workers_option,
)
from sim.cli.terminal import notice, say
from sim.cli.typed import WholeNumber

__all__ = ["tell"]

_PICTURES = (".svg", ".png")


@click.command(short_help="Tell one play in sentences, with its reasons.")
@scenario_file
@click.option("--world", type=WholeNumber(0), metavar="W", help="Number of the play's world.")
@click.option("--replication", type=WholeNumber(0), metavar="R", help="Number of the play in its world.")
@outcome_option("Instead: a typical play that ends like this.")
@seed_option("Seed of its run.")
@settings
@as_of_option
@weights_option(default=False)
@workers_option
@json_option
@click.option("--out", metavar="FILE", type=UserPath(), help="Save the timeline, as SVG and PNG.")
def tell(
    file: Path,
    world: int | None,
    replication: int | None,
    outcome: str | None,
    seed: int,
    settings: tuple[str, ...],
    as_of: str | None,
    weights: bool,
    workers: int,
    printed: Printed | None,
    out: Path | None,
) -> None:
    """Tell one play in dated sentences: who offered, refused or accepted what, and why.

    Below it: the statements that hold in the play's world, and the claims they rest on. Without --world,
    --replication or --outcome, a typical play with the likeliest outcome is shown, from a run of the usual size.
    """
    from sim.cli.long_runs import counting_bar, draw, say_data
    from sim.cli.terminal import terminal
    from sim.rendering.page import MOST_COLUMNS
    from sim.results.narrative import tell as tell_story

    if out is not None:
        _check_pictures(out)
    scenario = load_with_remarks(file, settings, as_of=as_of)
    play: dict[str, Any] = {"world": world, "replication": replication, "seed": seed}
    with counting_bar("plays") as progress:
        how: dict[str, Any] = {"workers": workers, "progress": progress}
        story = tell_story(scenario, **play, outcome=outcome, as_of=as_of, weights=weights, **how)
    if printed is not None:
        say_data(story, printed)
    else:
        say(story.text(width=min(MOST_COLUMNS, terminal().width)))
    if out is not None:
        stem = out.with_suffix("")
        if draw(stem.parent, lambda: story.drawings(stem=stem.name)):
            notice(f"Saved {stem}.svg and {stem}.png.")


def _check_pictures(out: Path) -> None:
    """Refuse a name of which no pictures can be written, before the work and not after."""
    from sim.errors import InputError

    if out.name in ("", "..") or out.suffix not in ("", *_PICTURES):
        raise InputError(f"--out: not a picture it can draw (found '{out}'; allowed .svg, .png or no ending)")
    for ending in _PICTURES:
        check_written(out.with_suffix(ending))
