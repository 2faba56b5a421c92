"""Reporters' identities under lock: sealed apart from the case, opened by two people (ADR 0019)."""
