"""The command line with batches of one world each; from world HOLD_FROM on they wait for the file RELEASE.

A process that waits leaves a file named by its number in the folder HELD: a test knows whom to kill, and when.
"""

import os
import time
from pathlib import Path

import sim.ensemble.player as player
import sim.results.run as running
from sim.cli import main

HOLD_FROM = int(os.environ["HOLD_FROM"])
HELD, RELEASE = Path(os.environ["HELD"]), Path(os.environ["RELEASE"])
play = player.play_batch


def play_or_wait(source, batch, **how):
    """Play a batch; if it is one to be held, wait first."""
    if batch.first_world >= HOLD_FROM:
        (HELD / str(os.getpid())).touch()
        while not RELEASE.exists():
            time.sleep(0.01)
    return play(source, batch, **how)


player.play_batch = play_or_wait
running.batch_size = lambda worlds, replications, places: replications

if __name__ == "__main__":
    main()
