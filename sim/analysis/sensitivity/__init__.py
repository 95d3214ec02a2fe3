"""Which of the unknowns an outcome depends on, and how much is luck."""
