import csv
import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from petitions.models import ImportRun, Petition
from tests.office import Office
from tests.petitions.ledgers.making import taken_in
from tests.petitions.pages.conftest import SignIn

HEADER = ("编号", "收到日期", "行政区域", "信访形式", "信访人姓名", "反映内容")
GOOD = ("A-1", "2026-07-01", "土默特左旗", "来信", "村民甲", "反映村内道路破损，请求修复。")
BAD = ("A-2", "2026-13-40", "土默特左旗", "来信", "村民乙", "反映水渠淤塞，请求疏通。")


def ledger(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    table = io.StringIO()
    csv.writer(table).writerows([HEADER, *rows])
    return SimpleUploadedFile("台账.csv", table.getvalue().encode("utf-8-sig"))


def tried(client: Client, office: Office, *rows: tuple[str, ...]) -> object:
    sent = {"unit": office.units["bureau"].pk, "file": ledger(*rows)}
    return client.post("/cases/import/", sent, follow=True)


def test_a_trial_run_writes_nothing(
    office: Office, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    answer = tried(sign_in("officer"), office, GOOD, BAD)
    result = answer.context["result"]  # type: ignore[attr-defined]
    assert (result.rows, result.created) == (2, 1)
    assert [each.row for each in answer.context["rejected"]]  # type: ignore[attr-defined]
    assert not Petition.objects.exists()


def test_the_confirmation_takes_in_the_file_that_was_tried_and_forgets_it(
    office: Office,
    sign_in: SignIn,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in("officer")
    tried(client, office, GOOD)
    page = f"/cases/import/{ImportRun.objects.get().pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        assert taken_in(client, page).context["run"].created == 1
    assert Petition.objects.count() == 1
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    again = tried(client, office, GOOD)
    assert again.context["result"].repeats == 1  # type: ignore[attr-defined]


def test_what_was_refused_can_be_downloaded(
    office: Office, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in("officer")
    tried(client, office, GOOD, BAD)
    page = f"/cases/import/{ImportRun.objects.get().pk}/"
    table = client.get(f"{page}rejected.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert "2026-13-40" in rows[1]


def test_a_file_that_is_no_ledger_is_refused_with_a_reason(office: Office, sign_in: SignIn) -> None:
    client = sign_in("officer")
    for name, content in (("a.pdf", b"%PDF"), ("a.xlsx", b"no workbook")):
        sent = {"unit": office.units["bureau"].pk, "file": SimpleUploadedFile(name, content)}
        answer = client.post("/cases/import/", sent)
        assert answer.status_code == 422
        assert "file" in answer.context["form"].errors


def test_a_ledger_is_shown_to_whoever_brought_it_alone(
    office: Office, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    tried(sign_in("registrar"), office, GOOD, BAD)
    run = ImportRun.objects.get()
    page = f"/cases/import/{run.pk}/"
    colleague = sign_in("officer")
    assert colleague.get(page).status_code == 404
    assert colleague.post(page, {"confirm": "1"}).status_code == 404
    assert colleague.get(f"{page}rejected.csv").status_code == 404
    assert run.filename not in colleague.get("/cases/import/").content.decode()
    assert run.filename in sign_in("registrar").get("/cases/import/").content.decode()
    assert sign_in("monitor").get(page).status_code == 403


def test_only_registrars_and_officers_take_in_ledgers(sign_in: SignIn) -> None:
    assert sign_in("registrar").get("/cases/import/").status_code == 200
    for name in ("unit_officer", "monitor", "leader"):
        assert sign_in(name).get("/cases/import/").status_code == 403


def test_what_is_said_of_a_heading_is_tried_again_and_remembered(
    office: Office, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in("officer")
    table = "编号,收到日期,何人来信,反映内容\nA-1,2026-07-01,村民甲,反映村内道路破损，请求修复。\n"
    for expected in ("", "petitioner_name"):
        sent = SimpleUploadedFile("台账.csv", table.encode())
        sending = {"unit": office.units["bureau"].pk, "file": sent}
        answer = client.post("/cases/import/", sending, follow=True)
        page, _status = answer.redirect_chain[-1]
        form = answer.context["told"]
        assert form["heading_2"].initial == expected
        chosen = {f"heading_{n}": form[f"heading_{n}"].initial for n in range(4)}
        client.post(page, chosen | {"again": "1", "heading_2": "petitioner_name"})
    taken_in(client, page)
    assert Petition.objects.get().petitioners.get().name == "村民甲"


def test_the_day_of_receipt_is_asked_once_for_rows_without(
    office: Office, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in("officer")
    sent = SimpleUploadedFile("台账.csv", "编号,反映内容\nA-1,反映村内道路破损。\n".encode())
    sending = {"unit": office.units["bureau"].pk, "file": sent}
    page = client.post("/cases/import/", sending)["Location"]
    for day, created in (("2030-01-01", 0), ("2026-07-01", 1)):
        said = {"again": "1", "heading_0": "external_number", "heading_1": "text"}
        answer = client.post(page, said | {"dated_on": day}, follow=True)
        assert answer.context["result"].created == created
