"""Which of the unknowns an outcome hangs on, and how much is luck."""
