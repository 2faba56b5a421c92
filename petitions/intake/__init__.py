"""Taking in a petition or a tip-off on a page."""
