"""The dashboard: counts, charts and the cases behind each number."""
