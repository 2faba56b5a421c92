"""What the floors above may want to know of."""

from django.dispatch import Signal

unit_closed = Signal()
"""Sent within the transaction that closes a unit, with `unit`, `successor` and `at`."""
