"""Answers in words, tables, plain data and pictures: a module for each question, found by name (`sim.answer`)."""
