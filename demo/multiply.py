"""Whole played cases copied in sets: every row that hangs on one, with keys and numbers of its own.

A template is a case played through the door, or several that name each other. A copy may stand in
other units and on other days than its template; what it says of units, people, days and numbers is
said of its own. Nothing is worked out anew: a copy is as sound as its template.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any, Final, TypeAlias

import pgtrigger
from django.db import connection, transaction

from demo.copying import (
    BLANK,
    COPIED,
    DERIVED,
    ISSUER,
    MOVED,
    NOTICE,
    SERIES,
    TABLES,
    Table,
    hanging,
)
from demo.variants import Variant
from workflows.counting.work_calendar import legal_date
from workflows.models import Case
from workflows.papers.number_series import DIGITS, Taken, has_no_order, take_ranges
from workflows.states import Kind

BATCH: Final = 1000
PAIR: Final = 2
"""At most so many cases make a template."""
KEYS: Final = """
    CREATE TEMP TABLE demo_member (template int, case_id bigint);
    CREATE TEMP TABLE demo_number (n int, case_id bigint, old text, number text,
        other_old text, other_number text);
    CREATE TEMP TABLE demo_series (series text, shown text[]);
    CREATE TEMP TABLE demo_swap (variant int, kind text, old bigint, new bigint,
        PRIMARY KEY (variant, kind, old));
    CREATE TEMP TABLE demo_word (label text, template int, variant int, rank int, words jsonb,
        PRIMARY KEY (template, variant, label, rank))
"""


Named: TypeAlias = tuple[Case, str, str]
"""A case to be copied, the series of its copy's number, and the text before the serial."""


class Unfit(ValueError):
    """A case that can't be copied: something hangs on it, or it on something, that is not."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy to be made: of which template (counted from 0), and in what it differs."""

    template: int
    variant: Variant


