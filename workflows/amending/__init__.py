"""Changing the settings that clocks run by: proposed, foreseen, decided by a second person."""
