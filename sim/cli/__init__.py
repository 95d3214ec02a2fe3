"""The command line: ``sim run``, ``sim check`` and the others, each in its own file, loaded when called."""

from sim.cli.group import main

__all__ = ["main"]
