"""Changes of rules, ladders and calendars: proposed by one person, decided by another."""
