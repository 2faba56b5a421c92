"""A clue whose words are found nowhere else lives its whole life in the real processes.

Afterwards the real files are searched for who reported it.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from redis import Redis

from config.celery import app
from launcher.paths import find
from launcher.programmes import POSTGRES, programme
from organizations.models import Person, SignInSession
from organizations.signing_in.session_store import SessionStore
from petitions.models.sealed_identity import Opening, SealedIdentity
from petitions.vault.identity_sealing import unsealed
from tests.office import Office
from tests.tipoffs.organ import ACCUSED, TO_REPORT, open_organ, resolved, usual_details
from tests.tipoffs.processes import Fields, Visitor, office_processes, wait_for
from tests.tipoffs.traces import spelled, tables_with
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Document

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NAME, PHONE, ID_NUMBER = "欧阳龘靐", "13972946185", "150121196502297318"
ADDRESS, WORKPLACE = "爩麤街九十七号", "鱻灪第九小学"
IDENTITY: Final = (NAME, "龘靐", PHONE, "139-7294-6185", ID_NUMBER, ADDRESS, "爩麤", WORKPLACE)
CONTENT: Final = "蠿爨彠工程款去向不明"
RARE: Final = (*"龘靐爩麤鱻灪", *IDENTITY)
"""Of rows even single characters are looked for, since a search index has them one by one."""
TASKS: Final = (
    "workflows.tasks.sweep_clocks",
    "workflows.tasks.seal_audit",
    "oversight.tasks.nightly_checks",
    "oversight.tasks.walk_audit",
    "oversight.tasks.watch_readings",
    "petitions.tasks.rotate_keys",
    "notifications.tasks.deliver_due",
)
HANDS: Final = {
    "clue_officer": ("verify_identity", "notify_reporter", "hand_over"),
    "clue_handler": ("register_clue", "plan_disposal", "report_findings"),
    "clue_head": ("approve_disposal", "conclude", "approve_clarify"),
}


@pytest.fixture
def office(transactional_db: None) -> Office:
    office = open_organ()
    for person in Person.objects.all():
        person.email = f"{person.username}@example.org"
        person.set_password("demo")
        person.save()
    return office


@pytest.fixture
def told(tmp_path: Path, office: Office) -> Iterator[tuple[str, Path]]:
    app.control.purge()
    with office_processes(tmp_path) as running:
        yield running


def test_canary_who_reported_is_in_no_file_row_message_or_dump(
    told: tuple[str, Path], office: Office
) -> None:
    address, folder = told
    people = {name: Visitor(address, name) for name in ("clue_officer", "clue_handler",
              "clue_head", "accused", "officer")}  # fmt: skip
    number = taken_in(people["clue_officer"], office)
    identity_opened(people["clue_officer"], people["clue_head"], number)
    lived(people, number)
    looked_for(people, number)
    work_done(folder)
    dump(folder / "backup.sql")
    sealed = SealedIdentity.objects.get()
    assert set(unsealed(sealed).values()) == {NAME, PHONE, ID_NUMBER, ADDRESS, WORKPLACE}
    assert tables_with(RARE) == []
    assert not in_sessions(IDENTITY)
    assert files_with(IDENTITY, [folder, *servers(), media()]) == []
    assert not in_mails(folder / "mail", (*IDENTITY, CONTENT))
    assert not in_broker((*IDENTITY, CONTENT))
    assert files_with([CONTENT], [folder / name for name in ("web.log", "worker.log")]) == []
    assert files_with([CONTENT], [folder]) == [str(folder / "backup.sql")]


def taken_in(officer: Visitor, office: Office) -> str:
    """The form with mistakes first, which come back with what was typed; then as it should be."""
    good: Fields = {
        "unit": office.units["discipline"].pk, "channel": "letter", "region": "150121",
        "received_on": legal_date(timezone.now()).isoformat(), "names": ACCUSED,
        "text": f"{CONTENT}，请核查。", "reporter_name": NAME, "reporter_phone": PHONE,
        "reporter_id_number": ID_NUMBER, "reporter_address": ADDRESS,
        "reporter_workplace": WORKPLACE,
    }  # fmt: skip
    for wrong, code in (({"names": ""}, 422), ({"text": f"我是{NAME}，{CONTENT}。"}, 409)):
        status, page = officer.post("/clues/new/", good | wrong)
        assert (status, NAME in page) == (code, True)
    evidence = SimpleUploadedFile("证据.txt", "附件一份".encode(), "text/plain")
    status, _page = officer.post("/clues/new/", good | {"attachments": evidence})
    assert status == 200
    case = Case.objects.get(kind="tip_off")
    return resolved(office, case, "clue_officer", at=timezone.now()).number


def identity_opened(officer: Visitor, head: Visitor, number: str) -> None:
    key = str(SealedIdentity.objects.get().pk)
    asked = {"identity": key, "minutes": 10}
    page = f"/vault/clues/{number}/"
    assert officer.post(page, asked | {"reason": f"给{NAME}打电话"})[0] == 422
    assert officer.post(page, asked | {"reason": "核实实名"})[0] == 200
    own = f"/vault/openings/{Opening.objects.get().pk}/"
    assert head.post(f"{own}decide/", {"grant": 1, "note": ""}, page=own)[0] == 200
    status, shown = officer.post(f"{own}identity/", {}, page=own)
    assert (status, NAME in shown, PHONE in shown) == (200, True, True)


def lived(people: dict[str, Visitor], number: str) -> None:
    """Every act by its form; one of them with the reporter's telephone in it is refused."""
    plan = f"/clues/{number}/acts/plan_disposal/"
    ways = ("conclude", "feed_back", "propose_clarify", "approve_clarify", "report_back")
    for act in ("notify_reporter", *TO_REPORT, *ways):
        name = next((n for n, acts in HANDS.items() if act in acts), "clue_handler")
        if act == "plan_disposal":
            slip = details(act) | {"plan": f"先打{PHONE}问清。"}
            assert people[name].post(plan, slip)[0] == 409
        status, page = people[name].post(f"/clues/{number}/acts/{act}/", details(act))
        assert status == 200, page
    assert Case.objects.get(number=number).status == "reported_back"


