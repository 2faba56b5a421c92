"""Papers: true, served with proof, numbered in an unbroken row, none twice and none left out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.db import connection
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate

from oversight.integrity.check import FaultyCase, Round, named
from workflows.acts import served_papers
from workflows.counting.due_date import Nature
from workflows.counting.rule_catalogue import rules
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import Case, CaseEvent, Clock, ClockEvent, Document, PaperService
from workflows.papers.document_numbers import MARK_APART, SERIAL, SERIES
from workflows.papers.number_series import APART, CASE, Order
from workflows.papers.paper_kinds import PAPERS
from workflows.states import AFTER_SERVICE

BEFORE_SERVICE: Final[Mapping[str, str]] = {
    "sign_off": "serve",
    "request_review": "decide_review",
    "request_recheck": "decide_recheck",
}
"""What comes before a service that an earlier version recorded by the act beside it."""
_SERIAL: Final = f"substring(paper.number from '{SERIAL}')::integer"
GIVEN: Final = f"""
    SELECT unit.code || ':' || paper.kind || ':' || extract(year from issued_on) ||
           CASE WHEN position('{MARK_APART}〔' IN paper.number) > 0 THEN '{APART}' ELSE '' END
           AS series, {_SERIAL} AS serial, case_id
    FROM workflows_document AS paper JOIN organizations_unit AS unit ON unit.id = issuer_id
    WHERE {_SERIAL} IS NOT NULL
"""  # noqa: S608  # constants of this file
GAPS: Final = f"""
    WITH given AS ({GIVEN}), ends AS (
        SELECT series, value + 1 AS serial FROM workflows_counter WHERE series ~ %s AND key = ''
    ), steps AS (
        SELECT series, serial, lag(serial, 1, 0) OVER (PARTITION BY series ORDER BY serial) AS last
        FROM (SELECT series, serial FROM given WHERE series !~ '{APART}$'
              UNION ALL SELECT series, serial FROM ends) AS each
    )
    SELECT series, last + 1, serial - 1 FROM steps WHERE serial > last + 1 ORDER BY series, serial
"""  # noqa: S608  # the same
SHORT: Final = f"""
    WITH given AS (
        SELECT series, serial FROM ({GIVEN}) AS paper WHERE series ~ '{APART}$'
        UNION ALL
        SELECT '{CASE}' || substring(number from '^(.+)-[0-9]{{4}}-[0-9]+$') || ':' ||
               substring(number from '-([0-9]{{4}})-[0-9]+$'),
               substring(number from '-([0-9]{{1,9}})$')::integer
        FROM workflows_case
    ), shown AS (
        SELECT series, array_agg(DISTINCT serial) AS numbers FROM given GROUP BY series
    )
    SELECT series, value, key, plain, COALESCE(numbers, ARRAY[]::integer[])
    FROM workflows_counter LEFT JOIN shown USING (series)
    WHERE key <> '' AND COALESCE(cardinality(numbers), 0) < value ORDER BY series
"""  # noqa: S608  # the same
"""Series without an order of which a number is nowhere; which, is reckoned one by one."""
TWICE: Final = f"""
    WITH given AS ({GIVEN}), doubles AS (
        SELECT series, serial FROM given GROUP BY series, serial HAVING count(*) > 1
    )
    SELECT filed.number, series || ':' || serial
    FROM doubles JOIN given USING (series, serial)
    JOIN workflows_case AS filed ON filed.id = case_id ORDER BY filed.number
"""  # noqa: S608  # the same

# A letter of supervision names a limit as over: the words of now, and of letters issued before.
LETTERS: Final = [kind for kind, paper in PAPERS.items() if paper.names_overdue]
RIGHTS: Final = "|".join(rule.name for rule in rules() if rule.nature is Nature.RIGHT)
OVER: Final = "期限(?:已于|届满日为)<strong>([0-9]+年[0-9]+月[0-9]+日)"
UNTRUE: Final = """
    SELECT filed.number, paper.number
    FROM workflows_document AS paper JOIN workflows_case AS filed ON filed.id = paper.case_id
    WHERE paper.kind = ANY(%s) AND (
        paper.body ~ %s
        OR to_date(substring(paper.body from %s), 'YYYY"年"MM"月"DD"日"') >= paper.issued_on)
    ORDER BY filed.number, paper.id
