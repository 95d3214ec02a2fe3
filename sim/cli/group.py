"""The ``sim`` command: finds subcommands by name, and reports a user's mistakes in plain lines."""

from __future__ import annotations

import errno
import gc
import os
import warnings
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

from sim.cli.stopping import stopping
from sim.cli.terminal import INTERRUPTED, notice, open_streams, printing
from sim.cli.typed import naming_options, only_near
from sim.errors import NO_MEMORY, ExecutionError, SimError, SimWarning, StorageError, did_you_mean
from sim.version import VERSION

__all__ = ["main"]

_IN_ORDER = (
    "run", "check", "show", "tell", "play", "class", "analyse", "evidence", "sensitivity",
    "explain", "advise", "conduct", "forecast", "validate", "seal", "verify", "compare", "sweep",
    "report", "new", "examples", "schema",
)  # fmt: skip
"""The order of the help; commands not named here come last."""

_SHARED = {"arguments", "group", "long_runs", "stopping", "table_session", "terminal", "typed"}
"""Modules of this folder that commands share. Every other one holds the command of its own name.

A name that is a word of Python's has an underscore after it: ``class_``.
"""


def _commands() -> list[str]:
    modules = {each.name for each in iter_modules([str(Path(__file__).parent)])} - _SHARED
    found = {name.removesuffix("_") for name in modules}
    return [*(name for name in _IN_ORDER if name in found), *sorted(found - {*_IN_ORDER})]


COMMANDS = _commands()
"""The commands, in the order of the help."""


class LazyGroup(click.Group):
    """A group that imports a command when it is needed: start-up stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names in the order of the help."""
        return COMMANDS

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"sim.cli.{name}"), name)
        return _printing_help(naming_options(command))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with, or say which one may be meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"No such command '{args[0]}'.{did_you_mean(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line, whatever standard output and error are."""
        open_streams()
        gc.set_threshold(50_000)  # what is imported and read has hardly a circle: saves a tenth of `sim check`
        os.environ["MPLBACKEND"] = "agg"  # nothing is shown: pictures go to files
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looked for in every installed package
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # it spins as numpy loads, and no figure here is its own
        with warnings.catch_warnings():
            warnings.simplefilter("always", SimWarning)
            warnings.showwarning = _noticing(warnings.showwarning)
            try:
                with printing():  # what click itself prints, such as the help
                    return super().main(*args, **kwargs)
            except SimError as error:
                notice(str(error))
                raise SystemExit(error.exit_status) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what cuts it short becomes a message and the exit status of its kind."""
        with stopping() as stop:
            try:
                return self._invoke(ctx)
            except KeyboardInterrupt:
                notice(f"{stop.cause}: nothing was written.")
                ctx.exit(stop.status)
            except SystemExit as left:
                if left.code == INTERRUPTED:  # the command has said what it keeps
                    raise SystemExit(stop.status) from None
                raise

    def _invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error becomes a message and the exit status of its kind."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            raise only_near(error) from None
        except SimError as error:
            notice(str(error))
            ctx.exit(error.exit_status)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads has read enough: click ends quietly
                raise
            notice(_in_a_line(error))
            ctx.exit(StorageError.exit_status)
        except MemoryError:
            notice(NO_MEMORY)
            ctx.exit(ExecutionError.exit_status)


def _printing_help(command: click.Command) -> click.Command:
    """Return a command whose help, printed while its options are read, fails as any other print does."""
    read = command.make_context

    def make_context(*args: Any, **kwargs: Any) -> click.Context:
        with printing():
            return read(*args, **kwargs)

    command.make_context = make_context  # type: ignore[method-assign] # of this copy alone
    return command


def _in_a_line(error: OSError) -> str:
    """Return what the system refused."""
    try:
        Path.cwd()
    except OSError:
        return "the current folder is not there any more: go to another"
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)


def _noticing(show: Any) -> Any:
    """Return what shows warnings of ours in a line, each once, and others as `show` does."""
    noticed: set[str] = set()

    def show_or_notice(message: Warning | str, category: type[Warning], *place: Any) -> None:
        if issubclass(category, SimWarning):
            if str(message) not in noticed:
                notice(str(message))
            noticed.add(str(message))
        else:
            show(message, category, *place)

    return show_or_notice


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="sim")
def main() -> None:
    """Simulate negotiations toward a deadline from sourced evidence.

    A scenario file goes in; out come the probabilities of its outcomes, with errors that say what they mean.
    Begin with: sim new my_case, then sim run my_case.yaml
    """
