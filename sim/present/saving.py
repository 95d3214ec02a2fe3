"""An answer into a folder: its data and tables first, then its pictures."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import SimWarning, cannot_write
from sim.paths import path_of
from sim.plots.saving import save_drawings
from sim.whole_file import write_whole

if TYPE_CHECKING:
    from sim.answer import Answer

__all__ = ["save"]


def save(answer: Answer, folder: Path | str) -> Path:
    """Write `Answer.files` and draw `Answer.drawings`; a picture that fails is reported in a warning.

    Raises
    ------
    SimError
        If the folder cannot be written to.
    """
    folder = path_of("folder", folder)
    try:
        for name, text in answer.files().items():
            write_whole(folder / name, text)
    except OSError as error:
        raise cannot_write(folder, error) from None
    for stem, reason in save_drawings(folder, answer.drawings()).items():
        warnings.warn(f"{folder / stem}: the picture was not drawn ({reason})", SimWarning, stacklevel=3)
    return folder
