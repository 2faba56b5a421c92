"""A player asks for the seconds that somebody jumps to, and gets these alone (RFC 9110 §14)."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from petitions.tasks import make_shown_copy
from tests.office import Office
from tests.petitions.material.adding import add, file_page, paper
from tests.petitions.material.files import SHOWN
from tests.petitions.pages.visits import NOW, as_, loaded
from tests.ways import bring_to
from workflows.states import Status

RECORDING = "窗口录音.wav"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_recording_is_given_in_the_parts_that_a_player_asks_for(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    kept = add(office, case, "officer", files=[paper("录音.wav", SHOWN[RECORDING][0]())])
    make_shown_copy("petitions.attachment", kept.pk)

    def played(**headers: str) -> Any:
        address = f"{file_page(case, kept)}shown/"
        return as_(office, "officer").get(address, {"copy": 1}, headers=headers)

    whole = loaded(played())
    size = len(whole)
    for asked, first, last in (
        ("bytes=0-", 0, size - 1),
        ("bytes=10-19", 10, 19),
        ("bytes=5-5", 5, 5),
        (f"bytes=10-{size + 99}", 10, size - 1),
        ("bytes=-7", size - 7, size - 1),
        (f"bytes=-{size + 7}", 0, size - 1),
    ):
        part = played(Range=asked)
        assert (part.status_code, part["Content-Range"]) == (206, f"bytes {first}-{last}/{size}")
        assert loaded(part) == whole[first : last + 1], asked
        assert "sandbox" in part["Content-Security-Policy"]
    beyond = played(Range=f"bytes={size}-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    for unreadable in ("bytes=a-b", "bytes=0-1,5-6", "lines=1-2"):
        assert loaded(played(Range=unreadable)) == whole
