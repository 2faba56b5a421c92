"""Ledgers taken in: the real one, a large one with mistakes, and our own coming back."""

import io
import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Person
from petitions.ledger_format.sheet_writer import write_xlsx
from petitions.ledgers import ledger_export
from petitions.ledgers.import_result import ImportResult
from petitions.ledgers.ledger_import import import_ledger
from petitions.models import Petition
from tests.office import SHANGHAI, Office, open_office
from tests.petitions.ledgers.making import HEADER, HUBEI, text_table, workbook
from workflows.acts.act_refusals import Forbidden
from workflows.acts.actors import IMPORTER, Actor
from workflows.counting.work_calendar import legal_date
from workflows.models import Alarm, Case, Clock
from workflows.states import Status

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 3, 12, tzinfo=SHANGHAI)
BY_PLACE = {
    "武汉": 58, "襄阳": 7, "宜昌": 7, "黄石": 4, "十堰": 5, "荆州": 6, "荆门": 1, "鄂州": 3,
    "孝感": 5, "黄冈": 10, "咸宁": 3, "随州": 4, "恩施": 4, "仙桃": 1, "天门": 2, "神农架": 1,
}  # fmt: skip


@pytest.fixture
def office() -> Office:
    return open_office()


def take_in(office: Office, rows: list[tuple[object, ...]], **options: object) -> ImportResult:
    table = text_table([options.pop("header", HEADER), *rows])  # type: ignore[list-item]
    settings = {"unit": office.units["bureau"], "actor": IMPORTER, "at": AT} | options
    source = io.BytesIO(table.encode())
    return import_ledger(source, filename="台账.csv", **settings)  # type: ignore[arg-type]


def row(number: int, **changes: object) -> tuple[object, ...]:
    usual = {
        "序号": number,
        "信访编号": f"A-{number}",
        "登记日期": "2026-07-01",
        "属地": "武汉市",
        "信访形式": "来信",
        "反映内容": f"第{number}盏路灯不亮，夜里出行不便。",
    }
    return tuple((usual | changes).values())


@pytest.mark.slow
def test_the_real_ledger_comes_in_whole_and_only_once(office: Office) -> None:
    unit = office.units["bureau"]
    first = import_ledger(HUBEI, filename=HUBEI.name, unit=unit, actor=IMPORTER, at=AT)
    again = import_ledger(HUBEI, filename=HUBEI.name, unit=unit, actor=IMPORTER, at=AT)
    assert first.counts == (121, 121, 0, 0, 0)
    assert again.counts == (121, 0, 0, 121, 0)
    letters = Petition.objects.select_related("region", "case")
    places = Counter(
        letter.region.name[: 3 if "神农架" in letter.region.name else 2] for letter in letters
    )
    assert places == BY_PLACE
    assert {letter.case.status for letter in letters} == {Status.CLOSED}
    finished = {
        legal_date(letter.case.finished_at) for letter in letters if letter.case.finished_at
    }
    assert finished == {date(2024, 6, 13), date(2024, 6, 14)}
    assert not Clock.objects.filter(state=Clock.State.RUNNING).exists()
    assert not Alarm.objects.filter(state=Alarm.State.PENDING).exists()


def test_of_a_hundred_rows_the_sound_ones_are_created_and_the_bad_ones_named(
    office: Office,
) -> None:
    faults = {
        10: {"登记日期": "2026-13-40"},
        20: {"反映内容": "#REF!"},
        30: {"信访形式": "飞鸽", "登记日期": ""},
        40: {"属地": "虚构市", "信访形式": "飞鸽"},
    }
    rows = [row(number, **faults.get(number, {})) for number in range(1, 101)]
    result = take_in(office, rows)
    assert (result.rows, result.created, len(result.rejected)) == (100, 97, 3)
    assert [(each.row, each.column) for each in result.rejected] == [
        (11, "登记日期"), (21, "反映内容"), (31, "登记日期"),
    ]  # fmt: skip
    assert result.rejected[0].value == "2026-13-40"
    assert [(each.row, each.column, each.value) for each in result.kept_words] == [
        (41, "信访形式", "飞鸽"), (41, "属地", "虚构市"),
    ]  # fmt: skip
    assert Petition.objects.count() == 97
    kept = Petition.objects.get(external_number="A-40")
    assert (kept.channel, kept.region) == ("other", office.units["bureau"].region)
    assert {"信访形式：飞鸽", "行政区域：虚构市"} <= set(kept.remarks.splitlines())


def test_a_trial_run_finds_the_same_and_writes_nothing(office: Office) -> None:
    rows = [row(n, **({"登记日期": "昨天"} if n % 33 == 0 else {})) for n in range(1, 1001)]
    result = take_in(office, rows, dry_run=True)
    assert (result.rows, result.created, len(result.rejected)) == (1000, 970, 30)
    assert not Case.objects.exists()


def test_clocks_run_from_the_day_the_ledger_says(office: Office) -> None:
    take_in(office, [row(1)])
    case = Case.objects.get()
    assert case.registered_at == datetime(2026, 7, 1, 9, tzinfo=SHANGHAI)
    assert case.number.startswith("150121-2026-")
    clock = case.clocks.get()
    assert (clock.rule.key, clock.started_on) == ("xf_triage", date(2026, 7, 1))


