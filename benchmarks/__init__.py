"""Measurements of our code beside raw SQL, each a module here.

A module has a docstring whose first line tells what it measures, `run(args) -> dict`, and may
have `add_arguments(parser)`. It is called with the fresh servers up, the tables made and Django
set up, and returns at least `ours_s` and `sql_s`, or `rows` of steps; `name` and `ratio` are added.
The packages here are what measurements are made of.
"""
