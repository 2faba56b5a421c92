"""The five ways in which one administrator opened what is sealed: each is shut, and heard of."""

from organizations.models import Person, Post, Tenure
from tests.office import Office
from tests.workflows.rights.asking import (
    account,
    browser,
    days,
    decide,
    heard,
    page,
    refused,
    tenure,
    waiting,
)
from workflows.models import Amendment

FORBIDDEN = 403


def test_nobody_gives_himself_a_clue_post_by_any_way_of_writing_it(office: Office) -> None:
    admin = browser(office, "admin")
    for extra in ({}, days("2024-01-01 09:00"), days("2099-01-01 09:00")):
        fields = tenure(office["admin"], "clue_officer", **extra)
        assert admin.post(page("tenure"), fields).status_code == FORBIDDEN
    own = Post.objects.get(title="admin")
    fields = {"title": own.title, "rank": "", "roles": ["admin", "clue_officer"], "reason": "甲"}
    assert admin.post(page("post", own.pk), fields).status_code == FORBIDDEN
    assert Tenure.objects.filter(person=office["admin"]).count() == 1
    assert Post.objects.get(pk=own.pk).roles == ["admin"]
    assert len(refused(office)) == 4
    assert heard(office, "monitor")


def test_a_post_is_never_back_dated_for_anybody(office: Office) -> None:
    admin = browser(office, "admin")
    for title in ("clue_officer", "registrar"):
        past = tenure(office["unit_head"], title, **days("2024-01-01 09:00"))
        assert admin.post(page("tenure"), past).status_code == FORBIDDEN
    assert not Tenure.objects.filter(person=office["unit_head"]).exclude(post__title="unit_head")
    assert {event.person_id for event in refused(office)} == {office["unit_head"].pk}
    assert heard(office, "unit_head")


def test_who_read_which_tip_off_is_for_the_monitor_alone(office: Office) -> None:
    address = "/oversight/readings/"
    for name in ("admin", "security", "auditor", "bureau_head"):
        assert browser(office, name).get(address).status_code == FORBIDDEN
        assert [event.subject for event in refused(office, name)] == ["readings"]
    assert browser(office, "monitor").get(address).status_code == 200
    assert len(heard(office, "monitor")) == 4


def test_no_administrator_takes_an_account_over(office: Office) -> None:
    admin, officer = browser(office, "admin"), office["clue_officer"]
    before = Person.objects.get(pk=officer.pk)
    word = {"password1": "a long enough password", "password2": "a long enough password"}
    address = f"/admin/organizations/person/{officer.pk}/password/"
    assert admin.get(address).status_code == FORBIDDEN
    assert admin.post(address, word).status_code == FORBIDDEN
    assert admin.post(page("person", officer.pk), account(officer, **word)).status_code == FORBIDDEN
    mine = account(officer, email="mine@example.org", reason="换邮箱")
    assert admin.post(page("person", officer.pk), mine).status_code == 302
    after = Person.objects.get(pk=officer.pk)
    assert (after.password, after.email) == (before.password, before.email)
    assert len(refused(office)) == 3
    assert len(heard(office, "clue_officer")) == 2  # refused once a day, and the proposal
    assert decide(office, "admin", waiting()) == FORBIDDEN
    assert decide(office, "clue_officer", waiting()) == FORBIDDEN
    assert decide(office, "clue_head", waiting()) == 302
    assert Person.objects.get(pk=officer.pk).email == "mine@example.org"


def test_nobody_is_made_a_superuser(office: Office) -> None:
    admin = browser(office, "admin")
    for name in ("admin", "officer"):
        for box in ("is_superuser", "is_staff", "groups", "user_permissions"):
            fields = account(office[name], **{box: "on"})
            assert admin.post(page("person", office[name].pk), fields).status_code == FORBIDDEN
    new = account(Person(username="new", name="新人"), is_superuser="on")
    del new["is_active"]
    assert admin.post(page("person"), new).status_code == FORBIDDEN
    assert not Person.objects.filter(is_superuser=True)
    assert not Person.objects.filter(username="new")
    assert len(refused(office)) == 9
    assert heard(office, "officer")


def test_another_countys_administrator_changes_nothing_here(office: Office) -> None:
    Tenure.objects.filter(person=office["stranger"]).delete()
    seat = Post.objects.create(unit=office.units["elsewhere"], title="系统管理员", roles=["admin"])
    Tenure.objects.create(person=office["stranger"], post=seat, since="2020-01-01T00:00Z")
    other, officer = browser(office, "stranger"), office["officer"]
    answer = other.get("/admin/organizations/person/")
    assert [row.pk for row in answer.context["cl"].result_list] == [office["stranger"].pk]
    post = Post.objects.get(title="officer")
    for model, row in (("person", officer.pk), ("post", post.pk), ("unit", post.unit_id)):
        assert other.post(page(model, row), {"name": "改名"}).status_code == 302  # to the index
    fields = tenure(officer, "officer")
    assert other.post(page("tenure"), fields).status_code == FORBIDDEN
    assert Person.objects.get(pk=officer.pk).name == "officer"
    tried = {event.subject for event in refused(office, "stranger")}
    assert tried == {"account", "post", "unit", "tenure"}
    assert heard(office, "officer")
    assert heard(office, "monitor")
    assert not Amendment.objects.filter(subject="rights")
