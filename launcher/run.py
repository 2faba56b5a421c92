"""`bin/run`: the servers, the tables, and every process of the Procfile, until told to stop."""

import argparse
import fcntl
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import psutil
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

from config.environment import BASE_DIR, data_folder, in_production
from launcher.manage import with_services
from launcher.startup_banner import announce

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Processes(Manager):  # type: ignore[misc]  # honcho has no types
    """Honcho's manager, but a signal that comes while it still starts waits until it has."""

    def terminate(self) -> None:
        if all(process.get("pid") for process in self._processes.values()):
            super().terminate()
        else:
            threading.Timer(0.1, self.terminate).start()


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run", description="Start the whole system; Ctrl-C stops it and keeps the data."
    )
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--data", type=Path, default=data_folder(), help="the data folder")
    parser.add_argument("--empty", action="store_true", help="no demonstration office")
    return parser.parse_args(given)


def _refusal(host: str, port: int) -> str | None:
    """Why nothing can listen there, or None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except OSError as error:
        return f"Cannot listen on {host} port {port}: {error.strerror}. Choose another --port."
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
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


def _start_processes(host: str, port: int, accounts: str) -> int:
    processes = Processes(Printer(sys.stderr))
    procfile = parse_procfile((BASE_DIR / "Procfile").read_text())
    for name, command in procfile.processes.items():
        processes.add_process(name, command, cwd=str(BASE_DIR))
    announcer = multiprocessing.Process(target=announce, args=(host, port, accounts), daemon=True)
    announcer.start()
    processes.loop()
    # From here on a second Ctrl-C must not keep the servers from being stopped.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    announcer.kill()
    stopped_as_asked = processes.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    return 0 if stopped_as_asked else 1


def _run(options: argparse.Namespace, _environment: Mapping[str, str]) -> int:
    with (Path(os.environ["JIANJIAN_DATA"]) / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(f"{options.data} is already being run.\n")
            return 1
        os.environ["HOST"], os.environ["PORT"] = _bracketed(options.host), str(options.port)
        if not in_production():
            os.environ.setdefault("ALLOWED_HOSTS", _answered_hosts(options.host))
        metrics = Path(os.environ["JIANJIAN_DATA"]) / "metrics"
        metrics.mkdir(exist_ok=True)
        for old in metrics.glob("*.db"):
            old.unlink()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
        accounts = _prepare(empty=options.empty)
        return _start_processes(options.host, options.port, accounts)


def main() -> int:
    options = arguments()
    refusal = _refusal(options.host, options.port)
    if refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return with_services(partial(_run, options), data=options.data)


if __name__ == "__main__":
    raise SystemExit(main())
