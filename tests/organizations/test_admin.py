import pytest
from django.test import Client
from django.urls import reverse

from organizations import services
from organizations.models import Person, Region, Role, Unit
from tests.organizations.conftest import YESTERDAY, Office

MODELS = ("region", "unit", "person", "post", "tenure", "absence")


@pytest.fixture
def admin(office: Office) -> Client:
    """The administrator of the city, in whose region the county lies."""
    person = Person.objects.create(username="admin", name="管理员甲")
    post = services.create_post(unit=office["市信访局"], title="系统管理员", roles=[Role.ADMIN])
    services.appoint(person=person, post=post, since=YESTERDAY)
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_form_of_who_is_who_opens(admin: Client, office: Office, model: str) -> None:
    for page in ("changelist", "add"):
        answer = admin.get(reverse(f"admin:organizations_{model}_{page}"))
        assert answer.status_code == 200
    assert (
        admin.get(reverse(f"admin:organizations_{model}_changelist"), {"q": "甲"}).status_code
        == 200
    )


def test_a_rest_day_is_changed_by_two_people_on_the_calendar_alone(admin: Client) -> None:
    assert admin.get("/admin/organizations/restday/").status_code == 404
    assert admin.get(reverse("limits:calendar")).status_code == 200


def test_people_cannot_be_deleted(admin: Client) -> None:
    person = Person.objects.get(username="admin")
    answer = admin.post(reverse("admin:organizations_person_delete", args=[person.pk]))
    assert answer.status_code == 403


def _fields(unit: Unit, **changes: object) -> dict[str, object]:
    fields = {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "region": unit.region_id,
        "parent": unit.parent_id or "",
        "short_name": "",
        "closed_on": "",
        "successor": "",
    }
    return fields | changes


def test_a_unit_added_in_the_administrators_pages_has_its_path(
    admin: Client, office: Office
) -> None:
    parent = office["县政府"]
    new = Unit(code="new", name="县水利局", kind="department", region=parent.region, parent=parent)
    assert admin.post(reverse("admin:organizations_unit_add"), _fields(new)).status_code == 302
    added = Unit.objects.get(code="new")
    assert added.path == f"{parent.path}{added.pk}/"


def test_a_unit_closed_or_moved_there_follows_the_same_rules(admin: Client, office: Office) -> None:
    unit, other = office["县教育局"], office["县住建局"]
    page = reverse("admin:organizations_unit_change", args=[unit.pk])
    assert admin.post(page, _fields(unit, closed_on="2026-01-01")).status_code == 200
    closing = _fields(unit, closed_on="2026-01-01", successor=other.pk, parent=office["某镇"].pk)
    assert admin.post(page, closing).status_code == 302
    unit.refresh_from_db()
    assert (unit.successor, unit.parent) == (other, office["某镇"])
    assert unit.path == f"{office['某镇'].path}{unit.pk}/"


def test_a_region_added_there_has_its_path(admin: Client) -> None:
    county = Region.objects.get(code="421122")
    fields = {"code": "421122100", "name": "某镇", "parent": county.pk}
    assert admin.post(reverse("admin:organizations_region_add"), fields).status_code == 302
    assert Region.objects.get(code="421122100").path == f"{county.path}421122100/"
