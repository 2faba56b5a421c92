"""Putting sealed identities under a new key, beside the same updates by SQL alone.

`ours` unwraps and wraps every key and writes it, in batches; `sql` writes wrapped keys that were
made before, in batches of the same size. `left` must be none.
"""

import json
import time
import uuid
from argparse import ArgumentParser, Namespace
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from benchmarks import _office
from petitions.models.sealed_identity import SealedIdentity
from petitions.vault import rotation
from petitions.vault.identity_sealing import unsealed
from petitions.vault.row_sealing import seal_row
from workflows.models import Case
from workflows.states import Kind

DAY = datetime(2026, 9, 7, 2, tzinfo=UTC)
WHO = {"name": "信访人甲", "phone": "13900000000"}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--identities", type=int, default=100_000, help="sealed identities")
    parser.add_argument("--batch", type=int, default=rotation.BATCH, help="rows at a time")


def run(args: Namespace) -> dict[str, Any]:
    settings.VAULT_KEYS = _ring("a")
    case = _case()
    for start in range(0, args.identities, 1000):
        _seal(case, min(1000, args.identities - start))
    _settle()
    settings.VAULT_KEYS = _ring("b", "a")
    began = time.perf_counter()
    done = rotation.rotate(batch=args.batch)
    ours = time.perf_counter() - began
    state = rotation.state()
    assert unsealed(SealedIdentity.objects.latest("pk"))  # noqa: S101  # it still opens
    _settle()
    sql = _by_sql(args.batch)
    return {
        "identities": args.identities,
        "ours_s": round(ours, 3),
        "sql_s": round(sql, 3),
        "ours_per_s": round(done.rewrapped / ours),
        "sql_per_s": round(args.identities / sql),
        "rewrapped": done.rewrapped,
        "left": state.left,
        "failed": len(done.failed),
    }


def _ring(current: str, *others: str) -> str:
    made = {name: b64encode(name.encode() * 32).decode() for name in (current, *others)}
    return json.dumps({"current": current, "keys": made, "digest_keys": [made[current]]})


def _case() -> Case:
    unit = _office.counties(1)[0].bureau
    return Case.objects.create(
        kind=Kind.TIP_OFF, number="T-1", intake_unit=unit, holding_unit=unit,
        received_on=DAY.date(), registered_at=DAY,
    )  # fmt: skip


def _seal(case: Case, count: int) -> None:
    rows = []
    for _ in range(count):
        row = SealedIdentity(id=uuid.uuid4(), case=case, sealed_on=DAY.date())
        seal_row(row, WHO)
        rows.append(row)
    SealedIdentity.objects.bulk_create(rows)


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE petitions_sealedidentity")
        cursor.execute("CHECKPOINT")


def _by_sql(batch: int) -> float:
    """Seconds to write as many keys of the same length under a third id."""
    ids = list(SealedIdentity.objects.order_by("pk").values_list("pk", flat=True))
    wrapped = bytes(SealedIdentity.objects.latest("pk").wrapped_key)
    statement = rotation.REWRAP.format(table=SealedIdentity._meta.db_table)
    began = time.perf_counter()
    for start in range(0, len(ids), batch):
        part = ids[start : start + batch]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, ["c", part, [wrapped] * len(part)])
    return time.perf_counter() - began
