"""Lessons for a class: prose with figures that the model computes, written as pages under docs/lessons."""
