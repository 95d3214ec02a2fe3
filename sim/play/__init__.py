"""Plays with people at the table: advanced day by day, stored as lists of moves, compared with the model's own."""
