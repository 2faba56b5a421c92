"""`tether.py PARENT COMMAND`: run a shell's command that is told to end when its parent dies.

The kernel keeps the wish through `exec`, so the process that is started is the command itself. A
script without imports of ours: it has to be quick.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: str) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the wish was known
        raise SystemExit(1)
    os.execv("/bin/sh", ["sh", "-c", command])  # noqa: S606 - the Procfile's own commands


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
