"""What a seat had better do: packages, days and waits, its red lines and others' minds, tried with the same luck."""
