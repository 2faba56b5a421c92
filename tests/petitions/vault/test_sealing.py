"""Identities are sealed row by row, bound to their place, and never written back masked."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction
from pytest_django.fixtures import Settings

from petitions.models.sealed_identity import SealedIdentity
from petitions.vault import keys, masking
from petitions.vault.crypto import AES, SM4, VaultError, decrypt, encrypt, new_key
from petitions.vault.identity_sealing import (
    correct,
    identities_of,
    masked,
    repeats_of,
    seal,
    unsealed,
)
from tests.office import MONDAY, Office
from tests.petitions.vault.clues import REPORTER, clue, ring, sealed_clue
from workflows.acts.act_refusals import Refused


@pytest.mark.parametrize("cipher", [AES, SM4])
def test_what_is_sealed_opens_again_and_stands_nowhere_in_the_clear(
    cipher: str, office: Office, settings: Settings
) -> None:
    settings.VAULT_CIPHER = cipher
    row = sealed_clue(office)
    held = SealedIdentity.objects.get(pk=row.pk)
    assert unsealed(held) == REPORTER
    assert held.cipher == cipher
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(held)::text FROM petitions_sealedidentity AS held")
        text = cursor.fetchone()[0]
        cursor.execute(
            "SELECT string_agg(encode(sealed, 'escape'), '') FROM petitions_sealedidentity"
        )
        text += cursor.fetchone()[0]
    assert not [value for value in REPORTER.values() if value in text]
    other = sealed_clue(office)
    assert bytes(other.sealed) != bytes(row.sealed)
    assert bytes(other.wrapped_key) != bytes(row.wrapped_key)


@pytest.mark.parametrize("cipher", [AES, SM4])
def test_a_changed_byte_another_place_or_another_key_is_noticed(cipher: str) -> None:
    key = new_key(cipher)
    sealed = encrypt(cipher, key, "信访人甲".encode(), bound=b"here")
    assert decrypt(cipher, key, sealed, bound=b"here").decode() == "信访人甲"
    for at in (0, 13, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(VaultError):
            decrypt(cipher, key, bytes(changed), bound=b"here")
    for wrong in ((key, b"there"), (new_key(cipher), b"here")):
        with pytest.raises(VaultError):
            decrypt(cipher, wrong[0], sealed, bound=wrong[1])
    with pytest.raises(VaultError):
        decrypt(cipher, key, sealed[:9], bound=b"here")


def test_rows_that_were_swapped_do_not_open(office: Office) -> None:
    one, two = sealed_clue(office), sealed_clue(office, name="信访人乙")
    for swapped in (("sealed",), ("wrapped_key",), ("sealed", "wrapped_key")):
        held = SealedIdentity.objects.get(pk=one.pk)
        for name in swapped:
            setattr(held, name, getattr(two, name))
        with pytest.raises(VaultError):
            unsealed(held)
    moved = SealedIdentity.objects.get(pk=one.pk)
    moved.case_id = two.case_id
    with pytest.raises(VaultError):
        unsealed(moved)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE petitions_sealedidentity SET sealed = ''",
        "UPDATE petitions_sealedidentity SET case_id = 0",
        "DELETE FROM petitions_sealedidentity",
    ],
)
def test_the_database_lets_no_identity_be_changed_or_taken(statement: str, office: Office) -> None:
    sealed_clue(office)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("信访人甲", "信***"),
        ("13912345678", "139****5678"),
        ("150121197001010011", "****0011"),
        ("0471-1234567", "****4567"),
        ("whistle@example.org", "w***@example.org"),
        ("察素齐镇云中街12号", "察***"),
    ],
)
def test_a_value_is_masked_and_its_mask_never_written_back(
    value: str, shown: str, office: Office
) -> None:
    assert masking.mask(value) == shown
    with pytest.raises(Refused, match=r"掩码"):
        seal(clue(office), {"name": "信访人甲", "other": shown}, on=MONDAY.date())


def test_a_correction_is_a_new_row_and_both_stay(office: Office) -> None:
    row = sealed_clue(office)
    with pytest.raises(Refused):
        correct(row, masked(row), on=MONDAY.date())
    newer = correct(row, REPORTER | {"phone": "13900000001"}, on=MONDAY.date())
    assert list(identities_of(row.case)) == [newer]
    assert unsealed(SealedIdentity.objects.get(pk=row.pk)) == REPORTER
    with pytest.raises(Refused):
        correct(row, REPORTER, on=MONDAY.date())
    with pytest.raises(Refused):
        seal(row.case, {"name": "  "}, on=MONDAY.date())


def test_a_repeat_is_found_without_opening_anything(office: Office) -> None:
    row = sealed_clue(office)
    assert list(repeats_of({"name": "甲", "id_number": "1501 2119 7001 0100 11"})) == [row]
    assert list(repeats_of({"name": "信访人甲", "phone": "139-1234-5678"})) == [row]
    assert not repeats_of({"name": "信访人乙", "phone": "13912345678"}).exists()
    assert not repeats_of({"name": "信访人甲"}).exists()


def test_a_key_file_that_others_may_read_is_refused_and_a_changed_one_counts_at_once(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "ring.json"
    path.write_text(ring("a"))
    settings.VAULT_KEY_FILE = str(path)
    path.chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keys.keys()
    path.chmod(0o600)
    assert keys.keys().current == "a"
    path.write_text(ring("b", "a"))
    os.utime(path, ns=(1, 1))
    assert (keys.keys().current, set(keys.keys().ids)) == ("b", {"a", "b"})
    path.unlink()
    with pytest.raises(ImproperlyConfigured, match="VAULT_KEY_PROVIDER"):
        keys.keys()


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"current": "a"}', '{"current":"a","keys":{"a":"YQ=="},"digest_keys":["YQ=="]}'],
)
def test_a_ring_that_is_none_is_refused_without_a_word_of_it(text: str, settings: Settings) -> None:
    settings.VAULT_KEYS = text or "{"
    with pytest.raises(ImproperlyConfigured) as refusal:
        keys.keys()
    assert "YQ==" not in str(refusal.value)


class Elsewhere(keys.LocalKeys):
    """A plug-in, as for a key management service."""

    def __init__(self) -> None:
        super().__init__("kms-1", {"kms-1": b"k" * 32}, (b"d" * 32,))


def test_a_plug_in_holds_the_keys(office: Office, settings: Settings) -> None:
    settings.VAULT_KEY_PROVIDER = f"{__name__}.Elsewhere"
    row = sealed_clue(office)
    assert row.key_id == "kms-1"
    assert unsealed(row) == REPORTER
    settings.VAULT_KEY_PROVIDER = ""
    with pytest.raises(VaultError, match="kms-1"):
        unsealed(row)
