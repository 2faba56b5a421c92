"""Rotation ends with nothing under the old key, whatever happens on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from petitions.drafts import act_drafts
from petitions.models import Petitioner
from petitions.models.sealed_identity import SealedIdentity
from petitions.tasks import rotate_keys
from petitions.vault.crypto import VaultError
from petitions.vault.identity_sealing import repeats_of, seal, unsealed
from petitions.vault.redigesting import redigest
from petitions.vault.rotation import rotate, state
from tests.config.test_production import this_database
from tests.office import MONDAY, Office, open_office, petition
from tests.petitions.vault.clues import REPORTER, clue, ring, sealed_clue

MANY = 3000


def command(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command("rotate_keys", *arguments, "--json", stdout=out)
    except SystemExit as end:
        assert end.code == 1
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_the_old_key_can_be_dropped_after_rotating(office: Office, settings: Settings) -> None:
    settings.VAULT_KEYS = ring("a")
    rows = [sealed_clue(office) for _ in range(5)]
    settings.VAULT_KEYS = ring("b", "a")
    assert command("--check")["left"] == 5
    newer = sealed_clue(office)
    told = command("--batch", "2")
    assert (told["rewrapped"], told["left"], told["keys"]) == (5, 0, {"b": 6})
    settings.VAULT_KEYS = ring("b")
    assert all(unsealed(SealedIdentity.objects.get(pk=r.pk)) == REPORTER for r in [*rows, newer])
    rotate_keys()
    assert command()["rewrapped"] == 0


def test_drafts_go_under_the_current_key_with_the_identities(
    office: Office, settings: Settings
) -> None:
    settings.VAULT_KEYS = ring("a")
    case = petition(office).case
    typed = {"reason": "请加快办理。"}
    act_drafts.keep(office["officer"], case, "urge", typed, at=MONDAY)
    settings.VAULT_KEYS = ring("b", "a")
    assert command("--check")["left"] == 1
    assert command()["keys"] == {"b": 1}
    settings.VAULT_KEYS = ring("b")
    found = act_drafts.find(office["officer"], case, "urge", at=MONDAY)
    assert found
    assert found.values == typed


def test_a_key_that_is_gone_is_said_and_stops_nothing_else(
    office: Office, settings: Settings
) -> None:
    settings.VAULT_KEYS = ring("lost")
    lost = sealed_clue(office)
    settings.VAULT_KEYS = ring("a")
    good = sealed_clue(office)
    settings.VAULT_KEYS = ring("b", "a")
    told = command()
    assert (told["failed"], told["missing"], told["left"]) == ([str(lost.pk)], ["lost"], 1)
    assert unsealed(SealedIdentity.objects.get(pk=good.pk)) == REPORTER
    with pytest.raises(VaultError):
        unsealed(lost)


def test_digests_go_to_a_new_key_and_back_and_are_known_under_both(
    office: Office, settings: Settings
) -> None:
    settings.VAULT_KEYS = ring("a", digests=("x",))
    petition(office)
    row = sealed_clue(office)
    before = set(Petitioner.objects.values_list("phone_digest", flat=True))
    settings.VAULT_KEYS = ring("a", digests=("y", "x"))
    assert list(repeats_of(REPORTER)) == [row]
    assert redigest() == 2
    assert redigest() == 0
    settings.VAULT_KEYS = ring("a", digests=("y",))
    assert list(repeats_of(REPORTER)) == [row]
    settings.VAULT_KEYS = ring("a", digests=("x", "y"))
    assert command("--digests")["redigested"] == 2
    assert set(Petitioner.objects.values_list("phone_digest", flat=True)) == before


def _rotating() -> "subprocess.Popen[bytes]":
    told = {"DATABASE_URL": this_database(), "VAULT_KEYS": ring("b", "a")}
    return subprocess.Popen(
        [sys.executable, "manage.py", "rotate_keys", "--batch", "20"],
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
    )


def _under(key: str) -> int:
    return SealedIdentity.objects.filter(key_id=key).count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_rotation_killed_half_way_is_finished_by_the_next(settings: Settings) -> None:
    settings.VAULT_KEYS = ring("a")
    case = clue(open_office())
    for _ in range(MANY):
        seal(case, REPORTER, on=MONDAY.date())
    first = _rotating()
    while first.poll() is None and not _under("b"):
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    settings.VAULT_KEYS = ring("b", "a")
    half = state()
    assert 0 < half.left < MANY, "killed too early or too late to tell"
    seal(case, REPORTER, on=MONDAY.date())
    second = _rotating()
    assert second.wait(timeout=120) == 0
    assert state().counts == {"b": MANY + 1}
    settings.VAULT_KEYS = ring("b")
    assert all(unsealed(row) == REPORTER for row in SealedIdentity.objects.all())


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_does_not_hold_up_the_others(settings: Settings) -> None:
    settings.VAULT_KEYS = ring("a")
    office = open_office()
    held, _other = sealed_clue(office), sealed_clue(office)
    settings.VAULT_KEYS = ring("b", "a")
    with psycopg.connect(this_database()) as elsewhere:
        elsewhere.execute(
            "SELECT 1 FROM petitions_sealedidentity WHERE id = %s FOR UPDATE", [held.pk]
        )
        assert rotate().rewrapped == 1
    assert rotate().rewrapped == 1
