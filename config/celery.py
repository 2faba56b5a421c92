"""The Celery application. Its settings and the beat table are in `config.settings.background`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A worker would log what the checks raise and drop what they find; `config.safety` asks those
# that count, and refuses.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("jianjian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
