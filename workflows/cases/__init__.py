"""The case and its one door: access, desks, notices."""
