"""A ledger is taken in by a worker that may die at any moment: each row once, and one report."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.celery import app
from notifications.models import Notice
from petitions.handovers.services import HandedOver
from petitions.ledgers import import_running
from petitions.ledgers.import_result import ImportResult
from petitions.ledgers.row_writing import RowWriter
from petitions.models import HandoverBatch, ImportRun, Petition
from tests.office import Office, open_office
from tests.workflows.test_worker import wait_for, worker
from workflows.models import Case, CaseEvent

HEADER = ("信访编号", "登记日期", "属地", "信访形式", "信访人", "反映内容", "办理状态")
State = ImportRun.State


@pytest.fixture
def office(settings: Settings, tmp_path: Path, db: None) -> Office:
    settings.MEDIA_ROOT = tmp_path
    return open_office()


def row(number: int, state: str = "在办") -> tuple[str, ...]:
    text = f"反映第{number}号楼长期停水，请求尽快恢复供水。"
    return (f"A-{number}", "2026-07-01", "武汉市", "来信", f"来信人{number}", text, state)


def tried(
    office: Office, rows: int, *more: tuple[str, ...], source: HandedOver | None = None
) -> ImportRun:
    table = io.StringIO()
    csv.writer(table).writerows([HEADER, *(row(number) for number in range(rows)), *more])
    file = ContentFile(table.getvalue().encode("utf-8-sig"), name="台账.csv")
    unit, person = office.units["bureau"], office["officer"]
    return import_running.try_ledger(file, source, unit=unit, person=person, at=timezone.now())


def confirmed(office: Office, rows: int, *more: tuple[str, ...], **source: Any) -> ImportRun:
    run = tried(office, rows, *more, **source)
    import_running.confirm(run, at=timezone.now())
    return run


@pytest.fixture
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch of rows uses up the time of its task."""
    monkeypatch.setattr(import_running, "SLICE_S", 0)
    monkeypatch.setattr(import_running, "monotonic", lambda: 1.0)


def fresh(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


def figures(run: ImportRun) -> tuple[str, int, int, int, int]:
    now = fresh(run)
    return now.state, now.created, now.updated, now.repeats, now.refused


def test_a_long_ledger_gives_way_and_is_whole_in_the_end(
    office: Office, short_slices: None
) -> None:
    """Between the parts others have their turn; the report is that of one import."""
    bad, double = ("A-x", "昨天", *row(1)[2:]), row(1)
    run = confirmed(office, 60, bad, double)
    done = []
    while figures(run)[0] != State.FINISHED:
        import_running.take_in(run.pk)
        done.append(Petition.objects.count())
    assert done == [25, 50, 60, 60][: len(done)]
    assert figures(run) == (State.FINISHED, 60, 0, 1, 1)
    assert (fresh(run).rows_done, fresh(run).rows_total) == (60, 60)
    assert run.letters.count() == 60
    report = ImportResult.from_json(fresh(run).report or {})
    assert report.counts == (62, 60, 0, 1, 1)
    assert (report.rejected[0].row, report.rejected[0].value) == (62, "昨天")
    assert report.samples == ()


def test_changes_noted_before_it_was_interrupted_are_counted_once(
    office: Office, short_slices: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_running.take_in(confirmed(office, 5).pk)
    run = confirmed(office, 0, *(row(number, "已办结") for number in range(5)), row(7))
    stopped = iter([False, False, True, *[False] * 9])

    def kill(self: Any, update: Any) -> None:
        if next(stopped):
            raise KeyboardInterrupt
        note(self, update)

    note = RowWriter._note
    monkeypatch.setattr(RowWriter, "_note", kill)
    with pytest.raises(KeyboardInterrupt):
        import_running.take_in(run.pk)
    import_running.take_in(run.pk)
    assert figures(run) == (State.FINISHED, 1, 5, 0, 0)
    assert CaseEvent.objects.filter(act="note_source").count() == 5


def test_a_ledger_handed_over_is_one_batch_however_often_it_starts(
    office: Office, short_slices: None
) -> None:
    run = confirmed(office, 60, source=HandedOver("督导组"))
    while figures(run)[0] != State.FINISHED:
        import_running.take_in(run.pk)
    batch = HandoverBatch.objects.get()
    assert batch.letters.count() == 60
    assert fresh(run).batch == batch


def test_whoever_confirmed_is_told_once_and_the_file_is_gone(office: Office) -> None:
    run = confirmed(office, 2)
    import_running.confirm(run, at=timezone.now())
    import_running.take_in(run.pk)
    import_running.take_in(run.pk)
    word = Notice.objects.get(kind="ledger")
    assert (word.recipient, str(run.pk) in word.url) == (office["officer"], True)
    assert figures(run) == (State.FINISHED, 2, 0, 0, 0)
    assert fresh(run).path == ""


def test_what_cannot_go_on_says_why_and_can_be_begun_again(office: Office) -> None:
    run = confirmed(office, 2)
    ImportRun.objects.filter(pk=run.pk).update(starts=import_running.MOST_STARTS)
    import_running.take_in(run.pk)
    stopped = fresh(run)
    assert (stopped.state, bool(stopped.reason), Case.objects.exists()) == ("stopped", True, False)
    import_running.confirm(run, at=timezone.now())
    import_running.take_in(run.pk)
    assert figures(run) == (State.FINISHED, 2, 0, 0, 0)


def test_a_right_that_was_lost_meanwhile_stops_it(office: Office) -> None:
    run = confirmed(office, 2)
    office["officer"].tenures.update(since=timezone.now() + timedelta(days=1))
    import_running.take_in(run.pk)
    assert figures(run)[0] == State.STOPPED
    assert not Case.objects.exists()


def test_trials_and_what_reports_say_of_people_are_kept_for_their_term(office: Office) -> None:
    at = timezone.now()
    trial, run = tried(office, 1), confirmed(office, 2, ("A-x", "昨天", *row(1)[2:]))
    import_running.take_in(run.pk)
    import_running.drop_outdated(at + import_running.TRIAL_TERM - timedelta(hours=1))
    assert ImportRun.objects.filter(pk=trial.pk).exists()
    import_running.drop_outdated(at + import_running.TRIAL_TERM + timedelta(hours=1))
    assert not ImportRun.objects.filter(pk=trial.pk).exists()
    import_running.drop_outdated(at + import_running.REPORT_TERM + timedelta(hours=1))
    assert figures(run) == (State.FINISHED, 2, 0, 0, 1)
    assert fresh(run).report is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_and_doubles_no_row() -> None:
    app.control.purge()
    run = confirmed(open_office(), 300)
    with worker():
        wait_for(lambda: Petition.objects.count() >= 25)
    begun = Petition.objects.count()
    with worker():
        import_running.wake_open()
        wait_for(lambda: figures(run)[0] == State.FINISHED)
    assert begun < 300
    assert figures(run) == (State.FINISHED, 300, 0, 0, 0)
    assert Petition.objects.count() == 300
