"""The command line with batches of one world each; from world HOLD_FROM on they wait for the file RELEASE.

A process that waits leaves a file named by its number in the folder HELD: a test knows whom to kill, and when.
"""

import os
import time
from pathlib import Path

from sim.cli import main


def hold(first: int, held: Path, release: Path) -> None:
    """Make batches small, and those from world `first` on wait."""
    import sim.ensemble.player as player
    import sim.results.planned as planned

    play = player.play_batch

    def play_or_wait(source, batch, **how):
        if batch.first_world >= first:
            (held / str(os.getpid())).touch()
            while not release.exists():
                time.sleep(0.01)
        return play(source, batch, **how)

    player.play_batch = play_or_wait
    planned.batch_size = lambda worlds, replications, **_: replications


def dask_setup(worker):
    """Do the same in a worker of a cluster, which loads this file when it starts."""
    hold(int(os.environ["HOLD_FROM"]), Path(os.environ["HELD"]), Path(os.environ["RELEASE"]))


if __name__ == "__main__":
    dask_setup(None)
    main()
