"""Forecasts sealed before the end is known, and verified after."""
