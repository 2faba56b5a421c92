"""Ledger files as offices write them. Knows no database."""
