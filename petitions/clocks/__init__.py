"""The clocks of a case in words and lights, for pages."""
