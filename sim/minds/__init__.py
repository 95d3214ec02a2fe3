"""How governments think: pure functions on arrays, one idea a file. They know no scenario, no file and no engine."""
