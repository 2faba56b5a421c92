"""Internal notes: written by whoever reads the letter, told to the colleagues that they mention.

A note passes no door, since the case stays as it was. Who can't be mentioned looks like nobody.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from notifications import outbox
from organizations.models import Person, Tenure, Unit
from workflows.acts import disclosure_port
from workflows.acts.act_refusals import Forbidden, NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases import access
from workflows.cases.act_notices import LANGUAGE, notice_to
from workflows.models import Case, CaseNote, NoteMention

TWICE: Final = timedelta(minutes=1)
"""The same words by the same person within this time are one note that was sent twice."""
AT_NAME: Final = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")
WRITTEN_NAME: Final = re.compile(r"[\w·.-]{1,20}")


def notes_of(case: Case) -> QuerySet[CaseNote]:
    """The notes of a case, the newest first, for whoever may keep them."""
    notes = case.notes.select_related("author", "author_unit").order_by("-pk")
    return notes.prefetch_related("mentions__person")


def may_keep(case: Case, person: Person, *, at: datetime) -> bool:
    return case.destroyed_on is None and access.may(
        Actor.of(person), access.KEEP_NOTES, case, at=at
    )


def mentionable(case: Case, author: Person, *, at: datetime) -> QuerySet[Person]:
    """The colleagues who may read the notes of this case; nobody else can be mentioned."""
    people = access.who_may(access.KEEP_NOTES, case, at=at)
    return people.filter(is_active=True).exclude(pk=author.pk).order_by("name", "pk")


def with_units(case: Case, author: Person, *, at: datetime) -> list[tuple[Person, Unit]]:
    """The same colleagues, each once, with the unit of a post; those of one unit together."""
    tenures = Tenure.objects.at(at).filter(person__in=mentionable(case, author, at=at))
    rows = tenures.select_related("person", "post__unit")
    found: dict[int, tuple[Person, Unit]] = {}
    for tenure in rows.order_by("post__unit__path", "person__name", "pk"):
        found.setdefault(tenure.person_id, (tenure.person, tenure.post.unit))
    return list(found.values())


def write(
    case_id: int, text: str, *, author: Person, at: datetime, mentioned: Collection[int] = ()
) -> CaseNote:
    """Write a note, and tell those whom it mentions: by `mentioned` ids, or as @name in the text.

    Raises `NotFound` and `Forbidden` like the door, `Refused` for a name that is nobody's who may
    read it, and for words that would tell who reported a tip-off.
    """
    with transaction.atomic():
        case = _held(case_id, author, at)
        disclosure_port.check_details(case, {"text": text}, is_issued=False)
        since = at - TWICE
        if before := case.notes.filter(author=author, text=text, at__gt=since).first():
            return before
        colleagues = list(mentionable(case, author, at=at))
        told = _addressed(text, mentioned, colleagues)
        note = CaseNote.objects.create(
            case=case, author=author, author_unit=_unit(case, author, at), at=at, text=text
        )
        NoteMention.objects.bulk_create(NoteMention(note=note, person=each) for each in told)
        _notify(note, told, at)
        return note


def _held(case_id: int, author: Person, at: datetime) -> Case:
    """The case under a lock, so that nobody is shut out of it or seals it meanwhile."""
    rows = Case.objects.select_for_update(no_key=True, of=("self",))
    case = rows.select_related("holding_unit__region").filter(pk=case_id).first()
    actor = Actor.of(author)
    if case is None or not access.may(actor, access.SEE, case, at=at):
        raise NotFound
    if not access.may(actor, access.KEEP_NOTES, case, at=at):
        raise Forbidden(_("The notes on this case are closed to your post."))
    if case.destroyed_on:
        raise Refused(_("The content of this case was destroyed; no note can be written on it."))
    return case


def _addressed(text: str, mentioned: Collection[int], colleagues: Sequence[Person]) -> list[Person]:
    by_id = {each.pk: each for each in colleagues}
    if unknown := set(mentioned) - by_id.keys():
        raise Refused(_nobody(", ".join(map(str, sorted(unknown)))))
    chosen = [by_id[pk] for pk in mentioned]
    written = _named(text, colleagues, {each.pk for each in chosen})
    return list(dict.fromkeys((*chosen, *written)))


def _named(text: str, colleagues: Sequence[Person], chosen: Collection[int]) -> Iterator[Person]:
    """Whom the text speaks to; of several of one name, who was chosen from the list."""
    for mark in AT_NAME.finditer(text):
        rest = text[mark.end() :]
        called = {name for each in colleagues for name in _names(each) if _begins(rest, name)}
        if not called:
            written = WRITTEN_NAME.match(rest)
            if written is None:
                continue
            raise Refused(_nobody(f"@{written[0]}"))
        longest = max(called, key=len)
        found = [each for each in colleagues if longest in _names(each)]
        if len(found) > 1 and not any(each.pk in chosen for each in found):
            raise Refused(
                _("Several colleagues are called %(name)s: choose from the list.")
                % {"name": longest}
            )
        yield from found[:1] if len(found) == 1 else ()


def _names(person: Person) -> tuple[str, str]:
    return person.name, person.username


def _begins(text: str, name: str) -> bool:
    return bool(name) and text.casefold().startswith(name.casefold())


def _nobody(written: str) -> str:
    """The same words for somebody who may not read it and for somebody who isn't there."""
    return _(
        "%(written)s: nobody of this name reads the notes on this case. Choose from the list, or "
        "write the name without @."
    ) % {"written": written}


def _unit(case: Case, author: Person, at: datetime) -> Unit | None:
    """The unit of the post by which the author may write it."""
    table = access.grants(case.kind, access.KEEP_NOTES)
    own = (
        post.unit_id
        for post in access.posts_of(author, at=at)
        if access.has_relation(case, table, post, author)
    )
    return Unit.objects.filter(pk=next(own, None) or 0).first()


def _notify(note: CaseNote, people: Sequence[Person], at: datetime) -> None:
    """The word says that there is a note, never what it says."""
    with translation.override(LANGUAGE):
        facts = {"number": note.case.number, "author": note.author}
        subject = _("%(number)s: %(author)s mentioned you in a note") % facts
        body = _("The note stands on the page of the case.")
    words = notice_to(people, note.case, subject, body, key=f"note:{note.pk}")
    outbox.queue(words, at=at)