@dataclass
class _Known:
    """What is known of the templates, read once."""

    cases: dict[int, list[Case]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, Counter[int]] = field(default_factory=dict)
    words: dict[tuple[str, int], list[tuple[int, dict[str, Any]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    variants: dict[Variant, int] = field(default_factory=dict)
    worded: set[tuple[int, int]] = field(default_factory=set)


class Multiplier:
    """Copies of these templates. Use it through `multiplying`."""

    def __init__(self, templates: Sequence[Sequence[int]], *, told: bool) -> None:
        self._tables = [*TABLES.values(), *([Table(NOTICE, "")] if told else [])]
        self._known = _Known()
        self.close()
        self._stage(templates)

    def write(self, copies: Iterable[Copy]) -> Iterator[int]:
        """Write the copies, BATCH of them to a transaction; yields how many there are so far."""
        waiting, done = iter(copies), 0
        while batch := list(islice(waiting, BATCH)):
            # A copy begins where its template stands; everybody else's case begins as new.
            with transaction.atomic(), pgtrigger.ignore("workflows.Case:begins_new"):
                self._write(batch)
            done += len(batch)
            yield done

    def close(self) -> None:
        """Drop the staged tables, also those that an interrupted load left to this session."""
        names = ("member", "number", "series", "swap", "word", "copy")
        dropped = [*names, *(table.name for table in self._tables)]
        _run(f"DROP TABLE IF EXISTS {', '.join(f'demo_{name}' for name in dropped)}")

    def _stage(self, templates: Sequence[Sequence[int]]) -> None:
        firsts = ", ".join(f"first_{t.name} bigint" for t in self._tables if t.is_counted)
        _run(f"{KEYS}; CREATE TEMP TABLE demo_copy (n int, template int, variant int, days int, "
             f"{firsts})")  # fmt: skip
        _copy("demo_member", ((n, case) for n, cases in enumerate(templates) for case in cases))
        for table in self._tables:
            _run(table.staging())
            _run(f"CREATE INDEX ON demo_{table.name} (demo_template)")
            _run(f"CREATE INDEX ON demo_{table.name} (id)")
            _run(f"ANALYZE demo_{table.name}")
            found = _rows(f"SELECT demo_template, count(*) FROM demo_{table.name} GROUP BY 1")
            self._known.rows[table.label] = Counter(dict(found))
        self._refuse_unfit()
        self._learn(templates)

    def _refuse_unfit(self) -> None:
        """Raise Unfit where a template is not whole by itself."""
        for model, keys in hanging().items():
            if model._meta.label in COPIED.keys() | DERIVED:
                continue
            for key in keys:
                if key.related_model._meta.label in COPIED:
                    above = key.related_model._meta.db_table
                    _none(f"SELECT 1 FROM {model._meta.db_table} AS t JOIN demo_{above} AS p "
                          f"ON p.id = t.{key.column}", model._meta.label)  # fmt: skip
        for table in TABLES.values():
            for key, above in table.references():
                _none(f"SELECT 1 FROM demo_{table.name} AS t LEFT JOIN demo_{above} AS p "
                      f"ON p.id = t.{key.column} AND p.demo_template = t.demo_template "
                      f"WHERE t.{key.column} IS NOT NULL AND p.id IS NULL",
                      f"{table.label}.{key.name}")  # fmt: skip

    def _learn(self, templates: Sequence[Sequence[int]]) -> None:
        own = {case: n for n, cases in enumerate(templates) for case in cases}
        for case in Case.objects.filter(pk__in=own).select_related("intake_unit__region"):
            self._known.cases[own[case.pk]].append(case)
        for table in (each for each in self._tables if each.worded):
            columns = ", ".join(f'"{column}"' for column in table.worded)
            for template, rank, *words in _rows(
                f"SELECT demo_template, demo_rank, {columns} FROM demo_{table.name}"
            ):
                said = dict(zip(table.worded, words, strict=True))
                said |= {name: json.loads(said[name]) for name in table.plain if said[name]}
                self._known.words[table.label, template].append((rank, _prepared(table, said)))

    def _write(self, batch: Sequence[Copy]) -> None:
        variants = self._met(batch)
        _run("TRUNCATE demo_copy, demo_number, demo_series")
        firsts = [
            self._firsts(table, [each.template for each in batch])
            for table in self._tables
            if table.is_counted
        ]
        _copy(
            "demo_copy",
            (
                (n, each.template, variants[n], each.variant.days, *(first[n] for first in firsts))
                for n, each in enumerate(batch)
            ),
        )
        named = self._named(batch)
        cases = Counter(series for each in named for _case, series, _prefix in each)
        papers = _papers()
        # All at once, as the door takes them: two takings would lock the series out of order.
        taken = take_ranges(cases | papers)
        _copy("demo_number", _numbers(named, taken))
        _copy("demo_series", _series(papers, taken))
        _run("ANALYZE demo_copy, demo_number, demo_word, demo_swap")
        for table in self._tables:
            _run(table.insertion())

    def _firsts(self, table: Table, templates: Sequence[int]) -> list[int]:
        """The first key of each copy's rows in a table, taken from its sequence in one step."""
        counts = self._known.rows[table.label]
        total, first = sum(counts[each] for each in templates), 0
        if total:
            taken = "SELECT setval(name, nextval(name) + %s) FROM pg_get_serial_sequence(%s, 'id')"
            ((last,),) = _rows(f"{taken} AS name", [total, table.name])
            first = last - total
        found = []
        for each in templates:
            found.append(first)
            first += counts[each]
        return found

    def _named(self, batch: Sequence[Copy]) -> list[list[Named]]:
        """The cases of each copy, with the series of their region and year."""
        return [
            [(case, *_prefix(case, each.variant)) for case in self._known.cases[each.template]]
            for each in batch
        ]

    def _met(self, batch: Sequence[Copy]) -> list[int]:
        """The number of each copy's variant; what is new among them is written down."""
        known = self._known
        before = len(known.variants)
        numbers = [known.variants.setdefault(each.variant, len(known.variants)) for each in batch]
        new = islice(known.variants.items(), before, None)
        _copy("demo_swap", (row for variant, n in new for row in _swaps(n, variant)))
        pairs = {(each.template, n): each for n, each in zip(numbers, batch, strict=True)}
        unworded = pairs.keys() - known.worded
        known.worded |= unworded
        words = (row for pair in sorted(unworded) for row in self._words(pair[1], pairs[pair]))
        _copy("demo_word", words)
        return numbers

    def _words(self, number: int, copy: Copy) -> Iterator[tuple[Any, ...]]:
        for table in self._tables:
            for rank, said in self._known.words[table.label, copy.template]:
                told = {name: copy.variant.rewrite(value) for name, value in said.items()}
                if table.label == "workflows.Document":
                    changed = told
                else:
                    changed = {name: each for name, each in told.items() if each != said[name]}
                if changed:
                    words = json.dumps(changed, ensure_ascii=False)
                    yield table.label, copy.template, number, rank, words


@contextmanager
def multiplying(templates: Sequence[Sequence[int]], *, told: bool = True) -> Iterator[Multiplier]:
    """A multiplier of these templates, each the keys of its cases; `told`: notices are copied too.

    Raises Unfit for a template that is not whole by itself. A template is read here, once.
    """
    made = Multiplier(templates, told=told)
    yield made
    made.close()


def _prefix(case: Case, variant: Variant) -> tuple[str, str]:
    """The series of a copy's number, and the text before its serial."""
    mark = "" if case.kind == Kind.PETITION else "T"
    region = variant.of(case.intake_unit).region.code
    year = (legal_date(case.registered_at) + timedelta(days=variant.days)).year
    return f"case:{mark}{region}:{year}", f"{mark}{region}-{year}-"


def _prepared(table: Table, said: dict[str, Any]) -> dict[str, Any]:
    """A paper's texts without its own number; all others as they are."""
    if table.label != "workflows.Document":
        return said
    number = said["number"]
    kept = {name: said[name] for name in ("title", "addressee")}
    return kept | {"number": number.partition("〔")[0], "body": said["body"].replace(number, BLANK)}


def _swaps(number: int, variant: Variant) -> Iterator[tuple[int, str, int, int]]:
    for old, new in variant.moved.items():
        if old.pk != new.pk:
            yield number, MOVED[type(old)], old.pk, new.pk


def _numbers(
    named: Sequence[Sequence[Named]], taken: Mapping[str, Taken]
) -> Iterator[tuple[Any, ...]]:
    """Each copy's case numbers, from the series of their regions and years."""
    serials = {series: iter(run) for series, run in taken.items()}
    for n, cases in enumerate(named):
        numbers = [(c.pk, c.number, f"{p}{next(serials[s]):0{DIGITS}d}") for c, s, p in cases]
        for place, number in enumerate(numbers):
            other = numbers[1 - place][1:] if len(numbers) == PAIR else ("", "")
            yield (n, *number, *other)


def _papers() -> Counter[str]:
    """How many papers of each series the copies need."""
    counts = _rows(f"""
        SELECT {SERIES}, count(*) FROM demo_copy AS c
        JOIN demo_workflows_document AS t ON t.demo_template = c.template
        {ISSUER} GROUP BY 1
    """)
    return Counter(dict(counts))


def _series(papers: Iterable[str], taken: Mapping[str, Taken]) -> Iterator[tuple[str, list[str]]]:
    """The numbers, as they are written, of each series of papers."""
    for series in papers:
        digits = DIGITS if has_no_order(series) else 1
        yield series, [f"{shown:0{digits}d}" for shown in taken[series]]


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall())


def _copy(table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into a table; they are made first, since making them may ask the database."""
    made = list(rows)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:
        for row in made:
            into.write_row(row)


def _none(statement: str, what: str) -> None:
    if _rows(f"{statement} LIMIT 1"):
        raise Unfit(f"{what}: a template has rows of it that can't be copied")
