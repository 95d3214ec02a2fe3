"""The commands, from what they say of themselves."""

from __future__ import annotations

import contextlib
import inspect
import pathlib
from typing import Any

import click

from sim.cli.group import main
from sim.cli.typed import WholeNumber
from tools.manual.markdown import code, prose, table

__all__ = ["command_list", "command_page", "output", "registered"]

_WIDTH = "100"
_LIMIT = 40
"""Lines of an example's output that are shown."""


def registered() -> dict[str, click.Command]:
    """Return the commands by name, in the order of the help."""
    context = click.Context(main, info_name="sim")
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def command_list() -> str:
    """Return a table of all commands, linked to their sections."""
    rows = [[f"[`sim {name}`](#sim-{name})", prose(each.short_help or "")] for name, each in registered().items()]
    return table(["command", "what it does"], rows)


def command_page(name: str) -> str:
    """Return a command's section: its help, how it is called, its options."""
    command = registered()[name]
    context = click.Context(command, info_name=f"sim {name}")
    usage = command.collect_usage_pieces(context)
    options = [each for each in command.params if isinstance(each, click.Option) and not each.hidden]
    parts = [
        f"## sim {name}",
        *_paragraphs(inspect.cleandoc(command.help or "")),
        f"```sh\nsim {name} {' '.join(usage)}\n```",
    ]
    if options:
        parts.append(table(["option", "meaning", "default"], [_row(each) for each in options]))
    return "\n\n".join(parts)


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a command's help; those whose lines are to stay are shown as they are."""
    return [
        f"```text\n{part.removeprefix(chr(8)).strip(chr(10))}\n```" if part.startswith("\b") else prose(part)
        for part in text.split("\n\n")
    ]


def _row(option: click.Option) -> list[str]:
    value = "" if option.is_flag else f" {option.make_metavar(click.Context(main))}"
    names = ", ".join(code(f"{name}{value}") for name in option.opts)
    return [names, prose(option.help or "") + _range(option.type), _default(option)]


def _range(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.Choice):
        return f" One of {', '.join(code(str(choice)) for choice in kind.choices)}."
    low = kind.least if isinstance(kind, WholeNumber) else None
    return f" At least {low}." if low is not None else ""


def _default(option: click.Option) -> str:
    if option.required:
        return "required"
    if isinstance(option.show_default, str):
        return option.show_default
    if option.is_flag:
        return "off"
    # click marks an option without a default by a value of its own
    shown = isinstance(option.default, str | int | float) and option.show_default
    return code(str(option.default)) if shown else "see meaning" if "default" in (option.help or "") else "none"


def output(root: pathlib.Path, request: str) -> str:
    """Return a command line and what it prints, run in the folder `root`; long output is cut."""
    from click.testing import CliRunner

    words = request.split()
    with contextlib.chdir(root):
        # a terminal of one width; and no colours, whatever the environment asks for
        result = CliRunner(env={"COLUMNS": _WIDTH, "NO_COLOR": "1", "TERM": "dumb"}).invoke(main, words[1:])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    lines = [line.rstrip() for line in result.output.rstrip("\n").split("\n")]
    cut = [*lines[:_LIMIT], "..."] if len(lines) > _LIMIT else lines
    return "```text\n" + "\n".join([f"$ {request}", *cut]) + "\n```"
