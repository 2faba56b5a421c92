"""The Celery application. Its settings and the beat table are in `config.settings.background`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("jianjian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
