"""What is entered of a service: in which way, on which day, and what shows it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from workflows.acts import form_fields, served_papers
from workflows.acts.act import ActForm
from workflows.acts.attachment_fields import AttachmentsField, ScansField
from workflows.acts.day_bounds import ISSUE, Bound, DayField
from workflows.models.document import Document
from workflows.models.paper_service import ServiceWay

SHOWN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    ServiceWay.DIRECT: ("received_by",),
    ServiceWay.LEFT: ("witness_one", "witness_two"),
    ServiceWay.POST: ("tracking_number",),
    ServiceWay.ELECTRONIC: ("consent",),
    ServiceWay.ANNOUNCEMENT: ("announced_in", "announced_on"),
}
"""Way of service → the details without which nothing shows it."""
SIGNED_FOR: Final = (ServiceWay.DIRECT, ServiceWay.LEFT, ServiceWay.POST)
"""The ways that leave a paper with a signature: its picture comes with the entry."""


def _shown_for(*ways: str) -> dict[str, str]:
    """For the page, which shows a field for these ways alone."""
    return {"data-asked-by": " ".join(("way", *map(str, ways)))}


def shown_by(label: Any, name: str, *, help_text: Any = "", length: int = 60) -> forms.CharField:
    """A detail that one way of service asks for."""
    asked = _shown_for(*(way for way, names in SHOWN_BY.items() if name in names))
    return form_fields.named(
        label, longest=length, required=False, help_text=help_text, attrs=asked
    )


def served_day(not_before: Bound | tuple[Bound, ...]) -> DayField:
    return form_fields.day(
        _("Served on"),
        not_before=not_before,
        help_text=_("Of an announcement: the day on which its period ended."),
    )


def announced_on() -> DayField:
    field = form_fields.day(_("Announced since"), not_before=ISSUE, required=False)
    field.widget.attrs |= _shown_for(ServiceWay.ANNOUNCEMENT)
    return field


def handed_to() -> forms.CharField:
    """For acts that issue a notice: whoever took it on the spot, which is recorded beside it."""
    return form_fields.named(
        _("Handed over on the spot to"),
        longest=60,
        required=False,
        help_text=_("Whoever signed for it. Left empty, the service is recorded later."),
    )


def handed_slip() -> AttachmentsField:
    """The slip that he signed, which goes to the record of the service."""
    return AttachmentsField(
        label=_("Picture of the signed slip"),
        required=False,
        help_text=_("Needed for what is handed over on the spot."),
    )


class HandedOverForm(ActForm):
    """For acts whose notice may be handed over on the spot: `handed_to` and `handed_slip`."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        handed, slip = data.get("handed_to"), data.get("handed_slip")
        wanted = handed and not self.rehearsed
        if wanted and not slip and "handed_slip" not in self.errors:
            self.add_error("handed_slip", _g("Add a picture of the slip that was signed."))
        return data


class PaperField(forms.ChoiceField):
    """One of the papers that wait to be served, by its number; it may be left out for the only."""

    def __init__(self) -> None:
        super().__init__(label=_("Paper"), required=False)
        self.papers: dict[str, Document] = {}

    def offer(self, papers: list[Document]) -> None:
        self.papers = {paper.number: paper for paper in papers}
        self.choices = [(paper.number, str(paper)) for paper in papers]
        self.initial = papers[0].number if papers else None

    def chosen(self, number: str) -> Document | None:
        if not number and len(self.papers) == 1:
            return next(iter(self.papers.values()))
        return self.papers.get(number)


def _named(paper: Document) -> dict[str, str]:
    """What the event says of the paper; which one it was stands in the row of the service."""
    return {"kind": paper.kind, "name": paper.title}