"""


def premature(_round: Round) -> Iterator[FaultyCase]:
    """A letter that says of a limit that it is over, on a day that it was not, or of a right."""
    with connection.cursor() as cursor:
        cursor.execute(UNTRUE, [LETTERS, f"“({RIGHTS})”的期限", OVER])
        for case, number in cursor:
            yield FaultyCase(case, {"number": number})


def unproved(_round: Round) -> Iterator[FaultyCase]:
    """An opinion served without a record of its service; earlier versions had proof in words."""
    told = Q(details__has_key="proof") & ~Q(details__proof="") & ~Q(details__proof=None)
    serve = CaseEvent.objects.filter(act="serve")
    recorded = PaperService.objects.filter(event=OuterRef("pk"))
    yield from named(serve.filter(~Exists(recorded) & ~told), "case__number")
    never = ~Exists(serve.filter(case=OuterRef("pk")))
    yield from named(Case.objects.filter(never, status__in=AFTER_SERVICE))


def served_too_early(_round: Round) -> Iterator[FaultyCase]:
    """Served on a day before its paper was signed off, asked for or issued."""
    own = Cast(KeyTextTransform("served_on", "details"), DateField())
    stated = CaseEvent.objects.filter(details__has_key="served_on").annotate(day=own)
    for act, following in BEFORE_SERVICE.items():
        earlier = CaseEvent.objects.filter(case=OuterRef("case"), act=act, pk__lt=OuterRef("pk"))
        begun = TruncDate(Subquery(earlier.order_by("-pk").values("at")[:1]), tzinfo=SHANGHAI)
        served = stated.filter(act=following).annotate(begun=begun)
        yield from named(served.filter(day__lt=F("begun")), "case__number")
    later = PaperService.objects.exclude(event__act__in=BEFORE_SERVICE.values())
    yield from named(later.filter(served_on__lt=F("document__issued_on")), "case__number")


def unserved_and_forgotten(_round: Round) -> Iterator[FaultyCase]:
    """A notice that nobody served and that is on nobody's desk, as of an earlier version."""
    tasks = ClockEvent.objects.filter(
        kind="start",
        case_event=OuterRef("case_event"),
        clock__rule__key=served_papers.SERVICE,
        clock__state__in=(Clock.State.RUNNING, Clock.State.VOID),
    )
    kinds = served_papers.kinds_served_by(served_papers.RECORD)
    papers = Document.objects.filter(to_be_served=True, service__isnull=True, kind__in=kinds)
    yield from named(papers.filter(~Exists(tasks)), "case__number")


def unnumbered(_round: Round) -> Iterable[FaultyCase]:
    """A paper with no issuer, or whose number does not end as numbers do."""
    lacking = Q(issuer__isnull=True) | ~Q(number__regex=SERIAL)
    return named(Document.objects.filter(lacking), "case__number")


def missing_numbers(_round: Round) -> Iterator[FaultyCase]:
    """Numbers that were taken and that no paper or case has; a run of them is one fault."""
    with connection.cursor() as cursor:
        cursor.execute(GAPS, [SERIES])
        for series, first, last in cursor:
            yield FaultyCase(f"{series}:{first}" if first == last else f"{series}:{first}-{last}")
        cursor.execute(SHORT)
        for series, value, key, plain, numbers in cursor.fetchall():
            given = set(map(Order(bytes(key), plain).serial, numbers))
            lacking = (serial for serial in range(1, value + 1) if serial not in given)
            yield from (FaultyCase(f"{series}:{serial}") for serial in lacking)


def double_numbers(_round: Round) -> Iterator[FaultyCase]:
    """One number on two papers; a changed sign of the unit hides it from the table's own key."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        for case, number in cursor:
            yield FaultyCase(case, {"number": number})
