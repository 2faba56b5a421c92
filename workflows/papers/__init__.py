"""Official papers: their kinds, their numbers, their text."""
