"""Sentences and tables, shown on a terminal, as plain text or in HTML."""
