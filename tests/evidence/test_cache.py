import os
from pathlib import Path

import numpy as np
import pytest

from sim.evidence import pools
from sim.evidence.cache import CACHE_VARIABLE, Cache
from sim.evidence.clauses import Clause
from sim.evidence.pools import draw_pool
from sim.evidence.space import PreferenceSpace


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "pools")


@pytest.fixture
def draws(monkeypatch):
    """Count how often a pool is drawn rather than read."""
    counted = []
    draw = pools._draw
    monkeypatch.setattr(pools, "_draw", lambda *args, **kwargs: counted.append(1) or draw(*args, **kwargs))
    return counted


def pool(space, cache, **changes):
    return draw_pool(
        space,
        [Clause("refuses", (0,), credence=0.5)],
        **{"name": "us", "seed": 1, "size": 64, **changes},
        cache=cache,
    )


def test_a_pool_is_read_back_as_it_was_drawn(term, cache, draws):
    first, second = pool(term, cache), pool(term, cache)
    assert len(draws) == 1
    for field in ("x", "included", "order_case", "values", "no_deal"):
        np.testing.assert_array_equal(getattr(first, field), getattr(second, field))
        assert getattr(first, field).dtype == getattr(second, field).dtype
    assert (first.rejected, first.rhat, first.steps) == (second.rejected, second.rhat, second.steps)
    assert all(path.suffix == ".npz" and not path.name.startswith(".") for path in cache.folder.iterdir())


def test_whatever_the_draws_depend_on_changes_the_key(term, cache, draws):
    pool(term, cache)
    for changes in ({"name": "russia"}, {"seed": 2}, {"size": 65}, {"chunk": 1}):
        pool(term, cache, **changes)
    wider = PreferenceSpace(term.issues, term.packages, term.orders, no_deal=(-60.0, 100.0))
    pool(wider, cache)
    draw_pool(term, [Clause("refuses", (0,), credence=0.4)], name="us", seed=1, size=64, cache=cache)
    assert len(draws) == 7


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"not an archive"),
        lambda file: file.write_bytes(file.read_bytes()[:-100]),
        lambda file: file.write_bytes(file.read_bytes()[:400] + b"\xff" * 8 + file.read_bytes()[408:]),
        lambda file: np.savez(file, x=np.zeros(3)),
        lambda file: np.savez(file, key=np.array(file.stem.removeprefix("pool-")), x=np.zeros(3)),
        lambda file: np.savez(file, key=np.array([object()]), allow_pickle=True),
        lambda file: np.save(file.open("wb"), np.zeros(3)),
        lambda file: (file.unlink(), file.mkdir()),
    ],
    ids=["empty", "text", "cut short", "flipped", "foreign", "wrong shape", "pickled", "one array", "a folder"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_damaged_or_foreign_file_is_drawn_again(term, cache, draws, damage):
    first = pool(term, cache)
    (file,) = cache.folder.glob("*.npz")
    damage(file)
    np.testing.assert_array_equal(pool(term, cache).x, first.x)
    assert len(draws) == 2
    assert all(path.suffix == ".npz" and not path.name.startswith(".") for path in cache.folder.iterdir())


def test_a_folder_that_cannot_be_made_is_no_error(term, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert pool(term, Cache(tmp_path / "file" / "pools")).rhat < 1.05


def test_a_full_disk_is_no_error_and_leaves_nothing_behind(term, cache, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    pool(term, cache)
    assert list(cache.folder.iterdir()) == []


def test_the_environment_names_the_folder_or_turns_the_cache_off(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    assert Cache.default() == Cache(tmp_path)
    monkeypatch.setenv(CACHE_VARIABLE, "off")
    assert Cache.default() is None
    monkeypatch.delenv(CACHE_VARIABLE)
    assert "negotiation-sim" in os.fspath(Cache.default().folder)


def test_pools_unused_for_longest_make_room_for_new_ones(cache, monkeypatch):
    values = {"x": np.zeros(1000)}
    for age, key in enumerate(("oldest", "old", "young")):
        cache.save(key, values)
        os.utime(cache.folder / f"pool-{key}.npz", (1e9 + age, 1e9 + age))
    assert cache.load("oldest") is not None, "being read counts as being used"
    size = (cache.folder / "pool-old.npz").stat().st_size
    monkeypatch.setattr("sim.evidence.cache.MOST_BYTES", 3 * size + size // 2)
    cache.save("new", values)
    assert {file.name for file in cache.folder.iterdir()} == {f"pool-{key}.npz" for key in ("oldest", "young", "new")}


def test_a_cache_that_cannot_be_tidied_is_no_error(cache, monkeypatch):
    def refuse(self, missing_ok=False):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sim.evidence.cache.MOST_BYTES", 1)
    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    cache.save("kept", {"x": np.zeros(3)})
    assert cache.load("kept") is not None
