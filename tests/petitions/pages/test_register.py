import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from petitions.models import Petition
from petitions.vault.keyed_digests import query_digest
from tests.office import Office, petition
from tests.petitions.pages.conftest import SignIn
from workflows.acts.attachment_fields import MAX_ATTACHMENTS

TEXT = "反映养老保险待遇发放不到位的问题，请求核查补发。"


def entered(office: Office, *people: dict[str, str], **changed: object) -> dict[str, object]:
    """What a clerk's browser sends."""
    sent: dict[str, object] = {
        "unit": office.units["bureau"].pk,
        "channel": "letter",
        "received_on": "2026-08-04",
        "people_count": "1",
        "purpose": "resolution",
        "content_class": "labour",
        "region": "土默特左旗（150121）",
        "text": TEXT,
        "party-TOTAL_FORMS": str(max(1, len(people))),
        "party-INITIAL_FORMS": "0",
    }
    for n, person in enumerate(people):
        sent |= {f"party-{n}-{field}": value for field, value in person.items()}
    return sent | changed


def register(client: Client, sent: dict[str, object]) -> Petition:
    answer = client.post("/cases/new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return Petition.objects.latest("pk")


def test_what_was_entered_is_registered_at_the_clerks_own_unit(
    office: Office, sign_in: SignIn
) -> None:
    people = ({"name": "村民甲", "phone": "13900000001"}, {"name": "村民乙"})
    letter = register(sign_in("registrar"), entered(office, *people))
    assert letter.case.intake_unit == office.units["bureau"]
    assert [each.name for each in letter.petitioners.all()] == ["村民甲", "村民乙"]
    assert letter.people_count == 2
    assert letter.region.code == "150121"


def test_the_query_code_is_printed_once(office: Office, sign_in: SignIn) -> None:
    client = sign_in("registrar")
    letter = register(client, entered(office))
    page = client.get("/cases/new/done/").content.decode()
    assert letter.case.number in page
    assert 'action="/cases/slips/print/"' in page
    (slip,) = client.post("/cases/slips/print/").context["slips"]
    assert query_digest(slip.code) == letter.query_digest
    again = client.get("/cases/new/done/").content.decode()
    assert 'action="/cases/slips/print/"' not in again
    assert letter.case.number in again


def test_an_anonymous_letter_needs_no_name(office: Office, sign_in: SignIn) -> None:
    assert register(sign_in("registrar"), entered(office)).petitioners.count() == 0


def test_nothing_typed_is_lost_when_something_is_wrong(office: Office, sign_in: SignIn) -> None:
    sent = entered(office, {"name": "村民甲"}, content_class="", received_on="2026-08-09")
    answer = sign_in("registrar").post("/cases/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert TEXT in page
    assert "村民甲" in page
    assert set(answer.context["form"].errors) == {"content_class", "received_on"}
    assert not Petition.objects.exists()


def test_more_than_five_representatives_are_refused_with_the_article(
    office: Office, sign_in: SignIn
) -> None:
    people = [{"name": f"村民{n}", "is_representative": "on"} for n in range(6)]
    client = sign_in("registrar")
    answer = client.post("/cases/new/", entered(office, *people))
    assert answer.status_code == 422
    assert "信访工作条例第二十条第三款" in answer.content.decode()
    assert register(client, entered(office, *people[:5])).petitioners.count() == 5


def test_a_row_is_added_without_a_script_and_without_losing_anything(
    office: Office, sign_in: SignIn
) -> None:
    sent = entered(office, {"name": "村民甲"}, more="1", content_class="")
    answer = sign_in("registrar").post("/cases/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "id_party-1-name" in page
    assert "村民甲" in page
    assert TEXT in page
    assert "is-invalid" not in page


def test_attachments_are_kept_with_the_letter(
    office: Office, sign_in: SignIn, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    files = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4") for n in range(2)]
    letter = register(sign_in("registrar"), entered(office, attachments=files))
    assert [each.name for each in letter.attachments.all()] == ["0.pdf", "1.pdf"]


@pytest.mark.parametrize(
    "files",
    [
        [SimpleUploadedFile("a.exe", b"MZ")],
        [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(MAX_ATTACHMENTS + 1)],
    ],
)
def test_unfit_attachments_are_refused(
    office: Office, sign_in: SignIn, files: list[SimpleUploadedFile]
) -> None:
    answer = sign_in("registrar").post("/cases/new/", entered(office, attachments=files))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"attachments"}
    assert answer.context["files_lost"]


def test_nobody_registers_for_another_unit_or_without_the_post(
    office: Office, sign_in: SignIn
) -> None:
    sent = entered(office, unit=office.units["department"].pk)
    assert sign_in("registrar").post("/cases/new/", sent).status_code == 422
    assert sign_in("monitor").get("/cases/new/").status_code == 403
    assert not Petition.objects.exists()


def test_the_same_person_and_similar_text_are_shown_while_typing(
    office: Office, sign_in: SignIn
) -> None:
    case = petition(office).case
    client = sign_in("registrar")
    ways = ("139 0000 0000", "0086-13900000000", "+8613900000000", "１３９００００００００")
    people = [{"name": "信访人 甲", "phone": phone} for phone in ways]
    same = [entered(office, person, text="") for person in people]
    for sent in (*same, entered(office, text=TEXT[:16])):
        assert case.number in client.post("/cases/new/repeats/", sent).content.decode()
    other = entered(office, {"name": "信访人丁"}, text="道路照明损坏，夜间出行不便。")
    assert case.number not in client.post("/cases/new/repeats/", other).content.decode()


def test_repeats_show_only_what_the_reader_may_open(office: Office, sign_in: SignIn) -> None:
    petition(office)
    sent = entered(office, {"name": "信访人甲", "phone": "13900000000"})
    for name in ("stranger", "monitor"):
        assert sign_in(name).post("/cases/new/repeats/", sent).context["found"] == []


def test_places_near_the_clerk_are_suggested_first(office: Office, sign_in: SignIn) -> None:
    found = sign_in("registrar").get("/cases/new/regions/?region=土默特").context["regions"]
    assert found[0].code == "150121"
