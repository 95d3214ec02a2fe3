"""Blocks of lanes, played on one core or many, and put together in order."""
