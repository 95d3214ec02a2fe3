"""A library of real talks: forecasts as of fixed days before each deadline, scored beside those of simple rules."""
