"""``sim examples``: list the scenarios that come with the package."""

from __future__ import annotations

import click

from sim.cli.terminal import say, show

__all__ = ["examples"]


@click.command(short_help="List the scenarios that come with the package.")
@click.option("--paths", is_flag=True, help="Print the path of each file, and nothing else.")
def examples(paths: bool) -> None:
    """List the scenarios that come with the package: New START, cases of theory, recipes.

    A name stands for its file after example: wherever a scenario is asked for, as in sim run example:new_start
    """
    from sim.bundled import examples as every
    from sim.present.scenario import say_examples
    from sim.rendering.page import as_rich

    found = every()
    if paths:
        say("\n".join(str(path) for path in found.values()))
    else:
        show([as_rich(say_examples(found))])
