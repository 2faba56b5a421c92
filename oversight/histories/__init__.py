"""The raw history of every clock, streamed."""
