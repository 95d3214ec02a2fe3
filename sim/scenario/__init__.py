"""The nouns of a scenario file, and how it is read."""
