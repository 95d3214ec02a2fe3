"""What a user typed: whole numbers, and options by their own names in messages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

from sim.errors import InputError, near_name, shown

__all__ = ["WholeNumber", "naming_options", "only_near"]


class WholeNumber(click.ParamType[int]):
    """A whole number from `least` to `most`, refused in words: click's own speak of an "integer range" and of x."""

    name = "number"

    def __init__(self, least: int | None = None, most: int | None = None) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"must be a whole number (found {shown(value)})", param, ctx)
        if self.least is not None and number < self.least:
            self.fail(f"must be at least {self.least:,} (found {shown(number)})", param, ctx)
        if self.most is not None and number > self.most:
            self.fail(f"must be at most {self.most:,} (found {shown(number)})", param, ctx)
        return number


def naming_options(command: click.Command) -> click.Command:
    """Return a command whose messages name options as they were typed, not as the library's arguments."""
    callback = command.callback
    assert callback is not None  # a command without one does nothing

    @wraps(callback)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except InputError as error:
            raise InputError(_as_typed(str(error), _given(click.get_current_context()))) from None

    command = copy(command)
    command.callback = call
    return command


def _given(context: click.Context) -> list[str]:
    """Return the options that stand on the command line."""
    return [
        param.opts[0]
        for param in context.command.params
        if isinstance(param, click.Option) and _is_typed(context, param)
    ]


def _is_typed(context: click.Context, param: click.Parameter) -> bool:
    return context.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE


def _as_typed(message: str, options: Iterable[str]) -> str:
    """Return a message that begins with an argument's name, and maybe a day, with that of its option.

    Examples
    --------
    >>> _as_typed("as of 2024-05-01: must lie within the talks", ["--worlds", "--as-of"])
    '--as-of 2024-05-01: must lie within the talks'
    >>> _as_typed("outcome.yaml: no such file.", ["--outcome"])
    'outcome.yaml: no such file.'
    """
    for option in options:
        name = option.removeprefix("--").replace("-", "[ _]")
        message = re.sub(rf"^{name}(?=( \d{{4}}-\d\d-\d\d)?: )", option, message)
    return message


def only_near(error: click.NoSuchOption) -> click.NoSuchOption:
    """Return the error without proposals that are near what was typed by their dashes alone."""
    found = error.option_name.lstrip("-")
    near = [each for each in error.possibilities or () if near_name(found, [each.lstrip("-")])]
    return click.NoSuchOption(error.option_name, possibilities=near, ctx=error.ctx)
