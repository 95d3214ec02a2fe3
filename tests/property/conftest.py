"""Pools of a few preference models, drawn by short walks: what holds of any scenario holds however good its pools."""

from collections.abc import Iterator

import pytest

from tests.property.cases import draw_small_pools


@pytest.fixture(autouse=True, scope="module")  # a package's would last to the end of all tests
def _small_pools() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        draw_small_pools(patch)
        yield
