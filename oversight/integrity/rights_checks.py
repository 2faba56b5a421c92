"""Rights: each as the record has it, the guarded by two people, no two keys in one hand."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from organizations.destinations import DISCIPLINE
from organizations.models import Post, Tenure
from oversight.integrity.check import FaultyCase, Round
from workflows.models import Amendment, RightsEvent
from workflows.rights.guarded_rights import guarded_roles, may_join
from workflows.rights.office_changes import MODELS, Subject, off_record


def past_the_record(_round: Round) -> Iterator[FaultyCase]:
    """Rows that are not as their newest event says, or have none."""
    for subject in MODELS:
        for pk in off_record(subject).order_by("pk").values_list("pk", flat=True):
            yield FaultyCase(f"{subject}/{pk}")


def unconfirmed(_round: Round) -> Iterator[FaultyCase]:
    """Guarded rights that were changed by one person alone, or confirmed by whom they concern."""
    alone = Q(amendment=None) | ~Q(amendment__state=Amendment.State.APPROVED)
    alone |= ~Q(amendment__decided_by=F("actor")) | Q(amendment__decided_by=F("person"))
    changed = RightsEvent.objects.filter(alone, step=RightsEvent.Step.CHANGED)
    for events in (_of_tenures(changed), _of_posts(changed), _of_addresses(changed)):
        for subject, row in events.order_by("pk").values_list("subject", "row"):
            yield FaultyCase(f"{subject}/{row}")


def _guarded(post: str) -> Q:
    return Q(**{f"{post}roles__overlap": sorted(guarded_roles())}) | Q(
        **{f"{post}unit__kind__in": DISCIPLINE}
    )


def _of_tenures(changed: QuerySet[RightsEvent]) -> QuerySet[RightsEvent]:
    """Given and ended; whoever confirmed a change of the post later confirmed its holders."""
    confirmed = RightsEvent.objects.filter(
        subject=Subject.POST, row=OuterRef("post"), amendment__isnull=False
    )
    held = Tenure.objects.filter(_guarded("post__"), pk=OuterRef("row"))
    later = confirmed.filter(pk__gt=OuterRef(OuterRef("pk")))
    return changed.filter(Exists(held.filter(~Exists(later))), subject=Subject.TENURE)


def _of_posts(changed: QuerySet[RightsEvent]) -> QuerySet[RightsEvent]:
    guarded = Exists(Post.objects.filter(_guarded(""), pk=OuterRef("row")))
    was = Q()
    for role in sorted(guarded_roles()):
        was |= Q(was__roles__contains=[role])
    return changed.filter(guarded | was, subject=Subject.POST)


def _of_addresses(changed: QuerySet[RightsEvent]) -> QuerySet[RightsEvent]:
    """The e-mail of an account that was there before; its person shows that a mailbox is his."""
    rows = changed.filter(subject=Subject.ACCOUNT, was__isnull=False)
    rows = rows.exclude(actor=F("person"))
    return rows.annotate(old=KT("was__email"), new=KT("becomes__email")).exclude(old=F("new"))


def joined_keys(this: Round) -> Iterator[FaultyCase]:
    """People who hold two keys, or one beside a right over tip-offs."""
    held: dict[str, set[str]] = {}
    guarded: Any = Tenure.objects.at(this.at).filter(post__roles__overlap=sorted(guarded_roles()))
    for name, roles in guarded.values_list("person__username", "post__roles"):
        held.setdefault(name, set()).update(roles)
    yield from (FaultyCase(name) for name, roles in sorted(held.items()) if not may_join(roles))
