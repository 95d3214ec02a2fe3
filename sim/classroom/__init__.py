"""A class plays a scenario: tables for students, a teacher's controls, what came of it; served to browsers."""
