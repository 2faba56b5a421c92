"""How long a process that dies has to wait, and how the Procfile is read."""

import os
import signal
import subprocess
import sys
import time

import psutil

from launcher.supervision import STEADY_SECONDS, Backoff, procfile, tethered
from tests.launcher.conftest import is_alive, wait_for


def test_pauses_double_up_to_a_minute_and_begin_anew_after_a_steady_run() -> None:
    backoff = Backoff()
    assert [backoff.died(0) for _n in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert not backoff.is_due(59)
    assert backoff.is_due(60)
    backoff.begun(60)
    assert backoff.died(60 + STEADY_SECONDS) == 1


def test_the_procfile_has_its_three_processes() -> None:
    assert procfile().keys() == {"web", "worker", "beat"}


def test_a_tethered_process_is_the_command_itself_and_ends_with_its_parent() -> None:
    """Killed without a chance to tell anybody: the kernel tells."""
    code = (
        "import subprocess, time; from launcher.supervision import tethered\n"
        "child = subprocess.Popen(tethered('exec sleep 60')); print(child.pid, flush=True)\n"
        "time.sleep(60)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        wait_for(lambda: child.name() == "sleep")
        parent.kill()
    wait_for(lambda: not is_alive(child.pid), seconds=10)


def test_a_command_whose_parent_is_gone_already_is_not_started() -> None:
    command = tethered("exec sleep 60")
    command[-2] = str(os.getpid() + 1)
    began = time.monotonic()
    assert subprocess.run(command, check=False).returncode not in (0, -signal.SIGKILL)
    assert time.monotonic() - began < 30
