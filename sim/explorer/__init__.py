"""An explorer: quantities to move, and what becomes of the outcomes; in a notebook, and in a report."""
