"""What came of a run: its table of lanes, its estimates, saving and showing."""
