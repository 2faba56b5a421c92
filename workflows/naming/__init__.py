"""Whom a matter is about: names as they were written, whom they may mean, who is shut out."""
