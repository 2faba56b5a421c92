"""A mail about a tip-off says that something waits: no number, no act, no address of a page."""

from datetime import timedelta

from django.core.mail import EmailMessage, EmailMultiAlternatives

from notifications.delivery import send_due
from notifications.models import Notice
from organizations.models import Person
from tests.office import MONDAY, act, petition
from tests.petitions.pages.visits import passed_on
from tests.tipoffs.organ import TO_REPORT, clue, lead, open_organ
from workflows.escalation.rung_effects import sweep
from workflows.models import Case

LATER = MONDAY + timedelta(days=40)


def test_no_mail_of_a_clue_names_it(db: None, mailoutbox: list[EmailMessage]) -> None:
    office = open_organ()
    Person.objects.update(email="somebody@office.example")
    case = lead(office, clue(office), *TO_REPORT)
    sweep(LATER)
    told = Notice.objects.filter(url__contains=case.number)
    assert told.filter(subject__contains=case.number).exists()
    assert not told.filter(discreet=False).exists()
    while send_due(now=lambda: LATER + timedelta(days=7)):
        pass
    assert len(mailoutbox) >= told.count()
    for mail in mailoutbox:
        assert mail.subject == "有一件事项待您查看"
        assert isinstance(mail, EmailMultiAlternatives)
        said = mail.body + "".join(str(content) for content, _kind in mail.alternatives)
        assert "/inbox/notices/" in said
        assert not [word for word in (case.number, "/clues/", "/cases/") if word in said]


def test_what_waits_to_be_mailed_of_a_letter_sealed_since_names_it_no_more(
    db: None, mailoutbox: list[EmailMessage]
) -> None:
    office = open_organ()
    Person.objects.update(email="somebody@office.example")
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    assert Notice.objects.filter(url__contains=case.number, discreet=False).exists()
    passed_on(office, petition(office).case, at=MONDAY)
    sealed = Case.objects.get(sealed=True)
    while send_due(now=lambda: LATER):
        pass
    said = [mail.subject + str(mail.body) for mail in mailoutbox]
    assert [text for text in said if case.number in text]
    assert not [text for text in said if sealed.number in text]
