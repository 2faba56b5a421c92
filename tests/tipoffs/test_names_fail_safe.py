"""However somebody is written on a tip-off, he learns nothing of it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from notifications.models import Notice
from organizations.models import Person, Post
from organizations.written_text import name_pieces, pieces_across_lines
from tests.office import MONDAY, Office
from tests.tipoffs.organ import held_clue, open_organ, resolved
from tests.tipoffs.ways_of_writing import LETTERS, NAMES, posts_of
from workflows.cases import access
from workflows.models import Case
from workflows.naming.candidate_parties import PartyFinder
from workflows.states import Kind

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
TITLES = ("局长", "党组成员、副局长", "信访室主任", "办公室副主任", "四级调研员")


def _name_in_chinese(office: Office) -> None:
    """Everybody by a name and a title as people have them; one with a dot, one of two surnames."""
    people = list(office.people.values())
    for number, person in enumerate(people):
        person.name = f"{SURNAMES[number]}丽{'华国强峰'[number % 4]}"
    people[0].name, people[1].name, people[2].name = "欧阳建国", "阿依古丽·买买提", "龙飞"
    Person.objects.bulk_update(people, ["name"])
    posts = list(Post.objects.order_by("pk"))
    for number, post in enumerate(posts):
        post.title = f"{TITLES[number % len(TITLES)]}{number}"
    Post.objects.bulk_update(posts, ["title"])


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_organ()
        _name_in_chinese(office)
        yield office
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_every_account_is_found_in_every_way_of_writing_it(office: Office, db: None) -> None:
    finder, missed = PartyFinder(at=MONDAY), []
    for person in office.people.values():
        ways = {way: (write(person.name), True) for way, write in NAMES.items()}
        ways |= {way: (write(person.name), False) for way, write in LETTERS.items()}
        ways |= {written: (written, True) for written in posts_of(person)}
        ways["surname and post"] = (person.name[0] + person.tenures.get().post.title, True)
        ways["somebody"] = (f"{person.name[0]}某某", True)
        for way, (written, alone) in ways.items():
            wrapped = name_pieces(written) + pieces_across_lines(written)
            pieces = wrapped if alone else [written]
            found = {pk for piece in pieces for pk in finder.candidates(piece, alone=alone).people}
            if person.pk not in found:
                missed.append((person.name, way, written))
    assert missed == []
    assert len(NAMES) + len(LETTERS) > 40


def _traces(office: Office, person: Person, client: Client) -> list[str]:
    """Where this person meets a tip-off."""
    cases = Case.objects.filter(kind=Kind.TIP_OFF)
    found = [f"list {c}" for c in access.cases_for(person, at=MONDAY, kind=Kind.TIP_OFF)]
    found += [f"row {c}" for c in cases if access.find(person, cases.filter(pk=c.pk), at=MONDAY)]
    found += [f"duty {c}" for c in cases if person in access.who_may(access.SEE, c, at=MONDAY)]
    found += [f"notice {n}" for n in Notice.objects.filter(recipient=person)]
    for address in ("/", "/clues/", "/clues/?show=all", "/api/v1/cases/", "/api/v1/desk/"):
        body = client.get(address).content.decode()
        found += [f"{address} {c}" for c in cases if c.number in body]
    last = cases.last()
    if last and client.get(f"/clues/{last.number}/").status_code != 404:
        found.append(f"page {last}")
    return found


@pytest.mark.parametrize("way", [*NAMES, *LETTERS, "post", "former post", "nickname"])
def test_somebody_at_the_very_desk_meets_no_trace_of_what_names_him(
    office: Office, db: None, way: str
) -> None:
    person = office["recused"]
    client = Client()
    client.force_login(person, backend="workflows.administration.posts_backend.PostsBackend")
    posts = dict(zip(("post", "former post"), posts_of(person), strict=False))
    posts["nickname"] = f"土左旗纪委{person.tenures.get().post.title}"
    if way in LETTERS:
        case = held_clue(office, names="", text=LETTERS[way](person.name))
    else:
        written = posts[way] if way in posts else NAMES[way](person.name)
        case = held_clue(office, names=written)
    assert _traces(office, person, client) == []
    assert case in access.cases_for(office["clue_officer"], at=MONDAY, kind=Kind.TIP_OFF)
    resolved(office, case, "clue_officer", at=MONDAY)
    assert _traces(office, person, client) == []
