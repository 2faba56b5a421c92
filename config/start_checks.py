"""What production does not start with: it would look well, and fail at the first registration.

System checks, asked with `check --database default`, before `migrate`, and by every process as it
starts. Each says in a sentence what is wrong and in its hint what to do.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import structlog
from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.module_loading import import_string

from petitions.vault.keys import keys

log = structlog.get_logger(__name__)

Found: TypeAlias = list[checks.CheckMessage]
MEBIBYTE: Final = 2**20
NEARLY_FULL: Final = 0.05
LARGEST_DIFFERENCE_S: Final = 30
"""A code of a second factor is good for half a minute."""
NEWEST: Final = 5
FILES: Final = ("petitions.models.Attachment", "workflows.models.EventFile")
OF_ONE_PROCESS: Final = ("locmem.LocMemCache", "dummy.DummyCache")
NOWHERE: Final = frozenset({None, "", "*", "localhost", "127.0.0.1", "::1"})


def _in_production(look: Callable[[], Iterator[checks.CheckMessage]]) -> Callable[..., Found]:
    # Not `wraps`: Django looks at the parameters of what was wrapped.
    def check(*, app_configs: Sequence[AppConfig] | None, **_options: Any) -> Found:
        del app_configs
        return list(look()) if settings.JIANJIAN_ENV == "production" else []

    return check


@_in_production
def check_vault_keys() -> Iterator[checks.CheckMessage]:
    """E003: there is a ring of keys. E004: it opens what is sealed already."""
    try:
        keys()
    except (ImproperlyConfigured, ImportError) as error:
        yield checks.Error(
            f"The vault has no keys: {error}",
            hint="Put back the ring that this database was used with; only for a new one make a "
            "ring with `python -m config.vault_keys`.",
            id="jianjian.E003",
        )
        return
    if not _has_table("petitions_sealedidentity"):
        return
    if missing := import_string("petitions.vault.rotation.state")().missing:
        yield checks.Error(
            f"The vault's ring lacks the keys {', '.join(missing)}, under which rows are sealed.",
            hint="Put them back from the copy of the ring; without them what is sealed is lost.",
            id="jianjian.E004",
        )


@_in_production
def check_cache() -> Iterator[checks.CheckMessage]:
    """E005: several web processes count guesses together."""
    processes = int(os.environ.get("WEB_CONCURRENCY", "2"))
    if processes > 1 and settings.CACHES["default"]["BACKEND"].endswith(OF_ONE_PROCESS):
        yield checks.Error(
            f"{processes} web processes each count wrong codes and passwords for themselves.",
            hint="Set CACHE_URL, for which the broker will do, or WEB_CONCURRENCY=1.",
            id="jianjian.E005",
        )


@_in_production
def check_public_address() -> Iterator[checks.CheckMessage]:
    """E006: links in mails lead somewhere."""
    address = urlsplit(settings.PUBLIC_ADDRESS)
    if address.scheme not in ("http", "https") or address.hostname in NOWHERE:
        yield checks.Error(
            f"Links in mails would lead to {settings.PUBLIC_ADDRESS}, which nobody can open.",
            hint="Set PUBLIC_ADDRESS to where people find this system, with https://.",
            id="jianjian.E006",
        )


@_in_production
def check_media() -> Iterator[checks.CheckMessage]:
    """E007: attachments can be written, and those that were are here."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield checks.Error(
            f"Attachments can't be written to {folder}: {error.strerror}.",
            hint="Give the account of the processes this folder, or set JIANJIAN_DATA to its own.",
            id="jianjian.E007",
        )
        return
    names = [name for model in FILES for name in _newest_files(model)]
    if names and not any(default_storage.exists(name) for name in names):
        yield checks.Error(
            f"None of the newest {len(names)} attachments is in {folder}.",
            hint="Mount the folder that all hosts share, or restore the files that belong to this "
            "database.",
            id="jianjian.E007",
        )


@_in_production
def check_clock() -> Iterator[checks.CheckMessage]:
    """E008: this host and the database agree on what time it is."""
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    after = datetime.now(UTC)
    off = max((before - theirs).total_seconds(), (theirs - after).total_seconds())
    if off > LARGEST_DIFFERENCE_S:
        yield checks.Error(
            f"The clocks of this host and of the database are {off:.0f} seconds apart.",
            hint="Run NTP on both: what is due and when it was done is decided by them.",
            id="jianjian.E008",
        )


@_in_production
def check_disk() -> Iterator[checks.CheckMessage]:
    """E009: there is room for files. W009: it is running out."""
    for folder in {Path(settings.JIANJIAN_DATA), Path(settings.MEDIA_ROOT)}:
        if not folder.exists():
            continue
        room = shutil.disk_usage(folder)
        left = f"{room.free // MEBIBYTE} MiB are left on the disk of {folder}."
        if room.free < settings.LEAST_FREE_MIB * MEBIBYTE:
            hint = "Make room, or set LEAST_FREE_MIB to less than the 500 it is."
            yield checks.Error(left, hint=hint, id="jianjian.E009")
        elif room.free < room.total * NEARLY_FULL:
            yield checks.Warning(left, hint="Make room before it is full.", id="jianjian.W009")


CHECKS: Final = (
    check_vault_keys,
    check_cache,
    check_public_address,
    check_media,
    check_clock,
    check_disk,
)


def refuse_unfit() -> None:
    """For processes that run no system checks: raises ImproperlyConfigured, a line for each."""
    found = [message for check in CHECKS for message in check(app_configs=None)]
    for message in found:
        if message.level < checks.ERROR:
            log.warning("start_check", id=message.id, what=message.msg, hint=message.hint)
    wrong = [f"{m.id}: {m.msg} {m.hint}" for m in found if m.level >= checks.ERROR]
    if wrong:
        raise ImproperlyConfigured("\n".join(wrong))


def _has_table(name: str) -> bool:
    return name in connection.introspection.table_names()


def _newest_files(model: str) -> list[str]:
    kept = import_string(model)
    if not _has_table(kept._meta.db_table):
        return []
    newest = kept._default_manager.exclude(file="").order_by("-pk")[:NEWEST]
    return list(newest.values_list("file", flat=True))
