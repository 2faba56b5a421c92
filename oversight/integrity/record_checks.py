"""What stands beside the record is as the record says: whoever changed it by SQL is found.

The events are linked in a chain that `verify_audit` walks; here what was made of them is compared.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Exists, F, IntegerField, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from oversight.integrity.check import FaultyCase, Round, named
from petitions.models import SealedIdentity
from petitions.vault import identity_sealing
from petitions.vault.crypto import VaultError
from petitions.vault.keys import keys
from workflows.models import Case, CaseEvent, CaseExclusion
from workflows.states import UNANSWERED, Kind, Reporter

DESTROYED: Final = Q(destroyed_on__isnull=False)
"""The texts of its events are emptied too."""


def rating_differs(_round: Round) -> Iterable[FaultyCase]:
    """A rating that nobody gave so, or that was given and isn't there."""
    given = _events("rate").annotate(
        bureau=Cast(KT("details__bureau_rating"), IntegerField()),
        unit=Cast(KT("details__unit_rating"), IntegerField()),
    )
    as_given = given.filter(
        at=OuterRef("rated_at"), bureau=OuterRef("bureau_rating"), unit=OuterRef("unit_rating")
    )
    made_up = Q(~Exists(as_given), rated_at__isnull=False) & ~DESTROYED
    fell = CaseEvent.objects.filter(
        case=OuterRef("case"), target__in=UNANSWERED, pk__gt=OuterRef("pk")
    )
    stands = Q(Exists(_events("rate").filter(~Exists(fell))), served_on__isnull=False)
    return named(Case.objects.filter(made_up | (stands & Q(rated_at=None))))


def acceptance_differs(_round: Round) -> Iterable[FaultyCase]:
    """Accepted on a day on which nobody accepted it, or accepted with no day."""
    accepted = _events("accept")
    passed_on = CaseEvent.objects.filter(
        case=OuterRef("case"), act="pass_on", pk__gt=OuterRef("pk")
    )
    other = Q(~Exists(accepted.filter(at__date=OuterRef("accepted_on"))), accepted_on__isnull=False)
    lost = Q(Exists(accepted.filter(~Exists(passed_on))), accepted_on=None)
    return named(Case.objects.filter(other | lost, kind=Kind.PETITION))


def recused_can_see(_round: Round) -> Iterable[FaultyCase]:
    """Somebody recused by a decision who is not shut out."""
    decided = CaseEvent.objects.filter(act="decide_recusal", details__decision="granted")
    decided = decided.annotate(recused=Cast(KT("details__person__id"), IntegerField()))
    shut_out = CaseExclusion.objects.filter(case=OuterRef("case"), person=OuterRef("recused"))
    return named(decided.filter(~Exists(shut_out), recused__isnull=False), "case__number")


def identity_altered(_round: Round) -> Iterator[FaultyCase]:
    """A sealed identity that its own seal or digests contradict, or that is gone."""
    sealed = SealedIdentity.objects.filter(case=OuterRef("pk"))
    signed = Case.objects.filter(reporter__in=(Reporter.SIGNED, Reporter.REAL_NAME))
    gone = signed.filter(~Exists(sealed), letter__petitioners__isnull=True).exclude(DESTROYED)
    yield from named(gone)
    rows = SealedIdentity.objects.filter(key_id__in=list(keys().ids)).order_by("case__number")
    for row in rows.annotate(number=F("case__number")).iterator():
        if not _is_whole(row):
            yield FaultyCase(row.number)


def _is_whole(row: SealedIdentity) -> bool:
    try:
        return identity_sealing.is_recognised(row)
    except VaultError:
        return False


def _events(act: str) -> Any:
    return CaseEvent.objects.filter(case=OuterRef("pk"), act=act)
