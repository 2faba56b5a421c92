"""Celery: delivery that survives a dead worker or broker, and the beat table."""

from celery.schedules import crontab

from config.environment import env

CELERY_BROKER_URL: str = env.str("BROKER_URL", default="redis://127.0.0.1:6379/0")
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_ENABLE_UTC = True

# What a task was asked is done is known from the database, never from a result.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# The broker gives an unacknowledged message to another worker after the visibility timeout,
# so it must be longer than the longest task is allowed to run.
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 29 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60 * 60,
    # A broker that is stopped takes connections and says nothing. Workers ask it each second.
    "socket_connect_timeout": 3,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 3
# A request must not hang on a dead broker: the outbox row stays and the sweep finds it.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}

# A beat that finds no worker must not leave a heap of the same sweep behind.
_every_minute = {"schedule": crontab(), "options": {"expires": 55}}
CELERY_BEAT_SCHEDULE = {
    "sweep-clocks": {"task": "workflows.tasks.sweep_clocks", **_every_minute},
    "seal-audit": {"task": "workflows.tasks.seal_audit", **_every_minute},
    "pass-leadership": {
        "task": "workflows.tasks.pass_leadership",
        "schedule": crontab(hour=9, minute=5),
    },
    "match-names": {
        "task": "workflows.tasks.match_names",
        "schedule": crontab(hour=1, minute=50),
    },
    "nightly-checks": {
        "task": "oversight.tasks.nightly_checks",
        "schedule": crontab(hour=2, minute=10),
    },
    "reconcile-transfers": {
        "task": "oversight.tasks.reconcile_transfers",
        "schedule": crontab(hour=2, minute=40),
    },
    "walk-audit": {
        "task": "oversight.tasks.walk_audit",
        "schedule": crontab(hour=3, minute=10),
    },
    "watch-readings": {
        "task": "oversight.tasks.watch_readings",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 9 * 60},
    },
    "tell-overdue-promises": {
        "task": "petitions.tasks.notify_overdue_promises",
        "schedule": crontab(minute=5),
    },
    "delete-doomed-files": {
        "task": "workflows.tasks.delete_doomed_files",
        "schedule": crontab(minute=20),
    },
    "drop-outdated-drafts": {
        "task": "petitions.tasks.drop_outdated_drafts",
        "schedule": crontab(hour=3, minute=40),
    },
    "wake-open-ledgers": {"task": "petitions.tasks.wake_open_ledgers", **_every_minute},
    "drop-outdated-ledgers": {
        "task": "petitions.tasks.drop_outdated_ledgers",
        "schedule": crontab(hour=3, minute=45),
    },
    "rotate-keys": {"task": "petitions.tasks.rotate_keys", "schedule": crontab(minute=35)},
    "deliver-notices": {"task": "notifications.tasks.deliver_due", **_every_minute},
}
