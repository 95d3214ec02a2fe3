"""Which sources and which assumed numbers carry the answer."""
