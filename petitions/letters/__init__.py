"""The letter inside the envelope: registered, recognised, found again."""
