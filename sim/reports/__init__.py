"""A report on a scenario: one HTML file that opens anywhere, for readers without Python."""
