"""A ledger's way in: tried in the request, taken in by a worker, resumed after a kill.

Rows are written a few to a transaction, and a row that was written is known the next time, so a
worker may begin any number of times: each row becomes a case once, and the report is the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import BinaryIO, Final, cast
from uuid import UUID, uuid4

import structlog
from celery import current_app
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_fsm import can_proceed
from kombu.exceptions import KombuError

from notifications.outbox import OutgoingNotice, queue
from organizations.models import Person, Unit
from petitions.handovers.services import HandedOver
from petitions.ledger_format.grids import UnreadableLedger
from petitions.ledgers.import_result import ImportResult
from petitions.ledgers.ledger_import import import_ledger
from petitions.models.import_run import OPEN_RUN, ImportRun
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor

log = structlog.get_logger(__name__)

TASK: Final = "petitions.tasks.take_in_ledger"
FOLDER: Final = "imports"
SLICE_S: Final = 45
"""So long, or as long as reading took, rows are written: then limits and mail have their turn."""
MOST_STARTS: Final = 3
"""So often a worker begins without a row getting done; then a person has to look."""
TRIAL_TERM: Final = timedelta(days=7)
REPORT_TERM: Final = timedelta(days=90)
"""Rows that were refused hold names; by then they were put right, or never will be."""


class SliceOver(Exception):
    """The time of this task is used up; the rest is for the next one."""


def try_ledger(
    upload: "File[bytes]",
    handed_over: HandedOver | None,
    *,
    unit: Unit,
    person: Person,
    at: datetime,
) -> ImportRun:
    """Keep the file and try it. Raises UnreadableLedger, and keeps nothing then."""
    run = ImportRun(
        unit=unit,
        person=person,
        filename=(upload.name or "")[-200:],
        path=default_storage.save(f"{FOLDER}/{uuid4().hex}", upload),
        source=handed_over.source if handed_over else "",
        organ_id=handed_over.organ_id if handed_over else None,
        tried_at=at,
    )
    try:
        result = try_again(run, at=at)
    except UnreadableLedger:
        default_storage.delete(run.path)
        raise
    run.all_sheets = [sheet.name for sheet in result.sheets]
    run.save()
    return run


def try_again(run: ImportRun, *, at: datetime) -> ImportResult:
    """The trial as the run says today how the file is to be read; the caller saves it."""
    result = _import(run, at, dry_run=True)
    run.report, run.rows, run.tried_at = result.as_json(), result.rows, at
    return result


def confirm(run: ImportRun, *, at: datetime) -> None:
    """Have a worker take in what was tried; also what stopped half-way. Twice is once."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if can_proceed(held.confirm):
            held.confirm()
            held.confirmed_at, held.starts, held.reason = at, 0, ""
            held.save()
            transaction.on_commit(lambda: wake(held.pk), robust=True)


def wake(pk: UUID) -> None:
    try:
        current_app.send_task(TASK, args=[str(pk)], retry=False)
    except (KombuError, OSError) as error:
        log.warning("broker_unreachable", error=str(error), then="the next minute asks again")


def wake_open() -> None:
    """Each minute: runs that no worker has, since one was killed or the broker was down."""
    for pk in ImportRun.objects.filter(state__in=OPEN_RUN).values_list("pk", flat=True):
        wake(pk)


def take_in(pk: UUID) -> None:
    """Take in the ledger, or the rest of it. Nothing happens while another worker is at it."""
    try:
        with _alone(pk) as is_alone:
            if is_alone and (run := _started(pk)):
                _work(run)
    except SliceOver:
        wake(pk)


def _work(run: ImportRun) -> None:
    """Raises SliceOver."""
    try:
        result = _import(run, timezone.now())
    except (UnreadableLedger, Refused) as refusal:
        _stop(run, str(refusal))
    else:
        _finish(run, result)


