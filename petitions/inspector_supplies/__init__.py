"""Packages of tip-offs for inspection teams (规则 32)."""
