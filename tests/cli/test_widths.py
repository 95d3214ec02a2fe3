"""Reports keep to the width of the terminal, or to what COLUMNS says where there is none."""

import pytest

from tests.cli.calls import PORT, call


@pytest.mark.parametrize("columns", [70, 80, 100])
@pytest.mark.parametrize("command", [("run", "--worlds", "5"), ("tell", "--world", "3", "--replication", "1")])
def test_lines_are_no_longer_than_asked_for(command, columns):
    name, *options = command
    found = call(name, PORT, *options, columns=columns)
    assert found.exit_code == 0, found.output
    lengths = [len(line.rstrip()) for line in found.stdout.splitlines()]
    assert columns - 12 < max(lengths) <= columns
