"""The generated pages: prose, with the lines that stand for something carried out."""

from __future__ import annotations

import pathlib
import re
from functools import cache

from tools.manual.commands import command_list, command_page, output, registered
from tools.manual.examples import example
from tools.manual.fields import PARTS, distribution_table, field_table, rules_of_choice, statement_table
from tools.manual.markdown import headings, prose, slug

__all__ = ["DOCS", "PAGES", "PROSE", "make_page"]

ROOT = pathlib.Path(__file__).parents[2]
DOCS = ROOT / "docs"
PROSE = pathlib.Path(__file__).parent / "prose"
PAGES = ("scenario-format.md", "commands.md", "evidence-format.md", "cases-format.md")
"""The pages that are made; the others are written by hand."""

_INSTRUCTION = re.compile(r"<!-- (\w+)(?:: (.*))? -->")


def make_page(name: str) -> str:
    """Return the text of a page.

    Raises
    ------
    KeyError
        For an instruction that names no model, or none that can be carried out.
    """
    source = f"tools/manual/prose/{name}"
    notice = f"<!-- Made by `python -m tools.manual` from {source} and the code: do not edit this page. -->"
    lines = [_carry_out(line, name) for line in _read(name).rstrip("\n").split("\n")]
    return "\n".join([notice, "", *lines]).replace(f"]({name}#", "](#") + "\n"


def _carry_out(line: str, page: str) -> str:
    """Return what a line stands for: itself, unless it is an instruction."""
    if not (match := _INSTRUCTION.fullmatch(line)):
        return line
    instruction, request = match[1], match[2] or ""
    return {
        "fields": lambda: field_table(PARTS[request], _places()),
        "distributions": distribution_table,
        "statements": statement_table,
        "rules": rules_of_choice,
        "part": lambda: prose((PARTS[request].__doc__ or "").split("\n\n")[0]),
        "example": lambda: example(ROOT, DOCS, request),
        "output": lambda: output(ROOT, request),
        "list": command_list,
        "command": lambda: command_page(request),
        "commands": _all_commands,
    }[instruction]()


def _all_commands() -> str:
    """Return a section for every command, with the example of it that the prose holds, if any."""
    return "\n\n".join(f"{command_page(name)}{_shown(name)}" for name in registered())


def _shown(name: str) -> str:
    path = PROSE / "commands" / f"{name}.md"
    if not path.exists():
        return ""
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return "\n\n" + "\n".join(_carry_out(line, "commands.md") for line in lines)


@cache
def _read(name: str) -> str:
    return (PROSE / name).read_text(encoding="utf-8")


@cache
def _places() -> dict[str, str]:
    """Return for every model the link to the heading under which its fields are told."""
    places = {}
    for page in PAGES:
        lines, heads = _read(page).split("\n"), headings(_read(page))
        for number, line in enumerate(lines):
            if (match := _INSTRUCTION.fullmatch(line)) and match[1] == "fields":
                above = max(each for each in heads if each < number)
                places[match[2]] = f"{page}#{slug(heads[above])}"
    return places
