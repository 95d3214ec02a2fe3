"""Answers in words, tables, plain data and pictures: a module for each question, named by its answer's class."""
