"""The least Django application that writes and shows such rows: the price of Django itself.

A case, its events and its timers, by plain SQL; sessions and people are Django's own.
"""
