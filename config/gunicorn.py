"""The web server's settings (https://docs.gunicorn.org): `gunicorn --config config/gunicorn.py`."""

import os
import shutil
import tempfile
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "config.request_queue.SheddingWorker"
# Each process takes in so many at once, and the kernel keeps so many more: those who wait too
# long are refused (config/request_queue.py), which costs next to nothing.
worker_connections = 500
backlog = 512
timeout = 60
# Loaded once and shared; nothing is connected to before the processes divide.
preload_app = True
graceful_timeout = 4
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats

# Each process writes what it counted here, and whichever is asked for /metrics adds them up.
_counters = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="jianjian-web-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counters


def on_exit(_server: Any) -> None:
    """The counters end with the server that they are of."""
    shutil.rmtree(_counters, ignore_errors=True)


# Two systems of one account would share its socket in the home folder.
control_socket_disable = True

accesslog = "-"
# Method, path, status, size and milliseconds: no query string, no address, no browser.
access_log_format = '"%(m)s %(U)s" %(s)s %(B)s %(M)sms'
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "no_address": {"()": "config.privacy.AddressFilter"},
        "no_report": {"()": "config.privacy.ReportFilter"},
    },
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_report", "no_address"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
