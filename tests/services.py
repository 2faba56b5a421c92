"""A pytest plugin: real servers for this run, unless DATABASE_URL and BROKER_URL name some.

Fresh ones, or those that `bin/test --fast` keeps between runs.

Loaded with `-p` because pytest-django reads the settings before any conftest.py is seen.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from launcher.control import remove
from launcher.embedded import services
from launcher.lease import leave_when_terminated
from tests.kept_servers import kept

KEPT = "JIANJIAN_TESTS_KEPT"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        # Each process of pytest-xdist has a broker database of its own, as it has its tables.
        base = os.environ["BROKER_URL"].partition("?")[0]
        os.environ["BROKER_URL"] = f"{base}?virtual_host={1 + int(worker.removeprefix('gw'))}"
    else:
        _start(early_config)
    return (yield)


def _start(config: pytest.Config) -> None:
    os.environ["JIANJIAN_ENV"] = "test"
    # Playwright keeps an event loop in the main thread; Django takes that for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    leave_when_terminated()
    stack = ExitStack()
    config.add_cleanup(stack.close)
    folder = _kept(stack) if KEPT in os.environ else _own(stack)
    # Started as root, the servers run as another account and pass through this folder.
    folder.chmod(0o711 if os.getuid() == 0 else 0o700)
    (folder / "static").mkdir(exist_ok=True)  # whitenoise warns of a missing folder
    environment = stack.enter_context(services(folder, durable=False))
    # Tests make databases and tables of their own, as the owner.
    environment["DATABASE_URL"] = (
        environment.pop("DATABASE_OWNER_URL", "") or os.environ["DATABASE_URL"]
    )
    os.environ.update(environment)


def _own(stack: ExitStack) -> Path:
    """A folder of this run's own, whatever JIANJIAN_DATA says: it is deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="jianjian-tests-"))
    stack.callback(remove, folder)
    return folder


def _kept(stack: ExitStack) -> Path:
    """The folder that `bin/test --fast` names. Taken out: a test may start a run of its own."""
    folder = Path(os.environ.pop(KEPT))
    stack.enter_context(kept(folder))
    folder.mkdir(exist_ok=True)
    return folder
