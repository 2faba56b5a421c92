"""Ledgers that inspectors hand over, sorted row by row (M10)."""
