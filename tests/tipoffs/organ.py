"""A discipline organ with more people than one, its superior, and a clue in each status."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from organizations import services
from organizations.models import Person, Post, Region, Role, Tenure, UnitKind
from petitions.intake.tipoff_registration import receive, receive_sealed
from petitions.letters.registration import LetterInput, PetitionerDetails
from petitions.models import Channel
from tests.office import LONG_AGO, MONDAY, Office, act, open_office
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, CaseEvent, WrittenName
from workflows.naming.candidate_parties import PartyFinder
from workflows.naming.name_records import open_names
from workflows.states import Status

LATER = MONDAY + timedelta(days=1)
SECRET = "反映某采购项目由其亲属承揽，价格明显偏高。"
REPORTER, PHONE = "举报人甲", "13900000077"
ACCUSED = "被反映人甲"
MORE = {
    "accused": ("department", "乡科级正职", (Role.UNIT_HEAD,)),
    "kin": ("discipline", "科员", (Role.CLUE_HANDLER,)),
    "later_named": ("discipline", "乡科级副职", (Role.CLUE_HANDLER, Role.MONITOR)),
    "recused": ("discipline", "乡科级副职", (Role.CLUE_OFFICER, Role.CLUE_HANDLER)),
    "city_officer": ("city", "县处级副职", (Role.CLUE_OFFICER,)),
    "city_head": ("city", "厅局级副职", (Role.CLUE_HEAD,)),
    "city_monitor": ("city", "县处级副职", (Role.MONITOR,)),
    "secretary": ("committee", "县处级正职", (Role.LEADER,)),
}
PLAN: dict[str, Any] = {
    "disposal": "preliminary",
    "plan": "成立核查组，调取采购资料。",
    "discussed_on": "2026-08-04",
    "minutes": "室务会集体研究，一致同意。",
}


def open_organ() -> Office:
    """The office of the other tests, with a city above and more people in the discipline organ."""
    office = open_office()
    region = Region.objects.get(code="150100")
    office.units["city"] = services.create_unit(
        code="150100-discipline",
        name="市纪委监委",
        kind=UnitKind.DISCIPLINE_COMMISSION,
        region=region,
        short_name="市纪",
    )
    office.people.update(_more_people(office))
    return office


def _more_people(office: Office) -> dict[str, Person]:
    """Written in sets, since most tests of tip-offs begin so."""
    people = Person.objects.bulk_create(
        Person(username=name, name=ACCUSED if name == "accused" else name) for name in MORE
    )
    posts = Post.objects.bulk_create(
        Post(unit=office.units[unit], title=name, roles=[str(r) for r in roles], rank=rank)
        for name, (unit, rank, roles) in MORE.items()
    )
    Tenure.objects.bulk_create(
        Tenure(person=person, post=post, since=LONG_AGO)
        for person, post in zip(people, posts, strict=True)
    )
    return {person.username: person for person in people}


def clue(
    office: Office,
    *,
    names: str = ACCUSED,
    signed: bool = True,
    unit: str = "discipline",
    by: str = "clue_officer",
    at: datetime = MONDAY,
) -> Case:
    """A tip-off as the section for letters enters it, and says who is meant by each name."""
    case = held_clue(office, names=names, signed=signed, unit=unit, by=by, at=at)
    return resolved(office, case, by, at=at)


def resolved(office: Office, case: Case, by: str, *, at: datetime) -> Case:
    """Everybody whom a name may mean is meant."""
    finder = PartyFinder(at=at)
    for name in open_names(case):
        found = finder.candidates(name.text, alone=name.origin == WrittenName.Origin.NAMED)
        given: dict[str, object] = {"people": [*found.people], "units": [*found.units]}
        finding = "ours" if found.people or found.units else "nobody"
        act(office, case, "resolve_name", by, at=at, written=name.pk, finding=finding, **given)
    return Case.objects.get(pk=case.pk)


def held_clue(  # six by keyword
    office: Office,
    *,
    names: str = ACCUSED,
    signed: bool = True,
    unit: str = "discipline",
    by: str = "clue_officer",
    at: datetime = MONDAY,
    text: str = SECRET,
) -> Case:
    """One of which nobody has said yet who is meant."""
    letter = LetterInput(
        channel=Channel.LETTER,
        region=office.units[unit].region,
        text=text,
        petitioners=(PetitionerDetails(REPORTER, phone=PHONE),) if signed else (),
    )
    return receive(
        letter,
        names,
        unit=office.units[unit],
        received_on=at.date(),
        actor=office.actor(by),
        at=at,
    )


def sealed(office: Office, ground: str = "superior", *, at: datetime = MONDAY) -> Case:
    return receive_sealed(
        ground,
        unit=office.units["discipline"],
        received_on=at.date(),
        actor=office.actor("clue_officer"),
        at=at,
    )


def does(
    office: Office, case: Case, name: str, by: str, *, at: datetime = LATER, **details: object
) -> CaseEvent:
    """One act with its usual details, whose dates are the day of the act."""
    about = name.removeprefix("propose_")
    usual = usual_details(about, at)
    if about in ("assign_down", "forward_down"):
        usual["unit"] = office.units["discipline"].pk
    return act(office, case, name, by, at=at, **(usual | details))


def usual_details(name: str, at: datetime) -> dict[str, Any]:
    usual, today = USUAL.get(name, {}), legal_date(at).isoformat()
    return {key: today if key.endswith("_on") else value for key, value in usual.items()}


USUAL: dict[str, dict[str, Any]] = {
    "refuse": {"ground": "empty", "told": "phone", "reason": "仅列行为名称，无实质内容。"},
    "retain": {"reason": "与此前反映内容重复。"},
    "seal_up": {"ground": "superior"},
    "forward_up": {"sent_on": "2026-08-04", "seal_number": "封001", "carried_by": "机要员甲"},
    "forward_across": {"organ": "市公安局", "reason": "属于公安机关管辖。"},
    "assign_down": {"ground": "typical"},
    "verify_identity": {"reporter": "real_name", "method": "phone"},
    "notify_reporter": {"told_on": "2026-08-04", "method": "phone"},
    "register_clue": {"ledger_number": "监一2026-01"},
    "return_to_intake": {"ground": "not_ours", "reason": "属其他机关职责。"},
    "plan_disposal": PLAN,
    "send_back": {"reason": "方案不够具体。"},
    "report_findings": {"findings": "部分属实。", "proposal": "建议立案。"},
    "conclude": {"outcome": "filed"},
    "feed_back": {
        "told_on": "2026-08-04",
        "method": "phone",
        "told_by": "承办人甲",
        "nothing_handed": True,
    },
    "report_back": {"quarter": "2026-3", "summary": "已立案。"},
    "clarify": {"manner": "letter", "addressee": "被反映人所在单位"},
    "find_mistaken_report": {"grounds": "反映人认识有误，已作说明。"},
}
HANDS = {
    "register_clue": "clue_handler",
    "plan_disposal": "clue_handler",
    "report_findings": "clue_handler",
    "feed_back": "clue_handler",
    "report_back": "clue_handler",
    "return_to_intake": "clue_handler",
    "clarify": "clue_handler",
    "approve_disposal": "clue_head",
    "conclude": "clue_head",
    "send_back": "clue_head",
    "find_mistaken_report": "clue_head",
}
TO_PLAN = ("verify_identity", "hand_over", "register_clue", "plan_disposal")
TO_REPORT = (*TO_PLAN, "approve_disposal", "report_findings")
WAYS: dict[Status, tuple[str, ...]] = {
    Status.RECEIVED: (),
    Status.NOT_ACCEPTED: ("refuse",),
    Status.RETAINED: ("retain",),
    Status.SEALED_UP: ("seal_up",),
    Status.ESCALATED_UP: ("seal_up", "forward_up"),
    Status.TRANSFERRED_OUT: ("forward_across",),
    Status.HANDED_OVER: ("hand_over",),
    Status.RETURNED: ("hand_over", "return_to_intake"),
    Status.CLUE_REGISTERED: TO_PLAN[:3],
    Status.DISPOSING: TO_PLAN,
    Status.PRELIMINARY: TO_REPORT[:-1],
    Status.REPORTED: TO_REPORT,
    Status.FILED: (*TO_REPORT, "conclude"),
    Status.REPORTED_BACK: (*TO_REPORT, "conclude", "feed_back", "report_back"),
}
PLANNED = {
    Status.TALK_INQUIRY: "talk_inquiry",
    Status.HELD: "held",
    Status.DISMISSED: "dismissed",
}
CONCLUDED = {
    Status.REMINDED: ("preliminary", "reminded"),
    Status.TO_PARTY_ORG: ("preliminary", "to_party_org"),
    Status.FIRST_FORM: ("talk_inquiry", "first_form"),
}
TIP_OFF_STATUSES = (*WAYS, *PLANNED, *CONCLUDED, Status.FORWARDED_DOWN)


def lead(office: Office, case: Case, *acts: str, at: datetime = LATER, **details: object) -> Case:
    """Lead a clue along by those whose part it is; `details` go to the plan or the conclusion."""
    for name in acts:
        given = {k: v for k, v in details.items() if k in USUAL.get(name, {})}
        does(office, case, name, HANDS.get(name, "clue_officer"), at=at, **given)
    return Case.objects.get(pk=case.pk)


def bring_clue_to(office: Office, status: Status) -> Case:
    """A fresh clue in the given status."""
    if status == Status.FORWARDED_DOWN:
        case = clue(office, unit="city", by="city_officer")
        does(office, case, "forward_down", "city_officer")
        return Case.objects.get(pk=case.pk)
    go = partial(lead, office, clue(office))
    if status in PLANNED:
        return go(*TO_PLAN, "approve_disposal", disposal=PLANNED[status])
    if status in CONCLUDED:
        disposal, outcome = CONCLUDED[status]
        return go(*TO_REPORT, "conclude", disposal=disposal, outcome=outcome)
    return go(*WAYS[status])
