"""Play: SimPy processes over a block of lanes, from the start of the talks to the deadline."""
