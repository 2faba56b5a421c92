"""Celery's way in: thin, and safe to run any number of times."""

from dataclasses import asdict

import structlog
from celery import shared_task
from django.utils import timezone

from workflows.audit.chain_sealing import seal
from workflows.cases.name_matching import match_again
from workflows.escalation.rung_effects import sweep
from workflows.leading.succession import pass_on_overdue
from workflows.models import AuditSeal
from workflows.retention.erasure import delete_files

log = structlog.get_logger(__name__)


@shared_task(name="workflows.tasks.sweep_clocks")
def sweep_clocks() -> None:
    """Every minute; a worker that is killed leaves the rest to the next one."""
    done = sweep(timezone.now())
    if done.fired:
        log.info("swept", **asdict(done))


@shared_task(name="workflows.tasks.pass_leadership")
def pass_leadership() -> None:
    """Each night: leaders' cases whose leader has left the post go to the successor."""
    pass_on_overdue(timezone.now())


@shared_task(name="workflows.tasks.match_names")
def match_names() -> None:
    """Each night: names on tip-offs against the accounts, posts and relatives of the day."""
    if matched := match_again(at=timezone.now()):
        log.info("names_matched", cases=matched)


@shared_task(name="workflows.tasks.delete_doomed_files")
def delete_doomed_files() -> None:
    """Each hour: files of destroyed content that a crash left behind."""
    if deleted := delete_files():
        log.info("files_deleted", files=deleted)


@shared_task(name="workflows.tasks.seal_audit")
def seal_audit() -> None:
    """Every minute. The log has the head, so that it stands outside the database, too."""
    if seal(timezone.now()):
        log.info("audit_sealed", head=str(AuditSeal.objects.latest("number")))
