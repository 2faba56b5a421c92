"""What our own pages and interface are asked, on synthetic cases."""

import io
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db.models import Max
from django.utils import timezone

from benchmarks.over_http.sessions import signed_in
from benchmarks.over_http.steps import (
    NUMBER,
    Request,
    Step,
    Steps,
    Visit,
    cookies,
    document,
    form,
)
from organizations.models import Person, Unit
from petitions.api.api_tokens import new_token
from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import ApiToken, Channel
from workflows.acts.actors import IMPORTER
from workflows.counting.work_calendar import legal_date
from workflows.models import Case
from workflows.states import Kind, Status

TOKENS: Final = 240
"""Each token has 600 calls a minute: enough of them never to be held off."""
KNOWN: Final = 40
"""Cases that are registered beforehand: their query codes are known, and they can be acted on."""
FAR: Final = 1_000
PER_PAGE: Final = 25
TEXT: Final = f"反映养老保险待遇发放不到位的问题，请求核查补发。第{NUMBER}次反映。"
PARTY: Final = {
    "party-TOTAL_FORMS": 1,
    "party-INITIAL_FORMS": 0,
    "party-0-name": "信访人甲",
    "party-0-phone": f"1390{NUMBER}",
}


class Ours:
    """The steps of one county of the demonstration office, each made when it is due."""

    def __init__(self, cases: int) -> None:
        call_command("load_volume", cases=cases, stdout=io.StringIO())
        if not settings.TESTING:
            call_command("collectstatic", interactive=False, verbosity=0)
        officer = Person.objects.get(username="officer")
        self.bureau = Unit.objects.select_related("region").get(
            kind="petition_bureau", posts__tenures__person=officer
        )
        self.unit = Unit.objects.get(posts__tenures__person__username="unit_officer")
        self._codes = [_registered(self.bureau, number) for number in range(KNOWN)]
        self._signed_in: dict[str, list[Mapping[str, str]]] = {}

    def steps(self) -> Steps:
        pages = {
            "desk, unit": ("unit_officer", "/"),
            "desk, bureau": ("officer", "/"),
            "ledger, unit": ("unit_officer", "/cases/"),
            "ledger, bureau": ("officer", "/cases/"),
            "ledger, page 1,000": ("officer", self._far_page()),
            "ledger, open": ("officer", "/cases/?status=open"),
            "ledger, overdue": ("officer", "/cases/?overdue=on"),
            "ledger, by limit": ("officer", "/cases/?order=due"),
            "search, two characters": ("officer", "/cases/?q=%E5%85%BB%E8%80%81"),
            "dashboard, monitor": ("monitor", "/oversight/"),
            "dashboard, bureau": ("bureau_head", "/oversight/"),
        }
        return {
            "register, page": self._register,
            "register, one clerk": lambda: self._register(alone=True),
            "register, interface": self._register_by_interface,
            "forward, page": self._forward,
            "forward, interface": self._forward_by_interface,
            **{name: self._page(*told) for name, told in pages.items()},
            "case page": lambda: self._of_cases("/cases/{}/", self._cookies("officer")),
            "repeats while typing": self._repeats,
            "interface, list": lambda: self._called([[Request("/api/v1/cases/")]]),
            "interface, detail": lambda: self._of_cases(
                "/api/v1/cases/{}/", self._tokens("officer")
            ),
            "portal, track": self._track,
        }

    def _register(self, *, alone: bool = False) -> Step:
        clerks = self._cookies("registrar")
        letter = form("/cases/new/", self._letter() | PARTY)
        return Step([[letter]], clerks, alone)

    def _register_by_interface(self) -> Step:
        people = [{"name": "信访人甲", "phone": f"1390{NUMBER}"}]
        told = {"channel": "letter", "text": TEXT, "petitioners": people}
        letter = document("/api/v1/cases/", told, 201, key=f"letter-{NUMBER}")
        return Step([[letter]], self._tokens("registrar"))

    def _letter(self) -> dict[str, Any]:
        region = self.bureau.region
        return {
            "unit": self.bureau.pk,
            "channel": "letter",
            "received_on": legal_date(timezone.now()),
            "people_count": 1,
            "purpose": "resolution",
            "content_class": "labour",
            "region": f"{region.name}（{region.code}）",
            "text": TEXT,
        }

    def _forward(self) -> Step:
        visits = [
            [form(f"/cases/{number}/acts/forward/", {"unit": self.unit.pk, "seen": last})]
            for number, last in self._registered()[::2]
        ]
        return Step(visits, self._cookies("officer"), once=True)

    def _forward_by_interface(self) -> Step:
        visits = [
            [document(f"/api/v1/cases/{number}/acts/forward/", {"unit": self.unit.code})]
            for number, _last in self._registered()[1::2]
        ]
        return Step(visits, self._tokens("officer"), once=True)

    def _registered(self) -> list[tuple[str, int]]:
        """Number and last event of the bureau's cases that nothing has happened to."""
        new = Case.objects.filter(
            kind=Kind.PETITION, status=Status.REGISTERED, intake_unit=self.bureau
        )
        last = new.annotate(last=Max("events")).order_by("-pk")
        return list(last.values_list("number", "last"))

    def _page(self, username: str, path: str) -> Any:
        return lambda: Step([[Request(path)]], self._cookies(username))

    def _far_page(self) -> str:
        """Page 1,000 of the bureau's ledger, or what lies half-way; by number and by place."""
        own = Case.objects.filter(kind=Kind.PETITION, intake_unit=self.bureau)
        place = min((FAR - 1) * PER_PAGE, own.count() // 2)
        row = own.order_by("-registered_at", "-pk")[place]
        return f"/cases/?page={FAR}&after=0~{row.registered_at:%Y-%m-%dT%H:%M:%S.%fZ}~{row.pk}"

    def _of_cases(self, path: str, callers: list[Mapping[str, str]]) -> Step:
        own = Case.objects.filter(kind=Kind.PETITION, intake_unit=self.bureau, sealed=False)
        numbers = own.order_by("-pk").values_list("number", flat=True)[:200]
        return Step([[Request(path.format(number))] for number in numbers], callers)

    def _repeats(self) -> Step:
        typed = form("/cases/new/repeats/", self._letter() | PARTY, 200)
        return Step([[typed]], self._cookies("registrar"))

    def _called(self, visits: list[Visit]) -> Step:
        return Step(visits, self._tokens("officer"))

    def _track(self) -> Step:
        visits = [
            [form("/portal/track/", {"number": number, "code": code}), Request("/portal/case/")]
            for number, code in self._codes
        ]
        return Step(visits, [cookies("")])

    def _cookies(self, username: str) -> list[Mapping[str, str]]:
        if username not in self._signed_in:
            self._signed_in[username] = signed_in(Person.objects.get(username=username))
        return self._signed_in[username]

    def _tokens(self, username: str) -> list[Mapping[str, str]]:
        key = f"token of {username}"
        if key not in self._signed_in:
            person, at = Person.objects.get(username=username), timezone.now()
            self._signed_in[key] = [
                {"Authorization": f"Token {new_token(person, at=at)}"} for _n in range(TOKENS)
            ]
            # The first call of a day notes the day; the others don't.
            ApiToken.objects.filter(person=person).update(last_used_on=legal_date(at))
        return self._signed_in[key]


def _registered(bureau: Unit, number: int) -> tuple[str, str]:
    """Number and query code of a new case."""
    at = timezone.now()
    letter = LetterInput(
        channel=Channel.LETTER,
        region=bureau.region,
        text=TEXT.replace(NUMBER, str(number)),
        petitioners=(PetitionerDetails("信访人乙", phone=f"1380000{number:04d}"),),
    )
    made = register(letter, unit=bureau, received_on=legal_date(at), actor=IMPORTER, at=at)
    return made.case.number, made.query_code
