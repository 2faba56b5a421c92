"""Key rings of the vault: `python -m config.vault_keys` prints a new one.

With `--add FILE` the ring in FILE gets a new current key (then: bin/manage rotate_keys); with
`--drop ID FILE` it loses a key that nothing is under any more. Needs no settings: production
does not start before there is a ring.
"""

import argparse
import base64
import json
import os
import secrets
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.environment import env

KEY_BYTES = 32


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _new_id() -> str:
    return f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(3)}"


def new_ring(*, former_secret: str = "") -> dict[str, Any]:
    """A ring with one key. `former_secret` is the SECRET_KEY that made the digests before."""
    key_id = _new_id()
    former = [base64.b64encode(former_secret.encode()).decode()] if former_secret else []
    return {
        "current": key_id,
        "keys": {key_id: _new_key()},
        "digest_keys": [_new_key(), *former],
    }


def keep_ring(path: Path, *, former_secret: str = "") -> None:
    """Make the ring at `path`, for its owner alone, unless there is one."""
    with suppress(FileExistsError):
        _create(path, new_ring(former_secret=former_secret))


def _create(path: Path, ring: dict[str, Any]) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(ring, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())


def _rewrite(path: Path, ring: dict[str, Any]) -> None:
    """Whole or not at all: nobody ever reads half a ring."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    _create(partial, ring)
    partial.rename(path)


def add_key(path: Path) -> str:
    """Put a new key into the ring and make it the current one; its id."""
    ring = json.loads(path.read_text())
    ring["current"] = _new_id()
    ring["keys"][ring["current"]] = _new_key()
    _rewrite(path, ring)
    return str(ring["current"])


def drop_key(path: Path, key_id: str) -> None:
    """Take a key out of the ring. Raises ValueError for the current one, KeyError for none."""
    ring = json.loads(path.read_text())
    if ring["current"] == key_id:
        raise ValueError("It is the current key.")
    del ring["keys"][key_id]
    _rewrite(path, ring)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.vault_keys", description=__doc__)
    parser.add_argument("--add", metavar="FILE", type=Path, help="a new current key")
    parser.add_argument("--drop", metavar=("ID", "FILE"), nargs=2, help="one key less")
    parser.add_argument(
        "--former-secret",
        action="store_true",
        help="let the ring recognise what was digested with SECRET_KEY, as before version 0.2",
    )
    options = parser.parse_args()
    try:
        if options.add:
            sys.stdout.write(f"{add_key(options.add)}\n")
        elif options.drop:
            drop_key(Path(options.drop[1]), options.drop[0])
        else:
            secret = env.str("SECRET_KEY", default="") if options.former_secret else ""
            sys.stdout.write(json.dumps(new_ring(former_secret=secret)) + "\n")
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
