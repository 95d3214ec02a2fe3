"""Classes for tests."""

import pytest

pytest.importorskip("starlette", reason="the extra negotiation-sim[class] is not installed")

from tests.classroom.people import Class


@pytest.fixture
def new_class(tmp_path):
    """Return a function that opens a class; all are closed in the end."""
    opened = []

    def open_class(name: str = "mine.class", **settings) -> Class:
        opened.append(Class(tmp_path / name, **settings))
        return opened[-1]

    yield open_class
    for each in opened:
        each.close()
