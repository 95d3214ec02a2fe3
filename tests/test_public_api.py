"""The public API is what is written down: who changes it means to, and says so in the changelog."""

import pytest

from tests.public_api import GOLDEN, public_api


@pytest.mark.quick
def test_the_public_api_is_the_one_written_down():
    written, found = (set(text.splitlines()) for text in (GOLDEN.read_text(encoding="utf-8"), public_api()))
    update = "if that is meant: python -m tests.public_api, and a line in CHANGELOG.md"
    assert not written - found, f"gone or changed; {update}"
    assert not found - written, f"new; {update}"