def details(act: str) -> Fields:
    return usual_details(act.removeprefix("propose_"), timezone.now())


def looked_for(people: dict[str, Visitor], number: str) -> None:
    """Everybody reads what there is, searches for the name, and takes the reports along."""
    paper = Document.objects.filter(case__number=number).latest("pk")
    pages = (f"/clues/{number}/", f"/cases/{number}/documents/{paper.pk}/", "/clues/?show=all",
             f"/cases/?q={'%E9%BE%98'}", "/oversight/", "/inbox/", f"/api/v1/cases/?q={PHONE}",
             "/oversight/reports/transfers/")  # fmt: skip
    for name, visitor in people.items():
        found = [(page, *visitor.get(page)) for page in pages]
        assert not [page for page, _status, text in found if NAME in text], name
        assert all(status < 500 for _page, status, _text in found)
    assert people["accused"].get(pages[0])[0] == 404


def work_done(folder: Path) -> None:
    for task in TASKS:
        app.send_task(task)
    log = folder / "worker.log"
    wait_for(lambda: all(f"Task {task}[" in log.read_text() for task in TASKS))
    wait_for(lambda: log.read_text().count("succeeded in") >= len(TASKS))
    wait_for(lambda: any((folder / "mail").glob("*")))


def dump(path: Path) -> None:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    paths = find(Path(os.environ["JIANJIAN_DATA"]))
    pg_dump = programme(POSTGRES, paths).with_name("pg_dump")
    subprocess.run([pg_dump, "--file", path, url.geturl()], check=True)


def servers() -> list[Path]:
    """The folders of this run's own servers: tables, write-ahead log, journal of the broker."""
    paths = find(Path(os.environ["JIANJIAN_DATA"]))
    return [folder for folder in (paths.postgres, paths.valkey) if folder.exists()]


def media() -> Path:
    return Path(os.environ["JIANJIAN_DATA"]) / "media"


def files_with(words: tuple[str, ...] | list[str], folders: list[Path]) -> list[str]:
    patterns = "\n".join(spelled(words))
    found = subprocess.run(
        ["grep", "-rlasiF", "-f", "-", *folders], input=patterns, text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    return found.stdout.split()


def in_mails(folder: Path, words: tuple[str, ...]) -> list[str]:
    found = []
    for path in folder.iterdir():
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        text = "\n".join([str(mail["subject"]), *map(str, parts)])
        found += [word for word in words if word in text]
    return found


def in_sessions(words: tuple[str, ...]) -> list[str]:
    kept = "".join(
        str(SessionStore().decode(each.session_data)) for each in SignInSession.objects.all()
    )
    assert kept
    return [word for word in words if word in kept]


def in_broker(words: tuple[str, ...]) -> list[str]:
    """What lies in the broker now, as its own dump of each key; the journal is searched as well."""
    found = []
    with app.connection() as opened:
        client: Redis = opened.default_channel.client  # type: ignore[attr-defined]  # of Redis
        for key in client.scan_iter():
            with suppress(TypeError):
                held = client.dump(key) or b""
                found += [word for word in spelled(words) if word.encode() in held]
    return found
