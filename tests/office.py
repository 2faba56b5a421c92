"""A small office everybody in the tests knows: one county, its bureau, a department, a town.

The cast is named after the posts: `registrar` and `officer` sit in the petition bureau,
`unit_officer` and `unit_head` in the department, `stranger` in a department with no part.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile

from organizations import services
from organizations.models import Person, Post, Region, Role, Tenure, Unit, UnitKind
from petitions.letters.registration import LetterInput, PetitionerDetails, Registered, register
from petitions.models import Channel
from workflows.acts.actors import Actor
from workflows.cases import access, door
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent
from workflows.petition.service_forms import SIGNED_FOR

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2020, 1, 1, 9, tzinfo=SHANGHAI)
PASSWORD = "demo"
MONDAY = datetime(2026, 8, 3, 10, tzinfo=SHANGHAI)

POSTS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "registrar": ("bureau", (Role.REGISTRAR,)),
    "officer": ("bureau", (Role.OFFICER, Role.COORDINATOR, Role.CLEARED)),
    "bureau_head": ("bureau", (Role.BUREAU_HEAD, Role.COORDINATOR)),
    "unit_officer": ("department", (Role.UNIT_OFFICER,)),
    "unit_head": ("department", (Role.UNIT_HEAD,)),
    "leader": ("committee", (Role.LEADER,)),
    "reviewer": ("review", (Role.REVIEWER,)),
    "rechecker": ("recheck", (Role.RECHECKER,)),
    "clue_officer": ("discipline", (Role.CLUE_OFFICER,)),
    "clue_handler": ("discipline", (Role.CLUE_HANDLER,)),
    "clue_head": ("discipline", (Role.CLUE_HEAD,)),
    "monitor": ("discipline", (Role.MONITOR,)),
    "admin": ("bureau", (Role.ADMIN,)),
    "security": ("bureau", (Role.SECURITY,)),
    "auditor": ("committee", (Role.AUDITOR,)),
    "stranger": ("elsewhere", (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.OFFICER)),
}
UNITS = {
    "bureau": ("县信访局", UnitKind.PETITION_BUREAU, "150121"),
    "department": ("县人力资源和社会保障局", UnitKind.DEPARTMENT, "150121"),
    "other": ("县自然资源局", UnitKind.DEPARTMENT, "150121"),
    "committee": ("县委", UnitKind.PARTY_COMMITTEE, "150121"),
    "discipline": ("县纪委监委", UnitKind.DISCIPLINE_COMMISSION, "150121"),
    "elsewhere": ("邻县民政局", UnitKind.DEPARTMENT, "150122"),
    "review": ("县人民政府复查复核办公室", UnitKind.REVIEW_OFFICE, "150121"),
    "recheck": ("市人民政府复查复核办公室", UnitKind.REVIEW_OFFICE, "150100"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """Units and people by their short names."""

    units: dict[str, Unit]
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def actor(self, name: str) -> Actor:
        return Actor.of(self.people[name])


def open_office() -> Office:
    """Write the units, posts and people to the database; in sets, since most tests begin so."""
    regions = {r.code: r for r in Region.objects.filter(code__in={u[2] for u in UNITS.values()})}
    units = _units(regions)
    secret = make_password(PASSWORD)
    people = Person.objects.bulk_create(Person(username=n, name=n, password=secret) for n in POSTS)
    posts = Post.objects.bulk_create(
        Post(unit=units[unit], title=name, roles=[str(role) for role in roles])
        for name, (unit, roles) in POSTS.items()
    )
    Tenure.objects.bulk_create(
        Tenure(person=person, post=post, since=LONG_AGO)
        for person, post in zip(people, posts, strict=True)
    )
    return Office(units, {person.username: person for person in people})


def _units(regions: dict[str, Region]) -> dict[str, Unit]:
    """The units, each at the top: its path is its own id."""
    made = Unit.objects.bulk_create(
        Unit(
            code=f"{code}-{key}", name=name, kind=kind, region=regions[code], short_name=key,
            path=f"new:{key}",
        )
        for key, (name, kind, code) in UNITS.items()
    )  # fmt: skip
    for unit in made:
        unit.path = services.unit_path(unit)
    Unit.objects.bulk_update(made, ["path"])
    return dict(zip(UNITS, made, strict=True))


def petition(
    office: Office, *, unit: str = "bureau", by: str = "registrar", at: datetime = MONDAY
) -> Registered:
    """A registered petition on a pension."""
    letter = LetterInput(
        channel=Channel.LETTER,
        region=office.units[unit].region,
        text="反映养老保险待遇发放不到位的问题，请求核查补发。",
        petitioners=(PetitionerDetails("信访人甲", phone="13900000000"),),
    )
    return register(
        letter, unit=office.units[unit], received_on=at.date(), actor=office.actor(by), at=at
    )


HEARING: dict[str, object] = {"held_on": "2026-12-31", "held_at": "09:30", "place": "听证室"}
DETAILS: dict[str, dict[str, object]] = {
    "accept": {"petition_class": "appeal", "route": "6", "handed_to": "信访人甲"},
    "extend": {"days": 30, "reason": "情况复杂，需进一步核实。"},
    "draft_opinion": {
        "category": "demand_met",
        "outcome": "supported",
        "facts": "经核查，反映情况属实。",
        "opinion": "予以补发。",
        "basis": "社会保险有关规定",
    },
    "serve": {
        "way": "direct",
        "received_by": "信访人甲",
    },
    "request_review": {"reason": "对处理意见不服。"},
    "request_recheck": {"reason": "对复查意见不服。"},
    "waive_review": {"waived": True},
    "settle": {
        "manner": "mediation",
        "other_party": "县人力资源和社会保障局",
        "mediator": "县人民调解委员会调解员",
        "agreement": "停发的养老金于本月底前补发。",
        "signed_online": "人民调解平台，记录编号一",
    },
    "begin_hearing": HEARING,
    "call_hearing": HEARING,
    "call_review_hearing": HEARING,
    "withdraw_objection": {"reason": "经核对职责，由本单位办理。"},
    "report_back": {"report": "已补发到账，信访人无异议。"},
    "report_urgent": {
        "situation": "信访人扬言近日聚集。",
        "addressee": "县委、县人民政府",
        "notified": "县公安局、县信访工作联席会议办公室",
        "measures": "已派员劝返。",
        "reported_above": True,
    },
    "rate": {"bureau_rating": 0, "unit_rating": 1},
    "object": {"reason": "不属于本单位职责。"},
    "uphold_objection": {"reason": "经核实，同意退回。"},
    "add_measure": {
        "problem": "养老金停发四个月。",
        "source": "petition",
        "text": "恢复发放并补发停发的养老金。",
        "limit_on": "2026-09-21",
    },
    "report_measure": {"measure": 1, "done": "已补发到账。"},
    "strike_off": {"measure": 1, "verified": "经查银行流水，已补发。"},
    "return_measure": {"measure": 1, "reason": "少补一个月。", "limit_on": "2026-09-30"},
    "make_long_term": {"measure": 1, "reason": "需待上级政策明确。"},
    "resume_measure": {"measure": 1, "limit_on": "2026-10-30"},
    "urge": {"reason": "请尽快告知办理进展。"},
    "supervise": {"ground": "perfunctory", "reason": "请查明原因，依法按政策办理。"},
    "warn": {"reason": "多次催促后仍无进展。"},
    "call_in": {
        "reason": "办理不力，信访人反映强烈。",
        "held_on": "2028-03-01",
        "held_at": "09:30",
        "place": "县信访局会议室",
    },
    "reply_supervision": {"reply": "正在办理。"},
    "reject_objection": {"reason": "经核实，仍由你单位办理。"},
}

SERVING = ("serve", "serve_review", "serve_recheck", "record_service")
WAY = (
    ("forward", "officer"),
    ("accept", "unit_officer"),
    ("investigate", "unit_officer"),
    ("draft_opinion", "unit_officer"),
    ("sign_off", "unit_head"),
    ("serve", "unit_officer"),
)


def act(
    office: Office, case: Case, name: str, by: str, /, *, at: datetime, **details: object
) -> CaseEvent:
    """Perform one act with its usual details, by a member of the cast or the petitioner.

    What another has to approve is proposed by the one and approved by whoever may.
    """
    declared = ACTS[case.kind].get(name)
    if declared and declared.decision and not declared.by_staff:
        act(office, case, f"propose_{name}", by, at=at, **details)
        return door.perform(
            case.pk, f"approve_{name}", actor=_approver(office, case, name, by), at=at
        )
    actor = Actor.petitioner(case.pk) if by == "petitioner" else office.actor(by)
    usual = dict(DETAILS.get(name.removeprefix("propose_"), {}))
    if name in ("forward", "assign", "designate"):
        usual["unit"] = office.units["department"].pk
    if name in SERVING:
        usual |= {"served_on": at.astimezone(SHANGHAI).date().isoformat()}
    if name == "begin_hearing":
        usual |= {"held_on": (at + timedelta(days=1)).date().isoformat()}
    if name == "settle":
        usual |= {"signed_on": at.astimezone(SHANGHAI).date().isoformat()}
    if name == "add_measure":
        usual |= {"unit": office.units["department"].pk, "doer": office["unit_officer"].pk}
        usual["leader"] = office["unit_head"].pk
    if name == "appoint_leader":
        usual["leader"] = office["leader"].pk
    return door.perform(case.pk, name, actor=actor, at=at, **with_slips(usual | details))


def with_slips(details: dict[str, object]) -> dict[str, object]:
    """The details, with the picture of whatever was signed for as they say."""
    slips: dict[str, object] = {}
    if details.get("handed_to"):
        slips["handed_slip"] = [slip()]
    if details.get("way") in SIGNED_FOR and "served_on" in details:
        slips["scan"] = [slip()]
    return slips | details


def slip() -> SimpleUploadedFile:
    return SimpleUploadedFile("送达回证.jpg", b"\xff\xd8\xff slip")


def close_waived(office: Office, case: Case, *, at: datetime) -> CaseEvent:
    """The petitioner gives up his window, and the unit closes at once."""
    act(office, case, "waive_review", "petitioner", at=at)
    return act(office, case, "close", "unit_officer", at=at)


def _approver(office: Office, case: Case, name: str, by: str) -> Actor:
    present = Case.objects.get(pk=case.pk)
    may = access.who_may(f"approve_{name}", present, at=present.last_event_at or MONDAY)
    return Actor.of(may.exclude(pk=office[by].pk).earliest("pk"))


def advance(office: Office, case: Case, until: str, *, at: datetime) -> Case:
    """Lead a registered case along the ordinary way up to and including one act."""
    for name, by in WAY:
        act(office, case, name, by, at=at)
        if name == until:
            break
    return Case.objects.get(pk=case.pk)
