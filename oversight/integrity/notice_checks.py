"""Words to people: sent, and said when a rung was climbed."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import (
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import JSONObject

from notifications.models import Delivery
from organizations.models import Role, Tenure, UnitKind
from oversight.integrity.check import FaultyCase, Round, named
from workflows.models import Alarm, CaseExclusion

STUCK_FOR: Final = timedelta(hours=1)
POSTS: Final = {
    "holder": (
        "clock__unit",
        (Role.UNIT_OFFICER, Role.OFFICER, Role.REVIEWER, Role.CLUE_OFFICER),
    ),
    "unit_head": ("clock__unit", (Role.UNIT_HEAD, Role.BUREAU_HEAD, Role.CLUE_HEAD)),
    "sender": ("clock__case__sender_unit", (Role.OFFICER, Role.UNIT_OFFICER)),
}
"""The unit and the roles of whom a rung addresses directly. Whoever is above comes after them."""


CHUNK: Final = 5000

# Each part once and then matched by hash: as subqueries of each other, all notices would be read
# again for every rung.
SILENT: Final = """
    WITH said AS MATERIALIZED (
        SELECT DISTINCT told.case_id, told.at
        FROM notifications_notice AS notice JOIN workflows_caseevent AS told
        ON told.id = substring(notice.dedupe_key from '^event:([0-9]{1,18})$')::bigint
    ), brought AS MATERIALIZED (
        SELECT case_id, recorded_at FROM workflows_caseevent
        WHERE act = 'register' AND actor_kind = 'importer'
    ), loud AS MATERIALIZED (
        SELECT alarm.id, event.case_id, event.at
        FROM workflows_alarm AS alarm JOIN workflows_caseevent AS event
        ON event.id = alarm.case_event_id
        WHERE alarm.state = 'fired' AND event.details ->> 'caught_up' = 'false'
    )
    SELECT loud.id FROM loud
    LEFT JOIN said ON said.case_id = loud.case_id AND said.at = loud.at
    LEFT JOIN brought ON brought.case_id = loud.case_id AND brought.recorded_at > loud.at
    WHERE said.case_id IS NULL AND brought.case_id IS NULL ORDER BY loud.case_id
"""


def stuck(this: Round) -> Iterator[FaultyCase]:
    """Words not sent an hour after they were to be, or given up. They name no case."""
    late = Q(state__in=(Delivery.State.WAITING, Delivery.State.SENDING)) & Q(
        next_try_at__lte=this.at - STUCK_FOR
    )
    found = Delivery.objects.filter(late | Q(state=Delivery.State.FAILED)).order_by("pk")
    return (FaultyCase(f"delivery:{pk}") for pk in found.values_list("pk", flat=True))


def unheard(_round: Round) -> Iterator[FaultyCase]:
    """A rung that was climbed, had somebody to speak to, and spoke to nobody.

    Of the rungs that one sweep catches up only the last speaks, and one word may tell of several
    limits of a case. What a batch import brought along as history was never said here.
    """
    with connection.cursor() as cursor:
        cursor.execute(SILENT)
        while rows := cursor.fetchmany(CHUNK):
            silent = Alarm.objects.filter(_somebody(), pk__in=[pk for (pk,) in rows])
            yield from named(silent, "clock__case__number")


def _somebody() -> Q:
    """Whether one of the rung's addressees was there when it fired."""
    found = _addresses("leader") & Q(clock__case__leader__is_active=True)
    for addressee, (unit, roles) in POSTS.items():
        found |= _addresses(addressee) & Q(Exists(_holding(roles, post__unit=OuterRef(unit))))
    organ = _holding(
        (Role.MONITOR,),
        post__unit__kind=UnitKind.DISCIPLINE_COMMISSION,
        post__unit__region=OuterRef("clock__unit__region"),
    )
    return found | (_addresses("discipline") & Q(Exists(organ)))


def _holding(roles: Sequence[Role], **where: Any) -> QuerySet[Tenure]:
    """Who held such a post when the outer query's rung fired, and may know of the case."""
    then, case = OuterRef("fired_at"), OuterRef(OuterRef("clock__case"))
    held = Tenure.objects.filter(Q(until__isnull=True) | Q(until__gt=then), since__lte=then)
    against = CaseExclusion.objects.against(OuterRef("person"), OuterRef("post__unit"))
    return held.filter(
        ~Exists(against.filter(case=case)),
        person__is_active=True,
        post__roles__overlap=[str(role) for role in roles],
        **where,
    )


def _addresses(addressee: str) -> Q:
    """Whether the alarm's rung names the addressee, by its ladder: [{"key", "to", …}, …]."""
    name = Func(Value(addressee, output_field=TextField()), function="jsonb_build_array")
    rung = JSONObject(key=F("rung"), to=name)
    wanted = Func(rung, function="jsonb_build_array", output_field=JSONField())
    return Q(ladder__rungs__contains=wanted)