class PaperForm(ActForm):
    """For acts about the service of a paper: one of those that wait for this very act."""

    act: ClassVar[str] = served_papers.RECORD

    paper = PaperField()

    def prepare(self) -> None:
        field = self.fields["paper"]
        assert isinstance(field, PaperField)  # noqa: S101  # as declared above
        self.waiting = list(served_papers.awaiting_service(self.case, self.act))
        field.offer(self.waiting)
        if not self.waiting:
            field.widget = forms.HiddenInput()

    def _look_up(self, point: str) -> date | None:
        if point != ISSUE.point:
            return super()._look_up(point)
        paper = self._chosen(str(self.data.get(self.add_prefix("paper")) or ""))
        return paper.issued_on if paper else None

    def _chosen(self, number: str) -> Document | None:
        field = self.fields["paper"]
        return field.chosen(number) if isinstance(field, PaperField) else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "paper" not in self.errors:
            data["document"] = paper = self._chosen(data.get("paper") or "")
            if paper is None:
                self.add_error("paper" if self.waiting else None, self._no_paper())
            else:
                data["paper"] = _named(paper)
        return data

    def _no_paper(self) -> str:
        if self.waiting:
            return _g("Say which of the papers was served.")
        return _g("No paper waits to be served here. A paper is served once it has been issued.")


class ServiceForm(PaperForm):
    """What is entered of a service."""

    way = forms.ChoiceField(label=_("Manner of service"), choices=ServiceWay.choices)
    served_on = served_day(ISSUE)
    received_by = shown_by(_("Received by"), "received_by")
    relation = forms.CharField(
        label=_("Relation to the petitioner"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"data-asked-by": "way direct", "data-optional": True}),
    )
    witness_one = shown_by(_("First witness"), "witness_one")
    witness_two = shown_by(_("Second witness"), "witness_two")
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=_shown_for(ServiceWay.POST) | {"autocomplete": "off"}),
    )
    consent = shown_by(
        _("Consent to electronic service"),
        "consent",
        length=200,
        help_text=_("When and how the petitioner consented, and to which address"),
    )
    announced_in = shown_by(_("Where it was announced"), "announced_in", length=200)
    announced_on = announced_on()
    scan = ScansField(
        label=_("Scanned slip of service"),
        required=False,
        help_text=_(
            "Needed of what was handed over, left or posted; enter the service once it is there."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_way(data)
        self._check_slip(data)
        self._check_persons(data)
        self._check_period(data)
        return data

    def _check_way(self, data: dict[str, Any]) -> None:
        """What the way asks for is there, and nothing that another way would ask for."""
        way = data.get("way")
        for asking, names in SHOWN_BY.items():
            for name in names:
                if asking != way:
                    data[name] = self.fields[name].to_python("")
                elif not data.get(name) and name not in self.errors:
                    self.add_error(name, _g("This way of service is shown by it: fill it in."))

    def _check_slip(self, data: dict[str, Any]) -> None:
        wanted = data.get("way") in SIGNED_FOR and "scan" not in self.errors
        if wanted and not data.get("scan"):
            self.add_error("scan", _g("This way of service leaves a signed slip: add its picture."))

    def _check_persons(self, data: dict[str, Any]) -> None:
        if data.get("way") != ServiceWay.DIRECT:
            data["relation"] = ""
        if data.get("witness_one") and data["witness_one"] == data.get("witness_two"):
            self.add_error("witness_two", _g("Two different witnesses are needed."))

    def _check_period(self, data: dict[str, Any]) -> None:
        since, served = data.get("announced_on"), data.get("served_on")
        if since and served and since >= served:
            self.add_error("announced_on", _g("The period began before the day on which it ended."))


class ServeForm(ServiceForm):
    act = "serve"

    served_on = served_day((Bound("sign_off"), ISSUE))


class ServeReviewForm(ServiceForm):
    act = "serve_review"

    served_on = served_day((Bound("decide_review"), ISSUE))


class ServeRecheckForm(ServiceForm):
    act = "serve_recheck"

    served_on = served_day((Bound("decide_recheck"), ISSUE))


class ConfirmForm(PaperForm):
    """The petitioner has a notice before him and says so: the system saw it."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return data | {"way": ServiceWay.ELECTRONIC, "served_on": self.today, "scan": []}
