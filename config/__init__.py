"""Wiring: settings, the Celery app and its beat table, addresses."""

from config import plain_refusals
from config.celery import app as celery_app

__all__ = ["celery_app"]

plain_refusals.install()
