"""Says where the system is once it answers."""

import http.client
import os
import sys
import time
from http import HTTPStatus

PATIENCE_SECONDS = 90
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


def reachable_at(host: str, port: int) -> str:
    """The address that a browser on this machine opens."""
    reachable = EVERYWHERE.get(host, host)
    shown = f"[{reachable}]" if ":" in reachable else reachable
    return f"http://{shown}:{port}/"


def _answers(host: str, port: int) -> bool:
    named = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip(".")
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request(
            "GET", "/healthz", headers={"Host": named if named not in ("", "*") else "localhost"}
        )
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(host: str, port: int, accounts: str) -> None:
    """Wait until /healthz is well, then print the address and the accounts."""
    reachable = EVERYWHERE.get(host, host)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _answers(reachable, port):
        if time.monotonic() > deadline:
            sys.stderr.write(f"/healthz has not answered for {PATIENCE_SECONDS} seconds.\n")
            return
        time.sleep(0.1)
    lines = [f"件件 Jianjian: {reachable_at(host, port)}"]
    if accounts:
        lines += ["演示账号，密码均为 demo / demonstration accounts, password demo:"]
        lines += [f"  {line.replace(chr(9), '  ')}" for line in accounts.splitlines()]
        lines += ["第二个县同名账号后加 2 / the second county's have a 2 behind."]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
