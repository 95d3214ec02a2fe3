"""Scenarios that extend others, rightly and wrongly: files, links, pipes and devices, written to a folder."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.emit import emit
from tests.fuzz.mutants import Bank, mutate

__all__ = ["MAIN", "write_family"]

MAIN = "main.yaml"


def write_family(folder: Path, rng: Random, bank: Bank) -> None:
    """Write a main file that extends others below `folder`/tree, and secrets beside that tree."""
    tree = folder / "tree"
    (tree / "deep").mkdir(parents=True)
    whole = rng.choice(bank.scenarios)
    (folder / "secret.yaml").write_text(emit(whole), encoding="utf-8")
    (tree / "whole.yaml").write_text(emit(whole), encoding="utf-8")
    (tree / "deep" / "up.yaml").write_text("extends: ../whole.yaml\ntitle: Up\n", encoding="utf-8")
    _write(tree / "changed.yaml", mutate(whole, rng, bank), rng)
    _write(tree / "part.yaml", _part(whole, rng, bank), rng)
    for number in range(rng.choice([0, 3, 12])):
        (tree / f"chain{number}.yaml").write_text(
            f"extends: [chain{number + 1}.yaml, whole.yaml]\n", encoding="utf-8"
        )
    _special_files(tree, folder, rng)
    named: Any = [rng.choice(_NAMES).format(folder=folder, tree=tree) for _ in range(rng.choice([1, 1, 1, 2, 3, 12]))]
    if len(named) == 1 and rng.randrange(2):
        named = named[0]
    named = rng.choice([named] * 12 + [None, 5, {}, [[]], [None], "", [], {"a": "whole.yaml"}])
    _write(tree / MAIN, {"extends": named, **_part(whole, rng, bank), **_instructions(whole, rng)}, rng)


_NAMES = [
    *["whole.yaml", "changed.yaml", "part.yaml", "deep/up.yaml", "./whole.yaml", "deep/../whole.yaml"] * 3,
    "chain0.yaml", "../secret.yaml", "{folder}/secret.yaml", "{tree}/whole.yaml", "link.yaml", "out.yaml",
    "linked/secret.yaml",
    "loop.yaml", "pipe.yaml", "device.yaml", "folder.yaml", "dangling.yaml", "/dev/zero", "/dev/stdin",
    "/proc/self/mem",
    "/etc/passwd", "main.yaml", "whole.yaml/", "whole.YAML", "~/x.yaml", "$HOME/x.yaml", "http://localhost/x.yaml",
    "big.yaml",
    "wh\x00ole.yaml", "x" * 5000 + ".yaml", "..", ".", "../" * 40 + "etc/x.yaml", "*.yaml", "no.yaml", "whole.yaml ",
]  # fmt: skip


def _write(path: Path, data: Any, rng: Random) -> None:
    path.write_bytes(emit(data, rng).encode("utf-8", "replace"))


def _part(whole: Any, rng: Random, bank: Bank) -> dict[str, Any]:
    changed = mutate(whole, rng, bank)
    keys = [key for key in changed if rng.randrange(4) == 0] if isinstance(changed, dict) else []
    return {key: changed[key] for key in keys}


def _instructions(whole: Any, rng: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if rng.randrange(4) == 0:
        found["drop_claims"] = rng.choice([["t-1"], ["t-1", "t-2", "t-1"], [], "t-1", [1], None, ["x"], [["t-1"]]])
    if rng.randrange(4) == 0 and isinstance(whole.get("governments"), dict):
        added: Any = rng.choice([[{"accepts": {}}], [{"refuses": {}}, {"refuses": {}}], [], None, {}, [None], "x"])
        found["governments"] = {rng.choice([*whole["governments"], "nobody"]): {"add_statements": added}}
    return found


def _special_files(tree: Path, folder: Path, rng: Random) -> None:
    (tree / "link.yaml").symlink_to("whole.yaml")
    (tree / "out.yaml").symlink_to(folder / "secret.yaml")
    (tree / "linked").symlink_to(folder)
    (tree / "loop.yaml").symlink_to("loop.yaml")
    (tree / "dangling.yaml").symlink_to("nowhere.yaml")
    (tree / "device.yaml").symlink_to("/dev/zero")
    (tree / "folder.yaml").mkdir()
    os.mkfifo(tree / "pipe.yaml")
    if rng.randrange(10) == 0:
        (tree / "big.yaml").write_bytes(b"a: " + b"x" * 2_000_000)
