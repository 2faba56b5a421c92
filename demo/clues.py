"""The demonstration's tip-offs: one in every status, played by the one door."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from demo.approving import play
from demo.founding import Cast
from organizations.models import Person, Role, Unit
from petitions.intake.tipoff_registration import receive, receive_sealed
from petitions.letters.registration import LetterInput, PetitionerDetails
from petitions.models import Channel, ContentClass, Purpose
from petitions.reporter_portal.dialogue_services import Message, post_message, submit
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.counting.work_calendar import SHANGHAI, WorkCalendar, legal_date
from workflows.models import Case
from workflows.naming.name_records import open_names
from workflows.states import Status

OPENS: Final = time(10)
CHANNELS: Final = (Channel.LETTER, Channel.VISIT, Channel.PHONE, Channel.WEB, Channel.OTHER)
MATTERS: Final = (
    ("反映某村干部优亲厚友办理低保", "反映某村干部为不符合条件的亲属办理低保，请核查。"),
    ("反映某站所工作人员吃拿卡要", "反映某站所工作人员在办理证照时索要好处，拖延办理，请核查。"),
    ("反映某工程发包未公开招标", "反映某村工程未公开招标，承揽人是村干部亲属，请核查。"),
    ("反映某单位公车私用", "反映某单位公务用车在节假日用于接送家属，请核查。"),
    ("反映集体资金收支不公开", "反映某村集体场院租金多年不入账，去向不明，请核查。"),
)  # fmt: skip
ACCUSED: Final = ("某村党支部书记", "某站所负责人", "某村委会主任", "某单位驾驶班班长", "某村会计")
CHECKED: Final = ("hand_over", "register_clue", "plan_disposal", "approve_disposal")
ENDED: Final = (*CHECKED, "report_findings", "conclude")
TALK: Final = (
    "请问工程是哪一年发包的？承揽人与村干部是什么关系？",
    "有无合同、付款凭证或者其他知情人可以佐证？不必说明您是谁。",
    "前年秋天发包，承揽人是村委会主任的内弟，村里多数人知道。",
)
ALL_TOLD: Final = ("verify_identity", "notify_reporter")


def clear_names(case: Case, actor: Actor, *, at: datetime) -> None:
    """Say of every name that nobody here is meant: those of the demonstration are of no account."""
    for name in open_names(case):
        door.perform(case.pk, "resolve_name", actor=actor, at=at, written=name.pk, finding="nobody")


@dataclass(frozen=True, slots=True)
class Way:
    """The acts that lead a clue to a status; `given` replaces the usual details of its acts."""

    status: Status
    acts: tuple[str, ...] = ()
    given: dict[str, str] = field(default_factory=dict)
    signed: bool = True
    from_city: bool = False


WAYS: Final = (
    Way(Status.RECEIVED),
    Way(Status.NOT_ACCEPTED, ("refuse",), signed=False),
    Way(Status.RETAINED, ("retain",)),
    Way(Status.TRANSFERRED_OUT, ("forward_across",), signed=False),
    Way(Status.FORWARDED_DOWN, ("forward_down",), from_city=True),
    Way(Status.FORWARDED_DOWN, ("assign_down",), from_city=True),
    Way(Status.HANDED_OVER, ("verify_identity", "hand_over")),
    Way(Status.RETURNED, ("hand_over", "return_to_intake"), signed=False),
    Way(Status.CLUE_REGISTERED, (*ALL_TOLD, "hand_over", "register_clue")),
    Way(Status.DISPOSING, CHECKED[:3], signed=False),
    Way(Status.TALK_INQUIRY, (*ALL_TOLD, *CHECKED), {"disposal": "talk_inquiry"}),
    Way(Status.PRELIMINARY, (*ALL_TOLD, *CHECKED)),
    Way(Status.HELD, CHECKED, {"disposal": "held"}, signed=False),
    Way(Status.DISMISSED, (*ALL_TOLD, *CHECKED), {"disposal": "dismissed"}),
    Way(Status.REPORTED, ENDED[:-1], signed=False),
    Way(Status.FILED, (*ALL_TOLD, *ENDED)),
    Way(Status.REMINDED, ENDED, {"outcome": "reminded"}, signed=False),
    Way(Status.TO_PARTY_ORG, ENDED, {"outcome": "to_party_org"}, signed=False),
    Way(Status.FIRST_FORM, ENDED, {"disposal": "talk_inquiry", "outcome": "first_form"}),
    Way(Status.REPORTED_BACK, (*ALL_TOLD, *ENDED, "feed_back", "report_back")),
)
HANDS: Final = {
    **dict.fromkeys(
        ("register_clue", "return_to_intake", "plan_disposal", "report_findings", "feed_back",
         "report_back"),
        Role.CLUE_HANDLER,
    ),
    "approve_disposal": Role.CLUE_HEAD,
    "conclude": Role.CLUE_HEAD,
}  # fmt: skip


@dataclass
class Clues:
    """Writes the tip-offs of one county as they stood at `at`; call within a transaction."""

    cast: Cast
    county: str
    at: datetime
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def write(self) -> int:
        """Every way once, two sealed papers, a report with its dialogue; returns how many."""
        for n, way in enumerate(WAYS):
            self._play(n, way)
        first = receive_sealed("superior", **self._entry(self._organ, 6))
        self._act(first, "forward_up", self._organ, self._moment(3))
        receive_sealed("own_head", **self._entry(self._organ, 2))
        self._talk()
        return len(WAYS) + 3

    def _talk(self) -> None:
        """An anonymous report through the portal: a question, its answer, the next question."""
        letter = self._letter(2, Way(Status.RECEIVED, signed=False))
        submit(letter, ACCUSED[2], unit=self._organ, at=self._moment(3))
        case, (first, second, answer) = Case.objects.latest("pk"), TALK
        self._act(case, "write_to_reporter", self._organ, self._moment(2), text=first)
        written = Case.objects.get(pk=case.pk)
        post_message(written, "answer_organ", Message(answer), at=self._moment(2))
        self._act(case, "write_to_reporter", self._organ, self._moment(1), text=second)

    @property
    def _organ(self) -> Unit:
        return self.cast.units[f"{self.county}-discipline_commission"]

    def _play(self, n: int, way: Way) -> None:
        above = self.cast.units["150100-discipline_commission"]
        organ = above if way.from_city else self._organ
        ago = len(way.acts) + 1 + n % 3
        case = receive(self._letter(n, way), ACCUSED[n % len(ACCUSED)], **self._entry(organ, ago))
        clear_names(case, Actor.of(self._holder(organ, Role.CLUE_OFFICER)), at=self._moment(ago))
        for step, act in enumerate(way.acts, start=1):
            self._act(case, act, organ, self._moment(ago - step), **way.given)

    def _letter(self, n: int, way: Way) -> LetterInput:
        subject, text = MATTERS[n % len(MATTERS)]
        party = PetitionerDetails(f"举报人{n + 1}", phone=f"1390001{n:04d}")
        return LetterInput(
            channel=CHANNELS[n % len(CHANNELS)],
            region=self._organ.region,
            text=text,
            subject=subject,
            petitioners=(party,) if way.signed else (),
            purpose=Purpose.ACCUSATION,
            content_class=ContentClass.DISCIPLINE,
        )

    def _entry(self, organ: Unit, ago: int) -> dict[str, Any]:
        moment = self._moment(ago)
        actor = Actor.of(self._holder(organ, Role.CLUE_OFFICER))
        return {"unit": organ, "received_on": legal_date(moment), "actor": actor, "at": moment}

    def _act(self, case: Case, act: str, organ: Unit, at: datetime, **given: str) -> None:
        actor = Actor.of(self._holder(organ, HANDS.get(act, Role.CLUE_OFFICER)))
        details = self._usual(act, at)
        known = {name: value for name, value in given.items() if name in details}
        head = Actor.of(self._holder(organ, Role.CLUE_HEAD))
        play(case, act, (actor, head), at=at, **(details | known))

    def _holder(self, organ: Unit, role: Role) -> Person:
        return self.cast.holder(organ, role)

    def _moment(self, ago: int) -> datetime:
        """Ten o'clock, so many workdays before today."""
        on = legal_date(self.at)
        for _day in range(max(ago, 1)):
            on = self.calendar.previous_workday(on - timedelta(days=1))
        return datetime.combine(on, OPENS, SHANGHAI)

    def _usual(self, act: str, at: datetime) -> dict[str, Any]:
        """The details of an act, in the words that such papers use."""
        today = legal_date(at)
        told = {"told_on": today, "method": "phone"}
        usual: dict[str, dict[str, Any]] = {
            "refuse": {"ground": "empty", "told": "online", "reason": "仅列行为名称，无实质内容。"},
            "retain": {"reason": "与此前反映的内容重复。"},
            "forward_across": {"organ": "市公安局", "reason": "属于公安机关管辖。"},
            "forward_down": {"unit": self._organ.pk, "remark": "请依规办理。"},
            "assign_down": {"unit": self._organ.pk, "ground": "typical"},
            "forward_up": {"sent_on": today, "seal_number": "密封一号", "carried_by": "机要员甲"},
            "verify_identity": {"reporter": "real_name", "method": "phone"},
            "notify_reporter": told,
            "return_to_intake": {"ground": "not_ours", "reason": "经研究，属于其他机关职责。"},
            "register_clue": {"ledger_number": f"监督检查室台账{today.year}第{today.month}号"},
            "plan_disposal": {
                "disposal": "preliminary",
                "plan": "成立核查组，调取有关账目，找知情人谈话。",
                "discussed_on": today,
                "minutes": "承办室集体研究，意见一致。",
            },
            "report_findings": {"findings": "部分问题属实。", "proposal": "建议按程序处理。"},
            "conclude": {"outcome": "filed"},
            "write_to_reporter": {"text": TALK[0]},
            "feed_back": told | {"told_by": "承办人", "nothing_handed": True},
            "report_back": {
                "quarter": f"{today.year}-{(today.month + 2) // 3}",
                "summary": "已经立案。",
            },
        }
        return usual.get(act, {})