def drop_outdated(at: datetime) -> None:
    """Each night: trials that nobody confirmed, and what reports say of single rows."""
    trials = ImportRun.objects.filter(state=ImportRun.State.TRIED, tried_at__lt=at - TRIAL_TERM)
    for run in trials:
        _forget_file(run)
        run.delete()
    ended = ImportRun.objects.filter(state__in=[ImportRun.State.FINISHED, ImportRun.State.STOPPED])
    for run in ended.filter(confirmed_at__lt=at - REPORT_TERM, report__isnull=False):
        _forget_file(run)
        run.report = None
        run.save(update_fields=["path", "report"])


@contextmanager
def _alone(pk: UUID) -> Iterator[bool]:
    """Whether no other worker has this run; the lock ends with the connection of a killed one."""
    key = pk.int >> 65
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (is_alone,) = cursor.fetchone()
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _started(pk: UUID) -> ImportRun | None:
    """The run, begun once more; None if it is not to be, or was begun too often in vain."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if run is None or not can_proceed(run.start):
            return None
        run.start()
        run.starts += 1
        run.save()
    if run.starts > MOST_STARTS:
        _stop(run, _("The system could not go on with it. What was taken in stays; try it again."))
        return None
    return run


class Counter:
    """Writes down how far a run is, and ends the task when it has had its time."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.before = run.letters.count()
        self.begun = monotonic()
        self.until = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Raises SliceOver."""
        own = ImportRun.objects.filter(pk=self.run.pk)
        own.update(rows_done=self.before + done, rows_total=self.before + total, starts=0)
        now = monotonic()
        self.until = self.until or now + max(SLICE_S, now - self.begun)
        if done < total and now >= self.until:
            raise SliceOver


def _import(run: ImportRun, at: datetime, *, dry_run: bool = False) -> ImportResult:
    with default_storage.open(run.path) as source:
        return import_ledger(
            cast(BinaryIO, source),
            filename=run.filename,
            unit=run.unit,
            actor=Actor.of(run.person),
            at=at,
            sheets=run.sheets,
            dated_on=run.dated_on,
            dry_run=dry_run,
            progress=None if dry_run else Counter(run),
            handed_over=HandedOver(run.source, run.organ_id) if run.source else None,
            run=None if dry_run else run,
        )


def _finish(run: ImportRun, result: ImportResult) -> None:
    """The report is kept, the file is not; whoever confirmed is told."""
    at = timezone.now()
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        tried = ImportResult.from_json(held.report or {})
        held.finish()
        kept = replace(result, changes=tried.changes, samples=())
        held.finished_at, held.report = at, kept.as_json()
        held.rows, held.created, held.updated, held.repeats, held.refused = result.counts
        _forget_file(held)
        held.save()
        queue([_word(held)], at=at)


def _stop(run: ImportRun, reason: str) -> None:
    at = timezone.now()
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        held.stop()
        held.finished_at, held.reason = at, reason
        held.save()
        queue([_word(held)], at=at)


def _word(run: ImportRun) -> OutgoingNotice:
    figures = {"ledger": run.filename, "created": run.created, "refused": run.refused}
    with translation.override(settings.LANGUAGE_CODE):
        if run.state == ImportRun.State.FINISHED:
            subject = _("A ledger was taken in: %(ledger)s") % figures
            body = _("%(created)s matters were registered, %(refused)s rows refused.") % figures
        else:
            subject = _("A ledger was not taken in whole: %(ledger)s") % figures
            body = run.reason
    return OutgoingNotice(
        recipient_id=run.person_id,
        kind="ledger",
        subject=subject,
        body=body,
        url=reverse("petitions:import_run", args=[run.pk]),
        dedupe_key=f"ledger:{run.pk}:{run.finished_at}",
    )


def _forget_file(run: ImportRun) -> None:
    """The file goes when the transaction has."""
    if path := run.path:
        run.path = ""
        transaction.on_commit(lambda: default_storage.delete(path), robust=True)
