"""Draw what is unknown: one world is one draw of preferences, beliefs and times."""
