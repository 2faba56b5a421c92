"""Driving web applications over HTTP: what is asked, who asks it, what serves it."""
