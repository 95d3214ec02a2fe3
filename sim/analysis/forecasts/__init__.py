"""Forecasts as of days past, scored against what happened."""
