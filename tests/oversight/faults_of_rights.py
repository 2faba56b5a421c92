"""Rights that somebody gave himself, planted past the pages and past the record."""

from organizations.models import Post, Role, Tenure
from tests.office import LONG_AGO, Office
from tests.oversight.sound import now
from workflows.rights.change_writing import carry_out
from workflows.rights.office_changes import OfficeChange, Subject
from workflows.rights.rights_record import enter_found


def rights_off_record(office: Office) -> set[str]:
    """A clue post handed to somebody else in its table, and an e-mail in another."""
    enter_found(at=now())
    given = Tenure.objects.get(post__title="clue_officer")
    given.person = office["registrar"]
    given.save()
    office["officer"].email = "another@example.org"
    office["officer"].save()
    return {f"tenure/{given.pk}", f"account/{office['officer'].pk}"}


def rights_unconfirmed(office: Office) -> set[str]:
    """On record, and by one person: a post for tip-offs given, one changed, an address replaced."""
    enter_found(at=now())
    head = Post.objects.get(title="clue_head")
    given = OfficeChange.of(Subject.TENURE, None, {"person": office["officer"].pk, "post": head.pk})
    post = Post.objects.get(title="registrar")
    changed = OfficeChange.of(Subject.POST, post.pk, {"roles": [Role.CLUE_HANDLER.value]})
    person = office["unit_officer"]
    moved = OfficeChange.of(Subject.ACCOUNT, person.pk, {"email": "mine@example.org"})
    rows = [carry_out(each, by=office["admin"], at=now()) for each in (given, changed, moved)]
    return {
        f"{each.subject}/{row}" for each, row in zip((given, changed, moved), rows, strict=True)
    }


def keys_joined(office: Office) -> set[str]:
    """As an office founded without three people has it."""
    post = Post.objects.get(title="clue_head")
    Tenure.objects.create(person=office["admin"], post=post, since=LONG_AGO)
    return {"admin"}
