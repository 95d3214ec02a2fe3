"""``sim`` called as from a shell: what every test of the command line begins with."""

from click.testing import CliRunner, Result

from sim.cli import main

PORT = "tests/ensemble/port.yaml"


def call(*words: object, columns: int | None = None, typed: bytes | None = None) -> Result:
    """Return what ``sim WORDS`` prints and its status, on a terminal of some columns, given some standard input."""
    runner = CliRunner(env={"COLUMNS": str(columns)} if columns else {})
    return runner.invoke(main, [str(word) for word in words], input=typed)
