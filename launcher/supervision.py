"""Runs the processes of the Procfile, starts again whatever dies, stops all of them when asked."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from config.environment import BASE_DIR
from launcher.account import EmbeddedError

TETHER = Path(__file__).with_name("tether.py")
LINE = re.compile(r"^([a-z]+): *(.+)$", re.MULTILINE)
TICK_SECONDS = 0.2
SERVERS_SECONDS = 2.0
GRACE_SECONDS = 10
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY_SECONDS = 60
"""After a run of so long the pauses begin anew."""

_saying = threading.Lock()


def say(name: str, words: str) -> None:
    """One line on standard error, never mixed with another's."""
    with _saying, suppress(BrokenPipeError):
        sys.stderr.write(f"{name:<6} | {words}\n")
        sys.stderr.flush()


def procfile() -> dict[str, str]:
    """Each process of the Procfile with its command."""
    return dict(LINE.findall((BASE_DIR / "Procfile").read_text()))


def tethered(command: str) -> list[str]:
    """The arguments that run `command` with its life bound to this process's."""
    return [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), command]


@dataclass
class Backoff:
    """How long to wait before something that died is started again."""

    pause: float = SHORTEST_PAUSE / 2
    started: float = 0.0
    due: float | None = None

    def died(self, at: float) -> float:
        """The pause from now on; it doubles unless the last run was a steady one."""
        if at - self.started >= STEADY_SECONDS:
            self.pause = SHORTEST_PAUSE / 2
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self.due = at + self.pause
        return self.pause

    def is_due(self, at: float) -> bool:
        return self.due is not None and at >= self.due

    def begun(self, at: float) -> None:
        self.started, self.due = at, None


@dataclass
class Process:
    """One process of the Procfile."""

    name: str
    command: str
    running: subprocess.Popen[str] | None = None
    backoff: Backoff = field(default_factory=Backoff)

    def start(self, at: float) -> None:
        self.backoff.begun(at)
        # In a session of its own: Ctrl-C reaches this programme alone, which stops the others.
        self.running = subprocess.Popen(  # noqa: S603 - the Procfile's own commands
            tethered(self.command),
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._relay, args=[self.running.stdout], daemon=True).start()

    def look(self, at: float) -> None:
        """Start it again when it has died and its pause is over."""
        if self.backoff.is_due(at):
            self.start(at)
        elif self.running and self.running.poll() is not None and self.backoff.due is None:
            code = self.running.returncode
            end = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            pause = self.backoff.died(at)
            say("run", f"{self.name} {end}; it is started again in {pause:g} s.")

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            if self.running and self.running.poll() is None:
                self.running.send_signal(number)

    def end(self, seconds: float) -> None:
        """Wait for it, then kill whatever is left of its session."""
        if self.running:
            with suppress(subprocess.TimeoutExpired):
                self.running.wait(seconds)
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def _relay(self, output: IO[str]) -> None:
        for line in output:
            say(self.name, line.rstrip("\n"))


class Supervisor:
    """The processes, and the servers that `restart` looks after and names when it started them."""

    def __init__(self, commands: Mapping[str, str], *, restart: Callable[[], list[str]]) -> None:
        self._processes = [Process(name, command) for name, command in commands.items()]
        self._restart = restart
        self._servers = Backoff()
        self._next_look = 0.0
        self._asked = threading.Event()

    def run(self) -> None:
        """Return once SIGINT or SIGTERM has asked for it and everything has ended."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_asked)
        for process in self._processes:
            process.start(time.monotonic())
        while not self._asked.wait(TICK_SECONDS):
            self._look_after_servers(time.monotonic())
            for process in self._processes:
                process.look(time.monotonic())
        self._stop()

    def _look_after_servers(self, at: float) -> None:
        if at < self._next_look:
            return
        self._next_look = at + SERVERS_SECONDS
        try:
            restarted = self._restart()
        except (EmbeddedError, OSError) as error:
            self._next_look = at + self._servers.died(at)
            say("run", f"{error}\nThe servers are tried again in {self._servers.pause:g} s.")
            return
        if restarted:
            say("run", f"{' and '.join(restarted)} had died and runs again.")
            self._servers.begun(at)

    def _stop(self) -> None:
        # From here on a second Ctrl-C must not keep the servers from being stopped.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for process in self._processes:
            process.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self._processes:
            process.end(max(0.0, deadline - time.monotonic()))

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()
