"""Counting a time limit and its ladder. Pure: no table, no clock on the wall."""
