"""The transfer books of two units, compared each day."""
