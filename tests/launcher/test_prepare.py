"""What the first start says while it works."""

import errno
import time
from pathlib import Path

import pytest

from launcher import prepare
from launcher.refusals import explained


def test_a_long_step_says_what_it_does_that_it_goes_on_and_how_long_it_took(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "REMINDER_SECONDS", 0.05)
    with prepare.step("Making the tables"):
        time.sleep(0.3)
    first, *reminders, last = capsys.readouterr().err.splitlines()
    assert (first, last) == ("Making the tables", "  done in 0 s")
    assert set(reminders) == {"  … 0 s so far"}


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("could not extend file: No space left on device"),
    ],
    ids=["of the system", "of the database"],
)
def test_a_full_disk_gets_a_sentence_that_says_what_to_do(error: Exception) -> None:
    told = explained(error, Path("/srv/data"))
    assert "No space left on device" in told
    assert "There is no room left on the disk of /srv/data. Make room there" in told


def test_other_errors_keep_their_own_words() -> None:
    assert explained(OSError("anything else"), Path("/srv/data")) == "anything else"