def test_rows_without_a_number_are_told_apart_by_their_content(office: Office) -> None:
    rows = [row(1, 信访编号=""), row(1, 信访编号=""), row(2, 信访编号="")]
    assert take_in(office, rows).created == 3
    moved = [row(7, 信访编号="", 反映内容=str(line[-1])) for line in reversed(rows)]
    again = take_in(office, moved)
    assert (again.created, again.repeats) == (0, 3)


def test_one_number_on_two_matters_is_refused_and_a_true_double_is_a_repeat(
    office: Office,
) -> None:
    result = take_in(office, [row(1), row(1), row(2, 信访编号="A-1")])
    assert (result.created, result.repeats, len(result.rejected)) == (1, 1, 1)
    assert (result.rejected[0].row, result.rejected[0].value) == (4, "A-1")


def test_a_matter_is_finished_by_its_word_or_its_day_and_what_contradicts_is_kept(
    office: Office,
) -> None:
    header = (*HEADER, "是否办结", "办结日期")
    rows = [
        (*row(1), "已办结", ""),
        (*row(2), "办理中", "2026-07-20"),
        (*row(3), "已办结", "2026-06-30"),
        (*row(4), "阶段性办结", "2026-07-20"),
        (*row(5), "办理中", ""),
    ]
    result = take_in(office, rows, header=header)
    assert result.rejected == ()
    assert [(each.row, each.column, each.value) for each in result.kept_words] == [
        (3, "办结日期", "2026-07-20"), (4, "办结日期", "2026-06-30"),
    ]  # fmt: skip
    statuses = Case.objects.order_by("pk").values_list("status", "interim")
    assert list(statuses) == [
        (Status.CLOSED, False), (Status.REGISTERED, False), (Status.CLOSED, False),
        (Status.CLOSED, True), (Status.REGISTERED, False),
    ]  # fmt: skip


def test_a_row_without_words_gets_plain_ones_and_keeps_its_kind(office: Office) -> None:
    header = ("信访编号", "登记日期", "属地", "问题类型")
    take_in(office, [("B-1", "2026-07-01", "恩施州", "噪声")], header=header)
    letter = Petition.objects.get()
    assert letter.content_class == "environment"
    assert letter.content_note == "噪声"
    assert "噪声问题" in letter.subject
    assert (letter.channel, letter.region.name) == ("handover", "恩施土家族苗族自治州")


def test_our_own_export_creates_nothing_when_it_comes_back(office: Office, tmp_path: Path) -> None:
    take_in(office, [row(1), row(2, 信访编号="")])
    file = tmp_path / "台账.xlsx"
    written = write_xlsx(
        file,
        title="台账",
        columns=ledger_export.EXPORTED,
        rows=ledger_export.rows(Case.objects.all()),
    )
    unit = office.units["bureau"]
    back = import_ledger(file, filename=file.name, unit=unit, actor=IMPORTER, at=AT)
    assert (written, back.counts) == (2, (2, 0, 0, 2, 0))


def test_a_person_imports_for_the_own_unit_only_and_is_named(office: Office) -> None:
    registrar: Person = office["registrar"]
    take_in(office, [row(1)], actor=Actor.of(registrar))
    letter = Petition.objects.select_related("case").get()
    assert letter.registered_by == registrar
    assert letter.case.events.get().actor == registrar
    with pytest.raises(Forbidden):
        take_in(office, [row(2)], actor=Actor.of(office["stranger"]))


def test_before_the_persons_time_in_office_the_import_acts_itself(office: Office) -> None:
    registrar = office["registrar"]
    registrar.tenures.update(since=AT - timedelta(days=1))
    take_in(office, [row(1)], actor=Actor.of(registrar))
    letter = Petition.objects.select_related("case").get()
    assert letter.registered_by == registrar
    assert letter.case.events.get().actor_kind == "importer"


def test_the_command_prints_one_object_and_names_what_is_wrong(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(workbook([HEADER, row(1), row(2, 登记日期="2030-01-01")]))
    unit = office.units["bureau"].code
    call_command("import_ledger", str(file), unit=unit, json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["created"], told["repeats"]) == (2, 1, 0)
    assert told["rejected"][0].keys() == {"sheet", "row", "column", "value", "reason"}
    assert told["sheets"] == [{"name": "台账", "title": "", "rows": 2, "dated_on": None}]
    with pytest.raises(CommandError) as wrong:
        call_command("import_ledger", str(file), unit="nowhere")
    assert wrong.value.returncode == 2
    file.write_bytes(b"PK nonsense")
    with pytest.raises(CommandError) as unreadable:
        call_command("import_ledger", str(file))
    assert unreadable.value.returncode == 1


def test_the_export_command_takes_conditions(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in(office, [row(1), row(2, 反映内容="井盖缺失，夜里看不见。")])
    call_command("export_ledger", str(tmp_path / "all.csv"))
    call_command("export_ledger", str(tmp_path / "some.csv"), query="井盖")
    call_command("export_ledger", str(tmp_path / "none.csv"), query="status=closed")
    assert capsys.readouterr().out.split() == ["2", "1", "0"]
    for unknown in ("colour=red", "region=999999", "since=soon"):
        with pytest.raises(CommandError) as wrong:
            call_command("export_ledger", str(tmp_path / "all.csv"), query=unknown)
        assert wrong.value.returncode == 2
