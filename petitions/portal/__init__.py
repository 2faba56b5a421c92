"""The public portal of petitioners."""
