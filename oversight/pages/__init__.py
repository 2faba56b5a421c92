"""The oversight pages that are more than the dashboard and its reports."""
