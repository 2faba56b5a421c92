"""The demonstration office as data: its units, posts and accounts, and the matters it handles."""
