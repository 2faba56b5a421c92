"""Key rings: made once, for their owner alone, and the digests of before stay good."""

import hmac
import json
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config.vault_keys import add_key, drop_key, keep_ring, new_ring
from petitions.vault.keyed_digests import query_digest, query_digests
from tests.config.conftest import Python
from tests.config.test_production import PRODUCTION


def test_a_ring_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    keep_ring(path)
    first = path.read_text()
    keep_ring(path)
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_is_added_made_current_and_the_old_one_dropped(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    keep_ring(path)
    old = json.loads(path.read_text())["current"]
    new = add_key(path)
    assert json.loads(path.read_text())["keys"].keys() == {old, new}
    with pytest.raises(ValueError, match="current"):
        drop_key(path, new)
    drop_key(path, old)
    assert json.loads(path.read_text())["keys"].keys() == {new}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_query_codes_given_out_under_a_former_secret_stay_good(settings: Settings) -> None:
    before = hmac.new(b"former:query", b"7K2M9QXD7K2M9QXD", sha256).hexdigest()
    settings.VAULT_KEYS = json.dumps(new_ring(former_secret="former"))
    assert before in query_digests("7K2M-9QXD-7K2M-9QXD")
    written = query_digest("7K2M-9QXD-7K2M-9QXD")
    settings.SECRET_KEY = "changed"
    assert query_digest("7k2m 9qxd 7k2m 9qxd") == written != before


def test_the_ring_for_production_is_printed_without_any_settings(python: Python) -> None:
    changes = PRODUCTION | {"VAULT_KEY_FILE": "", "SECRET_KEY": "former"}
    done = python("-m", "config.vault_keys", "--former-secret", **changes)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["digest_keys"]) == 2
    started = python("-c", "import config.settings", **changes)
    assert "python -m config.vault_keys" in started.stderr
