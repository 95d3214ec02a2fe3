"""One or two numbers varied over a range."""
