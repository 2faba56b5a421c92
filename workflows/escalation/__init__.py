"""The sweep of due alarms, and what each rung does."""
