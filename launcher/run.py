"""`bin/run`: the servers, the tables, and every process of the Procfile, until told to stop."""

import argparse
import os
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import psutil

from config.environment import data_folder, in_production
from launcher import control
from launcher.embedded import Embedded, embedded, running
from launcher.manage import enter, told
from launcher.run_lock import AlreadyRunning, holder, holding
from launcher.startup_banner import announce, reachable_at
from launcher.supervision import Supervisor, procfile, tethered

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run", description="Start the whole system; Ctrl-C stops it and keeps the data."
    )
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--data", type=Path, default=data_folder(), help="the data folder")
    parser.add_argument("--empty", action="store_true", help="no demonstration office")
    instead = parser.add_mutually_exclusive_group()
    for name, action, words in (
        ("--status", control.status, "say what runs and where the data is; exit 1 if nothing runs"),
        ("--stop", control.stop, "stop the system that runs on the data folder"),
        ("--remove-data", control.remove_data, "delete the data folder and what it has outside"),
    ):
        instead.add_argument(name, dest="instead", action="store_const", const=action, help=words)
    return parser.parse_args(given)


def _refusal(host: str, port: int) -> str | None:
    """Why nothing can listen there, or None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        return f"Cannot listen on {host} port {port}: {reason}. Choose another --port."
    return None


def _answered_hosts(host: str) -> str:
    """The host names to answer for: loopback and what `--host` asked for."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        cards = psutil.net_if_addrs().values()
        addresses = [a.address for card in cards for a in card if a.family == socket.AF_INET]
        named = {socket.gethostname(), *addresses}
    else:
        named = {_bracketed(host)}
    return ",".join([*LOOPBACK, *sorted(named - set(LOOPBACK))])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _prepare(*, empty: bool) -> str:
    """Tables, static files, demonstration; the demonstration accounts as lines."""
    command = [sys.executable, "-P", "-m", "launcher.prepare", *(["--empty"] if empty else [])]
    done = subprocess.run(  # noqa: S603 - our own module
        tethered(f"exec {shlex.join(command)}"),
        env=os.environ | {"PROCESS_ROLE": "owner"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


def _set_environment(options: argparse.Namespace, data: Path) -> None:
    """What the processes of the Procfile read."""
    os.environ["HOST"], os.environ["PORT"] = _bracketed(options.host), str(options.port)
    if not in_production():
        os.environ.setdefault("ALLOWED_HOSTS", _answered_hosts(options.host))
    metrics = data / "metrics"
    metrics.mkdir(exist_ok=True)
    for old in metrics.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)


def _serve(options: argparse.Namespace, system: Embedded) -> int:
    enter(system)
    data = system.paths.data
    sys.stderr.write(f"{control.whereabouts(data)}\n")
    _set_environment(options, data)
    with running(system):
        accounts = _prepare(empty=options.empty)
        banner = threading.Thread(
            target=announce, args=(options.host, options.port, accounts), daemon=True
        )
        banner.start()
        Supervisor(procfile(), restart=system.restart).run()
    return 0


def _run(options: argparse.Namespace) -> int:
    refusal = _refusal(options.host, options.port)
    if refusal and not holder(options.data):
        sys.stderr.write(f"{refusal}\n")
        return 1
    system = embedded(options.data)
    try:
        with holding(system.paths.data, reachable_at(options.host, options.port)):
            return _serve(options, system)
    except AlreadyRunning as other:
        sys.stderr.write(
            f"{options.data} is already being run by process {other.run.pid} at "
            f"{other.run.address}. bin/run --stop ends it.\n"
        )
        return 1


def main() -> int:
    options = arguments()
    options.data = Path(os.path.abspath(options.data))
    work = options.instead or (lambda _data: _run(options))
    return told(lambda: int(work(options.data)), data=options.data)


if __name__ == "__main__":
    raise SystemExit(main())
