"""Wiring: settings, the Celery app and its beat table, addresses."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
